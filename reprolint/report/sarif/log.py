"""The SARIF log: one run with its rules, results, files and what went wrong."""

from __future__ import annotations

import json
from typing import Any

from reprolint import __version__
from reprolint.findings import Finding, Problem, Report, Severity, Suppressed
from reprolint.report.cleaning import one_line
from reprolint.report.hosting import Repository, sentence
from reprolint.report.sarif.places import BASE, Files, plain
from reprolint.report.sarif.rules import descriptors
from reprolint.rulebook import Rulebook

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "reprolint/v1"


def render_sarif(report: Report, repository: Repository, rulebook: Rulebook) -> str:
    """The log in ASCII. Severities are SARIF's levels of the same names."""
    files = Files(repository)
    told = [*((finding, None) for finding in report.findings), *((each.finding, each) for each in report.suppressed)]
    rules = descriptors([finding for finding, _ in told], rulebook)
    numbers = {rule["id"]: index for index, rule in enumerate(rules)}
    results = [_result(finding, silenced, files, numbers[finding.code]) for finding, silenced in told]
    notes = [_notification(problem, files) for problem in report.problems]
    run = {
        "tool": {"driver": {"name": "reprolint", "version": __version__, "rules": rules}},
        "invocations": [
            {
                "executionSuccessful": not any(problem.incomplete for problem in report.problems),
                "toolExecutionNotifications": notes,
            }
        ],
        "originalUriBaseIds": {BASE: {"description": {"text": "The root of the repository."}}},
        "artifacts": files.artifacts(),
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(finding: Finding, silenced: Suppressed | None, files: Files, rule: int) -> dict[str, Any]:
    location = files.location(finding.primary, finding.primary.label)
    related = [
        {"id": number, **files.location(place, place.label or "see also")}
        for number, place in enumerate(finding.related, 1)
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": str(finding.severity or Severity.NOTE),
        "message": {"text": plain(sentence(finding))},
        "locations": [location],
        "relatedLocations": related,
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "suppressions": [] if silenced is None else [_suppression(silenced)],
        "properties": _properties(finding),
    }


def _suppression(silenced: Suppressed) -> dict[str, Any]:
    """Comments and metadata stand in the checked files; the configuration does not."""
    kind = "external" if silenced.by == "configuration" else "inSource"
    reason = {"justification": one_line(silenced.reason)} if silenced.reason.strip() else {}
    return {"kind": kind, **reason, "properties": {"by": silenced.by}}


def _properties(finding: Finding) -> dict[str, Any]:
    effect = finding.effect
    harm = effect and {"metric": effect.metric, "wrong": effect.wrong, "right": effect.right, "example": effect.example}
    return {
        "name": finding.name,
        "topic": finding.topic,
        "confidence": str(finding.confidence),
        "cell": finding.primary.cell,
        "line": finding.primary.line,
        "column": finding.primary.column,
        "help": one_line(finding.help),
        "checklists": list(finding.checklists),
        "effect": harm,
    }


def _notification(problem: Problem, files: Files) -> dict[str, Any]:
    return {
        "descriptor": {"id": problem.kind},
        "level": "error" if problem.incomplete else "note",
        "message": {"text": plain(one_line(problem.message))},
        "locations": [files.problem_location(problem)],
    }
