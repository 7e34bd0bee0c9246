"""Methods that choose, divide or join rows: filters, slices, masks, samples, splits."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import permutations
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.bounds import BETWEEN, CLOSED, note_computed
from reprolint.graph.events import MISSING, UNKNOWN, Call
from reprolint.graph.labels import count_anew
from reprolint.graph.listed import known_by
from reprolint.graph.means import MEANS, units_of
from reprolint.graph.roles import randomness, resampling
from reprolint.graph.roles.queries import queried
from reprolint.graph.rows import NOTHING, All, Copies, Cut, Part, Rows, Union, Where, ancestors, in_order, stacked
from reprolint.graph.selecting import chosen_columns
from reprolint.graph.slicing import between, counted
from reprolint.graph.values import (
    LENGTH,
    OF_TENSORFLOW,
    ONE_GROUP,
    Columns,
    Constant,
    Data,
    Mapping,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def _drop(run: Interpreter, data: Data, event: Call) -> Value:
    """Columns by name, or rows by label."""
    labels = event.argument("columns")
    axis = event.constant("axis", default=0, position=1)
    by_column = labels is not MISSING or axis in {1, "columns"}
    given = labels if labels is not MISSING else event.argument("labels", 0)
    if given is MISSING:
        given = event.argument("index")
    names = frames.literal_names(given)
    if by_column:
        if names is None:
            left = chosen_columns(run, data, given)
            if isinstance(left, Data) and data.columns is not None and data.kind == "frame":
                left.columns = Columns(("left", run.fresh()))  # whichever they are, they have names still
            return left
        return frames.without(data, names)
    if data.rows == NOTHING:
        return frames.derive(data)
    if axis == 0 and isinstance(given, Data) and given.kind in {"index", "mask"}:
        rows = frames.rest_of(data.rows, given.rows)
    elif axis == 0 and data.each is None and _says_which(given):
        rows = frames.rest_of(data.rows, frames.pick(run, data, given).rows)
    else:
        rows = Where(data.rows, ("drop", run.fresh()))
    return frames.derive(data, rows=rows, column_learned=dict(data.column_learned))


def _says_which(labels: Value) -> bool:
    """Are these labels a value that may choose rows elsewhere, too?"""
    return labels.rows != NOTHING if isinstance(labels, Data) else isinstance(labels, Unknown) and labels is not UNKNOWN


def fewer_rows(run: Interpreter, data: Data, event: Call) -> Value:
    """Fewer rows, chosen by a rule that looks at each row: `dropna`, `drop_duplicates`."""
    name = event.name.rpartition(".")[2]
    whole = data.rows
    if name == "drop_duplicates" and event.constant("keep") is False and (rest := _difference(whole)) is not None:
        return frames.derive(data, rows=rest, column_learned=dict(data.column_learned), traits=data.traits | {"unique"})
    while name == "drop_duplicates" and isinstance(whole, Copies):
        whole = whole.parent
    rows = whole if whole == NOTHING else Where(whole, ("filter", name, run.fresh()))
    result = frames.derive(data, rows=rows, column_learned=dict(data.column_learned))
    if name == "drop_duplicates":
        result.traits |= {"unique"}
    return result


def _difference(rows: Rows) -> Rows | None:
    """`pd.concat([table, part]).drop_duplicates(keep=False)` leaves the rows of the table that are not in its part."""
    while isinstance(rows, Copies):
        rows = rows.parent
    if not isinstance(rows, Union) or len(rows.members) != 2:
        return None
    for whole, part in permutations(in_order(rows.members)):
        if any(step is whole for step in ancestors(part)):
            return frames.rest_of(whole, part)
    return None


def _dropna(run: Interpreter, data: Data, event: Call) -> Value:
    if event.constant("axis", default=0) in {1, "columns"}:
        return frames.derive(data, columns=None, column_learned=dict(data.column_learned))
    return fewer_rows(run, data, event)


def _head(run: Interpreter, data: Data, event: Call) -> Value:
    count = event.constant("n", default=5, position=0)
    stop = count if isinstance(count, int) else counted(run, event.argument("n", 0)) or ("at", event.place.line)
    if event.name.endswith("tail"):
        rows = between(data, -count if isinstance(count, int) else ("minus", stop), None)
    else:
        rows = between(data, None, stop)
    return frames.derive(data, rows=rows if data.rows != NOTHING else NOTHING, column_learned=dict(data.column_learned))


def _sample(run: Interpreter, data: Data, event: Call) -> Value:
    return resampling.sample(run, event, data)


def _combine_rows(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.append(other)`."""
    other = event.arguments[0] if event.arguments else MISSING
    part = frames.face(run, other) if other is not MISSING else None
    if part is None or part.rows == NOTHING:
        return frames.derive(data)
    return frames.derive(
        data, rows=stacked(data.rows, part.rows), learned=data.all_learned | part.all_learned, column_learned={},
    )  # fmt: skip


