"""Counts that every format gives at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from reprolint.findings import Finding, Severity

SEVERITIES = tuple(sorted(Severity, reverse=True))


def by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of findings of each severity, gravest first; none is left out."""
    counts = Counter(finding.severity for finding in findings)
    return {str(severity): counts[severity] for severity in SEVERITIES}


def by_topic(findings: Iterable[Finding]) -> dict[str, dict[str, int]]:
    """Topic -> counts by severity, for topics with findings, in alphabetical order."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.topic, []).append(finding)
    return {topic: by_severity(grouped[topic]) for topic in sorted(grouped)}


def by_rule(findings: Iterable[Finding]) -> list[tuple[int, str, str]]:
    """Count, code and name of each rule that has findings, most frequent first."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    return sorted(((count, code, name) for (code, name), count in counts.items()), key=lambda each: (-each[0], each[1]))


def amount(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def amounts(counts: dict[str, int]) -> str:
    """`2 errors, 1 note`; severities that do not occur are left out."""
    return ", ".join(amount(number, severity) for severity, number in counts.items() if number)
