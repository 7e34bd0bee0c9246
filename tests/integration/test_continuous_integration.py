"""The action and the examples of docs/continuous-integration.md: held to the servers' schemas, and their scripts run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.changes.repository import ALONE, Repository
from tests.docs.reading import ROOT, Block, blocks, section, tables
from tests.source.test_file_lines import LEAK, cell, notebook

PAGE = ROOT / "docs" / "continuous-integration.md"
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
COMMAND = re.compile(r"^::(error|warning|notice) file=([^,]*)", re.MULTILINE)
LOCAL_GITLAB, RSYNC = shutil.which("gitlab-ci-local"), shutil.which("rsync")
CLEAN = "print('nothing to see')\n"


def schema(name: str) -> dict[str, Any]:
    """The schema of a server's files, as check-jsonschema brings it."""
    folder = resources.files("check_jsonschema.builtin_schemas.vendor")
    loaded: dict[str, Any] = json.loads(folder.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def snippet(name: str) -> dict[str, Any]:
    (block,) = [block for block in blocks(PAGE) if block.attributes.get("schema") == name]
    loaded: dict[str, Any] = yaml.safe_load(block.text)
    return {"on" if key is True else str(key): value for key, value in loaded.items()}  # YAML 1.1 reads `on` as true


def step(name: str) -> dict[str, Any]:
    (found,) = [one for one in ACTION["runs"]["steps"] if one["name"] == name]
    assert isinstance(found, dict)
    return found


@dataclass
class Runner:
    """Runs steps of the action as GitHub's runner does: the inputs in the environment, the shell with its options."""

    repository: Repository
    temporary: Path
    inputs: dict[str, str] = field(default_factory=dict)

    def run(self, name: str, **more: str) -> subprocess.CompletedProcess[str]:
        one = step(name)
        values = {key: str(value["default"]) for key, value in ACTION["inputs"].items()} | self.inputs
        given = {key: INPUT.sub(lambda match: values[match[1]], text) for key, text in one.get("env", {}).items()}
        folder = INPUT.sub(lambda match: values[match[1]], one.get("working-directory", "."))
        script = self.temporary / "script.sh"
        script.write_text(one["run"], encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ALONE | given | more
        environment |= {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.temporary / "output"),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temporary),
        }
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)]
        folder = str(self.repository.root / folder)
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    @property
    def summary(self) -> Path:
        return self.temporary / "summary.md"

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.temporary / "output").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


def put_command(folder: Path) -> None:
    """The command as an installation of this source tree has it."""
    folder.mkdir(parents=True)
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from reprolint.__main__ import main; main()"
    (folder / "program.py").write_text(program)
    (folder / "reprolint").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/program.py" "$@"\n')
    (folder / "reprolint").chmod(0o755)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    repository = Repository.made(tmp_path / "work")
    repository.commit(clean__py=CLEAN, study__py=LEAK, study__ipynb=notebook(cell(LEAK)))
    put_command(tmp_path / "temp" / "reprolint" / "bin")
    return Runner(repository, tmp_path / "temp", {"args": "--select=LEA004"})


