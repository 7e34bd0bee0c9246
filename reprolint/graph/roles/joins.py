"""Functions that put values side by side or one below the other, and others that need care of their own."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.bounds import AND
from reprolint.graph.calling import computed
from reprolint.graph.events import MISSING, Call, Fit, Resample
from reprolint.graph.labels import count_anew
from reprolint.graph.matching import matched
from reprolint.graph.means import means_behind
from reprolint.graph.roles import views
from reprolint.graph.roles.numbers import numbers_in
from reprolint.graph.roles.splitting import is_partition
from reprolint.graph.rows import NOTHING, All, Copies, Part, Pick, Rows, Where, stacked
from reprolint.graph.stretches import put_together
from reprolint.graph.values import (
    NO_FITS,
    ONE_GROUP,
    PER_UNIT,
    Columns,
    Constant,
    Data,
    Estimator,
    Instance,
    Mapping,
    Number,
    Partial,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def _concat(run: Interpreter, call: Call) -> Value:
    """`pd.concat(tables, ignore_index=True)` and the like."""
    joined = _join(run, call)
    if isinstance(joined, Data) and call.constant("ignore_index") is True and _stacks(call):
        return count_anew(joined)
    return joined


def _join(run: Interpreter, call: Call) -> Value:
    """`pd.concat`, `np.concatenate`, `np.vstack`, `hstack`: rows of all parts, numbers learned by all."""
    given = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), MISSING)
    in_pairs = call.qualified.endswith(("append", "merge"))
    values: list[Value] = [given, *call.arguments[1:2]] if in_pairs else [given]
    if isinstance(given, Sequence) and not in_pairs:
        values = [*given.items, *(_over_folds(run, [given.rest]) if given.rest is not None else [])]
    elif isinstance(given, Mapping):
        values = [*given.items.values(), *([given.rest] if given.rest is not None else [])]
    given_first = len(values)
    values = [value for value in values if not _holds_nothing(value)] or values
    if not values or any(isinstance(value, Number) for value in values):
        return Unknown(call.name, call.arguments)
    parts = [
        part for value in values if isinstance(value, (Data, Unknown, Sequence)) and (part := frames.face(run, value))
    ]
    kind = _kind_of_joined(call, parts)
    if kind == "frame" and not _stacks(call):
        parts = _beside_their_units(parts)
    merged = frames.merge(run, parts, kind)
    if merged is None:
        return Unknown(call.name, call.arguments)
    if len(values) < given_first:
        merged.each = None  # it outlives the round that put the first row there
    merged.traits |= _kept(call, parts, kind)
    twice = [a for a, b in combinations(values, 2) if a is b and isinstance(a, Data) and a.rows != NOTHING]
    if _stacks(call) and twice:
        if call.qualified.startswith("pandas.") and all(part.kind == "frame" for part in twice):
            return _repeated(run, call, merged, kind)
        alone = twice[0].traits & {ONE_GROUP} if all(value is twice[0] for value in values) else frozenset()
        return frames.derive(merged, kind=kind, traits=merged.traits | {"repeated"} | alone)
    if _stacks(call) and len(parts) == len(values) and _holds_part_of_itself(parts):
        return _repeated(run, call, merged, kind)
    if _stacks(call) and kind == "array" and len(parts) == len(values) and views.are_views(parts):
        merged.traits |= {views.VIEWS}
    if _stacks(call) and len(parts) == len(values):
        merged.rows = stacked(*(part.rows for part in parts))
        if merged.columns is None and kind == "frame" and all(part.kind == "frame" for part in parts):
            return frames.derive(merged, kind=kind, columns=Columns(("stacked", run.fresh())))
    beside = kind == "frame" and merged.columns is None and not _stacks(call) and parts[0].columns is not None
    columns = Columns(("beside", run.fresh())) if beside and len(parts) == len(values) else merged.columns
    if kind == "frame" and len(parts) == len(values) > 1 and _keeps_names(call):
        merged.learned = NO_FITS.union(*(part.learned for part in parts))
        merged.column_learned = _by_column(parts)
    return frames.derive(merged, kind=kind, columns=columns)


def _kind_of_joined(call: Call, parts: list[Data]) -> str:
    if call.qualified.startswith("pandas"):
        return "frame"
    if _are_positions(parts):
        return "index"
    return "mask" if _stacks(call) and _are_cut_outputs(parts) else "array"


def _holds_nothing(value: Value) -> bool:
    """Is this what a loop begins with, `np.array([])` or `torch.Tensor()`, to put one batch after another below it?"""
    if isinstance(value, Data):
        return value.rows == NOTHING and value.synthetic and value.kind == "array" and not value.statistic
    return isinstance(value, Sequence) and not value.items and value.rest is None


def _kept(call: Call, parts: list[Data], kind: str) -> frozenset[str]:
    """What holds for the whole because it does for all parts."""
    if kind == "index":
        return frozenset({"fold"})
    units = kind == "frame" and all(_is_per_unit(part) for part in parts) and not _stacks(call)
    return frozenset({PER_UNIT}) if units else frozenset()


def _are_positions(parts: list[Data]) -> bool:
    """Are these positions that a splitter gave, or a selection of them?"""
    given = [part for part in parts if part.rows != NOTHING]
    return bool(given) and all(part.kind == "index" and "fold" in part.traits for part in given)


def _are_cut_outputs(parts: list[Data]) -> bool:
    """Are these outputs of models that were compared with a threshold, batch by batch or fold by fold?"""
    return bool(parts) and all(part.kind == "mask" and part.predicted_by for part in parts)


def _keeps_names(call: Call) -> bool:
    """Are tables put beside each other with the names that their columns had?"""
    beside = call.constant("axis") in {1, "columns"}
    return beside and call.argument("keys") is MISSING and call.argument("ignore_index") is MISSING


def _by_column(parts: list[Data]) -> dict[str, frozenset[Fit]]:
    """What was learned for single columns of any of these tables; two columns of one name cannot be told apart."""
    found: dict[str, frozenset[Fit]] = {}
    for part in parts:
        for name, fits in part.column_learned.items():
            found[name] = found.get(name, NO_FITS) | fits
    return found


def _repeated(run: Interpreter, call: Call, merged: Data, kind: str) -> Data:
    """`pd.concat([table, rare, rare])`: rows of one table several times, which is over-sampling by hand."""
    rows = Copies(merged.rows, ("stacked", merged.rows))  # the same for features and target
    name = call.qualified if kind == "frame" else ""  # stacked arrays may be images or columns
    run.record(
        Resample(call.place, call.name, name, kind="over", rows=merged.rows, result=rows, data=merged, call=call)
    )
    return frames.derive(merged, kind=kind, rows=rows)


def _holds_part_of_itself(parts: list[Data]) -> bool:
    """`pd.concat([table, table[table["ill"] == 1]])`: is one part a choice, by its values, of rows of another?"""
    return any(
        chosen is not whole and chosen.kind == whole.kind and chosen.columns == whole.columns
        and _is_chosen_from(chosen.rows, whole.rows)
        for chosen in parts
        for whole in parts
    )  # fmt: skip


def _is_chosen_from(rows: Rows, whole: Rows) -> bool:
    if rows is whole:
        return False
    while rows is not whole:
        by_value = isinstance(rows, Where) and isinstance(rows.test, tuple)
        if not by_value or not (rows.test[0] in {"mask", AND} or isinstance(rows.test[0], tuple)):  # type: ignore[union-attr, index]
            return False
        rows = rows.parent  # type: ignore[union-attr]
    return whole != NOTHING


def _over_folds(run: Interpreter, values: list[Value]) -> list[Value]:
    """What a loop over folds collected, put together behind it: the test rows of all folds are all rows, each once."""
    values = [put_together(run, value) if isinstance(value, Data) else value for value in values]
    if run.loops:  # perhaps not behind it
        return values
    return [_whole(value) if isinstance(value, Data) and not value.predicted_by else value for value in values]


def _whole(data: Data) -> Data:
    rows = data.rows
    picked = rows.index if isinstance(rows, Pick) else rows
    if not isinstance(picked, Part) or picked.role != "fold-test" or not is_partition(picked.split):
        return data
    assert isinstance(rows, (Pick, Part))
    whole = rows.parent
    return frames.derive(data, rows=whole, column_learned=dict(data.column_learned), traits=data.traits | {"shuffled"})


def _merge(run: Interpreter, call: Call) -> Value:
    """`pd.merge(left, right)`: the method of the left table."""
    left, right = call.argument("left", 0), call.argument("right", 1)
    data = frames.face(run, left) if isinstance(left, (Data, Unknown)) else None
    other = frames.face(run, right) if isinstance(right, (Data, Unknown)) else None
    if data is None or other is None:
        return _join(run, call)
    columns = Columns(("joined", run.fresh())) if data.columns is not None else None
    result = frames.derive(data, columns=columns, column_learned=dict(data.column_learned), kind="frame")
    return beside(run, call, result, other, "inner")


def beside(run: Interpreter, call: Call, rows: Data, table: Data, how: str) -> Data:
    """The rows with what the table says of them; `how` they are matched where the call does not say."""
    rows.learned |= brought_by(run, table, rows)
    rows.rows = matched(call, rows, table, how)
    return rows


def brought_by(run: Interpreter, table: Data, rows: Data) -> frozenset[Fit]:
    """Numbers that joining a table brings: those of one row for each unit are that unit's own.

    Beside the very rows that they were computed from they stand once for each of them, as after `transform`.
    """
    if not _is_per_unit(table):
        return table.all_learned
    learned = table.all_learned | means_behind(run, table, rows)
    spread = frozenset[Fit]() if _is_per_unit(rows) else {fit for fit in learned if fit.rows == rows.rows != NOTHING}
    return _not_its_own(learned) | spread


def _is_per_unit(table: Data) -> bool:
    return table.kind == "group-table" or PER_UNIT in table.traits


def _not_its_own(fits: frozenset[Fit]) -> frozenset[Fit]:
    return frozenset(fit for fit in fits if not fit.grouped_by)


def _beside_their_units(parts: list[Data]) -> list[Data]:
    """Tables put side by side, with one row for each unit: what was computed of a unit's rows stands in its own row."""
    if all(part.statistic for part in parts) or not any(_is_per_unit(part) for part in parts):
        return parts
    return [
        frames.derive(
            part, learned=_not_its_own(part.learned),
            column_learned={name: _not_its_own(fits) for name, fits in part.column_learned.items()},
        ) if _is_per_unit(part) else part
        for part in parts
    ]  # fmt: skip


