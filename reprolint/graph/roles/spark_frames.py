"""Methods of Spark's frames that other frames do not have, or have with another meaning."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call, Fit, Split
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.roles.row_methods import fewer_rows
from reprolint.graph.rows import NOTHING, Copies, Part, Where, stacked
from reprolint.graph.values import Columns, Constant, Data, Sequence, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from reprolint.graph.interpreter import Interpreter

SPARK_FRAME = "of spark"  # trait of frames that are known to be Spark's


def as_spark(data: Data) -> Data:
    """The same rows in a frame of Spark."""
    return frames.derive(
        data, kind="frame", column_learned=dict(data.column_learned), traits=data.traits | {SPARK_FRAME}
    )


def with_learned(data: Data, names: list[str], learned: frozenset[Fit]) -> Data:
    """The frame with further columns, whose numbers come from these fits."""
    result = as_spark(data)
    for name in names:
        result.column_learned[name] = learned
        if result.columns is not None:
            changes = frames.with_column(result, name, Unknown(name))
            result.columns = changes.get("columns", result.columns)  # type: ignore[assignment]
    return result


def random_split(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.randomSplit([0.8, 0.2], seed=1)`; the heaviest part is the one to train on."""
    event.qualified = "pyspark.sql.DataFrame.randomSplit"
    event.entry = run.catalog.lookup(event.qualified)
    note_draw(run, event)
    weights = event.argument("weights", 0)
    split = Split(
        event.place, event.name, event.qualified, kind="hold-out", parent=data.rows, data=data, arrays=(data,),
        shuffles=True, stratified=False, grouped=False, temporal=False, call=event,
    )  # fmt: skip
    run.record(split)
    given = weights.items if isinstance(weights, Sequence) and weights.rest is None else []
    sizes = [item.value if isinstance(item, Constant) else None for item in given]
    key = _key(run, event, sizes)
    if not sizes:
        return _part(data, Part(data.rows, key, "all"))
    parts: list[Value] = []
    for role in _roles(sizes):
        rows = Part(data.rows, key, role)
        split.parts[role] = rows
        parts.append(_part(data, rows))
    return Sequence("list", parts)


def _part(data: Data, rows: Part) -> Data:
    part = as_spark(data)
    part.rows, part.traits = rows, part.traits | {"shuffled"}
    return part


def _key(run: Interpreter, event: Call, sizes: list[object]) -> Hashable:
    """The same seed and weights divide the same rows in the same way."""
    seed = event.argument("seed", 1)
    if isinstance(seed, Constant) and seed.value is not None and sizes and None not in sizes:
        return ("split", "spark", seed.value, tuple(sizes))
    return ("split", run.fresh())


def _roles(sizes: list[object]) -> list[str]:
    numbers = [size if isinstance(size, (int, float)) else 0 for size in sizes]
    largest = numbers.index(max(numbers))
    others = iter(["test"] if len(sizes) == 2 else ["validation", "test"] if len(sizes) == 3 else [])
    return ["train" if place == largest else next(others, f"part-{place}") for place in range(len(sizes))]


def _sample(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.sample(False, 0.1, seed=1)`, `frame.sample(fraction=0.1)`."""
    event.qualified = "pyspark.sql.DataFrame.sample"
    event.entry = run.catalog.lookup(event.qualified)
    if event.constant("withReplacement", default=False, position=0) is True:
        return _changed(data, rows=Copies(data.rows, ("sample", run.fresh())) if data.rows != NOTHING else NOTHING)
    rows = Where(data.rows, ("sample", run.fresh())) if data.rows != NOTHING else NOTHING
    return _changed(data, rows=rows, traits=data.traits | {"shuffled"})


def _changed(data: Data, **changes: object) -> Data:
    return frames.derive(data, column_learned=dict(data.column_learned), **changes)


def _with_column(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.withColumn(name, expression)`: what the expression reads are the columns that it names."""
    del run
    names = frames.literal_names(event.argument("colName", 0))
    value = event.argument("col", 1)
    result = _changed(data)
    if not names:
        result.columns = None
        return result
    read = {part.value for part in ast.walk(event.place.node) if isinstance(part, ast.Constant)}
    known = [fits for name, fits in data.column_learned.items() if name in read and name != names[0]]
    learned = (value.all_learned if isinstance(value, Data) else frozenset[Fit]()).union(*known)
    if learned:
        result.column_learned[names[0]] = result.column_learned.get(names[0], frozenset()) | learned
    changes = frames.with_column(result, names[0], Unknown(names[0]))
    result.columns = changes.get("columns", result.columns)  # type: ignore[assignment]
    return result


def _renamed(run: Interpreter, data: Data, event: Call) -> Value:
    result = _changed(data, columns=Columns(("renamed", run.fresh())) if data.columns is not None else None)
    old, new = (frames.literal_names(event.argument(name, place)) for place, name in enumerate(("existing", "new")))
    if old and new and old[0] in result.column_learned:
        result.column_learned[new[0]] = result.column_learned.pop(old[0])
    return result


def _named(event: Call) -> list[str] | None:
    """The columns that a call names one by one or in a list."""
    found: list[str] = []
    for value in event.arguments:
        names = frames.literal_names(value)
        if names is None:
            return None
        found += names
    return found or None


def _drop(run: Interpreter, data: Data, event: Call) -> Value:
    del run
    names = _named(event)
    return frames.without(data, names) if names else _changed(data, columns=None)


def _select(run: Interpreter, data: Data, event: Call) -> Value:
    del run
    names = _named(event)
    if names is None or "*" in names:
        return _changed(data, columns=None)
    return frames.columns(data, names)


def _union(run: Interpreter, data: Data, event: Call) -> Value:
    other = event.argument("other", 0)
    part = frames.face(run, other) if other is not MISSING else None
    if part is None or NOTHING in (part.rows, data.rows):
        return _changed(data)
    return frames.derive(
        data, rows=stacked(data.rows, part.rows), learned=data.all_learned | part.all_learned, column_learned={}
    )


def _to_pandas(run: Interpreter, data: Data, event: Call) -> Value:
    del run, event
    return _changed(data, kind="frame", traits=data.traits - {SPARK_FRAME})


def _same(run: Interpreter, data: Data, event: Call) -> Value:
    del run, event
    return _changed(data)


def _filled(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.na.fill(mean)`: what was learned for the filling reaches the frame."""
    del run
    learned = frozenset[Fit]().union(
        *(value.all_learned for value in (*event.arguments, *event.keywords.values()) if isinstance(value, Data))
    )
    return _changed(data, learned=data.learned | learned)


# Of any frame: only Spark has them.
OWN = {
    "randomSplit": random_split,
    "toPandas": _to_pandas,
    "withColumn": _with_column,
    "withColumnRenamed": _renamed,
    "unionAll": _union,
    "unionByName": _union,
    "dropDuplicates": fewer_rows,
}
# Of frames that are known to be Spark's.
METHODS = {
    **OWN,
    "distinct": fewer_rows,
    "drop": _drop,
    "fill": _filled,
    "fillna": _filled,
    "filter": fewer_rows,
    "limit": fewer_rows,
    "replace": _same,
    "sample": _sample,
    "select": _select,
    "selectExpr": _select,
    "union": _union,
    "where": fewer_rows,
}
