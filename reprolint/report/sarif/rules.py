"""Rules in SARIF: what their pages say, with the page itself as help in Markdown."""

from __future__ import annotations

from typing import Any

from reprolint.findings import Finding, Severity
from reprolint.report.cleaning import one_line
from reprolint.report.sarif.places import plain
from reprolint.rulebook import FAMILIES, Page, Rulebook
from reprolint.rulebook.presenting import whole_page

PROBLEM_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


def descriptors(findings: list[Finding], rulebook: Rulebook) -> list[dict[str, Any]]:
    """A description of every rule that has a finding, by code."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.code, finding)
    pages = rulebook.pages
    return [_described(pages[code], rulebook) if code in pages else _bare(first[code]) for code in sorted(first)]


def _described(page: Page, rulebook: Rulebook) -> dict[str, Any]:
    text = whole_page(rulebook, page.code)
    summary = f"{page.summary[:1].upper()}{page.summary[1:]}."
    return {
        "id": page.code,
        "name": _pascal(page.name),
        "shortDescription": {"text": plain(summary)},
        "fullDescription": {"text": plain(f"{summary} {page.help}.".strip() if page.help else summary)},
        "help": {"text": plain(text), "markdown": text},
        "defaultConfiguration": {"level": str(page.severity), "enabled": page.default},
        "properties": {
            "name": page.name,
            "topic": page.topic,
            "tags": sorted({page.topic, FAMILIES.get(page.family, page.family.lower())}),
            "checklists": list(page.checklists),
            "precision": str(page.confidence),
            "problem.severity": PROBLEM_SEVERITIES[page.severity],
        },
    }


def _bare(finding: Finding) -> dict[str, Any]:
    """A rule whose page is not at hand, from what its finding knows."""
    name = one_line(finding.name)
    return {
        "id": finding.code,
        "name": _pascal(name),
        "shortDescription": {"text": plain(name.replace("-", " "))},
        "defaultConfiguration": {"level": str(finding.severity or Severity.NOTE)},
        "properties": {"name": name, "topic": finding.topic, "checklists": list(finding.checklists)},
    }


def _pascal(name: str) -> str:
    """`resample-before-split` as SARIF wants names: `ResampleBeforeSplit`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))
