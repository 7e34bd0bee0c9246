"""Makes text from a file safe to print: no control sequences, no reordering of what the reader sees, known widths."""

from __future__ import annotations

import unicodedata

from reprolint.patterns import pattern

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
TAB = "    "

# C0 without tab and newline, delete and C1; marks, embeddings, overrides and isolates of writing direction;
# separators that some terminals break lines at; the byte order mark; halves of surrogate pairs
UNSAFE = pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]",
)


def clean(text: str) -> str:
    """`text` with every unsafe character replaced by a visible one, so that columns still count; tabs become blanks."""
    return UNSAFE.sub(REPLACEMENT, text).replace("\t", TAB)


def printable(text: str) -> str:
    """`clean` text for a message on the terminal: line breaks stay."""
    return clean(text.replace("\r", " "))


def one_line(text: str) -> str:
    """`clean` text with line breaks and runs of blanks made single blanks."""
    return " ".join(clean(text.replace("\r", " ")).split())


def width(text: str) -> int:
    """Terminal columns that clean text takes up: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def cut(text: str, columns: int) -> str:
    """The longest start of `text` that fits into so many columns."""
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > columns:
            return text[:index]
    return text


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"F", "W"} else 1
