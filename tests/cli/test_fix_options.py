"""`reprolint check` with `--fix`, `--unsafe-fixes` and `--diff`: what is written, what is printed where, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reprolint.cli import main

DRAWS = """\
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

leaves = pd.read_csv("leaves.csv")
X, y = leaves[["length", "width"]], leaves["species"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=42)  # reprolint: ignore[LEA001] long gone
forest = RandomForestClassifier(n_estimators=50).fit(X_train, y_train)
print(forest.score(X_test, y_test))
"""
SAFELY = DRAWS.replace("  # reprolint: ignore[LEA001] long gone", "")
SEEDED = SAFELY.replace("n_estimators=50", "n_estimators=50, random_state=0")
SELECTED = ("--select", "REP005,LEA001")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reprolint.toml").touch()
    (tmp_path / "study.py").write_text(DRAWS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*options: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *SELECTED, *options], input=text, prog_name="reprolint")


def test_fix_makes_safe_repairs_only_and_says_what_it_withheld(project: Path) -> None:
    result = check("--fix")
    assert (project / "study.py").read_text() == SAFELY
    assert result.exit_code == 1
    assert "1 finding fixed in 1 file (1 suppression)" in result.stderr
    assert "1 more finding can be repaired with --unsafe-fixes, which changes results (1 REP005)" in result.stderr
    assert "REP005" in result.stdout


@pytest.mark.parametrize("options", [("--unsafe-fixes",), ("--fix", "--unsafe-fixes")])
def test_unsafe_fixes_makes_all_of_them_once(project: Path, options: tuple[str, ...]) -> None:
    result = check(*options)
    assert (project / "study.py").read_text() == SEEDED
    assert result.exit_code == 0
    assert "2 findings fixed in 1 file (1 REP005, 1 suppression)" in result.stderr
    assert result.stdout.startswith("No findings")
    assert "0 findings fixed\n" in check(*options).stderr
    assert (project / "study.py").read_text() == SEEDED


def test_report_after_repairs_is_of_the_form_that_was_asked_for() -> None:
    assert json.loads(check("--fix", "--format", "json").stdout)["summary"]["findings"] == 1


def test_diff_writes_nothing_and_can_be_applied(project: Path) -> None:
    result = check("--diff", "--unsafe-fixes")
    assert result.exit_code == 1
    assert (project / "study.py").read_text() == DRAWS
    assert "2 findings would be fixed in 1 file" in result.stderr
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, check=True)
    assert (project / "study.py").read_text() == SEEDED
    assert check("--diff", "--unsafe-fixes").exit_code == 0


def test_diff_with_exit_zero_ends_with_zero() -> None:
    assert check("--diff", "--exit-zero").exit_code == 0


def test_diff_alone_shows_safe_repairs() -> None:
    result = check("--diff")
    assert "long gone" in result.stdout
    assert "random_state=0" not in result.stdout


def test_diff_of_a_notebook_names_the_cell(project: Path) -> None:
    (project / "study.py").unlink()
    lines = DRAWS.splitlines(keepends=True)
    cells = [
        {"cell_type": "code", "execution_count": number, "metadata": {}, "outputs": [], "source": source}
        for number, source in enumerate((lines[:4], lines[4:7], lines[7:]), start=1)
    ]
    (project / "study.ipynb").write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    result = check("--diff", "--unsafe-fixes")
    assert "--- a/study.ipynb:cell 3\n+++ b/study.ipynb:cell 3\n" in result.stdout
    assert "+forest = RandomForestClassifier(n_estimators=50, random_state=0)" in result.stdout


def test_stdin_goes_to_stdout_repaired(project: Path) -> None:
    result = check("--unsafe-fixes", "--output", "report.txt", "-", text=DRAWS)
    assert result.stdout.startswith("import pandas")
    assert result.stdout == SEEDED
    assert result.exit_code == 0
    assert "No findings" in (project / "report.txt").read_text()
    assert (project / "study.py").read_text() == DRAWS


def test_stdin_that_needs_nothing_comes_back_as_it_was() -> None:
    result = check("--fix", "-", text=SAFELY)
    assert result.stdout == SAFELY
    assert result.exit_code == 1  # REP005 is still there


def test_stdin_with_diff() -> None:
    result = check("--diff", "-", text=DRAWS)
    assert result.stdout.startswith("--- a/stdin.py\n+++ b/stdin.py\n")
    assert result.exit_code == 1


def test_repairs_and_since_do_not_go_together() -> None:
    result = check("--fix", "--since", "HEAD")
    assert result.exit_code == 2
    assert "--since: repairs look at whole files; leave it out and name the files" in result.stderr


def test_stdin_cannot_be_repaired_together_with_files() -> None:
    assert check("--fix", "-", "study.py").exit_code == 2


def test_file_that_cannot_be_written_is_told_and_the_others_are_written(project: Path) -> None:
    (project / "locked.py").write_text(DRAWS)
    (project / "locked.py").chmod(0o444)
    result = check("--unsafe-fixes")
    assert result.exit_code == 2
    assert "locked.py: the repaired file was not written (it is read-only; make it writable first)" in result.stderr
    assert (project / "locked.py").read_text() == DRAWS
    assert (project / "study.py").read_text() == SEEDED


def test_reason_for_every_finding_that_is_left_is_given(project: Path) -> None:
    text = SEEDED.replace("leaves[[", "pd.DataFrame(StandardScaler().fit_transform(leaves[[").replace(
        "]], leaves", "]])), leaves"
    )
    text = text.replace("train_test_split\n", "train_test_split\nfrom sklearn.preprocessing import StandardScaler\n", 1)
    text = text.replace("RandomForestClassifier(n_estimators=50, random_state=0)", "LogisticRegression()")
    text = text.replace(
        "from sklearn.ensemble import RandomForestClassifier", "from sklearn.linear_model import LogisticRegression"
    )
    text = text.replace("import train_test_split\n", "import cross_val_score, train_test_split\n", 1)
    text += "print(cross_val_score(LogisticRegression(), X, y))\n"
    (project / "study.py").write_text(text)
    result = check("--unsafe-fixes")
    assert (project / "study.py").read_text() == text
    assert "study.py:7:21: LEA001 not fixed: what it gives is not bound to one plain name" in result.stderr
    assert "other rows are held out, too" in result.stderr


def test_check_without_repairs_imports_neither_libcst_nor_the_fixers() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom reprolint.cli import main\n"
        "CliRunner().invoke(main, ['check', 'study.py'])\n"
        "print([name for name in sys.modules if name.startswith(('libcst', 'reprolint.fix'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals in the standard library")
def test_on_a_terminal_a_line_says_what_could_be_repaired() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "reprolint", "check", *SELECTED, "study.py"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
    os.set_blocking(ours, False)  # the process is done: what it wrote is there
    told = os.read(ours, 10_000).decode()
    os.close(theirs)
    os.close(ours)
    assert "[fix] 1 finding of kinds that can often be repaired: see --diff --unsafe-fixes" in told
    assert "[fix]" not in done.stdout
