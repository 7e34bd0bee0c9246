"""The code a finding speaks of, with a labelled mark under every place of its story."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from reprolint.findings import Finding, Location
from reprolint.records import dataclass
from reprolint.report.cleaning import clean, cut, one_line, width
from reprolint.report.places import Places

Line = list[tuple[str, str]]
"""One line of output as (text, style) pieces."""

OF_A_KIND = 3  # places with one label that are drawn
SHIFT = 12  # columns kept before a mark when the start of a long line is cut away


@dataclass(frozen=True, slots=True)
class Marks:
    """Characters that draw an excerpt."""

    bar: str = "│"
    corner: str = "╭─"
    cut: str = "…"


ASCII = Marks("|", ",-", "~")


def story(finding: Finding) -> tuple[list[list[Location]], int]:
    """The places to draw, parted by file and cell, and how many more there are.

    Of places with one label the first few tell it all. The block with the primary place's file comes first.
    """
    drawn: list[Location] = [finding.primary]
    seen: Counter[str] = Counter()
    for place in finding.related:
        seen[place.label] += 1
        if seen[place.label] <= OF_A_KIND:
            drawn.append(place)
    more = len(finding.related) + 1 - len(drawn)
    if not any(place.snippet or place.label for place in drawn):
        return [], more
    files = {place.path: index for index, place in reversed(list(enumerate(drawn)))}
    ordered = sorted(drawn, key=lambda each: (files[each.path], each.cell or 0, each.line, each.column))
    return [list(block) for _, block in groupby(ordered, key=lambda each: (each.path, each.cell))], more


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lays out the places of one finding for a terminal of `columns` columns. `style` is that of the primary mark."""

    finding: Finding
    columns: int
    marks: Marks
    style: str
    places: Places

    def lines(self) -> Iterator[Line]:
        """The excerpt; nothing when no place has code or a label to show."""
        blocks, more = story(self.finding)
        if not blocks:
            return
        gutter = max(len(str(place.line)) for block in blocks for place in block) + 2
        for block in blocks:
            if len(blocks) > 1:
                yield [(" " * (gutter + 1) + f"{self.marks.corner} ", "blue"), (self.places.name(block[0]), "bold")]
            yield from self._block(block, gutter)
        if more:
            yield [
                ("...".rjust(gutter), "blue"),
                (f" and {more} more such {'place' if more == 1 else 'places'}", "dim"),
            ]

    def _block(self, places: list[Location], gutter: int) -> Iterator[Line]:
        last: int | None = None
        for line, group in groupby(places, key=lambda each: each.line):
            here = list(group)
            if last is not None and line > last + 1:
                yield [("...".rjust(gutter), "blue")]
            last = line
            yield from self._line(line, here, gutter)

    def _line(self, line: int, places: list[Location], gutter: int) -> Iterator[Line]:
        code = clean(next((place.snippet for place in places if place.snippet), "").split("\n")[0]).rstrip()
        spans = [_span(place) for place in places]
        room = max(self.columns - gutter - 3, 20)
        code, offset = self._fit(code, spans, room)
        yield [(f"{line:>{gutter}} {self.marks.bar} ", "blue"), (code, "")]
        for place, (start, end) in zip(places, spans, strict=True):
            indent = max(start - offset, 0)
            length = max(min(end - offset, width(code)) - indent, 1)
            yield from self._mark(place, indent, length, gutter, room)

    def _mark(self, place: Location, indent: int, length: int, gutter: int, room: int) -> Iterator[Line]:
        is_primary = place is self.finding.primary
        style = self.style if is_primary else "cyan"
        margin: Line = [(f"{'':>{gutter}} {self.marks.bar} ", "blue")]
        mark = " " * indent + ("^" if is_primary else "-") * length
        label = one_line(place.label)
        if place.end_line > place.line:
            label = f"{label} (to line {place.end_line})".strip()
        if indent + length + 1 + width(label) <= room:
            yield [*margin, (f"{mark} {label}".rstrip(), style)]
            return
        yield [*margin, (mark, style)]
        shift = max(min(indent, room - width(label)), 0)
        for part in textwrap.wrap(label, room):
            yield [*margin, (" " * shift + part, style)]

    def _fit(self, code: str, spans: list[tuple[int, int]], room: int) -> tuple[str, int]:
        """The part of a long line that shows its first mark, and the column that the part begins at."""
        if width(code) <= room:
            return code, 0
        first = min(start for start, _ in spans)
        if all(end < room for _, end in spans) or first <= SHIFT:
            return cut(code, room - 1) + self.marks.cut, 0
        head = cut(code, min(first - SHIFT, width(code) - room + 1))
        rest = self.marks.cut + code[len(head) :]
        offset = width(head) - 1
        return (rest if width(rest) <= room else cut(rest, room - 1) + self.marks.cut), offset


def _span(place: Location) -> tuple[int, int]:
    """Terminal columns, from 0, of the place's start and end on its first line."""
    code = place.snippet.split("\n")[0].rstrip()
    start = width(clean(code[: place.column - 1]))
    end = place.end_column - 1 if place.end_line == place.line else len(code)
    return start, max(width(clean(code[:end])), start + 1)
