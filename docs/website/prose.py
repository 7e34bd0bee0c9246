"""Prose in the site's dialect of Markdown, which wants more blanks than code hosts do; and links to rules."""

from __future__ import annotations

import posixpath
import re

from reprolint.rulebook import Rulebook

ITEM = re.compile(r"(?P<indent> *)(?:[-*]|\d+\.) ")
CODE = re.compile(r"(?<![`\w\[/])(?P<code>[A-Z]{3}\d{3})(?![\w`\]])")
LEFT_ALONE = re.compile(r"(`+[^`]*`+|!?\[[^\]]*\]\([^)]*\)|<[^>]+>)")
STEP = 4  # blanks by which a list stands within a list


def with_lists_apart(text: str) -> str:
    """Lists begin after an empty line, and lists within lists stand four blanks further in."""
    lines: list[str] = []
    for line in text.split("\n"):
        item = ITEM.match(line)
        if item and lines and lines[-1].strip() and not ITEM.match(lines[-1]) and not lines[-1].startswith(" "):
            lines.append("")
        lines.append(" " * (STEP - len(item["indent"])) + line if item and 0 < len(item["indent"]) < STEP else line)
    return "\n".join(lines)


def with_rules_linked(text: str, uri: str, book: Rulebook) -> str:
    """Codes of rules in plain text become links to their pages; headings, code and links stay as they are."""

    def linked(found: re.Match[str]) -> str:
        page = book.pages.get(found["code"])
        if page is None or f"rules/{page.path}" == uri:
            return found[0]
        return f"[{page.code}]({posixpath.relpath('rules/' + page.path, posixpath.dirname(uri) or '.')})"

    def changed(line: str) -> str:
        if line.startswith("#"):
            return line
        parts = LEFT_ALONE.split(line)
        return "".join(CODE.sub(linked, part) if number % 2 == 0 else part for number, part in enumerate(parts))

    return "\n".join(changed(line) for line in text.split("\n"))
