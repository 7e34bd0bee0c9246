"""Rows that a loop collects, in a list that grows or in a comprehension: those that pass the tests they stand behind."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.rows import NOTHING, Where
from reprolint.graph.selecting import chosen_name
from reprolint.graph.values import POSITION, Constant, Data, File, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

MOST = 8  # items of a list that a test depends on


def collected(run: Interpreter, item: Value) -> Value:
    """What a loop adds to a list on one side of an `if`: rows that pass its test, or those that do not."""
    around = [branch for branch in run.branches if branch[0] in run.loops]
    if not around:
        return item
    narrowed = chosen(item, [((*test, asked_of(run, asked)), taken) for _, test, taken, asked in around])
    return chosen_name(narrowed, [asked for *_, asked in around])


def asked_of(run: Interpreter, value: Value, depth: int = 5) -> Hashable:
    """What a test depends on: one line of a function that is called twice, for these names and for those, asks two things."""
    if isinstance(value, Data):
        return (value.rows, value.view_key, value.test, value.columns)
    if isinstance(value, Sequence) and depth:
        items = value.items[:MOST] if value.rest is None else [*value.items[:MOST], value.rest]
        return tuple(asked_of(run, item, depth - 1) for item in items)
    if isinstance(value, Unknown) and value.inputs:
        return tuple(asked_of(run, item, depth - 1) for item in value.inputs) if depth else value.hint
    if isinstance(value, Unknown):
        return value.hint if value.hint == POSITION else ("value", frames.id_of(run, value))
    if isinstance(value, File):
        return asked_of(run, value.path, max(0, depth - 1))
    return frames.identity(run, value) if isinstance(value, Constant) else type(value).__name__


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
