"""Findings are silenced where the user says so, with the reason kept; what silences nothing is reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reprolint.checks import Check
from reprolint.findings import Finding, Location, Report, Severity
from tests.laboratory import codes, engine, run, write


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(root: Path, text: str, name: str = "a.py", **settings: Any) -> Report:
    return run(root, {name: text}, **settings)


def kinds(report: Report) -> list[tuple[int, str]]:
    return [(problem.line, problem.kind) for problem in report.problems]


@pytest.mark.parametrize(
    "text",
    [
        "score(x)  # reprolint: ignore[EVA901] one run only\n",
        "score(x)  # reprolint: ignore[bare-score] one run only\n",
        "score(x)  # reprolint: ignore[EVA] one run only\n",
        "score(x)  # noqa: F821 # reprolint: ignore[EVA901]: one run only\n",
        "score(x)  #reprolint:ignore[EVA901] - one run only\n",
        "print(  # reprolint: ignore[EVA901] one run only\n    1,\n    score(x),\n)\n",
        "print(\n    1,\n    score(x),  # reprolint: ignore[EVA901] one run only\n)\n",
        "print(\n    1,\n    score(x),\n)  # reprolint: ignore[EVA901] one run only\n",
        "if score(x):  # reprolint: ignore[EVA901] one run only\n    pass\n",
        "with open(\n    score(x)\n) as f:  # reprolint: ignore[EVA901] one run only\n    pass\n",
        "# reprolint: ignore-file[EVA901] one run only\nx = 1\nscore(x)\n",
    ],
)
def test_comment_silences_the_statement_and_keeps_its_reason(project: Path, text: str) -> None:
    report = check(project, text)
    assert not report.findings
    assert [(each.finding.code, each.reason) for each in report.suppressed] == [("EVA901", "one run only")]
    assert not report.problems


@pytest.mark.parametrize(
    "text",
    [
        "for x in y:  # reprolint: ignore[EVA901] the head only\n    score(x)\n",
        "# reprolint: ignore[EVA901] the line above\nscore(x)\n",
        "score(x)\ny = 1  # reprolint: ignore[EVA901] the next line\n",
        "score(x)  # reprolint: ignore[LEA901] another rule\n",
    ],
)
def test_comment_elsewhere_silences_nothing_and_is_called_unused(project: Path, text: str) -> None:
    report = check(project, text)
    assert codes(report.findings) == ["EVA901"]
    assert [kind for _, kind in kinds(report)] == ["unused-suppression"]
    assert not report.problems[0].incomplete


def test_text_that_looks_like_a_comment_is_none(project: Path) -> None:
    report = check(project, 'score("# reprolint: ignore[EVA901] no")\n')
    assert codes(report.findings) == ["EVA901"]
    assert not report.problems


def test_each_of_several_codes_is_used_or_not(project: Path) -> None:
    report = check(project, "score(x)  # reprolint: ignore[EVA901, LEA901] reason\n")
    assert not report.findings
    assert ["LEA901" in problem.message for problem in report.problems] == [True]


def test_missing_reason_works_but_is_reported(project: Path) -> None:
    report = check(project, "x = 1\nscore(x)  # reprolint: ignore[EVA901]\n")
    assert not report.findings
    assert kinds(report) == [(2, "suppression-without-reason")]


@pytest.mark.parametrize(
    ("comment", "kind", "words"),
    [
        ("ignore[EVA902] reason", "unknown-rule", "EVA901"),
        ("ignore[bare-scores] reason", "unknown-rule", "bare-score"),
        ("ignore", "bad-suppression", "ignore[CODE]"),
        ("ignore[] reason", "bad-suppression", "ignore[CODE]"),
        ("disable[EVA901] reason", "bad-suppression", "disable"),
    ],
)
def test_comment_that_means_nothing_says_so(project: Path, comment: str, kind: str, words: str) -> None:
    report = check(project, f"score(x)  # reprolint: {comment}\n")
    assert codes(report.findings) == ["EVA901"]
    assert kinds(report) == [(1, kind)]
    assert words in report.problems[0].message


def test_suppression_of_a_rule_that_did_not_run_is_not_unused(project: Path) -> None:
    text = "score(x)  # reprolint: ignore[EVA901] reason\n"
    assert not check(project, text, select=("LEA",)).problems
    assert not check(project, "x = 1  # reprolint: ignore[SHR901] reason\n").problems  # asked of whole projects only


def crash(_: Any) -> Iterator[Finding]:
    """A rule about the project that cannot answer."""
    yield from ()
    raise KeyError


def test_suppression_of_a_rule_that_crashed_is_not_unused(project: Path) -> None:
    items = write(project, {"a.py": "x = 1  # reprolint: ignore[SHR901] reason\n"})
    report = replace(engine(project, whole=True), checks=(Check("SHR901", crash, over="project"),)).run(items)
    assert [problem.kind for problem in report.problems] == ["crashed-rule"]


def test_suppression_of_a_finding_that_is_not_displayed_is_used(project: Path) -> None:
    report = check(project, "score(x)  # reprolint: ignore[EVA901] reason\n", min_severity=Severity.ERROR)
    assert not report.problems


def test_configuration_silences_rules_about_the_project_at_the_file_they_name(project: Path) -> None:
    report = run(project, {"a.py": "x = 1\n"}, whole=True, per_file_ignores=((".", ("SHR901",)),))
    assert not report.findings
    assert [each.by for each in report.suppressed] == ["configuration"]


def notebook(*cells: tuple[str, dict[str, Any]], metadata: dict[str, Any] | None = None) -> str:
    raw: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "source": text,
            "metadata": meta,
            "outputs": [],
            "execution_count": None,
            "id": f"c{index}",
        }
        for index, (text, meta) in enumerate(cells)
    ]
    return json.dumps({"cells": raw, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5})


IGNORE = {"reprolint": {"ignore": ["EVA901"]}}


def test_metadata_of_a_cell_silences_that_cell(project: Path) -> None:
    report = check(project, notebook(("score(1)", IGNORE), ("score(2)", {})), "n.ipynb")
    assert [finding.primary.cell for finding in report.findings] == [2]
    assert [(each.by, each.finding.primary.cell) for each in report.suppressed] == [("metadata", 1)]
    assert not report.problems


def test_metadata_of_a_notebook_silences_all_of_it(project: Path) -> None:
    report = check(project, notebook(("score(1)", {}), ("score(2)", {}), metadata=IGNORE), "n.ipynb")
    assert not report.findings
    assert len(report.suppressed) == 2


def test_comment_in_a_cell_counts_lines_of_the_cell(project: Path) -> None:
    marked = "x = 1\nprint(\n    score(x),\n)  # reprolint: ignore[EVA901] shown only"
    report = check(project, notebook(("score(1)\ny = 2", {}), (marked, {}), ("1\n2\nscore(x)", {})), "n.ipynb")
    assert [finding.primary.cell for finding in report.findings] == [1, 3]
    assert [each.finding.primary.cell for each in report.suppressed] == [2]


def test_unused_comment_in_a_notebook_names_its_cell(project: Path) -> None:
    report = check(project, notebook(("1", {}), ("2  # reprolint: ignore[EVA901] old", {})), "n.ipynb")
    assert [(problem.cell, problem.line, problem.kind) for problem in report.problems] == [(2, 1, "unused-suppression")]


@pytest.mark.parametrize("pattern", ["old/*.py", "old", "old/", "**/a.py", "a.py", "./old/a.py"])
def test_configuration_silences_files_by_pattern(project: Path, pattern: str) -> None:
    report = run(project, {"old/a.py": "score(1)\n", "new/b.py": "score(1)\n"}, per_file_ignores=((pattern, ("EVA",)),))
    assert [finding.primary.path for finding in report.findings] == ["new/b.py"]
    assert [(each.by, pattern in each.reason) for each in report.suppressed] == [("configuration", True)]
    assert not report.problems


IMPORTER = "from helpers import prepare\nfit(prepare())\nsplit(1)\n"


def blame_helpers(experiment: Any) -> Iterator[Finding]:
    """A finding in a file that the analysed one imports."""
    yield Finding("m", Location("helpers.py", 1, 1, 1, 3, snippet="x = 1"))


@pytest.mark.parametrize("named", [["main.py"], ["helpers.py", "main.py"]])
def test_comment_in_an_imported_file_silences_what_is_found_there(project: Path, named: list[str]) -> None:
    files = {"main.py": IMPORTER, "helpers.py": "x = 1  # reprolint: ignore[LEA901, EVA901] known\n"}
    items = [item for item in write(project, files) if item.display in named]
    report = replace(engine(project), checks=(Check("LEA901", blame_helpers, frozenset({"fit"})),)).run(items)
    assert not report.findings
    assert [each.reason for each in report.suppressed] == ["known"]
    assert not report.problems  # EVA901 did not run


def test_configuration_that_no_matching_file_needs_is_reported_once(project: Path) -> None:
    report = run(project, {"a.py": "x = 1\n", "b.py": "x = 1\n"}, per_file_ignores=(("*.py", ("EVA901",)),))
    assert [problem.kind for problem in report.problems] == ["unused-suppression"]
    assert not run(project, {"a.py": "x = 1\n"}, per_file_ignores=(("c.py", ("EVA901",)),)).problems


def test_file_that_was_read_in_part_has_no_unused_suppressions(project: Path) -> None:
    report = check(project, notebook(("1  # reprolint: ignore[EVA901] reason", {}), ("def", {})), "n.ipynb")
    assert "unused-suppression" not in [problem.kind for problem in report.problems]
