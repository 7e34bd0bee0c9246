"""Assignment to names, attributes, items and unpacked targets, and what in-place changes do to data."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import rescaling, settings
from reprolint.graph.collecting import collected
from reprolint.graph.expressions import binary
from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.lags import lag_called
from reprolint.graph.mappings import hold
from reprolint.graph.membership import loses_items
from reprolint.graph.overwriting import overwritten
from reprolint.graph.parameters import trained_by
from reprolint.graph.rounds import gathered
from reprolint.graph.rows import NOTHING, Rows, Where
from reprolint.graph.values import (
    Class,
    Columns,
    Constant,
    Data,
    Estimator,
    Instance,
    Mapping,
    Method,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def assign(run: Interpreter, target: ast.expr, value: Value) -> None:
    """Bind a target of any form."""
    kind = type(target)
    if kind is ast.Name:
        scope = run.frame.scope.owner(target.id)  # type: ignore[attr-defined]
        run.memory.put(scope.names, target.id, value)  # type: ignore[attr-defined]
    elif kind is ast.Attribute:
        _assign_attribute(run, target, value)  # type: ignore[arg-type]
    elif kind is ast.Subscript:
        _assign_item(run, target, value)  # type: ignore[arg-type]
    elif kind in {ast.Tuple, ast.List}:
        _unpack(run, target.elts, value)  # type: ignore[attr-defined]
    elif kind is ast.Starred:
        assign(run, target.value, value)  # type: ignore[attr-defined]


def _unpack(run: Interpreter, targets: list[ast.expr], value: Value) -> None:
    items, rest = items_of(run, value)
    if isinstance(value, Data) and value.kind not in {"folds", "groups"}:
        items, rest = [], frames.derive(value)
    star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if star is not None:
        tail = len(targets) - star - 1
        middle = items[star : len(items) - tail] if len(items) >= len(targets) - 1 else []
        for i, target in enumerate(targets[:star]):
            assign(run, target, items[i] if i < len(items) else rest or Unknown())
        assign(run, targets[star], Sequence("list", middle, rest))
        for i, target in enumerate(targets[star + 1 :]):
            position = len(items) - tail + i
            assign(run, target, items[position] if 0 <= position < len(items) else rest or Unknown())
        return
    for i, target in enumerate(targets):
        if i < len(items):
            assign(run, target, items[i])
        elif isinstance(rest, Unknown):
            assign(run, target, _part(rest, i))
        elif rest is not None:
            assign(run, target, rest)
        else:
            assign(run, target, Unknown())


def _part(value: Unknown, position: int) -> Value:
    """The n-th of several unknown values that came together; the same one each time."""
    if value.attributes is None:
        value.attributes = {}
    part = value.attributes.get(position)
    if part is None:
        part = value.attributes[position] = Unknown(value.hint, value.inputs)
    return part


def _assign_attribute(run: Interpreter, target: ast.Attribute, value: Value) -> None:
    receiver = run.eval(target.value)
    if isinstance(receiver, (Instance, Class)):
        run.memory.put(receiver.attributes, target.attr, value)
    elif isinstance(receiver, Data):
        if receiver.kind in {"frame", "unknown"} and target.attr not in {"index", "columns", "name", "values"}:
            _set_known_column(run, receiver, target.attr, value)
        elif target.attr == "columns" and receiver.columns is not None:
            run.memory.set(receiver, "columns", Columns(("renamed", run.fresh())))
    elif isinstance(receiver, Unknown):
        if receiver.attributes is None:
            receiver.attributes = {}
        run.memory.put(receiver.attributes, target.attr, value)
    elif isinstance(receiver, Estimator):
        run.memory.put(receiver.parameters, target.attr, value)
        if given := settings.used_in(run, (value,)):
            run.memory.set(receiver, "settings", receiver.settings | given)


def _set_known_column(run: Interpreter, data: Data, name: str, value: Value) -> None:
    """`frame.name = value` changes a column that there is; pandas makes no new one of it."""
    described = data.columns
    set_column(run, data, name, value)
    if described is not None and not frames.has_column(described, name):
        run.memory.set(data, "columns", described)  # where there may be such a column or not, none was made here


def _assign_item(run: Interpreter, target: ast.Subscript, value: Value) -> None:
    receiver = run.eval(target.value)
    if isinstance(receiver, Method) and receiver.name in {"iloc", "loc", "at", "iat"}:
        if isinstance(receiver.receiver, Data):
            _assign_located(run, receiver.receiver, target.slice, value)
        return
    if isinstance(receiver, Unknown) and isinstance(value, Data) and not isinstance(target.slice, ast.Constant):
        receiver = frames.face(run, receiver) or receiver
    if isinstance(target.slice, ast.Slice):
        if isinstance(receiver, Data):
            absorb(run, receiver, value)
        return
    key = run.eval(target.slice)
    if isinstance(receiver, Mapping):
        value = gathered(run, value, receiver.made_in)
        if isinstance(key, Constant):
            run.memory.put(receiver.items, key.value, value)
        else:
            hold(run, receiver, key, value)
    elif isinstance(receiver, Sequence):
        _assign_sequence_item(run, receiver, key, value)
    elif isinstance(receiver, Data):
        _assign_in_data(run, receiver, key, value)
    elif isinstance(receiver, Unknown):
        _assign_unknown_item(run, receiver, key, value)


def _assign_in_data(run: Interpreter, receiver: Data, key: Value, value: Value) -> None:
    if receiver.kind in frames.LEARNABLE:
        run.memory.set(receiver, "predicted_by", receiver.predicted_by | trained_by([value]))
        return
    names = frames.literal_names(key)
    for name in names or ():
        set_column(run, receiver, name, value)
    if not names:
        if run.counters and id(key) in run.counters and isinstance(value, Data):
            rescaling.overwritten(run, receiver, key, value)
        overwritten(run, receiver, key, value)
        absorb(run, receiver, value)
        if (
            receiver.kind == "frame"
            and isinstance(value, Data)
            and "lagged" in value.traits
            and isinstance(key, Unknown)
        ):
            run.memory.set(receiver, "traits", receiver.traits | {lag_called(key)})


def _assign_unknown_item(run: Interpreter, receiver: Unknown, key: Value, value: Value) -> None:
    if receiver.faces and isinstance(receiver.faces.get("data"), Data):
        data = receiver.faces["data"]
        assert isinstance(data, Data)
        overwritten(run, data, key, value)
        absorb(run, data, value)
    elif isinstance(key, Constant):
        if receiver.attributes is None:
            receiver.attributes = {}
        run.memory.put(receiver.attributes, ("item", key.value), value)


def _assign_sequence_item(run: Interpreter, receiver: Sequence, key: Value, value: Value) -> None:
    if (
        isinstance(key, Constant)
        and isinstance(key.value, int)
        and -len(receiver.items) <= key.value < len(receiver.items)
    ):
        items = list(receiver.items)
        items[key.value] = value
        run.memory.set(receiver, "items", items)
    else:
        run.memory.set(receiver, "rest", value if receiver.rest is None else join(receiver.rest, value))


def _assign_located(run: Interpreter, data: Data, key: ast.expr, value: Value) -> None:
    """`df.loc[rows, 'column'] = value`."""
    if isinstance(key, ast.Tuple) and len(key.elts) == 2:
        for part in key.elts:
            if not isinstance(part, ast.Slice):
                names = frames.literal_names(run.eval(part))
        if not isinstance(key.elts[1], ast.Slice):
            names = frames.literal_names(run.eval(key.elts[1]))
            if names:
                rows = key.elts[0]
                for name in names:
                    set_column(
                        run, data, name, value, whole=isinstance(rows, ast.Slice) and not (rows.lower or rows.upper)
                    )
                return
    elif not isinstance(key, ast.Slice):
        run.eval(key)
    absorb(run, data, value)


def set_column(run: Interpreter, data: Data, name: str, value: Value, *, whole: bool = True) -> None:
    """`data[name] = value`, in place; when not `whole`, the column keeps its other values' provenance too."""
    if isinstance(value, Unknown) and value.inputs:
        value = frames.face(run, value) or value
    _fill_empty(run, data, value)
    for field, changed in frames.with_column(data, name, value, whole=whole).items():
        run.memory.set(data, field, changed)
    if data.view_of is not None and data.view_key is None:
        set_column(run, data.view_of, name, value, whole=whole)


