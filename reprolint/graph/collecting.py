"""Rows that a loop collects, in a list that grows or in a comprehension: those that pass the tests they stand behind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.rows import NOTHING, Where
from reprolint.graph.selecting import chosen_name
from reprolint.graph.values import Data, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def collected(run: Interpreter, item: Value) -> Value:
    """What a loop adds to a list on one side of an `if`: rows that pass its test, or those that do not."""
    around = [branch for branch in run.branches if branch[0] in run.loops]
    if not around:
        return item
    narrowed = chosen(item, [(test, taken) for _, test, taken, _ in around])
    return chosen_name(narrowed, [asked for *_, asked in around])


def chosen(item: Value, tests: Iterable[tuple[Hashable, bool]]) -> Value:
    """The item with its rows narrowed to those that pass (True) or fail (False) each test."""
    if isinstance(item, Sequence):  # values of one row
        rest = chosen(item.rest, tests) if item.rest is not None else None
        return Sequence(item.kind, [chosen(part, tests) for part in item.items], rest)
    if not isinstance(item, Data) or item.rows == NOTHING:
        return item
    rows = item.rows
    for test, taken in tests:
        rows = Where(rows, test, taken)
    return frames.derive(item, rows=rows, column_learned=dict(item.column_learned))
