"""`--since`: only findings on what changed, in real repositories, and clear words when git has no answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reprolint.changes import Changes
from reprolint.changes.git import GitError
from reprolint.cli import main
from tests.changes.repository import ALONE, Repository
from tests.source.test_file_lines import LEAK, cell, notebook

RULE = """\
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
---
"""
HEAD = "from imblearn.over_sampling import SMOTE\nimport random\n\n\n"
FAULT = "first = SMOTE(k_neighbors=1)\n"  # a finding on its line
OTHER = "other = SMOTE(k_neighbors=2)\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    made = Repository.made(tmp_path / "work")
    made.write("rules/own-rule.md", RULE)
    made.write("reprolint.toml", 'rules = ["rules"]\nselect = ["LEA990"]\n')
    monkeypatch.chdir(made.root)
    return made


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--format", "json", *arguments])


def found(*arguments: str) -> list[tuple[str, int | None, int]]:
    result = check(*arguments)
    assert result.exit_code in {0, 1}, result.output + result.stderr
    raw = json.loads(result.stdout)
    assert result.exit_code == (1 if raw["findings"] else 0)
    return [(each["path"], each["cell"], each["line"]) for each in raw["findings"]]


def test_only_changed_lines_count(repository: Repository) -> None:
    repository.commit(a__py=HEAD + FAULT)
    assert found("--since", "HEAD") == []
    repository.write("a.py", HEAD + OTHER + FAULT)
    assert len(found()) == 2
    assert found("--since", "HEAD") == [("a.py", None, 5)]


def test_committed_staged_and_unstaged_changes_count(repository: Repository) -> None:
    base = repository.commit(a__py=HEAD)
    repository.commit(a__py=HEAD + FAULT)
    repository.write("b.py", HEAD + FAULT)
    repository.git("add", "b.py")
    repository.write("c d é.py", HEAD + FAULT)
    assert found("--since", base) == [("a.py", None, 5), ("b.py", None, 5), ("c d é.py", None, 5)]


def test_what_the_other_branch_did_does_not_count(repository: Repository) -> None:
    repository.commit(a__py=HEAD + FAULT, b__py=HEAD)
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(b__py=HEAD + FAULT)
    repository.git("checkout", "--quiet", "main")
    repository.commit(a__py=HEAD)  # main has mended the fault that the topic branch still has
    repository.git("checkout", "--quiet", "topic")
    assert found("--since", "main") == [("b.py", None, 5)]


def test_indented_anew_counts_but_trailing_blanks_and_line_ends_do_not(repository: Repository) -> None:
    repository.commit(a__py=HEAD + FAULT)
    repository.write("a.py", (HEAD + FAULT).replace("\n", "  \r\n"))
    assert found("--since", "HEAD") == []
    repository.write("a.py", HEAD + "if True:\n    " + FAULT)
    assert found("--since", "HEAD") == [("a.py", None, 6)]


def test_any_place_of_the_story_counts(repository: Repository) -> None:
    lines = LEAK.split("\n")
    repository.commit(a__py="\n".join(lines))
    lines[9] = lines[9].replace("print", "print  ")  # the score, which the finding only refers to
    repository.write("a.py", "\n".join(lines))
    assert ("a.py", None, 7) in found("--since", "HEAD", "--select", "LEA004")
    repository.write("a.py", "\n".join(["import os", *LEAK.split("\n")]))
    assert found("--since", "HEAD", "--select", "LEA004") == []


def test_renamed_file_is_compared_with_its_old_name(repository: Repository) -> None:
    repository.commit(a__py=HEAD + FAULT + "x = 1\n" * 5)
    repository.git("mv", "a.py", "b.py")
    assert found("--since", "HEAD") == []
    repository.write("b.py", HEAD + FAULT + "x = 1\n" * 5 + OTHER)
    assert found("--since", "HEAD") == [("b.py", None, 11)]
    repository.write("b.py", "y = 2\n" * 50 + HEAD + FAULT)
    assert found("--since", "HEAD") == [("b.py", None, 55)]


def test_change_in_a_module_shows_findings_that_only_its_users_show(repository: Repository) -> None:
    module = "from sklearn.preprocessing import StandardScaler\n\n\ndef scaled(X):\n    return {}\n"
    user = """\
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
import pandas as pd
from lab import scaled
rows = pd.read_csv("births.csv")
X_train, X_test, y_train, y_test = train_test_split(scaled(rows[["a"]]), rows["b"], random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""
    repository.commit(lab__py=module.format("X"), study__py=user, alone__py=HEAD + FAULT)
    repository.write("lab.py", module.format("StandardScaler().fit_transform(X)"))
    result = check("--since", "HEAD", "--select", "LEA001,LEA990")
    raw = json.loads(result.stdout)
    assert [each["path"] for each in raw["findings"]] == ["lab.py"]
    assert raw["summary"]["files"] == 2  # alone.py names neither
    assert found("--since", "HEAD", "--select", "LEA001", "study.py") == [("lab.py", None, 5)]


def test_notebook_is_compared_cell_by_cell(repository: Repository) -> None:
    first, second = cell(HEAD), cell(FAULT, outputs=[], execution_count=1)
    repository.commit(n__ipynb=notebook(first, second))
    again = {**second, "execution_count": 7, "outputs": [{"output_type": "stream", "text": "x"}], "metadata": {"a": 1}}
    repository.write("n.ipynb", notebook(first, again, indent=2))
    assert found("--since", "HEAD", "--select", "LEA990") == []
    repository.write("n.ipynb", notebook(first, cell("# new", "markdown"), again, cell(OTHER)))
    assert found("--since", "HEAD", "--select", "LEA990") == [("n.ipynb", 4, 1)]
    repository.write("n.ipynb", notebook(first, cell(OTHER), again, again))
    assert found("--since", "HEAD", "--select", "LEA990") == [("n.ipynb", 2, 1), ("n.ipynb", 4, 1)]


def test_notebook_that_was_broken_or_is_counts_as_new(repository: Repository) -> None:
    whole = notebook(cell(HEAD), cell(FAULT))
    repository.commit(n__ipynb=whole[:20])
    repository.write("n.ipynb", whole)
    assert found("--since", "HEAD", "--select", "LEA990") == [("n.ipynb", 2, 1)]
    repository.commit()
    repository.write("n.ipynb", whole[:20])
    assert check("--since", "HEAD").exit_code == 4


def test_sha256_repositories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Repository) -> None:
    other = Repository.made(tmp_path / "other", "--object-format=sha256")
    for name in ("rules/own-rule.md", "reprolint.toml"):
        other.write(name, (repository.root / name).read_bytes())
    monkeypatch.chdir(other.root)
    other.commit(a__py=HEAD + FAULT)
    assert found("--since", "HEAD") == []
    other.write("a.py", HEAD + FAULT + OTHER)
    assert found("--since", "HEAD") == [("a.py", None, 6)]


