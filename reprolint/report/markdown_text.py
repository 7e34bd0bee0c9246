"""Makes text from a file safe inside Markdown: no HTML, links, headings or table borders come from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.patterns import pattern
from reprolint.report.cleaning import clean, one_line

SPECIAL = pattern(r"([\\`*_\[\]<>&|~$!#])")  # what means something within a line
ADDRESS = pattern(
    r"\S*(?:@|://|www\.|mailto:|xmpp:)\S*", re.IGNORECASE
)  # hosts make links of these whatever is escaped
CODE = pattern(r"(?<!`)`([^`]+)`(?!`)")
RUN = pattern(r"`+")


def prose(text: str) -> str:
    """Text that renders as itself when it does not begin a line, on one line, with parts in backticks as code."""
    line = one_line(text)
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in CODE.finditer(line):
        pieces += [*_plain(line[end : match.start()]), (code(match[1]), True)]
        end = match.end()
    pieces = [piece for piece in (*pieces, *_plain(line[end:])) if piece[0]]
    done = ""
    for index, (piece, is_code) in enumerate(pieces):
        joined = is_code and index > 0 and pieces[index - 1][1]
        done += f" {piece}" if joined else piece  # two spans without a gap would be one
    return done


def code(text: str) -> str:
    """One line of text as a code span."""
    line = one_line(text)
    if not line:
        return ""
    fence = "`" * (max((len(run) for run in RUN.findall(line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def in_table(text: str) -> str:
    """Markdown text for a cell of a table: borders inside it are escaped, also in code, as tables demand."""
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def block(text: str, language: str = "", indent: str = "") -> str:
    """Lines of code as a fenced block; the fence is longer than any in the text."""
    fence = "`" * max(3, max((len(run) for run in RUN.findall(text)), default=0) + 1)
    lines = [f"{fence}{language}", *(clean(line.replace("\r", " ")) for line in text.split("\n")), fence]
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)


def _plain(text: str) -> Iterator[tuple[str, bool]]:
    """Escaped text in pieces, and whether each is a code span."""
    end = 0
    for match in ADDRESS.finditer(text):
        yield SPECIAL.sub(r"\\\1", text[end : match.start()]), False
        yield code(match[0]), True
        end = match.end()
    yield SPECIAL.sub(r"\\\1", text[end:]), False
