"""The top of the page: what was checked, how grave it is, and the counts by topic and by rule."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reprolint.findings import Report
from reprolint.report.cleaning import one_line
from reprolint.report.counts import amount, by_rule, by_severity, by_topic
from reprolint.report.html.files import BASELINE
from reprolint.report.html.rules import anchor
from reprolint.report.marked_code import inline
from reprolint.report.text import NO_FILES, NOTHING_CHANGED
from reprolint.rulebook import Rulebook

MEANING = {
    "error": "a published number is probably wrong",
    "warning": "a number cannot be repeated or compared",
    "note": "evidence is missing",
}


def counted(report: Report) -> str:
    """`3 findings`, `no findings`."""
    return amount(len(report.findings), "finding") if report.findings else "no findings"


def header(report: Report) -> str:
    """Title and what was looked at."""
    title = "Nothing was checked" if not report.files else counted(report).capitalize()
    partly = any(problem.incomplete for problem in report.problems)
    unread = ' <a href="#problems">Some code could not be analysed.</a>' if partly else ""
    good = " rl-clean" if report.files and not report.findings and not partly else ""
    return (
        f'<header class="rp-header{good}"><p class="rp-brand">reprolint</p><h1>{title}</h1>'
        f'<p class="rp-extent">{escape(_extent(report))}{unread}</p></header>'
    )


def _extent(report: Report) -> str:
    if not report.files:
        return NOTHING_CHANGED if report.unchanged else NO_FILES
    text = f"in {amount(report.files, 'file')}"
    if report.notebooks:
        text += f" ({amount(report.notebooks, 'notebook')})"
    text += f" with {report.lines:,} " + ("line" if report.lines == 1 else "lines") + " of code."
    if report.unchanged:
        text += f" {amount(report.unchanged, 'file')} left out as unchanged."
    known = sum(one.by == BASELINE for one in report.suppressed)
    others = len(report.suppressed) - known
    text += f" {amount(others, 'finding')} silenced by you." if others else ""
    text += f" {amount(known, 'finding')} known from the baseline." if known else ""
    return text


def overview(report: Report, rulebook: Rulebook) -> str:
    """Counts by severity, by topic and by rule; nothing without findings."""
    if not report.findings:
        return ""
    return (
        '<section class="rp-overview" aria-labelledby="summary"><h2 id="summary">Summary</h2>'
        f"{_tiles(by_severity(report.findings))}{_topics(report)}{_rules(report, rulebook)}</section>"
    )


def _tiles(counts: dict[str, int]) -> str:
    tiles = "".join(
        f'<li class="rl-{severity}{"" if count else " rp-zero"}"><strong>{count}</strong> '
        f"<span>{severity if count == 1 else severity + 's'}</span> <small>{MEANING[severity]}</small></li>"
        for severity, count in counts.items()
    )
    return f'<ul class="rp-tiles">{tiles}</ul>'


def _topics(report: Report) -> str:
    heads = "".join(f'<th scope="col">{severity}s</th>' for severity in MEANING)
    rows = "".join(
        f'<tr><th scope="row">{_filter(topic, "topic", topic)}</th>{_cells(counts)}<td>{sum(counts.values())}</td></tr>'
        for topic, counts in by_topic(report.findings).items()
    )
    return (
        '<table class="rp-table rp-topics"><caption>By topic</caption>'
        f'<thead><tr><th scope="col">topic</th>{heads}<th scope="col">all</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _cells(counts: dict[str, int]) -> Iterable[str]:
    return "".join(
        f'<td class="rl-{severity}">{count}</td>' if count else "<td>0</td>" for severity, count in counts.items()
    )


def _rules(report: Report, rulebook: Rulebook) -> str:
    rows = []
    for count, code, name in by_rule(report.findings):
        page = rulebook.pages.get(code)
        about = inline(page.summary) if page else ""
        title = f"{escape(one_line(code))} <span>{escape(one_line(name))}</span>"
        rule = f'<a href="#{anchor(code)}">{title}</a>' if page else title
        more = f'<span class="rp-unseen"> of {escape(one_line(code))}</span>'
        shown = _filter(str(count), "rule", code, more)
        rows.append(
            f'<tr role="row"><th scope="row" role="rowheader">{rule}</th>'
            f'<td role="cell">{about}</td><td role="cell">{shown}</td></tr>'
        )
    heads = "".join(
        f'<th scope="col" role="columnheader">{head}</th>' for head in ("rule", "what it is about", "findings")
    )
    # Narrow screens lay its rows out anew, after which only roles say that this is a table.
    return (
        '<table class="rp-table rp-rules" role="table"><caption>By rule</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _filter(text: str, name: str, value: str, more: str = "") -> str:
    """A link to the findings; the script makes it show only those with this value."""
    shown = escape(one_line(text))
    return f'<a href="#findings" data-filter="{name}" data-value="{escape(one_line(value))}">{shown}{more}</a>'
