"""A rule's page as readers see it: the title block made from its front matter, and test marks turned into words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.rulebook.model import Page
    from reprolint.rulebook.reading import Rulebook

MARK = pattern(
    r"(?P<opening>#|<!--|//)\s*(?P<kind>expect-file|expect-related|expect|miss|false alarm):"
    r"\s*(?P<codes>[A-Z]{3}\d{3}(?:\s*,\s*[A-Z]{3}\d{3})*)"
)
WORDS = {
    "expect": "<- {}",
    "expect-file": "<- {}, for the whole file",
    "expect-related": "<- shown with {}",
    "miss": "<- {} misses this",
    "false alarm": "<- {} is wrong here",
}


def whole_page(rulebook: Rulebook, code: str) -> str:
    """The page as Markdown: title block, then its text."""
    return f"{title_block(rulebook, rulebook.pages[code])}\n{readable(rulebook.text(code))}"


def title_block(rulebook: Rulebook, page: Page) -> str:
    """What the front matter says, as Markdown that ends in a newline."""
    facts = [
        f"**{page.severity}**",
        f"{page.confidence} confidence",
        page.topic,
        "on by default" if page.default else "off by default",
        f"since {page.since}",
    ]
    lines = [f"# {page.code} {page.name}", "", _sentence(page.summary), "", " · ".join(facts)]
    if page.is_removed:
        lines += ["", "**Removed.** This rule is no longer checked; the code will not be used again."]
    if page.effect:
        effect = page.effect
        lines += [
            "",
            f"Measured effect: {effect.metric} {effect.wrong:g} with the fault, {effect.right:g} without (`{effect.example}`).",
        ]
    if page.help:
        lines += ["", f"What to do: {page.help[:1].lower() + page.help[1:]}."]
    if page.checklists:
        lines += ["", "Checklist items:", "", *(f"- {_item(rulebook, reference)}" for reference in page.checklists)]
    return "\n".join(lines) + "\n"


def _item(rulebook: Rulebook, reference: str) -> str:
    key, _, number = reference.partition(":")
    item, checklist = rulebook.item(reference), rulebook.checklists.get(key)
    if item is None or checklist is None:
        return f"`{reference}`"
    return f"`{reference}` {item.text} ({checklist.title}, {checklist.year}, item {number})"


def _sentence(summary: str) -> str:
    return f"{summary[:1].upper()}{summary[1:]}."


def readable(text: str) -> str:
    """Test marks in words, and fences without what only tests need."""
    text = re.sub(r"^(`{3,})notebook\b.*$", r"\1python", text, flags=re.MULTILINE)
    return MARK.sub(lambda mark: f"{mark['opening']} {WORDS[mark['kind']].format(mark['codes'])}", text)
