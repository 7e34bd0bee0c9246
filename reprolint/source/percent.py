"""Cells of percent scripts: `# %%` lines divide them, as editors, jupytext and sphinx-gallery agree."""

from __future__ import annotations

import re

from reprolint.patterns import pattern
from reprolint.source.model import Cell, CellKind

_MARKER = pattern(r"^#[ \t]*%%(?P<rest>.*)$", re.MULTILINE)
_KIND = pattern(r"\[(markdown|md|raw)\]")
_COUNT = pattern(r"[ \t]*\[(\d{1,9})\]")


def is_percent(text: str) -> bool:
    """Whether at least one line of the text is a cell marker."""
    return "%%" in text and _MARKER.search(text) is not None


def percent_cells(text: str) -> tuple[Cell, ...]:
    """The cells of a percent script, with `first_line` counted in the file.

    What stands before the first marker is a cell too, unless it is blank. A marker may name the kind (`[markdown]`) or,
    as a notebook would show it, the execution count (`[3]`).
    """
    markers = list(_MARKER.finditer(text))
    cells: list[Cell] = []
    head = text[: markers[0].start()]
    if head.strip():
        cells.append(_cell(1, "", head.removesuffix("\n"), 1))
    line, counted = 1, 0
    for marker, following in zip(markers, [*markers[1:], None], strict=True):
        line += text.count("\n", counted, marker.start())
        counted = marker.start()
        end = following.start() - 1 if following else len(text)
        if marker.end() < end:
            cells.append(_cell(len(cells) + 1, marker["rest"], text[marker.end() + 1 : end], line + 1))
        else:  # a marker with nothing below it, not even an empty line
            cells.append(_cell(len(cells) + 1, marker["rest"], "", line, lines=0))
    return tuple(cells)


def _cell(number: int, rest: str, text: str, first_line: int, lines: int | None = None) -> Cell:
    named = _KIND.search(rest)
    kind: CellKind = "code" if named is None else "raw" if named.group(1) == "raw" else "markdown"
    count = _COUNT.match(rest)
    return Cell(
        number=number,
        kind=kind,
        text=text,
        first_line=first_line,
        line_count=text.count("\n") + 1 if lines is None else lines,
        execution_count=int(count.group(1)) if count else None,
    )
