"""Changes to the joined text of a source, by 0-based offsets, and the way from there to edits of the user's file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprolint.findings import Edit, Location
from reprolint.fix.declining import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprolint.source import Source


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Replace the characters from `start` up to `end` of the joined text; an insertion has an empty span."""

    start: int
    end: int
    text: str


class LineTable:
    """Where the lines of a text with newlines as line ends begin."""

    def __init__(self, text: str) -> None:
        self.starts = [0]
        for line in text.split("\n")[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and 1-based column of a 0-based offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """0-based offset of a 1-based line and column."""
        return self.starts[line - 1] + column - 1


def to_edits(source: Source, table: LineTable, changes: Iterable[Change]) -> tuple[Edit, ...]:
    """Edits in the user's own lines and cells.

    Raises DeclinedError when a change reaches into lines that were masked, into two cells, or into a cell that has no code.
    """
    edits = []
    masked, written = source.text.split("\n"), source.original.split("\n")
    for change in sorted(changes, key=lambda each: (each.start, each.end)):
        line, column = table.position(change.start)
        end_line, end_column = table.position(change.end)
        require(
            masked[line - 1 : end_line] == written[line - 1 : end_line],
            "the lines to change hold a magic or shell command",
        )
        number, first = None, 1
        if source.kind == "notebook":
            cell = source.cell_at(line)
            require(cell is not None and cell is source.cell_at(end_line), "the change would reach into two cells")
            assert cell is not None
            require(cell.parsed, "the cell holds code that cannot be read")
            number, first = cell.number, cell.first_line
        snippet = "\n".join(written[line - 1 : end_line])
        place = Location(
            source.path, line - first + 1, column, end_line - first + 1, end_column, number, snippet=snippet
        )
        edits.append(Edit(place, change.text))
    return tuple(edits)
