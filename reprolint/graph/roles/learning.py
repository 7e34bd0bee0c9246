"""Functions that learn numbers from rows without an object: means, correlations, `scale`, scores of features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import rescaling
from reprolint.graph.calling import score_event
from reprolint.graph.events import MISSING, Call, Fit, Select
from reprolint.graph.judged import judged_rows
from reprolint.graph.ranking import positions_by
from reprolint.graph.roles import losses, numbers
from reprolint.graph.rows import NOTHING, All
from reprolint.graph.selecting import ONE_COLUMN, of_pair
from reprolint.graph.values import (
    COUNTED,
    DECODED,
    NO_FITS,
    Columns,
    Constant,
    Data,
    Listing,
    Number,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

# Facts about a set of rows that do not carry a sample's numbers into another's.
AVERAGES = frozenset({"mean", "nanmean", "average", "sum", "nansum", "median", "max", "mse"})  # of errors: a score
OUTCOMES = frozenset({"residuals", "hits"})  # of predictions, row by row
HARMLESS = frozenset(
    {"all", "any", "count", "nunique", "info", "isnull", "isna", "notnull", "notna", "memory_usage", "duplicated"}
)
NORMALIZE = "sklearn.preprocessing.normalize"
SCALING = frozenset(f"sklearn.preprocessing.{name}_scale" for name in ("minmax", "maxabs", "robust"))
SCALING |= {"sklearn.preprocessing.scale", "scipy.stats.zscore", NORMALIZE}  # each column on its own
SORTS = frozenset({"numpy.argsort", "numpy.argpartition", "torch.argsort"})
MOST_AXES = 6  # of an array that has rows

WITH_CONSTANT = "with constant"  # begins the key of a table that `add_constant` made


def learn(run: Interpreter, call: Call) -> Value:
    """A library function that learns: `np.mean(X)`, `scale(X)`, `mutual_info_classif(X, y)`, `pd.get_dummies`."""
    value = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), None)
    if isinstance(value, (Number, Sequence)) and (found := _of_numbers(run, call, value)) is not None:
        return found
    data = _rows_given(run, value)
    if data is None:
        if isinstance(value, Listing):
            return Unknown(call.name)
        return Unknown(call.name, call.arguments)
    kind = call.entry.kind if call.entry is not None else ""
    along = len(call.arguments) > 1 or "dim" in call.keywords
    if along and call.qualified in {"torch.max", "torch.min", "torch.topk", "torch.sort"}:
        return values_and_positions(data, call.qualified.rpartition(".")[2])
    if kind in {"argmax", "argmin"}:
        # Along columns it decodes predicted probabilities; along rows it is a position, not a number of the data.
        return decoded(frames.derive(data, column_learned={}, learned=data.all_learned, columns=None), kind)
    if kind in {"categories", "window"} or (kind == "rank" and call.qualified.startswith(("numpy", "torch"))):
        # Which categories occur, earlier rows and positions carry no sample's numbers into another's.
        whole = data.kind == "frame" and call.qualified == "pandas.get_dummies"
        columns = Columns(("made", run.fresh())) if whole else None
        result = frames.derive(data, column_learned={}, learned=data.all_learned, columns=columns)
        if call.qualified.endswith(".unique"):
            result.traits |= {"distinct"}
        return result
    if (given := _given(call, data, kind)) is not None:
        return given
    of_row = data.each is not None and (kind not in {"", "statistic"} or call.qualified.startswith("sklearn."))
    if of_row or (kind == "scaler" and call.constant("axis") == 1):  # each row on its own
        result = frames.derive(data, column_learned={}, learned=data.all_learned, columns=None)
        result.scaled_by = result.shifted_by = NO_FITS
        return result
    if kind == "neighbours":
        return from_neighbours(run, call, data)
    if kind in {"", "statistic"} and call.qualified.partition(".")[0] != "sklearn":
        return statistic(run, call, data)
    return _learned(run, call, data, kind)


def _of_numbers(run: Interpreter, call: Call, value: Number | Sequence) -> Value | None:
    """What is made of scores, of vectors of words, and of numbers for each column; None of anything else."""
    reduced = numbers.reduce(value, call.qualified.rpartition(".")[2])
    if reduced is not None:
        alone = isinstance(value, Sequence) and value.rest is None and numbers.of_one_model(value.items)
        if reduced.reduced in numbers.CHOOSING and not alone:
            select = run.record(Select(call.place, call.name, kind=reduced.reduced, scores=reduced.scores))
            numbers.note_choice(reduced, value, select)
        return reduced
    if isinstance(value, Number):
        return None
    return of_words(run, value) or (positions_by(value) if call.qualified in SORTS else None)


def _learned(run: Interpreter, call: Call, data: Data, kind: str) -> Value:
    """What a transformer or selector that is one function makes of the rows it learned from."""
    second = call.arguments[1] if len(call.arguments) > 1 else call.keywords.get("y")
    supervised = bool(call.entry and call.entry.target and second is not None)
    family = "selector" if kind in {"selector-score", "selector"} else "transformer"
    record = _record(run, call, data, family=family, supervised=supervised)
    learned = data.all_learned | {record}
    if family == "selector" or kind == "statistic":
        return Data(rows=NOTHING, learned=learned, statistic=True)
    result = frames.derive(data, learned=learned, column_learned={}, kind="array", columns=None)
    if call.qualified in SCALING:
        result.scaled_by = data.scaled_by | {record}
    if kind == "power":  # keeps the order of the values, and no more
        result.scaled_by, result.bent_by = data.scaled_by | {record}, data.bent_by | {record}
    return result


def _given(call: Call, data: Data, kind: str) -> Data | None:
    """Values in bins, or raised to a power, if edges or power are given; None where these are learned here."""
    if kind == "bins" and call.qualified.endswith("cut") and not call.qualified.endswith("qcut"):
        if isinstance(call.argument("bins", 1), Constant):
            return None
        return frames.derive(data, column_learned={}, learned=data.learned, columns=None)
    if kind != "power" or call.constant("lmbda") is None:
        return None
    power = call.argument("lmbda")
    by = power.all_learned if isinstance(power, Data) else NO_FITS
    result = frames.derive(data, column_learned={}, learned=data.all_learned | by, columns=None)
    result.scaled_by, result.bent_by = data.scaled_by | by, data.bent_by | by  # it keeps the order of the values
    return result


def of_words(run: Interpreter, value: Value) -> Data | None:
    """The vectors of the words of one text, whose mean stands for the text; None for anything else."""
    data = frames.face(run, value)
    if data is None or "of words" not in data.traits or data.rows == NOTHING:
        return None
    return frames.derive(data, column_learned={}, columns=None)


def _rows_given(run: Interpreter, value: Value | None) -> Data | None:
    if isinstance(value, (Data, Unknown)):
        return frames.face(run, value) if _holds_rows(value) else None
    return outcomes(run, value)


def outcomes(run: Interpreter, value: Value | None) -> Data | None:
    """What a comprehension gathered of errors or hits, row by row: `sum(abs(a - b) for a, b in zip(y, predicted))`."""
    if not isinstance(value, Sequence) or value.items or not isinstance(value.rest, Data):
        return None
    return frames.face(run, value) if value.rest.output in OUTCOMES else None


def values_and_positions(data: Data, name: str) -> Value:
    """`torch.max(outputs, 1)` gives the largest value of each row, and where it stands: the predicted label."""
    positions = decoded(frames.derive(data, column_learned={}, learned=data.all_learned, columns=None), name)
    return Sequence("tuple", [frames.derive(data, columns=None), positions])


def decoded(positions: Data, name: str) -> Data:
    """What `argmax` and its like make of a model's outputs are labels; `positions` is changed and returned."""
    if positions.output in {"probabilities", "values", "scores"}:
        positions.output = "labels"
        positions.traits |= {DECODED + name}
    return positions


