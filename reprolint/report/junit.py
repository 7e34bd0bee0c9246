"""The report as JUnit's XML, which most servers of continuous integration can show: a failed test for each finding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from reprolint.findings import Finding, Problem, Report, Suppressed
from reprolint.patterns import pattern
from reprolint.report.cleaning import REPLACEMENT, clean, one_line
from reprolint.report.hosting import line_of, where

NOT_XML = pattern("[\ufffe\uffff]")  # beside the control characters, which `clean` replaces

Case = tuple[str, ET.Element]
"""The path of a file, and a test case that belongs to it."""


def render_junit(report: Report) -> str:
    """One suite for each file, in ASCII; a run that found nothing is one passed test."""
    cases = sorted(_cases(report), key=lambda case: case[0])
    root = ET.Element("testsuites", _counts("reprolint", [case for _, case in cases] or [_passed()]))
    for path, group in groupby(cases, key=lambda case: case[0]):
        _add_suite(root, path, [case for _, case in group])
    if not cases:
        _add_suite(root, "reprolint", [_passed()])
    ET.indent(root)
    text: str = ET.tostring(root, encoding="us-ascii").decode("ascii")  # so that no encoding of stdout can break it
    return text + "\n"


def _cases(report: Report) -> Iterator[Case]:
    for finding in report.findings:
        yield finding.primary.path, _failed(finding)
    for suppressed in report.suppressed:
        yield suppressed.finding.primary.path, _skipped(suppressed)
    for problem in report.problems:
        if problem.incomplete:
            yield problem.path, _broken(problem)


def _add_suite(root: ET.Element, path: str, cases: list[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", _counts(_line(path), cases))
    suite.extend(cases)


def _counts(name: str, cases: list[ET.Element]) -> dict[str, str]:
    counts = {kind: sum(case.find(tag) is not None for case in cases) for kind, tag in _TAGS.items()}
    return {"name": name, "tests": str(len(cases)), **{kind: str(count) for kind, count in counts.items()}}


_TAGS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _failed(finding: Finding) -> ET.Element:
    case = _case(finding)
    failure = ET.SubElement(case, "failure", {"message": _line(finding.message), "type": str(finding.severity)})
    failure.text = _story(finding)
    return case


def _skipped(suppressed: Suppressed) -> ET.Element:
    case = _case(suppressed.finding)
    reason = f"{suppressed.reason} ({suppressed.by})" if suppressed.reason else suppressed.by
    ET.SubElement(case, "skipped", {"message": _line(f"silenced: {reason}")})
    return case


def _broken(problem: Problem) -> ET.Element:
    name = f"{problem.kind}, {where(problem)}"
    case = ET.Element("testcase", _place(name, problem.path, line_of(problem)))
    ET.SubElement(case, "error", {"message": _line(problem.message), "type": _line(problem.kind)})
    return case


def _passed() -> ET.Element:
    return ET.Element("testcase", {"name": "no findings", "classname": "reprolint"})


def _case(finding: Finding) -> ET.Element:
    name = f"{finding.code} {finding.name}, {where(finding.primary)}"
    return ET.Element("testcase", _place(name, finding.primary.path, line_of(finding.primary)))


def _place(name: str, path: str, line: int) -> dict[str, str]:
    return {"name": _line(name), "classname": _line(path), "file": _line(path), "line": str(line)}


def _story(finding: Finding) -> str:
    """Every place of the finding with its code, then the help."""
    lines = []
    for place in (finding.primary, *finding.related):
        lines.append(f"{_line(place.path)}, {where(place)}, column {place.column}: {_line(place.label)}".rstrip(": "))
        lines += [f"    {_text(line)}" for line in place.snippet.split("\n") if place.snippet]
    if finding.help:
        lines.append(f"help: {_line(finding.help)}")
    return "\n".join(["", *lines, ""])


def _line(text: str) -> str:
    return NOT_XML.sub(REPLACEMENT, one_line(text))


def _text(text: str) -> str:
    return NOT_XML.sub(REPLACEMENT, clean(text))