def _fill_empty(run: Interpreter, data: Data, value: Value, *, named: bool = True) -> None:
    """A table that is filled column by column has the rows of its first one; one that gets means holds none as yet."""
    if "empty" not in data.traits or not isinstance(value, Data):
        return
    if value.kind == "statistic" and not data.statistic:
        run.memory.set(data, "rows", NOTHING)
        run.memory.set(data, "statistic", value.statistic)
    elif not value.statistic and value.rows != NOTHING and (named or data.statistic):
        made = ("rows", value.rows), ("loads", value.loads), ("traits", data.traits - {"empty"}), ("statistic", False)
        for field, first in made:
            run.memory.set(data, field, first)


def _all_of(rows: Rows) -> Rows:
    """The rows, where something of which nothing is known chose among them: a list of columns, mostly."""
    while isinstance(rows, Where) and rows.keeps and isinstance(rows.test, tuple) and rows.test[:1] == ("key",):
        rows = rows.parent
    return rows


def absorb(run: Interpreter, data: Data, value: Value) -> None:
    """Part of the data was overwritten with `value`: its provenance joins."""
    if isinstance(value, Unknown):
        value = next(iter(frames.provenance((value,))), value)
    if isinstance(value, Sequence) and data.rows in run.blanks:
        value = frames.face(run, value) or value
    _fill_empty(run, data, value, named=False)
    if isinstance(value, Data):
        if value.each is not None and data.rows in run.blanks:
            fill_by_row(run, data, value)
        gained = value.all_learned - data.learned
        if gained:
            run.memory.set(data, "learned", data.learned | gained)
            # Else some rows are scaled, and others are not.
            if data.synthetic or _all_of(value.rows) == _all_of(data.rows):
                run.memory.set(data, "scaled_by", data.scaled_by | (gained & value.scaled_by))
                run.memory.set(data, "shifted_by", data.shifted_by | (gained & value.shifted_by))
                run.memory.set(data, "bent_by", data.bent_by | value.bent_by)
        if value.rows != data.rows and not value.statistic and data.kind == "empty":
            run.memory.set(data, "rows", value.rows)
        if value.predicted_by and not data.predicted_by:
            run.memory.set(data, "predicted_by", value.predicted_by)
            run.memory.set(data, "output", value.output)
            run.memory.set(data, "predicted_from", value.predicted_from)
    reach_frame(run, data)


