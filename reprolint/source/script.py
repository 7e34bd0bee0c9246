"""Bytes of a script, plain or percent, to a `Source`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.findings import Problem
from reprolint.source.decoding import decode_script
from reprolint.source.magics import Masked, mask_cell, mask_script
from reprolint.source.model import Cell, Magic, Source
from reprolint.source.parsing import Fault, parse
from reprolint.source.percent import is_percent, percent_cells

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator


def read_script(data: bytes, path: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read a script; IPython's lines, which exports of notebooks hold, are masked only if it does not parse."""
    text = decode_script(data)
    if isinstance(text, Fault):
        return None, (_problem(path, text),)
    cells = percent_cells(text) if is_percent(text) else ()
    tree = parse(text)
    masked = Masked(text)
    if isinstance(tree, Fault) and tree.kind == "syntax-error":
        masked = _mask_percent(text, cells) if cells else mask_script(text)
        tree = parse(masked.text) if masked.magics else tree
    if isinstance(tree, Fault):
        return None, (_problem(path, tree),)
    return _source(path, text, masked, tree, cells), ()


def _source(path: str, text: str, masked: Masked, tree: ast.Module, cells: tuple[Cell, ...]) -> Source:
    return Source(
        path=path,
        kind="percent" if cells else "script",
        text=masked.text,
        original=text,
        tree=tree,
        cells=cells,
        magics=masked.magics,
    )


def _problem(path: str, fault: Fault) -> Problem:
    return Problem(path, fault.line, fault.kind, fault.message)


def _mask_percent(text: str, cells: tuple[Cell, ...]) -> Masked:
    """Mask each code cell by itself, since cell magics count from a cell's beginning."""
    lines = text.split("\n")
    magics: list[Magic] = []
    for cell, masked in _masked_cells(cells):
        lines[cell.first_line - 1 : cell.first_line - 1 + cell.line_count] = masked.text.split("\n")
        magics += [replace(magic, line=magic.line + cell.first_line - 1) for magic in masked.magics]
    return Masked("\n".join(lines), tuple(magics))


def _masked_cells(cells: tuple[Cell, ...]) -> Iterator[tuple[Cell, Masked]]:
    for cell in cells:
        if cell.kind == "code" and cell.line_count:
            yield cell, mask_cell(cell.text)