def from_neighbours(run: Interpreter, call: Call, data: Data) -> Data:
    """Values filled or smoothed from the rows around: a fit of its own family, for questions about order and time."""
    record = _record(run, call, data, family="neighbours")
    return frames.derive(data, learned=data.all_learned | {record}, column_learned={}, columns=None)


def _holds_rows(value: Value) -> bool:
    return not isinstance(value, Unknown) or bool(value.faces) or bool(value.inputs) or bool(value.hint)


def _record(run: Interpreter, call: Call, data: Data, *, family: str, supervised: bool = False) -> Fit:
    return run.record(
        Fit(
            call.place, call.name, call.qualified, family=family, rows=data.rows, data=data,
            learned=data.all_learned, supervised=supervised, call=call,
        )
    )  # fmt: skip


def statistic(run: Interpreter, call: Call, data: Data) -> Value:
    """A summary over rows. Of hits or residuals of predictions it is a score; along a row it is not learned at all."""
    name = call.name.rpartition(".")[2]
    if run.by_row and not data.statistic and data.rows != NOTHING:
        return frames.derive(data, column_learned={}, columns=None)
    errors = data.output in {"losses", "residuals"} and name in AVERAGES and not _is_in_training(run, call, data)
    if errors and data.output == "losses" and data.predicted_by:
        return _mean_loss(run, call, data)
    hits = data.output == "hits" and name not in {"all", "any"}  # which ask whether two ways agree
    if hits or (errors and data.output == "residuals"):
        metric = "accuracy" if data.output == "hits" else "error"
        score = score_event(
            run, call, call.place.node, metric, inputs=data.predicted_from, fits=data.predicted_by,
            rows=judged_rows(data), prediction=data,
        )  # fmt: skip
        return Number(frozenset((score,)), hint=metric)
    axis = call.argument("axis") if call.argument("dim") is MISSING else call.argument("dim")
    if (vectors := of_words(run, data)) is not None:
        return vectors
    if _is_within_rows(axis):
        of_rows = frames.derive(data, column_learned={}, columns=None, scaled_by=NO_FITS)
        rescaling.note(run, name, axis, data, of_rows)
        return of_rows
    if data.networks and run.gradients and data.rows != NOTHING:  # a loss of one's own, or a layer's means
        return frames.derive(data, column_learned={}, columns=None)
    if data.each is not None:  # of the values in one row
        of_row = frames.derive(data, column_learned={}, learned=data.all_learned, columns=None, scaled_by=NO_FITS)
        rescaling.note(run, name, axis, data, of_row)
        return of_row
    holds_none = data.rows == NOTHING or data.kind in {"names", "importances", "batch", "index", "mask"}
    if holds_none or name in HARMLESS or _is_literal(data):
        traits = data.traits | {COUNTED} if data.kind == "mask" else data.traits
        return frames.derive(
            data, rows=NOTHING, statistic=True, column_learned={}, learned=data.all_learned, traits=traits
        )
    record = _record(run, call, data, family="statistic")
    other = record.target = of_pair(call, data)
    record.target_columns = other.columns if other is not None else None
    return Data(
        rows=NOTHING,
        learned=data.all_learned | {record},
        statistic=True,
        columns=data.columns,
        kind="statistic",
        predicted_by=data.predicted_by,
        traits=frozenset((ONE_COLUMN,)) if other is not None else frozenset(),
    )


