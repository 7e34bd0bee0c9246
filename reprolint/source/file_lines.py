"""Where the lines of a notebook's cells stand in its file: what code hosts, who know files but no cells, ask for."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from json import decoder as json_decoder
from json import scanner as json_scanner
from pathlib import Path
from typing import Any

from reprolint.findings import Finding, Location, Problem, Report
from reprolint.patterns import pattern
from reprolint.source.notebook_json import cells_before_damage, decoded
from reprolint.source.reading import NOTEBOOK_SUFFIX, bytes_of

Read = Callable[[str], bytes | None]
"""What a file holds, by its path as shown; None when it cannot be read."""

_LINE_END = pattern(r"\r\n|\r|\n")


class _Placed(str):
    """A text of the JSON that remembers the 0-based offset of its opening quote."""

    __slots__ = ("offset",)
    offset: int


class _PlacingDecoder(json.JSONDecoder):
    """Python's own decoder, whose texts know where they stood."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_string = _placed_string
        self.scan_once = json_scanner.py_make_scanner(self)  # type: ignore[attr-defined]


def _placed_string(text: str, start: int, strict: bool) -> tuple[str, int]:  # noqa: FBT001 - the decoder's own call
    value, end = json_decoder.scanstring(text, start, strict)  # type: ignore[attr-defined]
    placed = _Placed(value)
    placed.offset = start - 1
    return placed, end


@dataclass(frozen=True, slots=True)
class CellLines:
    """The file's lines by cell: `by_cell[n - 1][m - 1]` is the line on which line m of cell n stands, all 1-based."""

    by_cell: tuple[tuple[int, ...], ...]

    def line(self, cell: int, line: int) -> int | None:
        """The line of the file; None when the notebook has no such cell or line."""
        if not 0 < cell <= len(self.by_cell):
            return None
        lines = self.by_cell[cell - 1]
        return lines[line - 1] if 0 < line <= len(lines) else None


def cell_lines(data: bytes) -> CellLines:
    """Find the lines of all cells; those of a damaged notebook before the damage, and none of one that is no JSON."""
    try:
        text = decoded(data)
    except UnicodeDecodeError:
        return CellLines(())
    decoder = _PlacingDecoder()
    try:
        cells = _cells(decoder.decode(text))
    except (ValueError, RecursionError, MemoryError):
        cells = cells_before_damage(text, decoder)
    breaks = [match.start() for match in re.finditer("\n", text)]
    return CellLines(tuple(_lines(_source(cell), breaks) for cell in cells))


def with_file_lines(report: Report, read: Read | None = None) -> Report:
    """The report with `file_line` in every place and problem within a notebook that has none; each file is read once."""
    known: dict[str, CellLines] = {}

    def line_of(path: str, cell: int, line: int) -> int | None:
        if path not in known:
            data = (read or _on_disk)(path) if path.lower().endswith(NOTEBOOK_SUFFIX) else None
            known[path] = CellLines(()) if data is None else cell_lines(data)
        return known[path].line(cell, line)

    def place(location: Location) -> Location:
        if location.cell is None or location.file_line is not None:
            return location
        return replace(location, file_line=line_of(location.path, location.cell, location.line))

    def finding(each: Finding) -> Finding:
        return replace(each, primary=place(each.primary), related=tuple(place(other) for other in each.related))

    def problem(each: Problem) -> Problem:
        if each.cell is None or each.file_line is not None:
            return each
        return replace(each, file_line=line_of(each.path, each.cell, each.line))

    return replace(
        report,
        findings=tuple(finding(each) for each in report.findings),
        suppressed=tuple(replace(each, finding=finding(each.finding)) for each in report.suppressed),
        problems=tuple(problem(each) for each in report.problems),
    )


def _on_disk(path: str) -> bytes | None:
    data = bytes_of(Path(path), path)
    return None if isinstance(data, Problem) else data


def _cells(content: Any) -> list[Any]:
    """The cells of a notebook of any format; before format 4 they stood in worksheets."""
    if not isinstance(content, dict):
        return []
    cells = content.get("cells")
    if isinstance(cells, list):
        return cells
    sheets = content.get("worksheets")
    found = (sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)) if isinstance(sheets, list) else ()
    return [cell for part in found if isinstance(part, list) for cell in part]


def _source(cell: Any) -> list[_Placed]:
    if not isinstance(cell, dict):
        return []
    source = cell.get("source", cell.get("input"))
    parts = source if isinstance(source, list) else [source]
    placed = [part for part in parts if isinstance(part, _Placed)]
    return placed if len(placed) == len(parts) else []


def _lines(parts: list[_Placed], breaks: list[int]) -> tuple[int, ...]:
    """The file's line of each line of the joined parts: that of the part in which the line begins."""
    starts, length = [], 0
    for part in parts:
        starts.append(length)
        length += len(part)
    in_file = [bisect_right(breaks, part.offset) + 1 for part in parts]
    begins = [0, *(match.end() for match in _LINE_END.finditer("".join(parts)))] if parts else []
    return tuple(in_file[bisect_right(starts, begin) - 1] for begin in begins)
