"""Which values a notebook shows under its cells."""

from __future__ import annotations

from bisect import bisect_right

from reprolint.patterns import pattern
from reprolint.source import Source

EXPORTED = pattern(r"# (In\s?\[|<codecell>)")  # how exported notebooks mark their cells


def last_of_cells(source: Source) -> frozenset[int]:
    """Expressions whose value a notebook shows, or showed before it was exported: the last of each cell without a semicolon."""
    lines = source.text.split("\n")
    starts = [cell.first_line for cell in source.cells if cell.first_line]
    starts = starts or [number for number, line in enumerate(lines, start=1) if EXPORTED.match(line)]
    if not starts and "# coding: utf-8" in lines[:3]:  # an export without prompts keeps two empty lines between cells
        starts = [
            number for number in range(3, len(lines)) if lines[number - 1] and not any(lines[number - 3 : number - 1])
        ]
    if not starts:
        return frozenset()
    last = {bisect_right(starts, statement.lineno): statement for statement in source.tree.body}
    return frozenset(
        id(statement)
        for statement in last.values()
        if not lines[(statement.end_lineno or 1) - 1].rstrip().endswith(";")
    )
