"""A text with any line ends: where its lines begin and end, and edits by line and column that leave the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reprolint.findings import Edit
from reprolint.fix.declining import require

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Replace the characters from `start` up to `end` (0-based offsets in the text as it is written)."""

    start: int
    end: int
    text: str


class WrittenLines:
    """The lines of a text as it is written: newlines, carriage returns or both."""

    def __init__(self, text: str) -> None:
        ends = list(_LINE_END.finditer(text))
        self.starts = [0, *(end.end() for end in ends)]
        self.stops = [*(end.start() for end in ends), len(text)]
        self._ends = [end.group() for end in ends]

    def splice(self, edit: Edit) -> Splice:
        """The edit as offsets; its newlines become line ends like those around it.

        Raises DeclinedError when its place is outside of the text.
        """
        place = edit.location
        text = edit.text.replace("\n", self._end_near(place.line)) if self._ends else edit.text
        return Splice(self._offset(place.line, place.column), self._offset(place.end_line, place.end_column), text)

    def _offset(self, line: int, column: int) -> int:
        require(0 < line <= len(self.starts), "its place is outside of the file")
        offset = self.starts[line - 1] + column - 1
        require(offset <= self.stops[line - 1], "its place is outside of its line")
        return offset

    def _end_near(self, line: int) -> str:
        return self._ends[min(line, len(self._ends)) - 1]


def in_order(splices: Sequence[Splice]) -> list[Splice]:
    """By place; insertions at one place keep their order. Raises DeclinedError when two overlap."""
    ordered = [one for _, one in sorted(enumerate(splices), key=lambda pair: (pair[1].start, pair[1].end, pair[0]))]
    for one, following in pairwise(ordered):
        require(one.end <= following.start, "its edits overlap")
    return ordered


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with all replacements made. Raises DeclinedError when two overlap."""
    parts, position = [], 0
    for one in in_order(splices):
        parts += [text[position : one.start], one.text]
        position = one.end
    return "".join([*parts, text[position:]])


def overlapping(edits: Sequence[Edit], others: Sequence[Edit]) -> bool:
    """Do two sets of edits touch the same characters, or insert at the same place?"""
    return any(_touch(one, other) for one in edits for other in others)


def _touch(one: Edit, other: Edit) -> bool:
    if (one.location.path, one.location.cell) != (other.location.path, other.location.cell):
        return False
    (start, end), (other_start, other_end) = _bounds(one), _bounds(other)
    if start == other_start:
        return True
    return start < other_end and other_start < end


def _bounds(edit: Edit) -> tuple[tuple[int, int], tuple[int, int]]:
    place = edit.location
    return (place.line, place.column), (place.end_line, place.end_column)