STACKING = frozenset({"concatenate", "concat", "cat", "vstack", "append"})


def _stacks(call: Call) -> bool:
    """Are the parts put one below the other, rows after rows?"""
    axis = call.argument("axis") if call.argument("dim") is MISSING else call.argument("dim")
    below = axis is MISSING or (isinstance(axis, Constant) and axis.value in {0, "index"})
    return below and call.qualified.rpartition(".")[2] in STACKING


def _frame(run: Interpreter, call: Call) -> Value:
    """`pd.DataFrame(values)`, `np.array(values)`: the same rows in another container."""
    given = call.argument("data", 0)
    if given is MISSING and call.arguments:
        given = call.arguments[0]
    kind = {"pandas.DataFrame": "frame", "pandas.Series": "series"}.get(call.qualified, "array")
    if isinstance(given, Number):
        return given
    if isinstance(given, (Sequence, Mapping)) and (scores := numbers_in(given)):
        return Number(scores)
    index = call.argument("index")
    if given is MISSING and isinstance(index, Data):
        given = frames.derive(index, learned=NO_FITS)
    if given is MISSING and kind == "array":
        return Data(rows=NOTHING, kind=kind, synthetic=True)  # `torch.Tensor()`: nothing yet
    if given is MISSING or isinstance(given, Constant):
        key = ("made", run.fresh())
        traits = frozenset({"empty"}) if given is MISSING and kind == "frame" else frozenset()
        return Data(rows=All(key), kind=kind, columns=Columns(key) if kind == "frame" else None, traits=traits)
    if isinstance(given, Sequence) and not given.items and given.rest is None and kind == "array":
        return Data(rows=NOTHING, kind=kind, synthetic=True)  # nothing yet
    data = frames.face(run, given)
    if data is None:
        return Unknown(call.name, call.arguments)
    if isinstance(given, Mapping) and kind == "frame":
        made = Columns(("made", run.fresh()))
        if given.rest is None:
            names = frozenset(name for name in given.items if isinstance(name, str))
            made = replace(made, names=names, inverted=False)
        return frames.derive(data, kind=kind, columns=made)
    if isinstance(index, Data) and index.rows != NOTHING and not isinstance(given, Mapping) and data.kind != "frame":
        data = frames.derive(data, rows=index.rows, column_learned=dict(data.column_learned))
    if kind == "array" and _are_positions([data]):
        kind = data.kind
    keeps = data.columns if kind in {data.kind, "array"} else None
    named = call.argument("columns")
    if kind == "frame" and data.columns is not None and isinstance(named, Unknown) and named.hint.endswith("columns"):
        keeps = data.columns  # `pd.DataFrame(scaled, columns=frame.columns)`
    if keeps is None and kind == "frame":
        keeps = Columns(("made", run.fresh()))
    apart = call.qualified.startswith("numpy.") and not run.functional  # from the networks that computed these values
    networks = () if apart else data.networks
    return frames.derive(data, kind=kind, columns=keeps, column_learned=dict(data.column_learned), networks=networks)