def test_from_a_folder_below_the_root(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("studies/one/a.py", HEAD + FAULT)
    repository.commit()
    repository.write("studies/one/a.py", HEAD + FAULT + OTHER)
    monkeypatch.chdir(repository.root / "studies")
    assert found("--since", "HEAD") == [("one/a.py", None, 6)]


def test_unchanged_project_is_clean_and_an_empty_one_is_nothing(repository: Repository) -> None:
    repository.commit(a__py=HEAD + FAULT)
    result = CliRunner().invoke(main, ["check", "--since", "HEAD"])
    assert (result.exit_code, result.stdout) == (0, "No findings: no script or notebook has changed.\n")
    (repository.root / "a.py").unlink()
    assert check("--since", "HEAD").exit_code == 3


def test_rules_about_the_project_are_not_asked(repository: Repository) -> None:
    repository.commit(a__py=HEAD)
    repository.write("a.py", HEAD + FAULT)
    assert found("--since", "HEAD", "--select", "LEA990,TST001") == [("a.py", None, 5)]
    result = check("--since", "HEAD", "--select", "TST001")
    assert result.exit_code == 4
    assert "without --since" in json.loads(result.stdout)["problems"][0]["message"]


def test_remarks_on_unchanged_files_are_left_out(repository: Repository) -> None:
    silenced = "import lab  # reprolint: ignore[LEA990] nothing here\n"
    repository.commit(lab__py="x = 1\n", a__py=silenced, b__py=silenced)
    repository.write("lab.py", "x = 2\n")
    repository.write("b.py", silenced + "y = 1\n")
    problems = json.loads(check("--since", "HEAD").stdout)["problems"]
    assert [problem["path"] for problem in problems] == ["b.py"]


# What git cannot answer


def message(*arguments: str, **environment: str) -> str:
    """What a user reads; also proves that there is no traceback and nothing on stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "reprolint", "check", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("reprolint: --since: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_unknown_revision(repository: Repository) -> None:
    repository.commit(a__py=HEAD)
    for name in ("nosuch", "0" * 40, "HEAD..HEAD", "", "a\nb"):
        assert "there is no revision" in message("--since", name)


def test_repository_without_a_commit(repository: Repository) -> None:
    repository.write("a.py", HEAD)
    assert "there is no revision `HEAD`" in message("--since", "HEAD")


@pytest.mark.parametrize(
    "name", ["--output=owned", "--help", "-v", "--upload-pack=touch owned", "$(touch owned)", "`touch owned`"]
)
def test_revision_is_never_an_option_or_a_command(repository: Repository, name: str) -> None:
    repository.commit(a__py=HEAD)
    assert f"there is no revision `{name}`" in message(f"--since={name}")
    assert sorted(path.name for path in repository.root.iterdir()) == [".git", "a.py", "reprolint.toml", "rules"]


def test_no_repository(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "a.py").write_text(HEAD)
    monkeypatch.chdir(tmp_path / "bare")
    assert "does not lie in the working tree of a git repository" in message("--since", "HEAD")


def test_git_is_missing(repository: Repository, tmp_path: Path) -> None:
    repository.commit(a__py=HEAD)
    assert "git is not installed" in message("--since", "HEAD", PATH=str(tmp_path))


def test_no_common_ancestor_in_a_shallow_clone(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit(a__py=HEAD)
    repository.git("branch", "old")
    repository.commit(a__py=HEAD + FAULT)
    repository.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repository.root}", str(tmp_path / "copy")
    )
    monkeypatch.chdir(tmp_path / "copy")
    said = message("--since", "origin/old")
    assert "no common ancestor" in said
    assert "fetch-depth: 0" in said


def test_missing_content_of_a_partial_clone_is_not_fetched(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    base = repository.commit(a__py=HEAD)
    repository.commit(a__py=HEAD + FAULT)
    copy = Repository(tmp_path / "copy")
    repository.git("clone", "--quiet", "--filter=blob:none", f"file://{repository.root}", str(copy.root))
    monkeypatch.chdir(copy.root)
    blob = copy.git("rev-parse", f"{base}:a.py")
    assert f"?{blob}" in copy.git("rev-list", "--objects", "--missing=print", base)
    assert "is missing from this clone" in message("--since", base)
    assert f"?{blob}" in copy.git("rev-list", "--objects", "--missing=print", base)


def test_stdin_has_no_earlier_version(repository: Repository) -> None:
    repository.commit(a__py=HEAD)
    assert (
        "stdin has no earlier version" in CliRunner().invoke(main, ["check", "-", "--since", "HEAD"], input="x").stderr
    )


def test_nothing_that_the_repository_configures_is_run(repository: Repository) -> None:
    repository.commit(a__py=HEAD)
    program = repository.write(".git/evil", "#!/bin/sh\ntouch .git/owned\ncat\n")
    program.chmod(0o755)
    evil = str(program)
    for key in ("diff.external", "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.x.textconv"):
        repository.git("config", key, evil)
    for key in ("filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.command", "alias.ls-tree"):
        repository.git("config", key, evil)
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        repository.write(f".git/hooks/{hook}", f"#!/bin/sh\nexec {evil}\n").chmod(0o755)
    repository.write(".gitattributes", "*.py filter=x diff=x\n")
    before = (repository.root / ".git" / "index").stat().st_mtime_ns
    repository.write("a.py", HEAD + FAULT)
    assert found("--since", "HEAD") == [("a.py", None, 5)]
    assert not (repository.root / ".git" / "owned").exists()
    assert (repository.root / ".git" / "index").stat().st_mtime_ns == before
    repository.git("diff")  # does run them, so the traps are real
    assert (repository.root / ".git" / "owned").exists()


def test_changes_can_be_asked_for_one_file(repository: Repository) -> None:
    repository.commit(a__py=HEAD)
    path = repository.write("a.py", HEAD + "x = 1\n")
    changes = Changes.since("HEAD", repository.root)
    assert changes.of(path).lines == {5}
    assert changes.of(repository.root / "new.py").whole
    with pytest.raises(GitError, match="no revision"):
        Changes.since("nosuch", repository.root)


def test_long_files_are_compared_quickly(repository: Repository) -> None:
    lines: list[Any] = ["x = 1\n" if number % 2 else "\n" for number in range(30_000)]
    path = repository.write("a.py", "".join(lines))
    repository.commit()
    lines[100], lines[29_000] = "first = 1\n", "last = 1\n"
    path.write_text("".join(lines))
    changed = Changes.since("HEAD", repository.root).of(path).lines
    assert {101, 29_001} <= changed
