"""Makes text from a file safe inside Markdown: no HTML, links, headings or table borders come from it."""

from __future__ import annotations

import re

from reprolint.report.cleaning import clean, one_line

SPECIAL = re.compile(r"([\\`*_\[\]<>&|~$!#])")  # what means something within a line
ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*", re.IGNORECASE)  # hosts make links of these whatever is escaped
CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
RUN = re.compile(r"`+")


def prose(text: str) -> str:
    """Text that renders as itself when it does not begin a line, on one line, with parts in backticks as code."""
    line = one_line(text)
    done, end = [], 0
    for match in CODE.finditer(line):
        done += [_plain(line[end : match.start()]), code(match[1])]
        end = match.end()
    return "".join([*done, _plain(line[end:])])


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


def _plain(text: str) -> str:
    done, end = [], 0
    for match in ADDRESS.finditer(text):
        done += [SPECIAL.sub(r"\\\1", text[end : match.start()]), code(match[0])]
        end = match.end()
    return "".join([*done, SPECIAL.sub(r"\\\1", text[end:])])
