"""Rows rescaled by their own numbers, `(x - x.min()) / (x.max() - x.min())`: what had stretched or moved them all is gone."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.values import Constant, Data, Value
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.graph.events import Fit
    from reprolint.graph.interpreter import Interpreter

LOW, HIGH, MIDDLE, SPREAD, ABOVE = "low", "high", "middle", "spread", "above"
SUMMARIES = {
    **dict.fromkeys(("min", "amin", "nanmin"), LOW),
    **dict.fromkeys(("max", "amax", "nanmax"), HIGH),
    **dict.fromkeys(("mean", "nanmean", "average", "median", "nanmedian"), MIDDLE),
    **dict.fromkeys(("std", "nanstd", "ptp"), SPREAD),
}
TINY = 1e-3  # added to a spread lest it be nought


@dataclass(frozen=True, slots=True)
class Span:
    """What a value says of a row: its lowest, highest or middle number, its spread, or how far it lies above one of them.

    `of` is the same for numbers of the same row, taken along the same axis. `undone` are the fits that a division of `above`
    by `spread` takes away again.
    """

    value: Data  # kept, so that no other value takes its identity
    kind: str
    of: tuple[Hashable, ...]
    undone: frozenset[Fit]


def note(run: Interpreter, name: str, axis: Value, row: Data, summary: Data) -> None:
    """Remember that `summary` is the lowest number of `row`, or whatever the function `name` gives."""
    kind = SUMMARIES.get(name)
    if kind is None or not row.scaled_by:
        return
    undone = frozenset(fit for fit in row.scaled_by - row.bent_by if _is_one_number(fit))
    if undone:
        along = axis.value if isinstance(axis, Constant) else None
        run.spans[id(summary)] = Span(summary, kind, (frames.id_of(run, row), along), undone)


def _is_one_number(fit: Fit) -> bool:
    """Is it one number for a whole array, the same for all of its columns?"""
    if fit.family != "statistic" or fit.data is None or fit.call is None or fit.grouped_by:
        return False
    given = len(fit.call.arguments) - (fit.call.receiver is None)
    return fit.data.kind in {"array", "tensor", "unknown"} and given == 0 and not fit.call.keywords


def after(run: Interpreter, left: Value, op: ast.operator, right: Value, result: Data) -> None:
    """Follow the numbers of rows through an operation; a row rescaled by its own has not learned what it has undone."""
    one, other = run.spans.get(id(left)), run.spans.get(id(right))
    if isinstance(op, ast.Sub) and other is not None and other.kind in {LOW, MIDDLE}:
        if one is None and isinstance(left, Data) and other.of[:1] == (left.serial,):
            run.spans[id(result)] = Span(result, ABOVE, other.of, other.undone)
        elif one is not None and one.kind == HIGH and one.of == other.of:
            run.spans[id(result)] = Span(result, SPREAD, other.of, other.undone)
    elif isinstance(op, ast.Div) and one is not None and other is not None and one.of == other.of:
        if (one.kind, other.kind) == (ABOVE, SPREAD):
            result.learned -= one.undone
    elif one is not None and _keeps_size(one, op, right):
        run.spans[id(result)] = Span(result, one.kind, one.of, one.undone)
    elif other is not None and isinstance(op, (ast.Add, ast.Mult)) and _keeps_size(other, op, left):
        run.spans[id(result)] = Span(result, other.kind, other.of, other.undone)


def _keeps_size(one: Span, op: ast.operator, number: Value) -> bool:
    """Is it only multiplied by a number, or is next to nothing added to a spread?"""
    if isinstance(op, (ast.Mult, ast.Div)):
        return isinstance(number, Constant)
    tiny = isinstance(number, Constant) and isinstance(number.value, float) and 0 < number.value <= TINY
    return isinstance(op, ast.Add) and one.kind == SPREAD and tiny


def overwritten(run: Interpreter, data: Data, key: Value, value: Data) -> None:
    """`rows[i] = value` a second time in one round: what only the first time brought is gone."""
    number = (id(data), id(key))
    brought = run.written.get(number, (data, frozenset()))[1]
    gone = brought - value.all_learned
    if gone:
        run.memory.set(data, "learned", data.learned - gone)
        run.memory.set(data, "scaled_by", data.scaled_by - gone)
    run.written[number] = data, (brought - gone) | (value.all_learned - data.all_learned)