def _partial(run: Interpreter, call: Call) -> Value:
    del run
    if not call.arguments:
        return Unknown(call.name)
    return Partial(call.arguments[0], call.arguments[1:], dict(call.keywords))


def _copy(run: Interpreter, call: Call) -> Value:
    """`copy.deepcopy(x)`, `sklearn.base.clone(model)`."""
    del run
    value = call.arguments[0] if call.arguments else MISSING
    if isinstance(value, Data):
        return frames.derive(value, column_learned=dict(value.column_learned))
    if isinstance(value, Estimator):
        return clone(value, fitted=not call.qualified.endswith("clone"))
    if isinstance(value, Instance):
        return Instance(value.cls, dict(value.attributes), value.made_by, value.fits)
    if isinstance(value, Sequence):
        return Sequence(value.kind, list(value.items), value.rest)
    if isinstance(value, Mapping):
        return Mapping(dict(value.items), value.rest)
    return value if value is not MISSING else Unknown(call.name)


def clone(value: Estimator, *, fitted: bool) -> Estimator:
    """A second estimator with the same parameters."""
    inner = clone(value.inner, fitted=fitted) if isinstance(value.inner, Estimator) else value.inner
    steps = [(name, clone(step, fitted=fitted) if isinstance(step, Estimator) else step) for name, step in value.steps]
    return Estimator(
        value.qualified, value.entry, dict(value.parameters), steps, inner, value.fits if fitted else (),
        value.made_by, value.hint, value.modes, value.complete, value.settings,
    )  # fmt: skip


