"""Subscripts: columns, rows, items of containers, parts of a data set."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import slicing
from reprolint.graph.all_columns import taken
from reprolint.graph.archives import ARCHIVE, member
from reprolint.graph.chosen_points import chosen_element
from reprolint.graph.iteration import element_of_unknown, items_of
from reprolint.graph.joining import join
from reprolint.graph.mappings import value_at
from reprolint.graph.means import is_of_several_columns
from reprolint.graph.rows import NOTHING, Cut, Part, Where
from reprolint.graph.score_arithmetic import read_at
from reprolint.graph.selecting import ONE_COLUMN, chosen_columns, relates
from reprolint.graph.values import (
    Columns,
    Constant,
    Data,
    Estimator,
    Instance,
    Listing,
    Mapping,
    Method,
    Number,
    Sequence,
    Unknown,
    Value,
)
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

SPLIT_NAME = pattern("train|test|val", re.IGNORECASE)
ROLES = {
    "train": "train",
    "test": "test",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
}


def evaluate(run: Interpreter, node: ast.Subscript) -> Value:
    """`value[key]`, read."""
    receiver = run.eval(node.value)
    if isinstance(receiver, Data):
        return of_data(run, receiver, node.slice)
    if isinstance(receiver, Method) and isinstance(receiver.receiver, Data):
        return _located(run, receiver.receiver, receiver.name, node.slice)
    if isinstance(receiver, Sequence):
        return _of_sequence(run, receiver, node.slice)
    key = run.eval(node.slice)
    if isinstance(receiver, Mapping):
        return value_at(run, receiver, key, node)
    if isinstance(receiver, Unknown):
        return _of_unknown(run, receiver, key, node.slice)
    if isinstance(receiver, Number):
        return read_at(receiver, key)
    if isinstance(receiver, Listing):
        from reprolint.graph.roles.unordered import order_of_listing

        order_of_listing(run, receiver, node)
        return Unknown("name", (receiver,))
    if isinstance(receiver, Instance):
        if receiver.cls.is_named_tuple:
            return _of_sequence(run, Sequence("tuple", items_of(run, receiver)[0]), node.slice)
        from reprolint.graph.calling import call_named
        from reprolint.graph.own_datasets import is_geometric

        several = isinstance(node.slice, ast.Slice) or isinstance(key, Data)  # else it is a graph, with rows of its own
        if several and is_geometric(receiver) and (rows := frames.face(run, receiver)) is not None:
            return of_data(run, rows, node.slice)
        return call_named(run, receiver, "__getitem__", [key], {}, node) or Unknown(inputs=(receiver,))
    if isinstance(receiver, Estimator) and (step := _step(receiver, key)) is not None:
        return step
    if isinstance(receiver, Estimator) and receiver.qualified.startswith("gensim."):
        from reprolint.graph.roles.embeddings import looked_up

        return looked_up(run, receiver, key)
    return Unknown(inputs=(receiver, key))


def _step(pipeline: Estimator, key: Value) -> Value | None:
    """`pipeline["svm"]`, `pipeline[-1]`."""
    wanted = key.value if isinstance(key, Constant) else None
    if pipeline.entry is None or pipeline.entry.role != "pipeline" or not isinstance(wanted, (str, int)):
        return None
    if isinstance(wanted, str):
        return next((step for name, step in pipeline.steps if name and name == wanted), None)
    return pipeline.steps[wanted][1] if -len(pipeline.steps) <= wanted < len(pipeline.steps) else None


def of_data(run: Interpreter, data: Data, key: ast.expr) -> Value:
    """`data[key]`: a column, columns, rows, or rows and columns."""
    if data.kind in frames.LEARNABLE:
        run.eval(key)
        return data
    if data.each is not None:
        return _of_row(run, data, key)
    if isinstance(key, ast.Slice):
        return slicing.cut(run, data, key)
    if isinstance(key, ast.Tuple) and data.kind != "frame":
        return _positions(run, data, key)
    value = frames.drawn(run.eval(key))
    names = frames.literal_names(value)
    if names is not None:
        return _named(data, names, single=isinstance(value, Constant))
    if isinstance(value, Constant):
        if data.kind in {"frame", "unknown"} and not isinstance(value.value, int):
            return frames.derive(data)
        return _single(data, value)
    if (columns := taken(data, value)) is not None:
        return columns
    if isinstance(value, (Data, Sequence)):
        if _names_columns(value, data):
            return chosen_columns(run, data, value)
        return frames.pick(run, data, value)
    if data.kind in {"frame", "groups"} or data.rows == NOTHING:
        # An unknown key of a frame is nearly always a name or a list of names.
        return frames.derive(data, columns=None)
    return frames.pick(run, data, value)


def _of_row(run: Interpreter, data: Data, key: ast.expr) -> Data:
    """`row["age"]`, `row[3:]`: of one row at a time, whatever is taken is of that row."""
    value = run.eval(key)
    names = frames.literal_names(value)
    if names is not None:
        return _named(data, names, single=isinstance(value, Constant))
    return frames.derive(data, columns=None)


def _names_columns(value: Value, data: Data) -> bool:
    """Does this key of `data` list columns, and not rows?"""
    if isinstance(value, Data):
        if value.kind == "mask" and data.kind == "group-table" and is_of_several_columns(data):
            return False
        return value.kind == "names" or (value.statistic and value.rows == NOTHING)
    if not isinstance(value, Sequence):
        return False
    first = value.items[0] if value.items else value.rest
    if first is None or (isinstance(first, Data) and first.rows != NOTHING):
        return False
    if data.kind == "frame":
        return True
    positions = isinstance(first, Constant) and type(first.value) is int and data.kind != "unknown"
    return bool(value.items) and not positions


def _named(data: Data, names: list[str], *, single: bool) -> Data:
    if data.kind == "dataset" and single:
        role = ROLES.get(names[0])
        if role is not None:
            return frames.derive(data, rows=Part(data.rows, ("published", data.rows), role))
        if SPLIT_NAME.search(names[0]):
            return member(data, names[0])
    if not single:
        return frames.columns(data, names)
    if ARCHIVE in data.traits:
        return member(data, names[0])
    column = frames.column(data, names[0])
    if data.kind == "batch":  # `batch["image"]` of a dict holds one for each of its rows
        column.kind = "batch"
    if data.statistic and any(relates(fit) for fit in column.all_learned):
        column.traits |= {ONE_COLUMN}
    return column


def _single(data: Data, value: Constant) -> Data:
    if data.rows == NOTHING or not isinstance(value.value, int):
        return frames.derive(data)
    if data.kind == "parts":
        return frames.derive(data, rows=Part(data.rows, ("parts", data.rows), f"part-{value.value}"), kind="array")
    stop = value.value + 1 if value.value != -1 else None
    return frames.derive(data, rows=Cut(data.rows, value.value, stop))


def _positions(run: Interpreter, data: Data, key: ast.Tuple) -> Data:
    """`array[rows, columns]`."""
    result = data
    if len(key.elts) > 1 and _is_number(run, key.elts[0]) and not isinstance(key.elts[1], ast.Slice):
        value = run.eval(key.elts[1])
        if isinstance(value, (Data, Unknown)) and not _was_chosen(value) and not _names_columns(value, data):
            return frames.pick(run, data, value)  # `tracks[0, times]`: the rows lie along the second axis
    if key.elts:
        result = _rows_by(run, data, key.elts[0])
    for part in key.elts[1:2]:
        result = _columns_by_position(run, result, part)
    return result


def _is_number(run: Interpreter, key: ast.expr) -> bool:
    value = None if isinstance(key, ast.Slice) else run.eval(key)
    return isinstance(value, Constant) and type(value.value) is int


def _rows_by(run: Interpreter, data: Data, key: ast.expr) -> Data:
    if isinstance(key, ast.Slice):
        return slicing.cut(run, data, key)
    value = run.eval(key)
    if isinstance(value, Constant):
        if value.value is None or value.value is Ellipsis:
            return frames.derive(data)
        return _single(data, value)
    return frames.pick(run, data, value)


def _columns_by_position(run: Interpreter, data: Data, key: ast.expr) -> Data:
    positions: tuple[int | None, int | None] | int | None = None
    if isinstance(key, ast.Slice):
        lower = run.eval(key.lower) if key.lower else Constant(None)
        upper = run.eval(key.upper) if key.upper else Constant(None)
        if isinstance(lower, Constant) and isinstance(upper, Constant) and key.step is None:
            low, high = lower.value, upper.value
            if (low is None or isinstance(low, int)) and (high is None or isinstance(high, int)):
                positions = (low, high)
                if positions == (None, None):
                    return frames.derive(data, column_learned=dict(data.column_learned))
    else:
        value = run.eval(key)
        names = frames.literal_names(value)
        if names is not None:
            return _named(data, names, single=isinstance(value, Constant))
        if (columns := taken(data, value)) is not None:
            return columns
        if isinstance(value, Constant) and isinstance(value.value, int):
            positions = value.value
        elif _was_chosen(value) or (isinstance(value, Data) and _names_columns(value, data)):
            return chosen_columns(run, data, value)
    described = data.columns
    whole = described is not None and described.inverted and not described.names and not described.numeric
    if described is not None and positions is not None and whole:
        return frames.derive(data, columns=Columns(described.table, positions=positions, derived=described.derived))
    return frames.derive(data, columns=None)


def some_columns(run: Interpreter, data: Data, which: Value) -> Data:
    """Columns that are kept or left out by position; which ones is not known, but perhaps what chose them."""
    if _was_chosen(which) or (isinstance(which, Data) and _names_columns(which, data)):
        return chosen_columns(run, data, which)
    return frames.derive(data, columns=None)


def _was_chosen(value: Value) -> bool:
    """Is it a list of names or positions that were kept for what was learned of them?"""
    last = value.rest if isinstance(value, Sequence) else None
    return isinstance(last, Data) and last.kind == "names"


def _located(run: Interpreter, data: Data, name: str, key: ast.expr) -> Value:
    """`frame.iloc[rows, columns]` and `frame.loc[rows, columns]`."""
    if data.each is not None:
        return _of_row(run, data, key)
    if isinstance(key, ast.Tuple):
        return _positions(run, data, key)
    if isinstance(key, ast.Slice):
        if name in {"loc", "at"}:
            return _by_label(run, data, key)
        return slicing.cut(run, data, key)
    value = run.eval(key)
    if isinstance(value, Constant):
        return _single(data, value) if isinstance(value.value, int) else _labelled(data, value)
    return frames.pick(run, data, value)


def _labelled(data: Data, value: Constant) -> Data:
    """`frame.loc["train"]`: the rows that have this label, which are not those with another one."""
    if data.rows == NOTHING or not isinstance(value.value, str):
        return frames.derive(data)
    rows = Where(data.rows, (("label", data.rows), "==", value.value))
    return frames.derive(data, rows=rows, column_learned=dict(data.column_learned))


def _by_label(run: Interpreter, data: Data, key: ast.Slice) -> Data:
    """Label slices include their end; with dates as bounds they cut the rows in time."""
    return slicing.cut(run, data, key)


def _of_sequence(run: Interpreter, sequence: Sequence, key: ast.expr) -> Value:
    if isinstance(key, ast.Slice):
        return _slice_of(run, sequence, key)
    value = run.eval(key)
    if isinstance(value, Constant) and isinstance(value.value, int):
        if -len(sequence.items) <= value.value < len(sequence.items):
            return sequence.items[value.value]
        if sequence.rest is not None:
            return sequence.rest
    items, rest = items_of(run, sequence, None)
    if not items and rest is None:
        return Unknown(inputs=(sequence,))
    if not items and isinstance(rest, Data) and _is_position(value):
        return frames.pick(run, rest, value)
    result = rest if rest is not None else items[0]
    for item in items[:12]:
        result = join(result, item)
    return result


def _is_position(value: Value) -> bool:
    """Does a loop take it from positions, such as those of a fold: `[texts[i] for i in test]`?"""
    return isinstance(value, Data) and value.kind == "index" and value.rows != NOTHING and not value.statistic


def _slice_of(run: Interpreter, sequence: Sequence, key: ast.Slice) -> Value:
    bounds = [run.eval(part) if part is not None else Constant(None) for part in (key.lower, key.upper, key.step)]
    literal = [
        bound.value for bound in bounds if isinstance(bound, Constant) and isinstance(bound.value, (int, type(None)))
    ]
    if len(literal) == len(bounds) and literal[2] != 0:
        return Sequence(sequence.kind, sequence.items[slice(*literal)], sequence.rest)
    return Sequence(sequence.kind, list(sequence.items), sequence.rest)


def _of_unknown(run: Interpreter, receiver: Unknown, key: Value, node: ast.expr) -> Value:
    if isinstance(key, Number) and key.reduced:
        return chosen_element(run, receiver, key)
    data = receiver.faces.get("data") if receiver.faces else None
    if isinstance(key, Data) or isinstance(data, Data):
        whole = frames.face(run, receiver)
        if whole is not None:
            return of_data(run, whole, node)
    if isinstance(node, ast.Slice):
        whole = frames.face(run, receiver)
        assert whole is not None
        return slicing.cut(run, whole, node)
    if isinstance(key, Constant):
        if receiver.attributes is None:
            receiver.attributes = {}
        name = ("item", key.value)
        value = receiver.attributes.get(name)
        if value is None:
            value = receiver.attributes[name] = Unknown(f"{receiver.hint}[{key.value!r}]", (receiver,))
        return value
    if isinstance(node, ast.Tuple):
        whole = frames.face(run, receiver)
        assert whole is not None
        return _positions(run, whole, node)
    return element_of_unknown(receiver)
