"""Turns a report into characters; each format is a module that is imported when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reprolint.findings import Report

if TYPE_CHECKING:
    from reprolint.report.html import Pictures
    from reprolint.rulebook import Rulebook

FORMATS = ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "html")
BY_FILE = frozenset({"sarif", "github", "gitlab", "junit"})
"""Formats that name lines of files, not of cells: give them reports with `file_line` (`source.file_lines`)."""


def render(
    report: Report,
    form: str,
    *,
    width: int = 100,
    color: bool = False,
    plain: bool = False,
    statistics: bool = False,
    rulebook: Rulebook | None = None,
    pictures: Pictures | None = None,
) -> str:
    """The report in one of `FORMATS`, with a final newline.

    `width` (columns), `color` and `plain` (ASCII lines only) matter to text. `statistics`, a count of each rule instead
    of the single findings, matters to text and markdown. `rulebook` explains the rules in sarif and html; None means those
    that ship. `pictures` of experiments stand in html. Paths in sarif, github and gitlab are seen from the repository
    that the working directory lies in.
    """
    if form == "text":
        from reprolint.report.text import Style, render_text  # needs rich on terminals

        return render_text(report, Style(width=width, color=color, plain=plain), statistics=statistics)
    if form == "markdown":
        from reprolint.report.markdown import render_markdown

        return render_markdown(report, statistics=statistics)
    if form == "html":
        from reprolint.report.html import render_html

        return render_html(report, rulebook or _shipped(), pictures)
    return _for_programs(report, form, rulebook)


def _for_programs(report: Report, form: str, rulebook: Rulebook | None) -> str:
    if form == "json":
        from reprolint.report.json import render_json

        return render_json(report)
    if form == "jsonl":
        from reprolint.report.jsonl import render_jsonl

        return render_jsonl(report)
    if form == "junit":
        from reprolint.report.junit import render_junit

        return render_junit(report)
    return _for_hosts(report, form, rulebook)


def _for_hosts(report: Report, form: str, rulebook: Rulebook | None) -> str:
    from reprolint.report.hosting import Repository

    repository = Repository.around(Path.cwd())
    if form == "github":
        from reprolint.report.github import render_github

        return render_github(report, repository)
    if form == "gitlab":
        from reprolint.report.gitlab import render_gitlab

        return render_gitlab(report, repository)
    if form == "sarif":
        from reprolint.report.sarif import render_sarif

        return render_sarif(report, repository, rulebook or _shipped())
    message = f"there is no format {form!r}; the formats are {', '.join(FORMATS)}"
    raise ValueError(message)


def _shipped() -> Rulebook:
    from reprolint.rulebook import load  # reads a large file

    return load()
