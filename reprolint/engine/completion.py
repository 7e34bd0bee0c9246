"""What a check leaves open: a finding's metadata, its demotion, its fingerprint, and the order of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.findings import NOT_MEASURED, Confidence, Effect, Finding, Location, Problem, Severity

if TYPE_CHECKING:
    from reprolint.config import Config
    from reprolint.rulebook import Page

DEMOTED = frozenset({"tests", "test", "docs", "doc", "examples"})


def complete(finding: Finding, page: Page, *, demoted: bool) -> Finding:
    """The finding with everything its page knows; a check may lower the page's severity, never raise it."""
    severity = page.severity if finding.severity is None else min(finding.severity, page.severity)
    return replace(
        finding,
        code=page.code,
        name=page.name,
        topic=page.topic,
        severity=min(severity, Severity.NOTE) if demoted else severity,
        confidence=page.confidence if finding.confidence is None else finding.confidence,
        help=finding.help or page.help,
        checklists=page.checklists,
        effect=_effect(finding, page),
    )


def _effect(finding: Finding, page: Page) -> Effect | None:
    """The harm that was measured; it is not that of a note, nor of another form of the fault."""
    return None if finding.severity is Severity.NOTE or finding.effect is NOT_MEASURED else page.effect


def is_demoted(relative: str) -> bool:
    """Is a file, named by its path below what the user asked for, a test, a document or an example?"""
    return not DEMOTED.isdisjoint(PurePosixPath(relative).parts[:-1])


def arrange(findings: Iterable[Finding], rooted: Callable[[str], str]) -> list[Finding]:
    """Findings in the report's order, each once, with fingerprints.

    `rooted` turns a path as displayed into one from the project root, so that fingerprints are the same from every
    working directory.
    """
    first: dict[tuple[str, tuple[object, ...]], Finding] = {}
    for finding in sorted(findings, key=_rank):
        first.setdefault((finding.code, span(finding.primary)), finding)
    if not first:
        return []
    from reprolint.engine.fingerprints import fingerprint, identity  # a run that finds nothing needs none

    seen: dict[str, int] = {}
    done = []
    for finding in first.values():
        path = rooted(finding.primary.path)
        base = identity(finding, path)
        occurrence = seen[base] = seen.get(base, -1) + 1
        done.append(replace(finding, fingerprint=fingerprint(finding, path, occurrence)))
    return done


def _rank(finding: Finding) -> tuple[object, ...]:
    """In order of places; of what several programs say of one place the gravest and surest comes first, and is told."""
    weight = -(finding.severity or 0), -(finding.confidence or 0)
    return *order(finding.primary), finding.code, *weight, finding.message


def order(location: Location) -> tuple[str, int, int, int]:
    """Sort key of a place: path, cell, line, column."""
    return location.path, location.cell or 0, location.line, location.column


def span(location: Location) -> tuple[object, ...]:
    """What makes two places the same one; unlike equality of locations it looks at the cell."""
    return (*order(location), location.end_line, location.end_column)


def arrange_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in order, each once."""
    by_place = {(each.path, each.cell or 0, each.line, each.kind, each.message): each for each in problems}
    return tuple(by_place[key] for key in sorted(by_place))


def is_shown(finding: Finding, config: Config) -> bool:
    """Does the finding pass the display filters? Notes need high confidence unless a confidence was asked for."""
    severity, confidence = finding.severity or Severity.NOTE, finding.confidence or Confidence.LOW
    usual = Confidence.HIGH if severity is Severity.NOTE else Confidence.MEDIUM
    return severity >= config.min_severity and confidence >= (config.confidence or usual)
