"""Code cells to one module that parses, with the line on which each cell stands; a broken cell costs that cell only."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import field, replace
from typing import TYPE_CHECKING

from reprolint.records import dataclass
from reprolint.source.magics import Masked, blank, mask_cell
from reprolint.source.parsing import Fault, parse

if TYPE_CHECKING:
    from reprolint.source.model import Cell, Magic


@dataclass(slots=True)
class Joined:
    """The module made of the code cells; `faults` has the number of each lost cell and its fault (line in the cell)."""

    text: str
    original: str
    tree: ast.Module
    cells: tuple[Cell, ...]
    magics: tuple[Magic, ...] = ()
    faults: list[tuple[int, Fault]] = field(default_factory=list)


def join(cells: list[Cell], *, is_python: bool = True) -> Joined:
    """Mask, join and parse. With `is_python` false all code is blanked out, so that lines still map to cells."""
    code = _placed([cell for cell in cells if cell.kind == "code"])
    original = _module([cell.text for cell in code])
    faults: list[tuple[int, Fault]] = []
    if is_python:
        masked = [mask_cell(cell.text) for cell in code]
        tree = _whole(masked, code)
        if tree is None:
            faults, masked, tree = _without_broken(masked, code)
    else:
        masked = [Masked(blank(cell.text)) for cell in code]
        tree = ast.Module(body=[], type_ignores=[])
    lost = {number for number, _ in faults}
    placed = {
        cell.number: cell if is_python and cell.number not in lost else replace(cell, parsed=False) for cell in code
    }
    magics = tuple(
        replace(magic, line=magic.line + cell.first_line - 1)
        for cell, part in zip(code, masked, strict=True)
        for magic in part.magics
    )
    text = _module([part.text for part in masked])
    all_cells = tuple(placed.get(cell.number, cell) for cell in cells)
    return Joined(text, original, tree, all_cells, magics, faults)


def _placed(code: list[Cell]) -> list[Cell]:
    placed: list[Cell] = []
    line = 1
    for cell in code:
        placed.append(replace(cell, first_line=line))
        line += placed[-1].line_count
    return placed


def _module(texts: list[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


def _whole(masked: list[Masked], code: list[Cell]) -> ast.Module | None:
    """The tree of all cells together; None when it does not parse or a statement runs from one cell into the next."""
    tree = parse(_module([part.text for part in masked]))
    if isinstance(tree, Fault):
        return None
    starts = [cell.first_line for cell in code]
    for statement in tree.body:
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])
        if bisect_right(starts, first) != bisect_right(starts, statement.end_lineno or first):
            return None
    return tree


def _without_broken(masked: list[Masked], code: list[Cell]) -> tuple[list[tuple[int, Fault]], list[Masked], ast.Module]:
    """Each cell that does not parse on its own, the cells with those blanked out, and the tree of the rest."""
    faults: list[tuple[int, Fault]] = []
    kept: list[Masked] = []
    for part, cell in zip(masked, code, strict=True):
        tree = parse(part.text + "\n")
        if isinstance(tree, Fault):
            faults.append((cell.number, tree))
            kept.append(Masked(blank(part.text)))
        else:
            kept.append(part)
    whole = _whole(kept, code)
    if whole is not None:
        return faults, kept, whole
    # Cells that parse alone but not together: too much code, or a __future__ that changes the syntax.
    found = {number for number, _ in faults}
    fault = Fault(1, "syntax-error", "the cells cannot be read as one program, so none is analysed; split the notebook")
    faults += [(cell.number, fault) for cell in code if cell.number not in found]
    return faults, [Masked(blank(cell.text)) for cell in code], ast.Module(body=[], type_ignores=[])
