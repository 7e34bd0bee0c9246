"""Cross-validation inside one call: `cross_val_score` and searches split, fit and score by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import settings
from reprolint.graph.calling import score_event
from reprolint.graph.events import MISSING, Call, Fit, Score, Split
from reprolint.graph.roles.randomness import note_estimator
from reprolint.graph.roles.splitting import folds
from reprolint.graph.rows import Rows
from reprolint.graph.values import NO_FITS, Constant, Data, Estimator, Mapping, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def cross_validate(run: Interpreter, call: Call) -> Value:
    """`cross_val_score(estimator, X, y)` and its like."""
    from reprolint.graph.roles.families import kind_of_model

    estimator = call.argument("estimator", 0)
    given = call.argument("X", 1)
    if given is MISSING:
        return Unknown(call.name, call.arguments)
    data = frames.face(run, given)
    if data is None:
        return Unknown(call.name, call.arguments)
    labels = call.argument("y", 2)
    note_estimator(run, estimator, call)
    splitter = call.argument("cv")
    split, train, test = folds(run, call, data, None if splitter is MISSING else splitter, internal=True)
    _take_after(run, split, splitter)
    groups = call.argument("groups")
    if groups is not MISSING and not (isinstance(groups, Constant) and groups.value is None):
        split.grouped = split.grouped or None
    fit = inner_fit(run, call, estimator, data, labels, train)
    metric = call.constant("scoring")
    name = (
        metric
        if isinstance(metric, str)
        else {"classifier": "accuracy", "regressor": "R²"}.get(kind_of_model(estimator), "score")
    )
    if call.entry is not None and call.entry.kind == "predict":
        return frames.derive(
            data, rows=test, kind="array", columns=None, column_learned={}, predicted_by=frozenset((fit,)),
            predicted_from=frames.derive(data, rows=test), output=_method(call), learned=data.all_learned | fit.learned | {fit},
        )  # fmt: skip
    score = fold_score(run, call, fit, data, test, split, name)
    number = Number(frozenset((score,)), hint=name)
    if call.entry is not None and call.qualified.endswith("cross_validate"):
        return Mapping({"fit_time": Unknown("fit_time"), "estimator": Unknown("estimator")}, number)
    return number


def _take_after(run: Interpreter, split: Split, given: Value | None) -> None:
    """`cv=splitter.split(X, y, groups)`, or a list of it: the folds are those of that split."""
    if not isinstance(given, Sequence):
        return
    pair = given.items[0] if given.items else given.rest
    part = pair.items[0] if isinstance(pair, Sequence) and pair.items else None
    if not isinstance(part, Data):
        return
    for event in run.events:
        if isinstance(event, Split) and part.rows in event.parts.values():
            split.shuffles, split.stratified, split.grouped = event.shuffles, event.stratified, event.grouped
            split.temporal, split.splitter = event.temporal, event.splitter


def _method(call: Call) -> str:
    method = call.constant("method", default="predict")
    return {"predict_proba": "probabilities", "decision_function": "scores", "predict": "labels"}.get(str(method), "")


def inner_fit(run: Interpreter, call: Call, estimator: Value, data: Data, labels: Value, rows: Rows) -> Fit:
    """The fit on each fold's training rows, which the library does itself."""
    from reprolint.graph.roles.families import family

    if isinstance(estimator, Unknown):
        estimator = (estimator.faces or {}).get("estimator", estimator)
    learned = data.all_learned | settings.of_model(run, estimator)
    return run.record(
        Fit(
            call.place, call.name, call.qualified, family=family(estimator), estimator=estimator, rows=rows, data=data,
            target=labels if labels is not MISSING else None, learned=learned, supervised=True,
            target_learned=labels.all_learned if isinstance(labels, Data) else NO_FITS,
            certain=isinstance(estimator, Estimator) and bool(estimator.qualified), call=call, automatic=True,
        )
    )  # fmt: skip


def fold_score(
    run: Interpreter, call: Call, fit: Fit, data: Data, rows: Rows, split: Split, metric: str, *, selected: bool = False
) -> Score:
    """A score on each fold's test rows."""
    return score_event(
        run, call, call.place.node, metric, inputs=data, fits=frozenset((fit,)), rows=rows, split=split,
        cross_validated=True, selected=selected, truth=fit.target,
    )  # fmt: skip


def search(run: Interpreter, receiver: Estimator, record: Fit, event: Call) -> None:
    """A search scores its candidates by cross-validation on the rows it is fitted on, then refits the best on all."""
    if record.data is None:
        return
    splitter = receiver.parameters.get("cv")
    split, train, test = folds(run, event, record.data, splitter, internal=True)
    _take_after(run, split, splitter)
    inner = inner_fit(run, event, receiver.inner or Unknown(), record.data, record.target or MISSING, train)
    inner.base = record
    scoring = receiver.parameters.get("scoring")
    name = scoring.value if isinstance(scoring, Constant) and isinstance(scoring.value, str) else "score"
    fold_score(run, event, inner, record.data, test, split, name, selected=True)
