"""Bytes of a script, plain or percent, to a `Source`."""

from __future__ import annotations

from dataclasses import replace

from reprolint.findings import Problem
from reprolint.source.decoding import decode_script
from reprolint.source.model import Cell, Magic, Source, SourceKind
from reprolint.source.parsing import Fault, parse
from reprolint.source.percent import is_percent, percent_cells


def read_script(data: bytes, path: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read a script; IPython's lines, which exports of notebooks hold, are masked only if it does not parse."""
    text = decode_script(data)
    if isinstance(text, Fault):
        return None, (_problem(path, text),)
    cells = percent_cells(text) if is_percent(text) else ()
    tree = parse(text)
    masked: str = text
    magics: tuple[Magic, ...] = ()
    if isinstance(tree, Fault) and tree.kind == "syntax-error":
        masked, magics = _masked(text, cells)
        tree = parse(masked) if magics else tree
    if isinstance(tree, Fault):
        return None, (_problem(path, tree),)
    kind: SourceKind = "percent" if cells else "script"
    return Source(path=path, kind=kind, text=masked, original=text, tree=tree, cells=cells, magics=magics), ()


def _problem(path: str, fault: Fault) -> Problem:
    return Problem(path, fault.line, fault.kind, fault.message)


def _masked(text: str, cells: tuple[Cell, ...]) -> tuple[str, tuple[Magic, ...]]:
    """Mask the lines of IPython; each code cell by itself, since cell magics count from a cell's beginning."""
    from reprolint.source.magics import mask_cell, mask_script  # nearly all scripts are plain Python

    if not cells:
        whole = mask_script(text)
        return whole.text, whole.magics
    lines = text.split("\n")
    magics: list[Magic] = []
    for cell in cells:
        if cell.kind == "code" and cell.line_count:
            masked = mask_cell(cell.text)
            lines[cell.first_line - 1 : cell.first_line - 1 + cell.line_count] = masked.text.split("\n")
            magics += [replace(magic, line=magic.line + cell.first_line - 1) for magic in masked.magics]
    return "\n".join(lines), tuple(magics)
