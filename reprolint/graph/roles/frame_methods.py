"""Methods of frames, series, arrays, tensors, data sets and loaders; those that choose rows are in `row_methods`."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import assignment
from reprolint.graph import data as frames
from reprolint.graph.calling import Arguments, record_call, score_event
from reprolint.graph.events import MISSING, Call, Fit, Show
from reprolint.graph.roles import column_types, learning, losses, polars_columns, randomness, row_methods, spark_frames
from reprolint.graph.roles.frame_functions import apply, transform
from reprolint.graph.roles.frame_learning import fit_of, learn, with_arguments
from reprolint.graph.roles.spark_frames import SPARK_FRAME
from reprolint.graph.rounds import one_row
from reprolint.graph.rows import NOTHING, in_any_order
from reprolint.graph.values import (
    GROUPED_BY,
    IN_BLOCKS,
    KEYS_STAY,
    NO_FITS,
    PER_UNIT,
    POSITION,
    TRANSPOSED,
    Columns,
    Constant,
    Data,
    Function,
    Number,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def call(run: Interpreter, data: Data, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """`data.name(...)`."""
    if data.kind in frames.LEARNABLE:
        from reprolint.graph.roles.gradients import call_on

        return call_on(run, data, name, arguments, node)
    entry = run.catalog.method("dataset" if data.kind == "dataset" else "frame", name) or run.catalog.method(
        "array", name
    )
    event = record_call(run, f"data.{name}", entry, arguments, node, data)
    handler = METHODS.get(name)
    if SPARK_FRAME in data.traits:
        handler = spark_frames.METHODS.get(name, handler)
    if handler is not None:
        result = handler(run, data, event)
    elif entry is not None:
        result = _by_role(run, data, event, name)
    else:
        result = _unknown_method(run, data, event, name)
    if event.constant("inplace", default=False) is True and isinstance(result, Data):
        assignment.replace_in_place(run, data, result)
        result = Constant(None)
    if name in RECODING and isinstance(result, Data):
        result.traits |= {"recoded"}
    event.result = result
    return result


RECODING = frozenset({"map", "apply", "replace", "factorize"})  # texts may come out as numbers


def _unknown_method(run: Interpreter, data: Data, event: Call, name: str) -> Value:
    del name
    return with_arguments(run, frames.derive(data, column_learned=dict(data.column_learned)), event)


def _by_role(run: Interpreter, data: Data, event: Call, name: str) -> Value:
    assert event.entry is not None
    role, kind = event.entry.role, event.entry.kind
    if role == "learn":
        if name in {"max", "min", "topk", "sort"} and data.networks and (event.arguments or "dim" in event.keywords):
            return learning.values_and_positions(data, name)
        if name in {"argmax", "argmin"}:
            kind = name
        return learn(run, data, event, kind)
    if role == "draw":
        randomness.note_draw(run, event)
    if role == "show":
        run.record(Show(event.place, event.name, kind=kind or "plot", values=(data,), call=event))
        return Unknown(name)
    if role == "save":
        from reprolint.graph.roles.files import save

        return save(run, event)
    result = frames.derive(
        data, column_learned=dict(data.column_learned), columns=_columns_after(run, data, event, kind, name)
    )
    if name in BENDING:
        result.scaled_by = result.shifted_by = NO_FITS
    if kind == "order":
        result.rows = in_any_order(result.rows)
    if data.kind == "groupby" and name in ONE_OF_EACH:
        _make_one_of_each(run, result)
    if kind == "reshape" and _gathers(event):
        result.traits = frozenset(trait for trait in result.traits if not trait.startswith("lagged"))
        if _keeps_no_count(event):
            result.traits |= {IN_BLOCKS}
    if name == "transpose" and not _keeps_rows(event):
        result.traits ^= {TRANSPOSED}
    return with_arguments(run, result, event)


def _keeps_rows(event: Call) -> bool:
    """Do the rows of an array of several dimensions stay in front, as in `transpose(0, 2, 1)`?"""
    first = event.arguments[0] if event.arguments else MISSING
    first = first.items[0] if isinstance(first, Sequence) and first.items else first
    return isinstance(first, Constant) and first.value == 0


def _gathers(event: Call) -> bool:
    """Does `reshape(-1, 80, 5)` put many rows into one, so that neighbours stay together?"""
    last = event.arguments[-1] if event.arguments else MISSING
    if isinstance(last, Sequence) and last.items:
        last = last.items[-1]
    return not (isinstance(last, Constant) and last.value in {1, -1})


def _keeps_no_count(event: Call) -> bool:
    """Is how many rows there will be left to the reshaping, `reshape(-1, 80, 5)`?"""
    first = event.arguments[0] if event.arguments else MISSING
    sizes = first.items if isinstance(first, Sequence) else event.arguments
    return len(sizes) > 2 and isinstance(sizes[0], Constant) and sizes[0].value == -1


def _columns_after(run: Interpreter, data: Data, event: Call, kind: str, name: str) -> Columns | None:
    """Which columns a method leaves; None where that depends on what is in them."""
    described = data.columns
    if described is None:
        return None
    if not described.inverted and len(described.names) == 1:
        others = [value.columns for value in event.arguments if isinstance(value, Data) and not value.statistic]
        return None if any(other != described for other in others) else described
    if kind == "reshape":
        return None
    if name == "select_dtypes":
        return column_types.of_type(described, event)
    if kind == "columns":
        return Columns(("renamed", run.fresh())) if name == "rename" else None
    if name == "set_index":
        names = frames.literal_names(event.argument("keys", 0))
        return frames.without(data, names).columns if names else None
    return described


ONE_OF_EACH = frozenset({"first", "last", "nth"})


def _make_one_of_each(run: Interpreter, result: Data) -> None:
    """`groupby("patient").last()`: another table, in which no patient has a second row."""
    result.kind, result.traits = "frame", result.traits | {PER_UNIT}
    if result.columns is not None:
        result.columns = replace(result.columns, table=("of each unit", run.fresh()))


BENDING = frozenset({"abs", "pow", "clip", "mod", "floordiv", "dot", "rank", "round"})  # not plain sums and multiples


def _same(run: Interpreter, data: Data, event: Call) -> Value:
    return with_arguments(run, frames.derive(data, column_learned=dict(data.column_learned)), event)


def _fillna(run: Interpreter, data: Data, event: Call) -> Value:
    method = event.constant("method")
    result = frames.derive(data, column_learned=dict(data.column_learned))
    if method in {"bfill", "backfill"}:
        result.learned |= {fit_of(run, data, event, "neighbours")}
    result = with_arguments(run, result, event)
    result.view_of, result.view_key = data.view_of, data.view_key
    return result


def _filter_by(run: Interpreter, data: Data, event: Call) -> Value:
    """`dataset.filter(function)` keeps rows; `frame.filter(like="x")` keeps columns."""
    if data.kind in {"dataset", "groupby"} or isinstance(event.argument("function", 0), Function):
        return row_methods.fewer_rows(run, data, event)
    return (
        _by_role(run, data, event, "filter") if event.entry is not None else _unknown_method(run, data, event, "filter")
    )


def _groupby(run: Interpreter, data: Data, event: Call) -> Value:
    del run
    keys = frames.literal_names(event.argument("by", 0)) or []
    traits = data.traits.difference((KEYS_STAY,)).union(GROUPED_BY + key for key in keys)
    if event.constant("as_index", default=True) is False:
        traits |= {KEYS_STAY}
    return frames.derive(data, kind="groupby", column_learned=dict(data.column_learned), traits=traits)


def _rolling(run: Interpreter, data: Data, event: Call) -> Value:
    if event.constant("center", default=False) is True:
        record = fit_of(run, data, event, "neighbours")
        return frames.derive(data, kind="rolling", learned=data.all_learned | {record})
    traits = data.traits if data.kind == "groupby" else data.traits | {"lagged"}
    return frames.derive(data, kind="rolling", traits=traits)


def _so_far(run: Interpreter, data: Data, event: Call) -> Value:  # noqa: ARG001 - as all here
    """`frame.expanding()`, `frame.ewm()`: of each row and the ones before it, as in a window."""
    return frames.derive(data, kind="rolling", column_learned=dict(data.column_learned))


def _join(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.merge(other)`: the rows stay those of the frame."""
    columns = Columns(("joined", run.fresh())) if data.columns is not None else None
    result = frames.derive(data, columns=columns, column_learned=dict(data.column_learned))
    other = event.arguments[0] if event.arguments else event.keywords.get("right")
    if isinstance(other, Data):
        from reprolint.graph.roles.joins import brought_by, matched

        result.rows = matched(event, data, other)
        result.learned |= brought_by(run, other, result)
        return result
    return with_arguments(run, result, event)


