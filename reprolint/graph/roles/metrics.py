"""Metric functions: a score on the rows that were predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import score_event
from reprolint.graph.events import MISSING, UNKNOWN, Call
from reprolint.graph.judged import judged_rows
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Data, Estimator, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

DRAWN = frozenset({"curve", "display", "estimator"})


def metric(run: Interpreter, call: Call) -> Value:
    """`accuracy_score(y_true, y_pred)`; a call with predictions of no known model is kept as a plain call."""
    entry = call.entry
    assert entry is not None
    if entry.random is not None:  # `silhouette_score(X, labels, sample_size=300)` judges rows that it draws
        note_draw(run, call)
    name = call.qualified.removesuffix(".from_estimator").removesuffix(".from_predictions").rpartition(".")[2]
    if entry.kind == "estimator" or "estimator" in entry.parameters[:1]:
        return _by_estimator(run, call, name)
    first, second = _pair(call)
    prediction, truth = _prediction(first, second)
    if prediction is None:
        return Unknown(name, call.arguments)
    source = prediction.predicted_from
    rows = judged_rows(prediction)
    if "forecast" in prediction.traits and isinstance(truth, Data):
        rows = truth.rows  # what came true says what was forecast
    elif rows == NOTHING and isinstance(truth, Data) and source is not None and source.learned:
        rows = truth.rows  # features that were looked up, as in `estimators.with_rows_of`
    score = score_event(
        run, call, call.place.node, name, inputs=source, fits=prediction.predicted_by,
        rows=rows, truth=truth, prediction=prediction,
        cross_validated=any(fit.automatic for fit in prediction.predicted_by),
    )  # fmt: skip
    number = Number(frozenset((score,)), hint=name)
    if name in {"roc_curve", "precision_recall_curve", "det_curve", "calibration_curve"}:
        return Sequence("tuple", [number, number, Unknown("thresholds", (prediction,))])
    return number


def _pair(call: Call) -> tuple[Value, Value]:
    """The arguments where truth and prediction are expected."""
    names = call.entry.arguments if call.entry is not None else ()
    first = call.argument(names[0], 0) if names else call.argument("y_true", 0)
    second = call.argument(names[1], 1) if len(names) > 1 else call.argument("y_pred", 1)
    return first, second


def _prediction(first: Value, second: Value) -> tuple[Data | None, Value | None]:
    """Which of the two was predicted; the second when both were."""
    for given, other in ((second, first), (first, second)):
        candidate = given
        if isinstance(given, Unknown) and given.faces is not None:  # an array that predictions were put into
            candidate = given.faces.get("data", given)
        if isinstance(candidate, Data) and candidate.predicted_by and not candidate.statistic:
            return candidate, None if other in {MISSING, UNKNOWN} else other
        if isinstance(candidate, Sequence):
            for item in (*candidate.items, candidate.rest):
                if isinstance(item, Data) and item.predicted_by:
                    return item, None if other in {MISSING, UNKNOWN} else other
    return None, None


def _by_estimator(run: Interpreter, call: Call, name: str) -> Value:
    """`RocCurveDisplay.from_estimator(model, X, y)`."""
    estimator = call.argument("estimator", 0)
    given = call.argument("X", 1)
    data = frames.face(run, given) if given not in {MISSING, UNKNOWN} else None
    fits = frozenset(estimator.fits) if isinstance(estimator, Estimator) else frozenset()
    if data is None or not fits:
        return Unknown(name, call.arguments)
    truth = call.argument("y", 2)
    score = score_event(
        run, call, call.place.node, name, inputs=data, fits=fits, rows=data.rows if data else NOTHING,
        truth=None if truth is MISSING else truth,
    )  # fmt: skip
    return Number(frozenset((score,)), hint=name)
