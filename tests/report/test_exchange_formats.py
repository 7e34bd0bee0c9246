"""JSON Lines, GitLab's Code Quality and JUnit, each read by what programs read it with."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from reprolint.findings import Finding, Location, Problem, Report, Severity, Suppressed
from reprolint.report import FORMATS, render
from reprolint.report.cleaning import UNSAFE
from reprolint.report.json import schema
from tests.report.hostile import EMPTY, ORDINARY, TEXTS, finding, report

TestCase.__test__ = TestSuite.__test__ = False  # type: ignore[attr-defined]  # pytest takes them for tests
each_text = pytest.mark.parametrize("name", TEXTS)


def test_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'yaml'"):
        render(EMPTY, "yaml")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])  # which has tests of its own
@each_text
def test_every_format_is_text_that_can_be_written_and_ends_in_a_newline(form: str, name: str) -> None:
    text = render(report(TEXTS[name]), form)
    assert text.endswith("\n")
    assert not UNSAFE.search(text)
    text.encode("utf-8")


# JSON Lines


@each_text
def test_lines_are_the_findings_and_problems_of_the_json_report(name: str) -> None:
    lines = [json.loads(line) for line in render(report(TEXTS[name]), "jsonl").splitlines()]
    whole = json.loads(render(report(TEXTS[name]), "json"))
    assert lines == whole["findings"] + whole["problems"]


def test_lines_satisfy_the_schema_of_the_json_report() -> None:
    for line in render(ORDINARY, "jsonl").splitlines():
        raw = json.loads(line)
        part = "problem" if "kind" in raw else "finding"
        described = {"$defs": schema()["$defs"], "$ref": f"#/$defs/{part}", "unevaluatedProperties": False}
        jsonschema.validate(raw, described, cls=jsonschema.Draft202012Validator)


def test_nothing_found_is_no_line() -> None:
    assert render(EMPTY, "jsonl") == ""


# GitLab


def code_quality(text: str) -> list[dict[str, Any]]:
    """The entries, held to what GitLab documents of the format."""
    entries = json.loads(text)
    assert isinstance(entries, list)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert all(isinstance(entry[key], str) and entry[key] for key in ("description", "check_name", "fingerprint"))
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(entry["location"]) == {"path", "lines"}
        assert not entry["location"]["path"].startswith("./")
        assert entry["location"]["lines"]["begin"] >= 1
    fingerprints = [entry["fingerprint"] for entry in entries]
    assert len(set(fingerprints)) == len(fingerprints)
    return entries


@each_text
def test_code_quality_has_the_documented_fields(name: str) -> None:
    assert len(code_quality(render(report(TEXTS[name]), "gitlab"))) == 3
    assert render(report(TEXTS[name]), "gitlab").isascii()


def test_code_quality_of_a_notebook_names_the_line_of_the_file() -> None:
    second = code_quality(render(ORDINARY, "gitlab"))[1]
    assert second["location"] == {"path": "the scaler.ipynb", "lines": {"begin": 7}}
    assert second["description"] == "In cell 4, line 3: `the scaler` and the scaler. What to do: do the scaler"
    assert second["severity"] == "major"


def test_equal_fingerprints_are_told_apart() -> None:
    twice = Report((finding("x"), finding("x"), replace(finding("y"), fingerprint="")), (), (), 1, 0, 1)
    assert len(code_quality(render(twice, "gitlab"))) == 3


def test_empty_report_is_an_empty_array() -> None:
    assert code_quality(render(EMPTY, "gitlab")) == []


# JUnit


def suites(text: str, folder: Path) -> JUnitXml:
    file = folder / "report.xml"
    file.write_bytes(text.encode("ascii"))
    return JUnitXml.fromfile(str(file))


@each_text
def test_junit_is_well_formed_and_counts(name: str, tmp_path: Path) -> None:
    found = suites(render(report(TEXTS[name]), "junit"), tmp_path)
    cases = [case for suite in found for case in suite]
    kinds = [type(outcome) for case in cases for outcome in case.result]
    assert sorted(kind.__name__ for kind in kinds) == ["Error", "Failure", "Failure", "Skipped"]
    assert (found.tests, found.failures, found.errors, found.skipped) == (4, 2, 1, 1)
    assert sum(suite.tests for suite in found) == 4


def test_failed_test_tells_the_story(tmp_path: Path) -> None:
    found = suites(render(ORDINARY, "junit"), tmp_path)
    by_name = {suite.name: list(suite) for suite in found}
    assert list(by_name) == ["the scaler.ipynb", "the scaler.py"]
    (case,) = by_name["the scaler.ipynb"]
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert case.name == "LEA901 name-the scaler, cell 4, line 3"
    assert failure.message == "`the scaler` and the scaler"
    assert failure.type == "warning"
    assert "more the scaler.ipynb, cell 2, line 3, column 1: more the scaler" in (failure.text or "")
    assert "help: do the scaler" in (failure.text or "")


def test_silenced_and_unread_code_is_skipped_and_in_error(tmp_path: Path) -> None:
    one = Finding("m", Location("a.py", 1, 1, 1, 2), severity=Severity.NOTE, code="LEA901", name="n")
    whole = Report((), (Suppressed(one, "comment", "known"),), (Problem("b.py", 4, "syntax-error", "bad"),), 2, 0, 9)
    first, second = suites(render(whole, "junit"), tmp_path)
    (skipped,) = next(iter(first)).result
    (error,) = next(iter(second)).result
    assert isinstance(skipped, Skipped)
    assert skipped.message == "silenced: known (comment)"
    assert isinstance(error, Error)
    assert (error.type, error.message) == ("syntax-error", "bad")


def test_clean_run_is_one_passed_test(tmp_path: Path) -> None:
    (suite,) = suites(render(EMPTY, "junit"), tmp_path)
    (case,) = suite
    assert case.is_passed