def _load_boundary(run: Interpreter, call: Call) -> Value:
    """`torch.utils.data.Subset(dataset, indices)`."""
    data = frames.face(run, call.arguments[0]) if call.arguments else None
    if data is None or len(call.arguments) < 2:
        return computed(run, call)
    return frames.derive(frames.pick(run, data, call.arguments[1]), kind="dataset")


def _apply(run: Interpreter, call: Call) -> Value:
    """`joblib.delayed(f)`: calling the result calls f."""
    del run
    return call.arguments[0] if call.arguments else Unknown(call.name)


JOINING = (
    "pandas.concat", "numpy.concatenate", "numpy.vstack", "numpy.hstack", "numpy.append", "numpy.column_stack",
    "numpy.row_stack", "numpy.stack", "numpy.dstack", "scipy.sparse.hstack", "scipy.sparse.vstack", "torch.cat", "torch.stack",
    "tensorflow.concat", "torch.utils.data.ConcatDataset", "datasets.concatenate_datasets", "polars.concat",
)  # fmt: skip
SPECIAL = {
    **dict.fromkeys(JOINING, _concat),
    "pandas.merge": _merge,
    **dict.fromkeys(
        (
            "pandas.DataFrame", "pandas.Series", "numpy.array", "numpy.asarray", "numpy.asanyarray", "numpy.ascontiguousarray",
            "torch.tensor", "torch.from_numpy", "torch.Tensor", "torch.as_tensor", "tensorflow.constant",
            "tensorflow.convert_to_tensor", "scipy.sparse.csr_matrix", "scipy.sparse.csc_matrix", "xgboost.DMatrix",
            "lightgbm.Dataset", "catboost.Pool", "polars.DataFrame", "datasets.Dataset.from_pandas", "torch.FloatTensor",
            "torch.LongTensor", "numpy.matrix", "xgboost.QuantileDMatrix",
        ),
        _frame,
    ),
    **dict.fromkeys((f"darts.TimeSeries.from_{name}" for name in ("dataframe", "series", "values")), _frame),
    "functools.partial": _partial,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "sklearn.base.clone": _copy,
    "torch.utils.data.Subset": _load_boundary,
    "joblib.delayed": _apply,
    "sklearn.utils.fixes.delayed": _apply,
    "sklearn.utils.parallel.delayed": _apply,
    "pandas.DataFrame.copy": _copy,
}  # fmt: skip