def fill_by_row(run: Interpreter, data: Data, value: Data) -> None:
    """`table[i] = features(row)`: an array made for it is filled with a value for each row."""
    each = value.each if value.each in run.blanks[data.rows] else None
    for field, changed in (
        ("rows", value.rows),
        ("loads", value.loads),
        ("synthetic", value.synthetic),
        ("each", each),
    ):
        run.memory.set(data, field, changed)


def reach_frame(run: Interpreter, data: Data) -> None:
    """A column that was changed in place changes the frame it is a view of."""
    if data.view_of is not None and data.view_key is not None:
        set_column(run, data.view_of, data.view_key, data)


def replace_in_place(run: Interpreter, data: Data, result: Data) -> None:
    """`data.method(..., inplace=True)`: the value takes the result's rows and provenance."""
    for field in ("rows", "learned", "column_learned", "columns", "traits", "loads", "statistic", "kind"):
        changed = getattr(result, field)
        if changed != getattr(data, field):
            run.memory.set(data, field, changed)
    reach_frame(run, data)


def augment(run: Interpreter, node: ast.AugAssign) -> None:
    """`target += value`: lists grow, data is changed in place, numbers are computed anew."""
    value = run.eval(node.value)
    before = run.eval(node.target)
    if isinstance(before, Sequence) and isinstance(node.op, ast.Add):
        items, rest = items_of(run, gathered(run, value, before.made_in))
        items, rest = [collected(run, item) for item in items], collected(run, rest) if rest is not None else None
        run.memory.set(before, "items", [*before.items, *items])
        if rest is not None:
            run.memory.set(before, "rest", join(before.rest, rest) if before.rest else rest)
        return
    assign(run, node.target, binary(run, before, node.op, value, node))


def delete(run: Interpreter, target: ast.expr) -> None:
    """`del name`, `del frame['column']`."""
    if isinstance(target, ast.Name):
        run.memory.remove(run.frame.scope.names, target.id)
    elif isinstance(target, ast.Subscript):
        receiver = run.eval(target.value)
        if isinstance(receiver, Data) and not isinstance(target.slice, ast.Slice):
            names = frames.literal_names(run.eval(target.slice))
            if names:
                replace_in_place(run, receiver, frames.without(receiver, names))
        elif isinstance(receiver, (Sequence, Mapping)):
            loses_items(run, receiver)
            key = run.eval(target.slice)
            if isinstance(receiver, Mapping) and isinstance(key, Constant):
                run.memory.remove(receiver.items, key.value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part in target.elts:
            delete(run, part)
