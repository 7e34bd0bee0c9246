"""A unified diff of what would change: lines of scripts, and of notebooks the lines of each changed cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import PurePath

from reprolint.source import read_bytes
from reprolint.source.reading import NOTEBOOK_SUFFIX


def unified(path: str, before: bytes, after: bytes) -> str:
    """The diff as text with final newline; "" when nothing changes. Cells are named `notebook.ipynb:cell 3`."""
    if before == after:
        return ""
    parts = [
        difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
        for name, old, new in _pairs(path, before, after)
        if old != new
    ]
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for part in parts for line in part
    )


def _pairs(path: str, before: bytes, after: bytes) -> Iterator[tuple[str, list[str], list[str]]]:
    old, _ = read_bytes(before, path)
    new, _ = read_bytes(after, path)
    assert old is not None
    assert new is not None
    if PurePath(path).suffix.lower() != NOTEBOOK_SUFFIX:
        yield path, _lines(old.original), _lines(new.original)
        return
    for cell, other in zip(old.cells, new.cells, strict=True):
        yield f"{path}:cell {cell.number}", _lines(f"{cell.text}\n"), _lines(f"{other.text}\n")


def _lines(text: str) -> list[str]:
    return [line for line in re.split(r"(?<=\n)", text) if line]
