"""The pages of the rules whose findings a report shows, each once, in folds at its end."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from reprolint.findings import Finding
from reprolint.report.cleaning import one_line
from reprolint.report.counts import by_rule
from reprolint.report.explanation import explanation_html
from reprolint.report.marked_code import inline
from reprolint.rulebook import Page, Rulebook
from reprolint.rulebook.presenting import readable


def anchor(code: str) -> str:
    """The name of a rule's page on the report's page."""
    return "rule-" + "".join(character for character in code if character.isascii() and character.isalnum())


def explained(findings: Iterable[Finding], rulebook: Rulebook) -> str:
    """Why each rule matters, examples, and when to ignore it; "" when no finding has a page."""
    codes = sorted(code for _, code, _ in by_rule(findings) if code in rulebook.pages)
    folds = "\n".join(_fold(rulebook.pages[code], rulebook) for code in codes)
    if not folds:
        return ""
    return (
        '<section class="rp-explained" aria-labelledby="rules"><h2 id="rules">About these rules</h2>'
        f'<p class="rp-hint">Why each matters, an example, when to ignore it, and the sources.</p>{folds}</section>'
    )


def _fold(page: Page, rulebook: Rulebook) -> str:
    return (
        f'<details class="rp-rule" id="{anchor(page.code)}"><summary><h3>{escape(one_line(page.code))} '
        f"{escape(one_line(page.name))}</h3> <span>{inline(page.summary)}</span></summary>"
        f'<div class="rl-page">{explanation_html(readable(rulebook.text(page.code)))}{_items(page, rulebook)}</div></details>'
    )


def _items(page: Page, rulebook: Rulebook) -> str:
    """The items of checklists for papers that the rule is evidence for."""
    rows = []
    for reference in page.checklists:
        key, _, number = reference.partition(":")
        item, checklist = rulebook.item(reference), rulebook.checklists.get(key)
        if item is not None and checklist is not None:
            source = f"{checklist.title}, {checklist.year}, item {number}"
            rows.append(f'<li>{inline(item.text)} <span class="rl-dim">({escape(one_line(source))})</span></li>')
    return f"<h4>Checklists</h4><ul>{''.join(rows)}</ul>" if rows else ""
