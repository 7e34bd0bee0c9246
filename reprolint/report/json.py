"""The report as one JSON object; `report.schema.json` beside this module describes it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from reprolint import __version__
from reprolint.findings import Edit, Finding, Fix, Location, Problem, Report, Suppressed
from reprolint.report.counts import by_rule, by_severity, by_topic

FORMAT_VERSION = 1


def render_json(report: Report) -> str:
    """The object as text in ASCII, with a final newline."""
    return json.dumps(to_object(report), indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the object."""
    text = resources.files("reprolint.report").joinpath("report.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def to_object(report: Report) -> dict[str, Any]:
    """The report as dicts, lists, texts and numbers."""
    return {
        "version": FORMAT_VERSION,
        "tool": {"name": "reprolint", "version": __version__},
        "findings": [finding_object(finding) for finding in report.findings],
        "suppressed": [_suppressed(suppressed) for suppressed in report.suppressed],
        "problems": [problem_object(problem) for problem in report.problems],
        "summary": {
            "files": report.files,
            "notebooks": report.notebooks,
            "lines": report.lines,
            "findings": len(report.findings),
            "suppressed": len(report.suppressed),
            "problems": len(report.problems),
            "complete": not any(problem.incomplete for problem in report.problems),
            "by_severity": by_severity(report.findings),
            "by_topic": by_topic(report.findings),
            "by_rule": {code: count for count, code, _ in by_rule(report.findings)},
        },
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as `$defs/finding` of the schema describes it."""
    effect = finding.effect
    return {
        "code": finding.code,
        "name": finding.name,
        "topic": finding.topic,
        "severity": str(finding.severity),
        "confidence": str(finding.confidence),
        "message": finding.message,
        "help": finding.help,
        **_span(finding.primary),
        "label": finding.primary.label,
        "snippet": finding.primary.snippet,
        "related": [_related(location) for location in finding.related],
        "checklists": list(finding.checklists),
        "effect": effect
        and {"metric": effect.metric, "wrong": effect.wrong, "right": effect.right, "example": effect.example},
        "fix": finding.fix and _fix(finding.fix),
        "fingerprint": finding.fingerprint,
    }


def _suppressed(suppressed: Suppressed) -> dict[str, Any]:
    return {**finding_object(suppressed.finding), "by": suppressed.by, "reason": suppressed.reason}


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem as `$defs/problem` of the schema describes it."""
    return {
        "kind": problem.kind,
        "path": problem.path,
        "cell": problem.cell,
        "line": problem.line,
        "message": problem.message,
    }


def _related(place: Location) -> dict[str, Any]:
    return {"path": place.path, "cell": place.cell, "line": place.line, "column": place.column, "label": place.label}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"description": fix.description, "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    return {**_span(edit.location), "text": edit.text}


def _span(place: Location) -> dict[str, Any]:
    return {
        "path": place.path,
        "cell": place.cell,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
