"""Turns a report into characters; each format is a module that is imported when it is asked for."""

from __future__ import annotations

from reprolint.findings import Report

FORMATS = ("text", "json")


def render(
    report: Report, form: str, *, width: int = 100, color: bool = False, plain: bool = False, statistics: bool = False
) -> str:
    """The report in one of `FORMATS`, with a final newline.

    `width` (columns), `color` and `plain` (ASCII lines only) matter to text; so does `statistics`, a count of each rule
    instead of the single findings.
    """
    if form == "json":
        from reprolint.report.json import render_json

        return render_json(report)
    from reprolint.report.text import Style, render_text  # needs rich

    return render_text(report, Style(width=width, color=color, plain=plain), statistics=statistics)
