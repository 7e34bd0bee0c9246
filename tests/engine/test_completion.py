"""Fingerprints stay while code moves; duplicates go; demotion looks at folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reprolint.engine import Item
from reprolint.engine.completion import arrange, is_demoted
from reprolint.findings import Finding, Location
from tests.laboratory import LEAK, engine, run

CALL = "models.fit(rows, kind='robust')\n"
REFORMATTED = 'models.fit(\n    rows,  # all of them\n    kind="robust",\n)\n'


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fingerprints(root: Path, text: str, name: str = "a.py") -> list[str]:
    return [finding.fingerprint for finding in run(root, {name: text}).findings]


def notebook(*cells: str, count: int | None = None) -> str:
    raw: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "source": text,
            "metadata": {},
            "outputs": [],
            "execution_count": count,
            "id": str(number),
        }
        for number, text in enumerate(cells)
    ]
    return json.dumps({"cells": raw, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(
    "changed",
    [
        f"# a new line\n\n{CALL}split(x)\n",
        f"{REFORMATTED}split(x)\n",
        f"if True:\n    {CALL}split(x)\n",
        f"y = ({CALL.strip()})\nsplit(x)\n",
    ],
)
def test_fingerprint_survives_moving_and_reformatting(project: Path, changed: str) -> None:
    assert fingerprints(project, changed) == fingerprints(project, f"{CALL}split(x)\n")


@pytest.mark.parametrize("changed", ["models.fit(columns)\nsplit(x)\n", "other.fit(rows, kind='robust')\nsplit(x)\n"])
def test_fingerprint_changes_with_the_statement(project: Path, changed: str) -> None:
    assert fingerprints(project, changed) != fingerprints(project, f"{CALL}split(x)\n")


def test_equal_statements_have_different_fingerprints(project: Path) -> None:
    found = fingerprints(project, f"{CALL}{CALL}split(x)\n")
    assert len(set(found)) == 2
    assert found[0] == fingerprints(project, f"{CALL}split(x)\n")[0]


def test_fingerprint_of_a_notebook_ignores_cell_number_and_execution_count(project: Path) -> None:
    before = fingerprints(project, notebook(CALL, "split(x)"), "n.ipynb")
    after = fingerprints(project, notebook("import a", "", CALL, "split(x)", count=9), "n.ipynb")
    assert len(before) == 1
    assert before == after


def test_fingerprint_does_not_depend_on_the_working_directory(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprints(project, LEAK, "sub/a.py")
    monkeypatch.chdir(project / "sub")
    (finding,) = engine(project).run([Item(project / "sub" / "a.py", "a.py")]).findings
    assert [finding.fingerprint] == before


def test_same_rule_at_the_same_span_is_reported_once_but_cells_differ() -> None:
    def finding(cell: int | None, message: str = "m") -> Finding:
        return Finding(message, Location("n.ipynb", 1, 1, 1, 5, cell, snippet="fit()"), code="LEA901")

    kept = arrange([finding(2), finding(1), finding(2, "again")], lambda path: path)
    assert [(each.primary.cell, each.message) for each in kept] == [(1, "m"), (2, "again")]


@pytest.mark.parametrize(
    ("path", "demoted"),
    [
        ("tests/test_a.py", True),
        ("a/docs/b/c.py", True),
        ("examples/run.py", True),
        ("tests.py", False),
        ("src/latest/a.py", False),
        ("examples", False),
    ],
)
def test_files_in_tests_documents_and_examples_are_demoted(path: str, *, demoted: bool) -> None:
    assert is_demoted(path) is demoted
