"""`reprolint check`: every exit code, where output goes, and what a user who errs is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reprolint import __version__
from reprolint.cli import COMMANDS, main
from reprolint.cli.check import Exit, exit_code
from reprolint.findings import Finding, Location, Problem, Report

RESAMPLED = """\
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
import pandas as pd

births = pd.read_csv("births.csv")
X, y = SMOTE(random_state=0).fit_resample(births.drop(columns="preterm"), births["preterm"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""
OWN_RULE = """\
---
code: LEA990
name: own-rule
summary: a rule of the user's own
topic: evaluation
severity: error
confidence: high
default: true
since: 0.1.0
match:
  - call: imblearn.over_sampling.SMOTE
    message: "`{name}` imitates rows."
    label: made here
---
"""
FINDING = Finding("m", Location("a.py", 1, 1, 1, 2))
COSTLY = Problem("a.py", 1, "syntax-error", "m")
CHEAP = Problem("a.py", 1, "unused-suppression", "m", incomplete=False)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one rule of its own, so that these tests do not change with the rules that ship."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own-rule.md").write_text(OWN_RULE)
    (tmp_path / "reprolint.toml").write_text('rules = ["rules"]\nselect = ["LEA990"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=text)


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    full = {**os.environ, **environment}
    return subprocess.run(
        [sys.executable, "-m", "reprolint", *arguments], capture_output=True, text=True, env=full, check=False
    )


@pytest.mark.parametrize(
    ("findings", "problems", "files", "exit_zero", "expected"),
    [
        ((), (), 1, False, Exit.CLEAN),
        ((FINDING,), (), 1, False, Exit.FINDINGS),
        ((FINDING,), (), 1, True, Exit.CLEAN),
        ((), (), 0, False, Exit.NOTHING),
        ((), (COSTLY,), 1, False, Exit.INCOMPLETE),
        ((), (COSTLY,), 1, True, Exit.INCOMPLETE),
        ((), (COSTLY,), 0, False, Exit.INCOMPLETE),
        ((FINDING,), (COSTLY,), 1, False, Exit.FINDINGS),
        ((FINDING,), (COSTLY,), 1, True, Exit.INCOMPLETE),
        ((), (CHEAP,), 1, False, Exit.CLEAN),
    ],
)
def test_exit_code(
    findings: tuple[Finding, ...],
    problems: tuple[Problem, ...],
    files: int,
    exit_zero: bool,
    expected: Exit,
) -> None:
    assert exit_code(Report(findings, (), problems, files, 0, 0), exit_zero=exit_zero) is expected


def test_exit_codes_are_the_documented_numbers() -> None:
    assert {each.name: each.value for each in Exit} == {
        "CLEAN": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "NOTHING": 3,
        "INCOMPLETE": 4,
    }


def test_finding_ends_in_1_and_is_shown(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    result = check()
    assert result.exit_code == 1
    assert "study.py:8:8: error LEA990 own-rule" in result.stdout
    assert result.stderr == ""


def test_clean_file_ends_in_0(project: Path) -> None:
    (project / "study.py").write_text("print(1)\n")
    result = check("study.py")
    assert (result.exit_code, result.stdout.startswith("No findings")) == (0, True)


def test_empty_directory_ends_in_3() -> None:
    result = check()
    assert (result.exit_code, result.stdout.startswith("Nothing to check")) == (3, True)


def test_file_that_cannot_be_read_ends_in_4(project: Path) -> None:
    (project / "study.py").write_text("def\n")
    assert check().exit_code == 4


def test_exit_zero(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    result = check("--exit-zero")
    assert (result.exit_code, "LEA990" in result.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "LEA04"], ["--select", "LEA04", "did you mean"]),
        (["--select", "LEA04", "--ignore", "nosuchthing"], ["LEA04", "nosuchthing"]),
        (["nowhere.py"], ["nowhere.py", "no such file"]),
        (["--config", "nowhere.toml"], ["nowhere.toml", "no such file"]),
        (["--formt", "json"], ["--formt", "--format"]),
        (["--format", "xml"], ["xml", "text"]),
        (["--jobs", "0"], ["--jobs", "0"]),
        (["-", "."], ["stdin"]),
        (["--output", "no/such/folder/report.txt"], ["report.txt", "cannot be written"]),
    ],
)
def test_mistake_of_the_user_ends_in_2_and_is_explained_on_stderr(
    project: Path, arguments: list[str], words: list[str]
) -> None:
    (project / "study.py").write_text("x = 1\n")
    result = check(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert [word for word in words if word not in result.stderr] == []


def test_bad_configuration_ends_in_2_with_every_mistake(project: Path) -> None:
    (project / "reprolint.toml").write_text('selct = []\nconfidence = "lots"\n')
    result = check()
    assert result.exit_code == 2
    assert "selct" in result.stderr
    assert "confidence" in result.stderr


@pytest.mark.parametrize(
    "content", ["- 1\n", "library: x\n", "library: x\nsource: y\nentries: {a.b: {role: nosuchrole}}\n"]
)
def test_bad_catalogue_of_the_user_ends_in_2(project: Path, content: str) -> None:
    (project / "study.py").write_text("x = 1\n")
    (project / "mine.yaml").write_text(content)
    (project / "reprolint.toml").write_text('catalog = ["mine.yaml"]\n')
    result = check()
    assert result.exit_code == 2
    assert "mine.yaml" in result.stderr


def test_json_goes_to_stdout_alone(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    done = command("check", "--format", "json")
    assert done.returncode == 1
    assert "LEA990" in [finding["code"] for finding in json.loads(done.stdout)["findings"]]
    assert done.stderr == ""


def test_output_file_instead_of_stdout(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    result = check("--format", "json", "--output", "report.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads((project / "report.json").read_text())["version"] == 1


def test_selectors_are_separated_by_commas_or_repeated(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    assert "LEA990" in check("--select", "SHR,LEA990").stdout
    assert "LEA990" in check("--select", "SHR", "--select", "own-rule").stdout
    assert "LEA990" not in check("--ignore", "SHR,LEA").stdout


def test_stdin_is_a_script_of_the_given_name(project: Path) -> None:
    result = check("-", "--stdin-filename", "src/new.py", text=RESAMPLED)
    assert result.exit_code == 1
    assert "src/new.py:8:8: error LEA990" in result.stdout
    assert check("-", text="x = 1\n").exit_code == 0


def test_examples_are_demoted_unless_their_directory_is_named(project: Path) -> None:
    (project / "examples").mkdir()
    (project / "examples" / "study.py").write_text(RESAMPLED)
    assert ": note LEA990" in check(".").stdout
    assert ": note LEA990" in check("examples/study.py").stdout
    assert ": error LEA990" in check("examples").stdout


def test_suppression_end_to_end(project: Path) -> None:
    marked = RESAMPLED.replace('["preterm"])', '["preterm"])  # reprolint: ignore[LEA990] a demonstration')
    (project / "study.py").write_text(marked)
    result = check("--format", "json")
    assert result.exit_code == 0
    assert [each["reason"] for each in json.loads(result.stdout)["suppressed"]] == ["a demonstration"]


def test_pipes_and_no_color_get_no_escape_sequences(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED)
    assert "\x1b" not in command("check", FORCE_COLOR="1").stdout
    assert "\x1b" not in command("check", NO_COLOR="1").stdout


def test_output_that_cannot_encode_boxes_gets_ascii(project: Path) -> None:
    (project / "study.py").write_text(RESAMPLED + "# \u65e5\u672c\n", encoding="utf-8")
    done = command("check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert done.stdout.isascii()
    assert " 8 | X, y = SMOTE" in done.stdout


def test_reader_that_stops_early_is_no_error(project: Path) -> None:
    for number in range(300):
        (project / f"study{number}.py").write_text(RESAMPLED)
    arguments = [sys.executable, "-m", "reprolint", "check", "--jobs", "1"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""


def test_version_is_printed_without_importing_click() -> None:
    done = command("--version")
    assert (done.stdout, done.returncode) == (f"reprolint {__version__}\n", 0)
    code = """
import sys
from reprolint.__main__ import main

sys.argv = ["reprolint", "--version"]
main()
print("click" in sys.modules)
"""
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.endswith("False\n")


@pytest.mark.parametrize(
    ("word", "answer"),
    [("chek", "Did you mean `check`?"), ("study.py", "reprolint check study.py"), ("qqq", "explain")],
)
def test_unknown_command_ends_in_2_with_a_suggestion(project: Path, word: str, answer: str) -> None:
    (project / "study.py").write_text("")
    result = CliRunner().invoke(main, [word])
    assert result.exit_code == 2
    assert answer in result.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_exists_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert name in CliRunner().invoke(main, ["--help"]).stdout