def _is_in_training(run: Interpreter, call: Call, data: Data) -> bool:
    """Is this a loss that a network may be trained on?"""
    return bool(run.traces) or (bool(data.networks) and losses.in_training(run, data, call))


def _is_within_rows(axis: Value) -> bool:
    """Does a summary along this axis, or along these, leave a number for each row?"""
    if isinstance(axis, Sequence):
        return bool(axis.items) and axis.rest is None and all(map(_is_within_rows, axis.items))
    return isinstance(axis, Constant) and (axis.value in {-1, "columns"} or axis.value in range(1, MOST_AXES))


def _mean_loss(run: Interpreter, call: Call, data: Data) -> Number:
    """The mean of a loss function's values: outside of a training it judges the model."""
    source = data.predicted_from or data
    score = score_event(
        run,
        call,
        call.place.node,
        "loss",
        inputs=source,
        fits=data.predicted_by,
        rows=judged_rows(data),
        prediction=data,
    )
    return Number(frozenset((score,)), hint="loss")


def _is_literal(data: Data) -> bool:
    """Are these numbers that stand in the program?"""
    return isinstance(data.rows, All) and isinstance(data.rows.key, tuple) and data.rows.key[0] == "literal"


def stateless(run: Interpreter, call: Call) -> Value:
    """A function or class that learns nothing: values stay with their rows."""
    from reprolint.graph.calling import computed
    from reprolint.graph.roles.building import estimator

    short = call.qualified.rpartition(".")[2]
    if short[:1].isupper():
        return estimator(run, call)
    value = call.argument("X", 0)
    if isinstance(value, Data) and call.qualified == NORMALIZE and call.constant("axis") == 0:
        return _learned(run, call, value, "scaler")
    if isinstance(value, Data) and call.qualified.startswith("statsmodels"):  # `add_constant`: a further column
        columns = Columns((WITH_CONSTANT, run.fresh()))
        return frames.derive(value, columns=columns, column_learned=dict(value.column_learned))
    if value is not MISSING and isinstance(value, Unknown) and _holds_rows(value):
        data = frames.face(run, value)
        if data is not None:
            return frames.derive(data, column_learned=dict(data.column_learned), shifted_by=NO_FITS)
    return computed(run, call)
