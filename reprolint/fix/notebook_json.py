"""Where the strings of each cell's `source` stand in the text of a notebook, without touching anything else of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

from reprolint.fix.declining import DeclinedError

_BLANK = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL
)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonString:
    """A string literal: offsets of its opening quote and of the character behind its closing one, and its content."""

    start: int
    end: int
    content: str

    def offsets(self, text: str) -> list[int]:
        """The offset in `text` of each character of the content, and of the closing quote at last."""
        found, position = [], self.start + 1
        while position < self.end - 1:
            found.append(position)
            match = _ESCAPE.match(text, position)
            assert match is not None
            position = match.end()
        return [*found, position]


@dataclass(frozen=True, slots=True)
class CellSource:
    """The `source` of one cell: its value's offsets, and its strings, several when it is a list of lines."""

    start: int
    end: int
    strings: tuple[JsonString, ...]
    is_list: bool


def cell_sources(text: str) -> list[CellSource | None]:
    """For each cell of a notebook of format 4 its source; None for a cell without one.

    Raises DeclinedError when the text is no such notebook.
    """
    try:
        cells = [position for key, position in _members(text, _skip(text, 0)) if key == "cells"]
        if not cells or text[cells[-1]] != "[":
            raise DeclinedError("the notebook is in a format before 4; open it in Jupyter and save it again")
        return [_source(text, start) for start, _ in _items(text, cells[-1])]
    except (ValueError, IndexError, RecursionError, AssertionError) as error:
        raise DeclinedError("the notebook's JSON is damaged; save it again in Jupyter") from error


def _source(text: str, cell: int) -> CellSource | None:
    found = [position for key, position in _members(text, cell) if key == "source"]
    if not found:
        return None
    start = found[-1]  # as everywhere, the last of repeated keys counts
    if text[start] == '"':
        string = _string(text, start)
        return CellSource(start, string.end, (string,), is_list=False)
    if text[start] != "[":
        return None
    strings = tuple(_string(text, item) for item, _ in _items(text, start))
    return CellSource(start, _value_end(text, start), strings, is_list=True)


def _string(text: str, start: int) -> JsonString:
    if text[start] != '"':
        raise ValueError
    content, end = scanstring(text, start + 1, True)  # noqa: FBT003 - the function takes no names
    return JsonString(start, end, content)


def _members(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Keys of the object at `start`, with the offsets of their values."""
    if text[start] != "{":
        raise ValueError
    position = _skip(text, start + 1)
    while text[position] != "}":
        key, position = scanstring(text, position + 1, True)  # noqa: FBT003 - the function takes no names
        value = _skip(text, _skip(text, position) + 1)
        yield key, value
        position = _next(text, _value_end(text, value))


def _items(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Offsets of the items of the list at `start`."""
    position = _skip(text, start + 1)
    while text[position] != "]":
        end = _value_end(text, position)
        yield position, end
        position = _next(text, end)


def _value_end(text: str, start: int) -> int:
    if text[start] == '"':
        return int(scanstring(text, start + 1, True)[1])  # noqa: FBT003 - the function takes no names
    return _DECODER.raw_decode(text, start)[1]


def _next(text: str, end: int) -> int:
    """The offset of the next member or item, or of the closing bracket."""
    position = _skip(text, end)
    return _skip(text, position + 1) if text[position] == "," else position


def _skip(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    assert match is not None
    return match.end()
