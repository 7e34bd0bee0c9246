"""Finds the real comments of a text: not every `#`, since strings hold some too."""

from __future__ import annotations

import tokenize
from io import StringIO
from typing import TYPE_CHECKING

from reprolint.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_MASKED_COMMENT = pattern(r"(?<!\S)#.*")


def comments(text: str, original: str) -> Iterator[tuple[int, int, str]]:
    """Line and column (both 1-based) and text of each comment, in order.

    `text` is what was parsed. Lines that were masked in it (magics, cells that do not parse) are no Python, so there
    any `#` after a blank in the same line of `original` counts.
    """
    found = list(_real(text))
    if text is not original:
        lines = zip(text.split("\n"), original.split("\n"), strict=True)
        for number, (line, written) in enumerate(lines, 1):
            match = _MASKED_COMMENT.search(written) if line != written and "#" in written else None
            if match and line[match.start() :] != match.group():
                found.append((number, match.start() + 1, match.group()))
    return iter(sorted(found))


def _real(text: str) -> Iterator[tuple[int, int, str]]:
    try:
        for token in tokenize.generate_tokens(StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.start[1] + 1, token.string
    except (tokenize.TokenError, SyntaxError, RecursionError):
        return  # the parser accepted what the tokenizer does not: the comments before that place stand
