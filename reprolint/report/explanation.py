"""A rule's page as HTML: Markdown in which HTML, pictures and unusual addresses stay text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from reprolint.patterns import pattern
from reprolint.report.cleaning import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_WEB = pattern(r"https?://", re.IGNORECASE)  # links within the installed rules would lead nowhere


def explanation_html(markdown: str) -> str:
    """The page as HTML without scripts, pictures, or links to anything but the web; headings start at level 4."""
    return str(_renderer().render(clean(markdown)))


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # only reports with pages pay for it

    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
    setattr(reader, "validateLink", _is_on_the_web)  # noqa: B010 - the library asks for a method to be replaced
    reader.core.ruler.push("deeper_headings", _deeper)
    return reader


def _is_on_the_web(address: str) -> bool:
    return _WEB.match(address) is not None


def _deeper(state: object) -> None:
    """Headings of a page stand below the heading of the finding that they explain."""
    for token in getattr(state, "tokens", ()):
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"
