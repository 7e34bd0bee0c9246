"""Functions that tables are given, for each row, column, value or group: `apply`, `map`, `transform`, `pipe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call
from reprolint.graph.roles.frame_learning import closure, fit_of, learned_by, with_arguments
from reprolint.graph.rows import ancestors
from reprolint.graph.units import of_one_unit
from reprolint.graph.values import (
    NO_FITS,
    ONE_GROUP,
    PER_UNIT,
    Constant,
    Data,
    Function,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

COUNTS = frozenset({"count", "size", "nunique"})  # how many rows a group has is no value of theirs


def transform(run: Interpreter, data: Data, event: Call) -> Value:
    """`groupby(...).transform("mean")`: a statistic of the group beside every row; `"count"` learns nothing from values."""
    if data.kind != "groupby":
        return apply(run, data, event)
    function = event.argument("func", 0)
    if isinstance(function, Function):
        return apply(run, data, event)
    learned = data.all_learned
    if not (isinstance(function, Constant) and function.value in COUNTS):
        learned |= {fit_of(run, data, event, "statistic")}
    return frames.derive(data, kind="series", learned=learned, column_learned={}, columns=None)


def apply(run: Interpreter, data: Data, event: Call) -> Value:
    """A function of each row, column or value; a lambda's statistics count when it sees whole columns."""
    function = event.argument("func", 0)
    axis = event.constant("axis", default=0, position=1)
    grouped = data.kind == "groupby"
    result = frames.derive(
        data, kind="series" if grouped else data.kind, column_learned={}, learned=data.all_learned,
        columns=None if grouped else data.columns, shifted_by=NO_FITS,
    )  # fmt: skip
    if isinstance(function, Function):
        result.learned |= closure(function)
        whole = (
            data.kind in {"frame", "groupby"}
            and axis == 0
            and event.name.rpartition(".")[2] in {"apply", "transform", "pipe"}
        )
        if whole:
            item = frames.derive(data, kind="series", traits=data.traits | {ONE_GROUP} if grouped else data.traits)
            from reprolint.graph.functions import invoke

            value = invoke(run, function, [item], {}, event.place.node)
            result.learned |= learned_by(run, value)
            if grouped and (own := of_one_unit(frames.face(run, value))) is not None:  # `pd.Series({...})` for each
                return frames.derive(
                    result, kind="frame", learned=data.all_learned | own, traits=data.traits | {PER_UNIT}
                )
            if grouped and isinstance(value, Data) and _is_some_of(value, data):
                result = frames.derive(result, rows=value.rows, kind="frame", columns=data.columns)
    return with_arguments(run, result, event)


def _is_some_of(value: Data, data: Data) -> bool:
    """Are these rows that a function took from each group?"""
    if value.statistic or value.rows is data.rows:
        return False
    return value.kind in {"frame", "series"} and any(step is data.rows for step in ancestors(value.rows))
