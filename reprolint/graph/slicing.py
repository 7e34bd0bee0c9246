"""Slices of rows: `frame[:1000]`, `frame.iloc[len(train):]`, and what they take from tables that were put one below the other."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import stretches
from reprolint.graph.rows import NOTHING, Cut, Rows, Union, Where, stacked
from reprolint.graph.values import LENGTH, Constant, Data, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def length_of(run: Interpreter, rows: Rows) -> Unknown:
    """How many rows these are: a number that is not known, and the same one whenever it is asked for."""
    length = run.lengths.get(rows)
    if length is None:
        length = run.lengths[rows] = Unknown(LENGTH)
        run.counted[id(length)] = rows
    return length


def cut(run: Interpreter, data: Data, node: ast.Slice) -> Data:
    """A slice of rows."""
    start = bound(run, node.lower)
    stop = bound(run, node.upper)
    step = run.eval(node.step) if node.step is not None else Constant(None)
    if start == 0:
        start = None
    kept = dict(data.column_learned)
    if data.rows == NOTHING or (isinstance(step, Constant) and step.value == -1):
        return frames.derive(data, column_learned=kept)
    if not isinstance(step, Constant):
        rows: Rows = Where(data.rows, ("every", frames.identity(run, step), run.fresh()))
    elif isinstance(step.value, int) and step.value > 1:
        if isinstance(start, int) and start > 0 and stop is None:
            rows = Where(data.rows, (("every", data.rows, step.value), "==", start % step.value))
        else:
            rows = Where(between(data, start, stop), (("every", between(data, start, stop), step.value), "==", 0))
    else:
        rows = between(data, start, stop)
        stretches.note(run, data, node, rows)
    return frames.derive(data, rows=rows, column_learned=kept)


def between(data: Data, start: Hashable, stop: Hashable) -> Rows:
    """Rows from `start` to before `stop`; bounds as in `rows.Cut`."""
    if start is None and stop is None:
        return data.rows
    order = data.rows.order if isinstance(data.rows, Union) and "shuffled" not in data.traits else ()
    for border in range(1, len(order)):
        above, below = order[:border], order[border:]
        if start is None and stop in _borders(above, below):
            return stacked(*above)
        if stop is None and start in _borders(above, below):
            return stacked(*below)
    return Cut(data.rows, start, stop)


def _borders(above: tuple[Rows, ...], below: tuple[Rows, ...]) -> list[Hashable]:
    """How a program may say where the tables above end: by their own length, or back from the end by that of the others."""
    borders: list[Hashable] = []
    if len(above) == 1:
        borders.append(("length", above[0]))
    if len(below) == 1:
        borders.append(("minus", ("length", below[0])))
    return borders


def bound(run: Interpreter, node: ast.expr | None) -> Hashable:
    """A slice bound: an int, None when open, else the identity of the number."""
    if node is None:
        return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = bound(run, node.operand)
        return -inner if isinstance(inner, int) else None if inner is None else ("minus", inner)
    value = run.eval(node)
    if isinstance(value, Constant):
        known = value.value is None or isinstance(value.value, int)
        return value.value if known else ("label", frames.identity(run, value))  # `frame["2005":]`
    length = counted(run, value)
    if length is None and isinstance(node, ast.Name):
        return frames.identity(run, value)
    return length or ("text", ast.unparse(node))


def counted(run: Interpreter, value: Value) -> Hashable:
    """The bound that a length of known rows makes; None when it is another number."""
    rows = run.counted.get(id(value)) if isinstance(value, Unknown) else None
    return None if rows is None else ("length", rows)