def _align(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.align(other)`: both frames, each with its own rows."""
    other = event.argument("other", 0)
    part = frames.face(run, other) if isinstance(other, (Data, Unknown)) else None
    if part is None:
        return Unknown("align", (data, other))
    return Sequence("tuple", [frames.derive(each, columns=None) for each in (data, part)])


def _pop(run: Interpreter, data: Data, event: Call) -> Value:
    names = frames.literal_names(event.argument("item", 0))
    if not names:
        return frames.derive(data)
    taken = frames.derive(frames.column(data, names[0]))
    assignment.replace_in_place(run, data, frames.without(data, names))
    return taken


def _insert(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.insert(0, name, values)` adds a column in place."""
    names = frames.literal_names(event.argument("column", 1))
    value = event.argument("value", 2)
    if names and value is not MISSING:
        assignment.set_column(run, data, names[0], value)
    return Constant(None)


def _assign(run: Interpreter, data: Data, event: Call) -> Value:
    result = frames.derive(data, column_learned=dict(data.column_learned))
    for name, given in event.keywords.items():
        value = given
        if isinstance(given, Function):
            from reprolint.graph.functions import invoke

            value = invoke(run, given, [result], {}, event.place.node)
        for field, changed in frames.with_column(result, name, value).items():
            setattr(result, field, changed)
    return result


def _equal(run: Interpreter, data: Data, event: Call) -> Value:
    """`guess.eq(labels)`: the same as `==`."""
    from reprolint.graph.expressions import data_comparison

    return data_comparison(run, data, ast.Eq(), event.arguments[0] if event.arguments else MISSING)


def _difference(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.index.difference(part.index)`: the labels that are left."""
    given = event.arguments[0] if event.arguments else MISSING
    if data.kind != "index" or not isinstance(given, Data):
        return _unknown_method(run, data, event, "difference")
    return frames.derive(data, rows=frames.rest_of(data.rows, given.rows))


def _unique(run: Interpreter, data: Data, event: Call) -> Value:
    """`series.unique()`: its values, each once."""
    assert event.entry is not None
    result = _by_role(run, data, event, "unique")
    if isinstance(result, Data):
        result.traits |= {"distinct"}
    return result


def _backward(run: Interpreter, data: Data, event: Call) -> Value:
    """`loss.backward()`: the networks behind the loss are trained on these rows."""
    for network in data.networks:
        record = Fit(
            event.place, event.name, family="model", estimator=network, rows=data.rows, data=data,
            learned=data.all_learned, supervised=True, call=event,
        )  # fmt: skip
        run.record(record)
        fits = getattr(network, "fits", ())
        kept = tuple(fit for fit in fits if fit.place != record.place)
        run.memory.set(network, "fits", (*kept, record))
    return Constant(None)


def _to_array(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.to_numpy()` is `frame.values`."""
    del run, event
    kind = data.kind if data.kind in {"names", "index", "mask"} else "array"
    return frames.derive(data, kind=kind, column_learned=dict(data.column_learned))


def _item(run: Interpreter, data: Data, event: Call) -> Value:
    """`loss.item()`: a plain number; where nothing is trained it judges the network. A predicted label stays one."""
    if data.output == "labels" and (data.networks or data.predicted_by):
        return frames.derive(data)
    is_loss = data.networks and data.output not in {"hits", "residuals"} and data.rows != NOTHING
    if is_loss and not losses.in_training(run, data, event):
        fits = frozenset(fit for network in data.networks for fit in getattr(network, "fits", ()))
        score = score_event(
            run,
            event,
            event.place.node,
            "loss",
            inputs=data.predicted_from or data,
            fits=fits,
            rows=data.rows,
            prediction=data,
        )
        return Number(frozenset((score,)), hint="loss")
    observed = bool(data.loads) and not (data.output or data.networks or data.statistic)  # such as a label
    observed = observed and all(load.data is not data for load in data.loads)  # which may hold a mapping
    if observed or data.output in {"hits", "residuals"}:
        return frames.derive(data)
    return Unknown(event.name, (data,))


def _row_by_row(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.iterrows()` and `frame.itertuples()`."""
    del run
    row = one_row(frames.derive(data, kind="unknown", column_learned=dict(data.column_learned)))
    row.kind = "unknown"
    pair: Value = Sequence("tuple", [Unknown(POSITION), row]) if event.name.endswith("iterrows") else row
    return Sequence("generator", [], pair)


def _to_list(run: Interpreter, data: Data, event: Call) -> Value:
    del run, event
    as_list = "array" if data.statistic else "list"
    return frames.derive(data, kind=as_list if data.kind not in {"names", "index"} else data.kind, networks=())


def _to_numpy(run: Interpreter, data: Data, event: Call) -> Value:
    """`outputs.numpy()`: numbers that no network can be trained on any more."""
    del run, event
    return frames.derive(data, column_learned=dict(data.column_learned), networks=())


def _to_dict(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.to_dict("records")`: a list of rows, each a dict."""
    result = _by_role(run, data, event, "to_dict")
    records = event.constant("orient", position=0) == "records"
    if records and isinstance(result, Data) and result.kind == "frame" and result.rows != NOTHING:
        result.kind = "list"
    return result


METHODS = {
    **row_methods.METHODS,
    **spark_frames.OWN,
    "with_columns": polars_columns.with_columns,
    "fillna": _fillna,
    "filter": _filter_by,
    "groupby": _groupby,
    "transform": transform,
    "apply": apply,
    "map": apply,
    "applymap": apply,
    "pipe": apply,
    "rolling": _rolling,
    "expanding": _so_far,
    "ewm": _so_far,
    "merge": _join,
    "join": _join,
    "align": _align,
    "pop": _pop,
    "assign": _assign,
    "insert": _insert,
    "difference": _difference,
    "eq": _equal,
    "unique": _unique,
    "backward": _backward,
    "item": _item,
    "to_numpy": _to_array,
    "numpy": _to_numpy,
    "iterrows": _row_by_row,
    "itertuples": _row_by_row,
    "to_dict": _to_dict,
    "tolist": _to_list,
    "to_list": _to_list,
}
