"""One run over several files: what is asked, what is kept, in which order."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reprolint.engine import Item
from reprolint.findings import Confidence, Severity
from reprolint.report import render
from tests.laboratory import LEAK, PAGES, RULEBOOK, codes, engine, run, write


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_finding_gets_what_its_page_knows(project: Path) -> None:
    (finding,) = run(project, {"a.py": LEAK}).findings
    assert (finding.code, finding.name, finding.topic) == ("LEA901", "fit-too-early", "evaluation")
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.HIGH)
    assert finding.checklists == ("reforms:6a",)
    assert finding.help.startswith("Split first")
    assert finding.effect is not None
    assert (finding.primary.line, finding.primary.column) == (2, 1)


def test_check_cannot_raise_the_severity_of_its_page(project: Path) -> None:
    (finding,) = run(project, {"a.py": "score(x)\n"}).findings
    assert finding.severity is Severity.WARNING


def test_check_is_not_asked_when_an_event_it_needs_is_missing(project: Path) -> None:
    report = run(project, {"a.py": "fit(rows)\n"})  # without a split the check itself would fail
    assert not report.findings
    assert not report.problems


def test_crashed_rule_keeps_its_findings_and_those_of_others(project: Path) -> None:
    report = run(project, {"a.py": LEAK, "b.py": LEAK}, extend_select=("crashing",))
    assert codes(report.findings) == ["LEA901", "REP901", "LEA901", "REP901"]
    assert [(problem.kind, problem.path) for problem in report.problems] == [
        ("crashed-rule", "a.py"),
        ("crashed-rule", "b.py"),
    ]
    assert "REP901" in report.problems[0].message
    assert "KeyError" in report.problems[0].message
    assert report.problems[0].incomplete


def test_crash_of_the_analysis_costs_one_file(project: Path) -> None:
    report = run(project, {"a.py": "explode()\n", "b.py": LEAK})
    assert [(problem.kind, problem.path) for problem in report.problems] == [("crashed-analysis", "a.py")]
    assert codes(report.findings) == ["LEA901"]


def test_file_that_does_not_parse_is_counted_and_reported(project: Path) -> None:
    report = run(project, {"a.py": "def f(:\n", "b.py": LEAK})
    assert report.files == 2
    assert [problem.path for problem in report.problems if problem.incomplete] == ["a.py"]
    assert codes(report.findings) == ["LEA901"]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ["EVA901", "LEA901"]),
        ({"select": ("LEA",)}, ["LEA901"]),
        ({"select": ("bare-score",)}, ["EVA901"]),
        ({"ignore": ("EVA901",)}, ["LEA901"]),
        ({"extend_select": ("REP901",)}, ["EVA901", "LEA901", "REP901"]),
        ({"select": ("ALL",), "ignore": ("LEA", "REP")}, ["EVA901"]),
        ({"min_severity": Severity.ERROR}, ["LEA901"]),
    ],
)
def test_rules_are_selected_by_code_name_and_family(
    project: Path, settings: dict[str, Any], expected: list[str]
) -> None:
    report = run(project, {"a.py": f"{LEAK}score(test)\n"}, **settings)
    assert sorted(codes(report.findings)) == expected


def test_notes_need_high_confidence_unless_a_confidence_is_asked_for(project: Path) -> None:
    unsure = replace(PAGES[1], severity=Severity.NOTE, confidence=Confidence.MEDIUM)
    book = replace(RULEBOOK, pages={**RULEBOOK.pages, "EVA901": unsure})
    items = write(project, {"a.py": "score(x)\n"})

    def found(confidence: Confidence | None) -> list[str]:
        base = engine(project, confidence=confidence)
        return codes(replace(base, rulebook=book).run(items).findings)

    assert found(None) == []
    assert found(Confidence.MEDIUM) == ["EVA901"]
    assert found(Confidence.HIGH) == []


def test_demoted_file_gives_notes(project: Path) -> None:
    (item,) = write(project, {"tests/test_a.py": LEAK})
    (finding,) = engine(project).run([Item(item.path, item.display, demoted=True)]).findings
    assert finding.severity is Severity.NOTE


def test_project_check_sees_every_file_and_only_runs_on_the_whole(project: Path) -> None:
    files = {"a.py": LEAK, "b.py": "score(x)\n"}
    (finding,) = (each for each in run(project, files, whole=True).findings if each.code == "SHR901")
    assert finding.message == "There is no README for 2 files."
    assert (finding.primary.path, finding.primary.line) == (".", 1)
    assert "SHR901" not in codes(run(project, files).findings)


def test_report_is_the_same_for_any_number_of_processes(project: Path) -> None:
    files = {f"part{number}/code.py": LEAK * (number + 1) for number in range(6)} | {"bad.py": "def"}
    files["part1/code.py"] += "fit(1)  # reprolint: ignore[LEA901]\n"
    reports = [
        render(run(project, files, whole=True, jobs=jobs, extend_select=("REP901",)), "json") for jobs in (1, 2, 3)
    ]
    assert reports[0] == reports[1] == reports[2]
    assert json.loads(reports[0])["summary"]["files"] == 7


def test_findings_are_sorted_by_place(project: Path) -> None:
    report = run(project, {"b.py": f"score(1); score(2)\n{LEAK}", "a.py": LEAK})
    places = [(each.primary.path, each.primary.line, each.primary.column) for each in report.findings]
    assert places == [("a.py", 2, 1), ("b.py", 1, 1), ("b.py", 1, 11), ("b.py", 3, 1)]


def test_text_given_instead_of_the_file(project: Path) -> None:
    item = Item(project / "unsaved.py", "unsaved.py", content=LEAK.encode())
    assert codes(engine(project).run([item]).findings) == ["LEA901"]
