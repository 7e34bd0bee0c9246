"""The report for people: every finding with its story, then a summary."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import field

from reprolint.findings import Confidence, Finding, Problem, Report, Severity
from reprolint.records import dataclass
from reprolint.report.cleaning import one_line, width
from reprolint.report.counts import amount, amounts, by_rule, by_severity, by_topic
from reprolint.report.excerpt import ASCII, Excerpt, Line, Marks
from reprolint.report.places import Places

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold blue"}
NOTHING_CHANGED = "No findings: no script or notebook has changed."
NO_FILES = "Nothing to check: no Python scripts or notebooks were found here."


@dataclass(frozen=True, slots=True)
class Style:
    """How to draw: `width` in columns; `plain` draws with ASCII characters only."""

    width: int = 100
    color: bool = False
    plain: bool = False
    places: Places = field(default_factory=Places)

    @property
    def marks(self) -> Marks:
        """Characters for excerpts."""
        return ASCII if self.plain else Marks()


def render_text(report: Report, style: Style, *, statistics: bool = False) -> str:
    """The report as lines for a terminal or a file; escape sequences only with `style.color`."""
    lines: list[Line] = []
    if statistics:
        lines += _statistics(report.findings)
    else:
        for finding in report.findings:
            lines += [*finding_lines(finding, style), []]
    lines += problem_lines(report.problems, style)
    lines += _summary(report, style)
    return drawn(lines, style)


def drawn(lines: Iterable[Line], style: Style) -> str:
    """The lines as characters, each with a line end."""
    if style.color:
        return _colored(lines)
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


def finding_lines(finding: Finding, style: Style) -> Iterator[Line]:
    """Head, message, excerpt, measured harm and help of one finding."""
    severity = finding.severity or Severity.NOTE
    head: Line = [
        (style.places.spot(finding.primary), "bold"),
        (": ", ""),
        (str(severity), STYLES[severity]),
        (f" {finding.code} {finding.name}", "bold"),
    ]
    if finding.confidence is not None and finding.confidence < Confidence.HIGH:
        head.append((f" ({finding.confidence} confidence)", "dim"))
    yield head
    yield from _wrapped("", finding.message, style)
    yield from Excerpt(finding, style.width, style.marks, STYLES[severity], style.places).lines()
    if effect := finding.effect:
        harm = f"{effect.metric} {effect.wrong:g} with the fault, {effect.right:g} without ({effect.example})"
        yield from _wrapped("measured: ", harm, style)
    if finding.help:
        yield from _wrapped("help: ", finding.help, style)


def _wrapped(title: str, text: str, style: Style, indent: str = "  ") -> Iterator[Line]:
    """Wrapped text, its lines aligned behind the title."""
    room = max(style.width - len(indent) - len(title), 20)
    for index, part in enumerate(textwrap.wrap(one_line(text), room, break_long_words=False, break_on_hyphens=False)):
        yield [(indent, ""), (title if index == 0 else " " * len(title), "bold green"), (part, "")]


def problem_lines(problems: Iterable[Problem], style: Style) -> Iterator[Line]:
    """What could not be analysed as meant; nothing when there is nothing to say."""
    problems = tuple(problems)
    if not problems:
        return
    yield [("Problems", "bold")]
    for problem in problems:
        yield [
            ("  ", ""),
            (style.places.spot(problem), "bold"),
            (f": {problem.kind}", "yellow" if problem.incomplete else "dim"),
        ]
        yield from _wrapped("", problem.message, style, indent="    ")
    yield []


def _summary(report: Report, style: Style) -> Iterator[Line]:
    topics = by_topic(report.findings)
    if topics:
        yield [("Summary", "bold")]
        longest = max(width(topic) for topic in topics)
        for topic, counts in topics.items():
            yield [(f"  {topic:<{longest}}  ", ""), (amounts(counts), "")]
        yield []
    for line in textwrap.wrap(_verdict(report), style.width):
        yield [(line, "" if report.findings else "green")]
    if report.findings:
        gravest = max(report.findings, key=lambda finding: finding.severity or 0)
        yield [(f"To read why a rule matters and what it cannot see: reprolint explain {gravest.code}", "dim")]


def _verdict(report: Report) -> str:
    if not report.files:
        return NOTHING_CHANGED if report.unchanged else NO_FILES
    extent = f"{amount(report.files, 'file')}"
    if report.notebooks:
        extent += f" ({amount(report.notebooks, 'notebook')})"
    extent += f", {report.lines:,} " + ("line" if report.lines == 1 else "lines")
    known = sum(suppressed.by == "baseline" for suppressed in report.suppressed)
    others = len(report.suppressed) - known
    silenced = f" {amount(others, 'finding')} silenced by you." if others else ""
    silenced += f" {amount(known, 'finding')} known from the baseline." if known else ""
    if report.unchanged:
        silenced += f" {amount(report.unchanged, 'file')} left out as unchanged."
    partly = any(problem.incomplete for problem in report.problems)
    unread = " Some code could not be analysed: see the problems above." if partly else ""
    if report.findings:
        counts = by_severity(report.findings)
        return f"{amount(len(report.findings), 'finding')} ({amounts(counts)}) in {extent} checked.{silenced}{unread}"
    if partly:
        return f"No findings in what could be read of {extent}.{silenced}{unread}"
    return f"No findings: {extent} checked.{silenced}"


def _statistics(findings: Iterable[Finding]) -> Iterator[Line]:
    rows = by_rule(findings)
    for count, code, name in rows:
        yield [(f"{count:>6}  ", ""), (code, "bold"), (f"  {name}", "")]
    if rows:
        yield []


def _colored(lines: Iterable[Line]) -> str:
    from io import StringIO

    from rich.console import Console  # only terminals pay for it
    from rich.text import Text

    buffer = StringIO()
    console = Console(
        file=buffer, force_terminal=True, color_system="standard", width=10_000, legacy_windows=False, no_color=False
    )
    for line in lines:
        text = Text.assemble(*line)
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False, emoji=False, markup=False)
    return buffer.getvalue()
