"""Stretches of rows that a loop takes in turn, `X[i : i + n]` for `i in range(0, len(X), n)`: together all of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.rows import Cut, Rows
from reprolint.graph.values import Constant, Data, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


class Stretches:
    """`counters` are variables of such loops, by id, with the end and step of the range; `loops` the loop behind a stretch."""

    __slots__ = ("counters", "loops")

    def __init__(self) -> None:
        self.counters: dict[int, tuple[Value, Value, Value]] = {}
        self.loops: dict[Rows, ast.AST] = {}


def counter(run: Interpreter, arguments: tuple[Value, ...], name: str) -> Unknown:
    """What `range(...)` counts with these arguments; one that begins at 0 and takes steps is remembered."""
    number = Unknown(name)
    if len(arguments) == 3 and isinstance(arguments[0], Constant) and arguments[0].value == 0:
        run.stretches.counters[id(number)] = number, arguments[1], arguments[2]
    return number


def note(run: Interpreter, data: Data, node: ast.Slice, rows: Rows) -> None:
    """Remember `rows`, which this slice of `data` gave, if they are a stretch that ends where the next one begins."""
    if not run.stretches.counters or not run.loops or not isinstance(node.lower, ast.Name):
        return
    entry = run.stretches.counters.get(id(run.eval(node.lower)))
    upper = node.upper
    if entry is None or not isinstance(upper, ast.BinOp) or not isinstance(upper.op, ast.Add):
        return
    _, end, step = entry
    whole = run.counted.get(id(end)) == data.rows
    begins = isinstance(upper.left, ast.Name) and upper.left.id == node.lower.id
    if whole and begins and _is_same(run.eval(upper.right), step):
        run.stretches.loops[rows] = run.loops[-1]


def _is_same(number: Value, other: Value) -> bool:
    if isinstance(number, Constant) and isinstance(other, Constant):
        return number.value == other.value
    return number is other


def put_together(run: Interpreter, data: Data) -> Data:
    """What was collected of stretches, read behind their loop: it is of all rows."""
    loop = run.stretches.loops.get(data.rows)
    if loop is None or loop in run.loops:
        return data
    assert isinstance(data.rows, Cut)
    rows, source = data.rows.parent, data.predicted_from
    if source is not None and source.rows == data.rows:
        source = frames.derive(source, rows=rows, column_learned=dict(source.column_learned))
    return frames.derive(data, rows=rows, column_learned=dict(data.column_learned), predicted_from=source)
