"""Positions drawn by chance, each at most once: some of so many, in no order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call
from reprolint.graph.rows import All, Pick, Rows, Where, ancestors
from reprolint.graph.slicing import counted
from reprolint.graph.values import Constant, Data, Unknown

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

SAMPLE = "sample"  # begins the test of rows that were drawn by chance


def drawn_once(run: Interpreter, call: Call) -> Data | None:
    """What `choice(n, size, replace=False)` draws; None where values may come again, or nothing is said of it."""
    replace = call.argument("replace", 2)
    number = call.argument("a", 0)
    if not isinstance(replace, Constant) or replace.value is not False or not isinstance(number, (Constant, Unknown)):
        return None
    if call.argument("size", 1) is MISSING or call.keywords.get("p") is not None:
        return None
    positions = All(("positions", counted(run, number) or frames.identity(run, number)))
    return Data(rows=Where(positions, (SAMPLE, call.order)), kind="index", synthetic=True)


def is_sample(rows: Rows) -> bool:
    """Are these positions that were drawn by chance, and not those left over?"""
    return (
        isinstance(rows, Where)
        and rows.keeps
        and isinstance(rows.test, tuple)
        and rows.test[0] == SAMPLE
        and isinstance(rows.parent, All)
        and isinstance(rows.parent.key, tuple)
        and rows.parent.key[0] == "positions"
    )


def samples_behind(rows: Rows) -> frozenset[Where]:
    """The draws of positions by which the rows were picked."""
    picked = (step.index for step in ancestors(rows) if isinstance(step, Pick))
    return frozenset(
        step for index in picked for step in ancestors(index) if isinstance(step, Where) and is_sample(step)
    )


def drawn_at(sample: Where) -> int:
    """The number of the event that drew these positions."""
    order = sample.test[1] if isinstance(sample.test, tuple) else None
    assert isinstance(order, int)
    return order
