"""The page around the findings: head, landmarks, search and filters.

Plain functions with `html.escape` make it, as they make a single finding for notebooks: a template language would bring a
second way to write the same elements, and `--format html` must work with what a plain installation holds.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

import reprolint
from reprolint.findings import Report
from reprolint.picture.style import STYLE
from reprolint.report.cleaning import one_line
from reprolint.report.counts import SEVERITIES, by_rule, by_topic
from reprolint.report.html import files, rules, summary
from reprolint.report.html.pictures import Pictures
from reprolint.report.stylesheet import STYLESHEET
from reprolint.rulebook import Rulebook

_FOLDER = Path(__file__).parent


def render_html(report: Report, rulebook: Rulebook, pictures: Pictures | None = None) -> str:
    """The report as a page of its own; `rulebook` explains the rules whose findings it shows."""
    pictures = pictures or Pictures()
    groups = files.groups(report.findings)
    body = [
        '<a class="rp-skip" href="#findings">Skip to the findings</a>',
        summary.header(report),
        '<div class="rp-columns">' if groups else '<div class="rp-columns rp-single">',
        files.navigation(groups),
        '<main id="main">',
        summary.overview(report, rulebook),
        _findings(report, groups, pictures, rulebook),
        files.problems(report.problems),
        files.silenced(report.suppressed),
        rules.explained(report.findings, rulebook),
        "</main></div>",
        _footer(),
    ]
    return _document("\n".join(part for part in body if part), _title(report))


def _title(report: Report) -> str:
    return f"{summary.counted(report)} - reprolint"


def _document(body: str, title: str) -> str:
    style = f"{STYLESHEET}{(_FOLDER / 'page.css').read_text(encoding='utf-8')}{STYLE}"
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    # Whatever a file may have smuggled in, only this style and this script can have an effect.
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="reprolint">\n{body}\n<script>{script}</script>\n</body>\n</html>\n'
    )


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def _findings(report: Report, groups: list[files.Group], pictures: Pictures, rulebook: Rulebook) -> str:
    if not groups:
        return ""
    sections = [files.section(group, pictures, rulebook.pages) for group in groups]
    return "\n".join(
        [
            '<section id="findings" tabindex="-1" aria-label="Findings">',
            _filters(report, groups),
            pictures.note(),
            *sections,
            '<p id="rp-none" class="rp-hint" hidden>No finding matches. Clear the filters to see all of them.</p>',
            "</section>",
        ]
    )


def _filters(report: Report, groups: list[files.Group]) -> str:
    """Search and filters, hidden until the script that makes them work has started."""
    present = {finding.severity for finding in report.findings}
    boxes = "".join(
        f'<label><input type="checkbox" name="severity" value="{severity}" checked> {severity}s</label>'
        for severity in SEVERITIES
        if severity in present
    )
    topics = ((one_line(topic), one_line(topic)) for topic in by_topic(report.findings))
    codes = sorted((one_line(code), f"{one_line(code)} {one_line(name)}") for _, code, name in by_rule(report.findings))
    paths = ((str(group.number), files.title(group)) for group in groups)
    return (
        '<form id="filters" class="rp-filters" role="search" aria-label="Search and filter findings" hidden>'
        '<div class="rp-field rp-search"><label for="words">Search</label><input type="search" id="words" name="words"'
        ' autocomplete="off" spellcheck="false" placeholder="words of a message, code or file"></div>'
        f'<fieldset><legend class="rp-unseen">Severity</legend>{boxes}</fieldset>'
        f"{_choice('topic', 'Topic', topics)}{_choice('rule', 'Rule', codes)}{_choice('file', 'File', paths)}"
        '<p id="rp-count" role="status"></p><button type="reset">Clear filters</button>'
        "</form>"
    )


def _choice(name: str, title: str, values: Iterable[tuple[str, str]]) -> str:
    options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in values)
    return (
        f'<div class="rp-field"><label for="choice-{name}">{title}</label>'
        f'<select id="choice-{name}" name="{name}"><option value="">all</option>{options}</select></div>'
    )


def _footer() -> str:
    return (
        '<footer class="rp-footer">'
        f"<p>Written by reprolint {escape(reprolint.__version__)}, which read the code and ran none of it. "
        "A finding is a claim about the code: judge it, then mend the code or say beside it why it does not apply.</p>"
        '<p id="rp-keys" hidden><label><input type="checkbox" id="keys" checked> Keys:</label> <kbd>/</kbd> search, '
        "<kbd>j</kbd> next finding, <kbd>k</kbd> previous finding, <kbd>Esc</kbd> leave the search.</p>"
        "</footer>"
    )