def _train_test(run: Interpreter, data: Data, event: Call) -> Value:
    """Hugging Face `dataset.train_test_split(...)`: a dict with train and test."""
    from reprolint.graph.events import Split

    randomness.note_draw(run, event)
    key = ("split", run.fresh())
    split = Split(
        event.place,
        event.name,
        "datasets.Dataset.train_test_split",
        parent=data.rows,
        data=data,
        shuffles=True,
        call=event,
    )
    result = Mapping({})
    for role in ("train", "test"):
        rows = Part(data.rows, key, role)
        split.parts[role] = rows
        result.items[role] = frames.derive(data, rows=rows, kind="dataset")
    run.record(split)
    return result


def _take(run: Interpreter, data: Data, event: Call) -> Value:
    """`dataset.take(n)` and `dataset.skip(n)` are the two sides of one cut."""
    count = event.arguments[0] if event.arguments else Constant(None)
    if isinstance(count, (Data, Sequence)):
        return frames.pick(run, data, count)
    border = count.value if isinstance(count, Constant) else frames.identity(run, count)
    rows = Cut(data.rows, border, None) if event.name.endswith("skip") else Cut(data.rows, None, border)
    return frames.derive(data, rows=rows if data.rows != NOTHING else NOTHING)


def _isin(run: Interpreter, data: Data, event: Call) -> Value:
    return is_among(run, data, event.arguments[0] if event.arguments else MISSING)


def is_among(run: Interpreter, data: Data, given: Value) -> Data:
    """For each value of the data, whether it is one of those given."""
    from reprolint.graph.expressions import subject_key

    if data.kind == "index" and isinstance(given, Data) and given.kind == "index":  # rows by their own labels
        return frames.derive(data, kind="mask", test=("index", "in", given.rows), mask_keeps=True)
    part: object = known_by(run, given) or frames.identity(run, given)
    if isinstance(given, Data):
        part = (
            ("distinct", given.rows) if "distinct" in given.traits or _is_a_list_of_its_own(data, given) else given.rows
        )
    return frames.derive(data, kind="mask", test=(subject_key(run, data), "in", part), mask_keeps=True)


def _is_a_list_of_its_own(data: Data, names: Data) -> bool:
    """Are the names from another table than the rows that are called by them, one with a row for each, and then divided?"""
    if not any(isinstance(step, Part) for step in ancestors(names.rows)):
        return False
    sources = {step for step in ancestors(names.rows) if isinstance(step, All)}
    return bool(sources) and sources.isdisjoint(ancestors(data.rows))


def _mask(run: Interpreter, data: Data, event: Call) -> Value:
    """A question about each value: `isnull()`, `between()`, `duplicated()`."""
    from reprolint.graph.expressions import subject_key

    name = event.name.rpartition(".")[2]
    operand: tuple[Hashable, ...] = tuple(frames.identity(run, value) for value in event.arguments)
    if name == BETWEEN:
        operand = _ends(run, event)
    test = (subject_key(run, data), name, operand)
    note_computed(test, data)
    return frames.derive(data, kind="mask", test=test, mask_keeps=True)


