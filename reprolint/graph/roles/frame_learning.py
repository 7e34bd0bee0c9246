"""What methods of tables and arrays learn, and the learned numbers that reach them with their arguments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call, Fit
from reprolint.graph.means import means_behind, units_of
from reprolint.graph.roles import learning
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import (
    GROUPED_BY,
    KEYS_STAY,
    NO_FITS,
    PER_UNIT,
    Data,
    Function,
    Mapping,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

LAGGING = frozenset({"shift", "diff", "pct_change"})
TABLES = frozenset({"sum", "count", "size", "first", "last", "nunique", "agg", "aggregate", "any", "all", "prod"})


def learn(run: Interpreter, data: Data, event: Call, kind: str) -> Value:
    """A method that learns, by the catalogue's kind: over all rows, a window, the rows before, or a group."""
    if kind in {"statistic", "argmin", "argmax"}:
        if data.kind in {"rolling", "groupby-rolling"}:
            return frames.derive(data, kind="series", columns=None)
        if data.kind == "groupby":
            return _group_statistic(run, data, event)
        if kind != "statistic":
            # Over columns it decodes predicted probabilities; over rows it is a position, not a number of the data.
            return learning.decoded(frames.derive(data), kind)
        return learning.statistic(run, event, data)
    if data.each is not None:
        return frames.derive(data, column_learned={}, learned=data.all_learned)
    if kind in {"categories", "window"} or data.statistic:
        if _looks_ahead(event):
            data = frames.derive(data, learned=data.learned | {fit_of(run, data, event, "future")})
        moves = kind == "window" and event.name.rpartition(".")[2] not in {"ffill", "pad"}
        columns = None if moves else data.columns  # values of other rows
        lagged = moves and data.kind != "groupby" and event.name.rpartition(".")[2] in LAGGING
        traits = data.traits | {"lagged"} if lagged else data.traits
        return frames.derive(data, column_learned={}, learned=data.all_learned, columns=columns, traits=traits)
    if kind == "rank" and data.kind != "frame" and event.name.endswith("argsort"):
        return frames.derive(data)  # positions to choose rows by
    record = fit_of(run, data, event, "neighbours" if kind == "neighbours" else "statistic")
    return frames.derive(data, learned=data.all_learned | {record}, column_learned={})


def _looks_ahead(event: Call) -> bool:
    """`shift(-1)`, `diff(-1)`, `pct_change(-1)`: does each row get what belongs to a later one?"""
    periods = event.constant("periods", default=1, position=0)
    moves = event.name.rpartition(".")[2] in {"shift", "diff", "pct_change"}
    return moves and isinstance(periods, int) and periods < 0


def fit_of(run: Interpreter, data: Data, event: Call, family: str) -> Fit:
    """Record that the method learned from all these rows, perhaps group by group."""
    return run.record(
        Fit(
            event.place,
            event.name,
            event.qualified,
            family=family,
            rows=data.rows,
            data=data,
            learned=data.all_learned,
            grouped_by=_keys_of(data),
            call=event,
        )
    )


def _keys_of(data: Data) -> frozenset[str]:
    """The columns that `groupby` was given, where they are literal."""
    if data.kind != "groupby":
        return frozenset()
    return frozenset(trait.removeprefix(GROUPED_BY) for trait in data.traits if trait.startswith(GROUPED_BY))


def _group_statistic(run: Interpreter, data: Data, event: Call) -> Data:
    """A number per group, learned from the rows; adding up or counting a unit's rows only makes another table of them."""
    if event.name.rpartition(".")[2] in TABLES:
        traits = data.traits | {PER_UNIT}
        return frames.derive(
            data, kind="frame", column_learned={}, learned=data.all_learned, columns=None, traits=traits
        )
    record = fit_of(run, data, event, "statistic")
    numbers = Data(
        rows=NOTHING, learned=data.all_learned | {record}, statistic=True, kind="group-table", columns=data.columns
    )
    return (units_of(numbers) if KEYS_STAY in data.traits else None) or numbers


def with_arguments(run: Interpreter, result: Data, event: Call) -> Data:
    """Numbers learned by the arguments reach the result."""
    learned = NO_FITS
    for value in [*event.arguments, *event.keywords.values()]:
        learned |= learned_by(run, value)
        if isinstance(value, Data) and PER_UNIT in value.traits:
            learned |= means_behind(run, value, result)
    if learned - result.learned:
        result.learned |= learned
    return result


def learned_by(run: Interpreter, value: Value, depth: int = 3) -> frozenset[Fit]:
    """Fits whose numbers are in the value, looking `depth` containers deep."""
    if isinstance(value, Data):
        return value.all_learned
    if isinstance(value, (Sequence, Mapping)) and depth:
        items = value.items if isinstance(value, Sequence) else list(value.items.values())
        return NO_FITS.union(*(learned_by(run, item, depth - 1) for item in items[: 8 * depth])) if items else NO_FITS
    if isinstance(value, Function):
        return closure(value)
    if isinstance(value, Unknown) and value.inputs:
        return NO_FITS.union(*(part.all_learned for part in frames.provenance((value,))))
    return NO_FITS


def closure(function: Function) -> frozenset[Fit]:
    """Numbers a function reads from the scope it closes over, such as a mean computed before."""
    scope = function.scope
    learned = NO_FITS
    for part in ast.walk(function.node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            value = scope.lookup(part.id)  # type: ignore[attr-defined]
            if isinstance(value, Data) and value.statistic:
                learned |= value.all_learned
    return learned
