"""The report as GitLab's Code Quality artifact: what GitLab shows in merge requests."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from reprolint.findings import Finding, Problem, Report, Severity
from reprolint.report.cleaning import one_line
from reprolint.report.hosting import Repository, line_of, sentence, where

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render_gitlab(report: Report, repository: Repository) -> str:
    """A JSON array in ASCII; code that could not be analysed stands in it too, since GitLab has no other place for it."""
    entries = [_finding(finding, repository) for finding in report.findings]
    entries += [_problem(problem, repository) for problem in report.problems if problem.incomplete]
    seen: dict[str, int] = {}
    for entry in entries:  # GitLab takes two entries with one fingerprint for the same
        fingerprint = entry["fingerprint"]
        seen[fingerprint] = seen.get(fingerprint, -1) + 1
        if seen[fingerprint]:
            entry["fingerprint"] = _digest(fingerprint, str(seen[fingerprint]))
    return json.dumps(entries, indent=2) + "\n"


def _finding(finding: Finding, repository: Repository) -> dict[str, Any]:
    advice = f". What to do: {one_line(finding.help)}" if finding.help else ""
    return {
        "description": sentence(finding).rstrip(".") + advice,
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": finding.fingerprint or _digest(finding.code, finding.primary.path, finding.message),
        "severity": SEVERITIES[finding.severity or Severity.NOTE],
        "location": _location(finding.primary.path, line_of(finding.primary), repository),
    }


def _problem(problem: Problem, repository: Repository) -> dict[str, Any]:
    cell = "" if problem.cell is None else f"In {where(problem)}: "
    return {
        "description": f"Not analysed: {cell}{one_line(problem.message)}",
        "check_name": problem.kind,
        "fingerprint": _digest(problem.kind, problem.path, str(problem.cell), problem.message),
        "severity": "major",
        "location": _location(problem.path, line_of(problem), repository),
    }


def _location(path: str, line: int, repository: Repository) -> dict[str, Any]:
    return {"path": one_line(repository.path(path)), "lines": {"begin": line}}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
