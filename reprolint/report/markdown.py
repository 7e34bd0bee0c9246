"""The report as Markdown: for comments, wikis and the summaries of continuous integration."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from reprolint.findings import Finding, Location, Problem, Report, Severity
from reprolint.report.counts import amount, amounts, by_rule, by_severity
from reprolint.report.hosting import where
from reprolint.report.markdown_text import block, code, in_table, prose

INDENT = "  "  # below a list item
LAST = 200  # bytes kept for the sentence that says what is left out

Piece = tuple[str, int]
"""Some Markdown, and how many findings it tells of."""


def render_markdown(report: Report, *, statistics: bool = False, limit: int | None = None) -> str:
    """A table of the rules, what could not be analysed, then every finding by file; with `statistics` not the findings.

    `limit` is in bytes of UTF-8. What does not fit is counted at the end.
    """
    pieces = [(_head(report), 0), (_table(report.findings), 0), *_problems(report.problems)]
    if not statistics:
        pieces += _findings(report.findings)
    done: list[str] = []
    used = 0
    for index, (text, _) in enumerate(pieces):
        used += len(text.encode("utf-8", "replace"))
        if limit is not None and used > limit - LAST:
            left = sum(count for _, count in pieces[index:])
            more = f" {amount(left, 'more finding')} in the complete report." if left else ""
            return "".join([*done, f"\nThis summary is cut off here.{more}\n"])
        done.append(text)
    return "".join(done)


def _head(report: Report) -> str:
    count = len(report.findings)
    said = f"{amount(count, 'finding')} ({amounts(by_severity(report.findings))})" if count else "no findings"
    extent = f"{amount(report.files, 'file')}, {amount(report.lines, 'line')} checked"
    unchanged = f", {amount(report.unchanged, 'file')} unchanged" if report.unchanged else ""
    silenced = f", {amount(len(report.suppressed), 'finding')} silenced" if report.suppressed else ""
    partly = "; some code could not be analysed" if any(problem.incomplete for problem in report.problems) else ""
    return f"## reprolint: {said}\n\n{extent}{unchanged}{silenced}{partly}.\n"


def _table(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return ""
    gravest: dict[str, Severity] = {}
    for finding in findings:
        gravest[finding.code] = max(gravest.get(finding.code, Severity.NOTE), finding.severity or Severity.NOTE)
    rows = ["", "| findings | rule | severity |", "| ---: | --- | --- |"]
    rows += [
        f"| {count} | {in_table(f'{code(rule)} {prose(name)}')} | {gravest[rule]} |"
        for count, rule, name in by_rule(findings)
    ]
    return "\n".join(rows) + "\n"


def _problems(problems: tuple[Problem, ...]) -> Iterator[Piece]:
    if problems:
        yield "\n### Problems\n\n", 0
    for each in problems:
        yield f"- {code(each.path)}, {where(each)}: {prose(each.kind)}: {prose(each.message)}\n", 0


def _findings(findings: tuple[Finding, ...]) -> Iterator[Piece]:
    for path, group in groupby(findings, key=lambda finding: finding.primary.path):
        head = f"\n### {code(path)}\n"
        for finding in group:
            yield head + "\n" + _finding(finding), 1
            head = ""


def _finding(finding: Finding) -> str:
    rule = f"{code(finding.code)} {prose(finding.name)}"
    text = f"- **{finding.severity}** {rule}, {where(finding.primary)}: {prose(finding.message)}\n"
    text += _place(finding.primary)
    for place in finding.related:
        path = "" if place.path == finding.primary.path else f"{code(place.path)}, "
        text += f"\n{INDENT}{path}{where(place)}: {prose(place.label)}\n" + _place(place)
    if effect := finding.effect:
        harm = f"{effect.metric} {effect.wrong:g} with the fault, {effect.right:g} without ({effect.example})"
        text += f"\n{INDENT}*Measured:* {prose(harm)}\n"
    if finding.help:
        text += f"\n{INDENT}*What to do:* {prose(finding.help)}\n"
    return text


def _place(place: Location) -> str:
    return "\n" + block(place.snippet, "python", INDENT) if place.snippet.strip() else ""
