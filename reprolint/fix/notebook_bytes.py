"""Edits in the bytes of a notebook: only the JSON strings of changed lines are written anew, in the file's own style."""

from __future__ import annotations

import codecs
import json
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from reprolint.findings import Edit
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.lines import Splice, WrittenLines, in_order, spliced
from reprolint.fix.notebook_json import CellSource, JsonString, cell_sources


def edit_notebook(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The notebook with the edits made in its cells.

    Raises DeclinedError when they overlap, when the file is not UTF-8 or when it is no notebook of format 4.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data.removeprefix(mark).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeclinedError("the notebook is not stored as UTF-8; save it again in Jupyter") from error
    sources = cell_sources(text)
    by_cell: dict[int, list[Edit]] = {}
    for edit in edits:
        by_cell.setdefault(edit.location.cell or 0, []).append(edit)
    splices = []
    for number, group in sorted(by_cell.items()):
        source = sources[number - 1] if 0 < number <= len(sources) else None
        require(source is not None, "its cell holds no code")
        assert source is not None
        splices.append(_rewritten(text, source, group))
    return mark + spliced(text, splices).encode("utf-8")


def _rewritten(text: str, source: CellSource, edits: Sequence[Edit]) -> Splice:
    """The value of one cell's `source` with the edits made."""
    content = "".join(string.content for string in source.strings)
    lines = WrittenLines(content)
    splices = in_order([lines.splice(edit) for edit in edits])
    ascii_only = text.isascii()
    if not source.is_list:
        string = source.strings[0]
        return Splice(source.start, source.end, '"' + _escaped(text, (string,), splices, ascii_only) + '"')
    if not source.strings:
        escaped = _escaped(text, (), splices, ascii_only)
        return Splice(source.start, source.end, "[" + ", ".join(f'"{part}"' for part in _parts(escaped)) + "]")
    return _list_rewritten(text, source, splices, ascii_only=ascii_only)


def _list_rewritten(text: str, source: CellSource, splices: list[Splice], *, ascii_only: bool) -> Splice:
    """Only the items that the splices touch are made anew, one for each line."""
    starts = [0]
    for string in source.strings:
        starts.append(starts[-1] + len(string.content))
    separators = [text[one.end : following.start] for one, following in pairwise(source.strings)]
    opening = text[source.start + 1 : source.strings[0].start]
    separator = separators[-1] if separators else "," + (opening or " ")
    made: list[tuple[int, int, list[str]]] = []
    for first, last, group in _groups(splices, starts):
        touched = source.strings[first : last + 1]
        shifted = [Splice(one.start - starts[first], one.end - starts[first], one.text) for one in group]
        escaped = _escaped(text, touched, shifted, ascii_only)
        together = any("\n" in string.content[:-1] for string in touched)  # this notebook keeps lines in one item
        made.append((first, last, [escaped] if together and escaped else _parts(escaped)))
    items: list[str] = []
    index = 0
    joints: list[str] = []  # what stands between the item and the one before it
    for first, last, parts in [*made, (len(source.strings), len(source.strings), [])]:
        for kept in range(index, min(first, len(source.strings))):
            joints.append(separators[kept - 1] if kept else "")
            items.append(text[source.strings[kept].start : source.strings[kept].end])
        for number, part in enumerate(parts):
            old = first + number
            joints.append(separators[old - 1] if 0 < old <= last and number <= last - first else separator)
            items.append(f'"{part}"')
        index = last + 1
    body = "".join(
        (joint if number else "") + item for number, (joint, item) in enumerate(zip(joints, items, strict=True))
    )
    closing = text[source.strings[-1].end : source.end - 1]
    return Splice(source.start, source.end, f"[{opening}{body}{closing}]" if items else "[]")


def _groups(splices: list[Splice], starts: list[int]) -> list[tuple[int, int, list[Splice]]]:
    """The splices with the first and last item that each touches; those that share an item come together."""
    groups: list[tuple[int, int, list[Splice]]] = []
    most = len(starts) - 2
    for one in splices:
        first = min(bisect_right(starts, one.start) - 1, most)
        last = max(first, min(bisect_right(starts, max(one.end - 1, one.start)) - 1, most))
        if one.end == starts[last + 1] and not one.text.endswith("\n") and last < most:
            last += 1  # the line goes on with what stands in the next item
        if groups and first <= groups[-1][1]:
            before = groups.pop()
            groups.append((before[0], max(last, before[1]), [*before[2], one]))
        else:
            groups.append((first, last, [one]))
    return groups


def _escaped(text: str, strings: Sequence[JsonString], splices: Sequence[Splice], ascii_only: bool) -> str:  # noqa: FBT001 - private
    """The inside of one JSON string made of these, with replacements; what is kept keeps its way of being escaped."""
    raw: list[str] = []  # of each character, as it is written
    for string in strings:
        offsets = string.offsets(text)
        raw += [text[start:end] for start, end in pairwise(offsets)]
    require(
        len(raw) == sum(len(string.content) for string in strings), "the cell holds characters that are cut in half"
    )
    parts, position = [], 0
    for one in in_order(splices):
        parts += raw[position : one.start]
        parts.append(json.dumps(one.text, ensure_ascii=ascii_only)[1:-1])
        position = one.end
    return "".join([*parts, *raw[position:]])


def _parts(escaped: str) -> list[str]:
    """The inside of a JSON string, cut behind each newline, as notebooks keep the lines of a cell."""
    found, start, position = [], 0, 0
    while position < len(escaped):
        if escaped[position] == "\\":
            if escaped[position + 1] == "n":
                found.append(escaped[start : position + 2])
                start = position + 2
            position += 2
        else:
            position += 1
    return [*found, escaped[start:]] if start < len(escaped) else found
