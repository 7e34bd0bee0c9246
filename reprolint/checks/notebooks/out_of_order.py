"""Cells were not run from top to bottom, as their execution counts show."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.source.model import Cell

SHOWN = 8  # further places named in one finding
HELP = pattern(r"\?{1,2}[\w.]+|[\w.]+\?{1,2}")
SHELL = pattern(r"[!%]\s*([^!%>;&`$][^>;&`$]*)")  # one command, or several in a pipe, and no file written by `>`
SHOWING = pattern(
    r"\s*(?:ls|ll|pwd|free|df|du|nvidia-smi|lscpu|lsb_release|uname|whoami|hostname|date|uptime|ps|cat|head|tail|wc|file|tree"
    r"|grep|which|who|whos|echo|(?:pip|conda) (?:list|show|freeze)|(?:python|pip)3? (?:-V|--version)"
    r"|git (?:status|log|diff|rev-parse))(?:\s|$)"
)


@check("NBK001")
def out_of_order(experiment: Experiment) -> Iterator[Finding]:
    """Counts that do not rise from cell to cell; the fewest cells whose removal would put the rest in order."""
    source = experiment.source
    if source.kind != "notebook":
        return
    numbered = [
        cell for cell in source.cells if cell.kind == "code" and cell.execution_count is not None and _does(cell.text)
    ]
    in_order = _longest_rising(numbered)
    strays = [cell for cell in numbered if cell.number not in in_order]
    if not strays:
        return
    first = strays[0]
    hidden = f" ({len(strays) - SHOWN - 1} of them not listed)" if len(strays) > SHOWN + 1 else ""
    odd = f"{_counted(strays, numbered)} an execution number out of order{hidden}"
    yield Finding(
        message=f"{odd}{_example(strays)} {_story(first, numbered)}",
        primary=source.cell_location(first, f"has number {first.execution_count}"),
        related=tuple(
            source.cell_location(cell, f"has number {cell.execution_count}") for cell in strays[1 : SHOWN + 1]
        ),
    )


def _does(text: str) -> bool:
    """Does a cell hold more than remarks, and requests to see something?"""
    lines = (line.strip() for line in text.split("\n"))
    return any(line and not line.startswith("#") and not _shows(line) for line in lines)


def _shows(line: str) -> bool:
    """Is this a help request, or a line for the shell that shows something and changes nothing?"""
    if HELP.fullmatch(line):
        return True
    match = SHELL.fullmatch(line)
    return match is not None and all(SHOWING.match(part) for part in match[1].split("|"))


def _longest_rising(cells: list[Cell]) -> set[int]:
    """Numbers of the cells of a longest run of rising counts, by patience sorting."""
    tops: list[int] = []
    piles: list[int] = []  # index of the cell on top of each pile
    before: dict[int, int | None] = {}
    for index, cell in enumerate(cells):
        count = cell.execution_count or 0
        pile = bisect_right(tops, count)
        if pile and tops[pile - 1] == count:
            pile -= 1  # equal counts do not rise
        before[index] = piles[pile - 1] if pile else None
        if pile == len(tops):
            tops.append(count)
            piles.append(index)
        else:
            tops[pile], piles[pile] = count, index
    last: int | None = piles[-1] if piles else None
    kept: set[int] = set()
    while last is not None:
        kept.add(cells[last].number)
        last = before[last]
    return kept


def _counted(cells: list[Cell], numbered: list[Cell]) -> str:
    return f"{len(cells)} of {len(numbered)} numbered cells with code {'has' if len(cells) == 1 else 'have'}"


def _example(cells: list[Cell]) -> str:
    return ":" if len(cells) == 1 else "; for example,"


def _story(stray: Cell, numbered: list[Cell]) -> str:
    """What is odd about the first stray cell, beside a cell that contradicts it."""
    count = stray.execution_count or 0
    for cell in numbered:
        other = cell.execution_count or 0
        if cell.number != stray.number and other == count:
            return (
                f"cells {min(cell.number, stray.number)} and {max(cell.number, stray.number)} both have number {count}"
            )
    for cell in numbered:
        other = cell.execution_count or 0
        if cell.number < stray.number and other > count:
            return f"cell {stray.number} has number {count}, and cell {cell.number} above it number {other}"
    below = next(cell for cell in numbered if cell.number > stray.number and (cell.execution_count or 0) < count)
    return f"cell {stray.number} has number {count}, and cell {below.number} below it number {below.execution_count}"