def test_action_satisfies_the_schema() -> None:
    jsonschema.validate(ACTION, schema("github-actions"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(ACTION | {"runs": {"using": "composite"}}, schema("github-actions"))


def test_inputs_never_stand_in_scripts() -> None:
    scripts = [one["run"] for one in ACTION["runs"]["steps"] if "run" in one]
    assert len(scripts) == 3
    assert not [script for script in scripts if "${{" in script]


def test_actions_of_others_are_pinned() -> None:
    used = [one["uses"] for one in ACTION["runs"]["steps"] if "uses" in one]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w/-]+@v\d+", one) for one in used)


def test_check_annotates_summarises_and_writes_sarif(runner: Runner) -> None:
    done = runner.run("Check")
    assert done.returncode == 0, done.stderr
    assert sorted(COMMAND.findall(done.stdout)) == [("error", "study.ipynb"), ("error", "study.py")]
    assert runner.outputs == {"exit-code": "1", "sarif-file": str(runner.repository.root / "reprolint.sarif")}
    assert "| 2 | `LEA004` resample-before-split | error |" in runner.summary.read_text()
    sarif = json.loads(Path(runner.outputs["sarif-file"]).read_text())
    results = sarif["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["LEA004", "LEA004"]
    region = results[0]["locations"][0]["physicalLocation"]["region"]
    assert (
        "SMOTE(random_state=0)"
        in (runner.repository.root / "study.ipynb").read_text().split("\n")[region["startLine"] - 1]
    )
    assert runner.run("Pass or fail", EXIT_CODE=runner.outputs["exit-code"]).returncode == 1


@pytest.mark.parametrize(
    ("inputs", "code", "annotated"),
    [
        ({"paths": "clean.py"}, "0", 0),
        ({"fail-on": "never"}, "0", 2),
        ({"fail-on": "error"}, "1", 2),
        ({"since": "HEAD"}, "0", 0),
        ({"paths": "study.py\nclean.py\n"}, "1", 1),
        ({"args": "--select\nLEA004\n--confidence=high"}, "1", 2),
        ({"paths": "nosuch.py"}, "2", 0),
        ({"since": "nosuch"}, "2", 0),
        ({"paths": "empty"}, "3", 0),
        ({"working-directory": "empty", "paths": "../study.py"}, "1", 1),
        ({"sarif-file": "a report.sarif"}, "1", 2),
    ],
)
def test_inputs(runner: Runner, inputs: dict[str, str], code: str, annotated: int) -> None:
    (runner.repository.root / "empty").mkdir()
    runner.inputs |= inputs
    done = runner.run("Check")
    assert (done.returncode, runner.outputs["exit-code"]) == (0, code), done.stderr
    assert len(COMMAND.findall(done.stdout)) == annotated
    assert Path(runner.outputs["sarif-file"]).exists() == (code in {"0", "1", "3"})
    assert runner.run("Pass or fail", EXIT_CODE=code).returncode == int(code)


@pytest.mark.parametrize("name", ["paths", "args", "since", "sarif-file", "fail-on"])
@pytest.mark.parametrize(
    "text", ['"; touch owned; "', "$(touch owned)", "`touch owned`", "a' ; touch owned #", "x && touch owned"]
)
def test_inputs_are_never_commands(runner: Runner, name: str, text: str) -> None:
    runner.inputs[name] = text
    assert runner.run("Check").returncode == 0
    assert not (runner.repository.root / "owned").exists()


def test_modules_of_the_checked_project_are_not_imported(runner: Runner) -> None:
    for name in ("click.py", "reprolint.py", "json.py"):
        runner.repository.write(name, "from pathlib import Path\nPath('owned').touch()\n")
    assert runner.run("Check").returncode == 0
    assert not (runner.repository.root / "owned").exists()


@pytest.mark.slow
def test_installed_action_runs(runner: Runner, tmp_path: Path) -> None:
    fresh = Runner(runner.repository, tmp_path / "fresh", {"args": "--select=LEA004"})
    fresh.temporary.mkdir()
    installed = fresh.run("Install reprolint", PYTHON=sys.executable)
    assert installed.returncode == 0, installed.stderr
    assert len(COMMAND.findall(fresh.run("Check").stdout)) == 2
    assert fresh.outputs["exit-code"] == "1"


# The page


def test_examples_satisfy_the_schemas_of_their_servers() -> None:
    found = {block.attributes["schema"] for block in blocks(PAGE) if "schema" in block.attributes}
    assert found == {"github-workflows", "gitlab-ci"}
    for name in found:
        jsonschema.validate(snippet(name), schema(name))


def test_documented_inputs_are_those_of_the_action() -> None:
    (rows,) = tables(section(PAGE, "GitHub"))
    documented = {row[0].strip("`"): row[1].strip("`").replace("none", "") for row in rows}
    assert documented == {name: value["default"] for name, value in ACTION["inputs"].items()}


def test_workflow_gives_the_action_inputs_that_it_has() -> None:
    (job,) = snippet("github-workflows")["jobs"].values()
    used = job["steps"][-1]
    assert used["uses"].endswith("/reprolint@main")
    assert set(used["with"]) <= set(ACTION["inputs"])


def gitlab(repository: Repository, first: int, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the job's script from its line `first` on, as GitLab's runner does: all lines in one bash."""
    lines = snippet("gitlab-ci")["reprolint"]["script"][first:]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ALONE | variables
    command = ["bash", "-e", "-o", "pipefail", "-c", "\n".join(lines)]
    return subprocess.run(command, cwd=repository.root, env=environment, capture_output=True, text=True, check=False)


def reports(repository: Repository) -> list[str]:
    """Paths in the code quality report, after a look whether the artifacts are those that the job names."""
    named = snippet("gitlab-ci")["reprolint"]["artifacts"]["reports"]
    assert (repository.root / named["junit"]).read_text().startswith(("<testsuites", "<?xml"))
    return [entry["location"]["path"] for entry in json.loads((repository.root / named["codequality"]).read_text())]


def test_gitlab_job_reports_and_fails_for_errors(runner: Runner) -> None:
    put_command(runner.repository.root / ".reprolint" / "bin")
    done = gitlab(runner.repository, 2)
    assert done.returncode == 1, done.stderr
    assert {"study.py", "study.ipynb"} <= set(reports(runner.repository))
    assert "error LEA004" in done.stdout


def test_gitlab_job_of_a_merge_request_reports_only_its_changes(runner: Runner) -> None:
    put_command(runner.repository.root / ".reprolint" / "bin")
    base = runner.repository.git("rev-parse", "HEAD")
    assert gitlab(runner.repository, 2, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 0
    assert reports(runner.repository) == []
    runner.repository.write("new.py", LEAK)
    assert gitlab(runner.repository, 2, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 1
    assert set(reports(runner.repository)) == {"new.py"}


@pytest.mark.slow
@pytest.mark.skipif(LOCAL_GITLAB is None or RSYNC is None, reason="there is no gitlab-ci-local, or no rsync")
def test_whole_gitlab_job_runs(runner: Runner) -> None:
    """In a program that reads `.gitlab-ci.yml` and runs its jobs as GitLab does, without a container."""
    assert LOCAL_GITLAB is not None
    (block,) = [block for block in blocks(PAGE) if block.attributes.get("schema") == "gitlab-ci"]
    runner.repository.write(".gitlab-ci.yml", block.text)
    runner.repository.write(".gitignore", ".reprolint/\n.gitlab-ci-local/\n")
    runner.repository.commit()
    runner.repository.git("remote", "add", "origin", "git@gitlab.example.org:lab/study.git")
    command = [LOCAL_GITLAB, "--force-shell-executor", "--variable", f"REPROLINT={ROOT}", "reprolint"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | ALONE
    done = subprocess.run(
        command, cwd=runner.repository.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "error LEA004" in done.stdout
    assert "FAIL" in done.stdout
    assert {"study.py", "study.ipynb"} <= set(reports(runner.repository))


def test_page_has_no_other_yaml() -> None:
    others: list[Block] = [
        block for block in blocks(PAGE) if block.language == "yaml" and "schema" not in block.attributes
    ]
    assert others == []
