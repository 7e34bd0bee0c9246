"""What generators give: one value after another where every step is followed, else one that stands for any of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.values import Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

KNOWN = 24  # values of one generator that are followed one by one
JOINED = 8  # values that one stands for


def yield_(run: Interpreter, node: ast.Yield) -> Value:
    """`yield value`."""
    if node.value is not None:
        _give(run, run.eval(node.value), single=True)
    return Unknown()


def yield_from(run: Interpreter, node: ast.YieldFrom) -> Value:
    """`yield from values`."""
    items, rest = items_of(run, run.eval(node.value))
    for item in items:
        _give(run, item, single=True)
    if rest is not None:
        _give(run, rest, single=False)
    return Unknown()


def _give(run: Interpreter, value: Value, *, single: bool) -> None:
    """Add to what the function that is being read has given; `single` unless it stands for any number of values."""
    given = run.frame.yields
    if single and len(given.items) < KNOWN and (run.exact or given.made_in == run.loops):
        run.memory.set(given, "items", [*given.items, value])
    else:
        run.memory.set(given, "rest", value if given.rest is None else join(given.rest, value))


def all_given(given: Sequence) -> Sequence | None:
    """The generator, when its function has been read; None when that gives nothing and is a plain function."""
    if given.rest is None:
        return given if given.items else None
    return Sequence("generator", [], _any([*given.items, given.rest]))


def next_of(run: Interpreter, value: Value) -> Value:
    """`next(values)`: of a generator the first value, which is gone then; of others that are not followed, any."""
    items, rest = items_of(run, value)
    if not items:
        return rest or Unknown()
    if not isinstance(value, Sequence) or value.kind != "generator" or len(items) == 1:
        return items[0]
    if not run.exact and value.made_in != run.loops:
        return _any(items)
    run.memory.set(value, "items", items[1:])
    return items[0]


def _any(values: list[Value]) -> Value:
    result = values[0]
    for value in values[1:JOINED]:
        result = join(result, value)
    return result