def _ends(run: Interpreter, event: Call) -> tuple[Hashable, ...]:
    """The ends that are asked for, and which of them count, as far as that is known."""
    closed = CLOSED.get(event.constant("inclusive", default="both", position=2))
    ends = (frames.identity(run, event.argument(name, place)) for place, name in enumerate(("left", "right")))
    return (*ends, *([closed] if closed is not None else []))


def _get_group(run: Interpreter, data: Data, event: Call) -> Value:
    """`grouped.get_group("A")`: the rows of one group, which are in no other."""
    name = event.argument("name", 0)
    if data.rows == NOTHING:
        return frames.derive(data)
    label = name.value if isinstance(name, Constant) else ("unknown", frames.identity(run, name))
    operator = "==" if isinstance(name, Constant) else "in"
    rows = Where(data.rows, (("group", data.rows), operator, label))
    return frames.derive(data, rows=rows, kind="frame", traits=data.traits | {ONE_GROUP})


def _split_at(run: Interpreter, data: Data, event: Call) -> Value:
    """`series.split_before(0.8)`: what comes before a point in time, and what comes after."""
    if data.rows == NOTHING or not event.arguments:
        return Unknown(event.name, (data,))
    border = ("at", frames.identity(run, event.arguments[0]))
    return Sequence(
        "list",
        [frames.derive(data, rows=rows) for rows in (Cut(data.rows, None, border), Cut(data.rows, border, None))],
    )


def _reset_index(run: Interpreter, data: Data, event: Call) -> Value:  # noqa: ARG001 - as all here
    """`table.reset_index()`: with the groups' names beside them, means are a table of its own."""
    table = (units_of(data) if data.kind in MEANS else None) or data
    return count_anew(frames.derive(table, column_learned=dict(table.column_learned)))


def _shuffle(run: Interpreter, data: Data, event: Call) -> Value:
    """A data set of TensorFlow asks its generator; of others it is not known where the seed stands, and what they ask."""
    if OF_TENSORFLOW in data.traits or any(_gives_tensorflow(load.qualified) for load in data.loads):
        event.qualified = "tensorflow.data.Dataset.shuffle"
        event.entry = run.catalog.lookup(event.qualified)
    randomness.note_draw(run, event)
    return frames.derive(data, traits=data.traits | {"shuffled"})


def _gives_tensorflow(loaded: str) -> bool:
    """Does this function read a data set of TensorFlow?"""
    return loaded.startswith(("tensorflow.data.", "tensorflow_datasets.")) or loaded.endswith("_dataset_from_directory")


def _cardinality(run: Interpreter, data: Data, event: Call) -> Value:
    """`dataset.cardinality()`: how many rows or batches a data set has."""
    del run, data, event
    return Unknown(LENGTH)


def cardinality(run: Interpreter, call: Call) -> Value:
    """`tf.data.experimental.cardinality(dataset)`: the same, as a function."""
    del run, call
    return Unknown(LENGTH)


SPECIAL = {"tensorflow.data.experimental.cardinality": cardinality}
METHODS = {
    "cardinality": _cardinality,
    "drop": _drop,
    "dropna": _dropna,
    "drop_duplicates": fewer_rows,
    "query": queried,
    "head": _head,
    "tail": _head,
    "sample": _sample,
    "append": _combine_rows,
    "concatenate": _combine_rows,
    "train_test_split": _train_test,
    "take": _take,
    "skip": _take,
    "select": _take,
    "get_group": _get_group,
    "split_before": _split_at,
    "split_after": _split_at,
    "isin": _isin,
    "isnull": _mask,
    "isna": _mask,
    "notnull": _mask,
    "notna": _mask,
    "duplicated": _mask,
    "between": _mask,
    "reset_index": _reset_index,
    "shuffle": _shuffle,
}
