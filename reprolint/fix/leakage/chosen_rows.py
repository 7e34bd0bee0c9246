"""A line that chose the training rows already, as an earlier repair wrote it: `train_test_split(range(len(X)))`."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.graph.events import Fit, Split
from reprolint.graph.rows import Pick, Rows


@dataclass(frozen=True, slots=True)
class Chosen:
    """The statement, the name of the training rows, the last statement that picks rows, and what it picks them from."""

    statement: ast.Assign
    train: str
    last: ast.stmt
    values: tuple[ast.expr, ...]


def chosen_before(program: Program, fits: list[Fit]) -> Chosen | None:
    """The choice of rows that the learned rows are later picked by, if there is one."""
    rows = {fit.rows for fit in fits}
    for split in program.experiment.of(Split):
        if split.internal or split.place.source is not program.source or not _positions(split.place.node):
            continue
        statement = program.statement(split.place.node)
        if not isinstance(statement, ast.Assign) or not rows <= _picked_from(program, split):
            continue
        target = statement.targets[0]
        names = [one.id for one in getattr(target, "elts", ()) if isinstance(one, ast.Name)]
        if len(names) != 2:
            continue
        found = _picks(program, statement, names[1])
        if found:
            return Chosen(statement, names[0], program.statement(found[-1]), tuple(node.value for node in found))
    return None


def _positions(node: ast.AST) -> bool:
    """`train_test_split(range(len(X)), ...)`."""
    first = node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else None
    return isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id == "range"


def _picked_from(program: Program, split: Split) -> set[Rows]:
    """All rows of which some are picked by this choice for the training of a model."""
    return {
        fit.rows.parent
        for fit in program.experiment.fits
        if isinstance(fit.rows, Pick) and fit.rows.index is split.parts.get("train")
    }


def _picks(program: Program, statement: ast.Assign, test: str) -> list[ast.Subscript]:
    """`X[test_rows]` or `X.iloc[test_rows]`, in the order of the text."""
    block = program.block(statement)
    known = uses(program, program.scope(statement), test)
    found = [program.parent(node) for node in known.reads]
    return [node for node in found if isinstance(node, ast.Subscript) and program.statement(node) in block]
