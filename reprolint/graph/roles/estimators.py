"""Methods of estimators: fitting, transforming, predicting and scoring."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import settings
from reprolint.graph.calling import Arguments, record_call, score_event
from reprolint.graph.events import MISSING, Call, Fit, Predict
from reprolint.graph.roles.families import family, kind_of_model, uses_target
from reprolint.graph.roles.layers import adapted_within
from reprolint.graph.roles.scaling import scaled_after, scaled_answers
from reprolint.graph.rows import NOTHING
from reprolint.graph.selecting import ranking
from reprolint.graph.stored import keep_checkpoints
from reprolint.graph.values import (
    NO_FITS,
    Data,
    Estimator,
    Instance,
    Mapping,
    Number,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

OUTPUTS = {
    "predict": "labels",
    "fit_predict": "labels",
    "predict_classes": "labels",
    "predict_proba": "probabilities",
    "predict_log_proba": "probabilities",
    "decision_function": "scores",
    "score_samples": "scores",
    "predict_generator": "values",
    "staged_predict": "labels",
    "staged_predict_proba": "probabilities",
}


def call(run: Interpreter, receiver: Estimator, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of an estimator."""
    qualified = f"{receiver.qualified}.{name}" if receiver.qualified else ""
    event = record_call(run, qualified, run.catalog.lookup(qualified) if qualified else None, arguments, node, receiver)
    result = None
    if receiver.qualified.startswith("pyspark."):
        from reprolint.graph.roles import spark

        result = spark.call(run, receiver, event, name)
    elif receiver.qualified.startswith("gensim."):
        from reprolint.graph.roles import embeddings

        result = embeddings.call(run, receiver, event, name)
    elif receiver.entry is not None and receiver.entry.role == "trainer" and not receiver.entry.kind:
        from reprolint.graph.roles import trainers

        result = trainers.call(run, receiver, event, name)
    if result is None:
        handler = METHODS.get(name)
        result = handler(run, receiver, event) if handler is not None else _other(run, receiver, event, name)
    event.result = result
    return result


def _other(run: Interpreter, receiver: Estimator, event: Call, name: str) -> Value:
    from reprolint.graph.roles.networks import method

    result = method(run, receiver, event, name)
    if result is not None:
        return result
    if event.entry is not None and event.entry.kind == "attribution":
        from reprolint.graph.roles.randomness import note_draw

        note_draw(run, event)
    parts = [value for value in event.arguments if isinstance(value, Data)]
    if parts and receiver.entry is not None and receiver.entry.role in {"loss", "layer", "network"}:
        combined: Value = parts[0]
        for part in parts[1:]:
            combined = frames.combine(run, combined, part) or combined
        return combined
    return Unknown(f"{receiver.short_name}.{name}", (receiver, *event.arguments))


def features(event: Call) -> Value:
    """The first argument of a fit or predict, by any of its usual names."""
    if _searches_itself(event):
        return event.argument("X")
    if event.arguments:
        return event.arguments[0]
    for name in ("X", "x", "raw_documents", "train_set", "dtrain", "data", "texts", "y"):
        if name in event.keywords:
            return event.keywords[name]
    return MISSING


def target(event: Call) -> Value:
    """The target argument of a fit."""
    if _searches_itself(event):
        return event.argument("y")
    value = event.keywords.get("y")
    if value is not None:
        return value
    return event.arguments[1] if len(event.arguments) > 1 else MISSING


def _searches_itself(event: Call) -> bool:
    """Is it CatBoost's own search, whose first argument is a grid?"""
    return event.entry is not None and event.entry.role == "trainer" and event.entry.kind == "search"


def fit(run: Interpreter, receiver: Value, event: Call) -> Fit:
    """Record a fit of `receiver` and put it in force; later predictions and transforms refer to it."""
    from reprolint.graph.roles import crossvalidation, networks, randomness

    x, y = features(event), target(event)
    if isinstance(receiver, Estimator) and receiver.entry is not None and receiver.entry.kind == "data-at-init":
        x, y = _given_at_init(receiver)
    data = frames.face(run, x) if x is not MISSING else None
    labels = frames.face(run, y) if isinstance(y, (Data, Unknown)) else None
    data = with_rows_of(data, labels)
    randomness.note_estimator(run, receiver, event)
    learned = (data.all_learned if data is not None else NO_FITS) | _learned_by_layers(receiver)
    learned |= settings.of_model(run, receiver)
    kind = family(receiver)
    record = Fit(
        event.place,
        event.name,
        event.qualified,
        family=kind,
        estimator=receiver,
        rows=data.rows if data is not None else NOTHING,
        data=data,
        target=y if y is not MISSING else None,
        learned=learned,
        target_learned=labels.all_learned if labels is not None else NO_FITS,
        supervised=y is not MISSING and (uses_target(receiver) or kind in {"model", "unknown"}),
        certain=isinstance(receiver, Estimator) and bool(receiver.qualified),
        validation=networks.validation_of(run, event),
        call=event,
    )
    run.record(record)
    if isinstance(receiver, Estimator):
        run.memory.set(receiver, "fits", (record,))
        if receiver.entry is not None and receiver.entry.role == "search":
            crossvalidation.search(run, receiver, record, event)
        for step in _parts(receiver):
            run.memory.set(step, "fits", (record,))
    elif isinstance(receiver, Instance):
        run.memory.set(receiver, "fits", (record,))
    if "callbacks" in event.keywords:
        keep_checkpoints(run, receiver, event)
    return record


def with_rows_of(data: Data | None, labels: Value | None) -> Data | None:
    """Features that were looked up, of rows that nobody knows: they are those of their labels."""
    if data is None or data.rows != NOTHING or not data.learned or not isinstance(labels, Data):
        return data
    return data if labels.rows == NOTHING else frames.derive(data, rows=labels.rows, statistic=False)


def _learned_by_layers(receiver: Value) -> frozenset[Fit]:
    """What layers were adapted to before the network was trained: `normalization.adapt(X)`."""
    fits = [fit for layer in adapted_within(receiver) for fit in layer.fits]
    return NO_FITS.union(*(fit.learned | {fit} for fit in fits))


def _given_at_init(receiver: Estimator) -> tuple[Value, Value]:
    """Statsmodels is given features and target when the model is made."""
    assert receiver.entry is not None
    x, y = (*(receiver.parameters.get(name, MISSING) for name in receiver.entry.arguments), MISSING)[:2]
    return x, y if y is not MISSING else x


def _parts(receiver: Estimator) -> list[Estimator]:
    """The steps of a pipeline, fitted with it."""
    if receiver.entry is None or receiver.entry.role != "pipeline":
        return []
    return [step for _, step in receiver.steps if isinstance(step, Estimator)]


def _fit(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    if receiver.entry is not None and receiver.entry.role == "explain":
        from reprolint.graph.roles.showing import explain_rows

        return explain_rows(run, receiver, event)
    record = fit(run, receiver, event)
    if receiver.entry is not None and receiver.entry.role == "network":
        return _history(run, receiver, record)
    return receiver


def _own_search(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """`model.grid_search(grid, X, y)` of CatBoost: ends with a fit on all of these rows unless told otherwise."""
    if _searches_itself(event) and event.constant("refit", default=True) is True:
        fit(run, receiver, event)
    return Unknown(event.name, (receiver, *event.arguments))


def _history(run: Interpreter, receiver: Estimator, record: Fit) -> Value:
    """Keras returns the course of the training; its validation scores judge the rows that steered it."""
    history = Unknown("history", (receiver,))
    if record.validation:
        score = score_event(
            run, record.call, record.place.node, "validation", inputs=record.validation[0],
            fits=frozenset((record,)), rows=record.validation[0].rows,
        )  # fmt: skip
        history.attributes = {"history": Mapping({}, Number(frozenset((score,)), hint="validation"))}
    return history


def transformed(run: Interpreter, receiver: Estimator, data: Data, fits: tuple[Fit, ...]) -> Data:
    """Data after a fitted transformer: the same rows, with numbers learned in its fits."""
    del run
    learned = data.all_learned
    for record in fits:
        own = data.each is not None and record.data is not None and record.data.each is data.each
        if record.family != "stateless" and not own:
            learned |= record.learned | {record}
    kind = "array" if receiver.entry is not None else data.kind
    columns = data.columns if _keeps_columns(receiver) else None
    return frames.derive(
        data, learned=learned, column_learned={}, kind=kind, columns=columns, test=None,
        scaled_by=scaled_after(receiver, data, fits),
    )  # fmt: skip


def _keeps_columns(receiver: Estimator) -> bool:
    """Do the same columns come out in the same order, each computed from its own values?"""
    entry = receiver.entry
    return entry is not None and (entry.kind == "scaler" or entry.arguments == ("y",))


def _transform(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    if receiver.entry is not None and receiver.entry.family == "isotonic":
        return predict(run, receiver, event, "predict")  # the same by another name
    value = features(event)
    data = frames.face(run, value) if value is not MISSING else None
    if data is None:
        return Unknown(event.name, (receiver,))
    result = transformed(run, receiver, data, receiver.fits)
    if not receiver.fits and isinstance(receiver.inner, Estimator) and family(receiver) == "selector":  # `prefit=True`
        result.learned |= ranking(run, receiver.inner.fits).learned
    if family(receiver) == "model":
        result.predicted_by = frozenset(receiver.fits)
        result.output = "transformed"
    return result


def _fit_transform(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    record = fit(run, receiver, event)
    if record.data is None:
        return Unknown(event.name, (receiver,))
    return transformed(run, receiver, record.data, (record,))


def _fit_predict(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    fit(run, receiver, event)
    return predict(run, receiver, event, "fit_predict")


def predict(run: Interpreter, receiver: Value, event: Call, name: str) -> Value:
    """Outputs of a model for rows; a forecaster is told how far to look ahead, and which rows these are shows later."""
    forecasts = isinstance(receiver, Estimator) and receiver.entry is not None and receiver.entry.kind == "forecaster"
    value = MISSING if forecasts else features(event)
    data = frames.face(run, value) if value is not MISSING else None
    fits: frozenset[Fit] = frozenset(getattr(receiver, "fits", ()))
    output = OUTPUTS.get(name, "labels")
    if isinstance(receiver, Estimator):
        output = _output_of(receiver, output)
    if data is None:
        data = Data(rows=NOTHING, traits=frozenset({"forecast"}) if forecasts else frozenset())
    learned = data.all_learned | fits
    for record in fits:
        learned |= record.learned
    result = frames.derive(
        data,
        learned=learned,
        column_learned={},
        kind="array",
        columns=None,
        predicted_by=fits or frozenset((_unfitted(event, receiver),)),
        predicted_from=data,
        output=output,
        test=None,
        scaled_by=scaled_answers(receiver, data),
    )
    run.record(
        Predict(
            event.place, event.name, event.qualified, fits=fits, estimator=receiver, data=data, rows=data.rows,
            output=output, result=result, call=event,
        )
    )  # fmt: skip
    return result


def _unfitted(event: Call, receiver: Value) -> Fit:
    """Stands for the training of a model that was trained elsewhere (restored, given): nothing is known of its rows."""
    return Fit(event.place, event.name, event.qualified, family="unknown", estimator=receiver, certain=False)


def _output_of(receiver: Estimator, output: str) -> str:
    """`predict` of networks, regressors and outlier detectors gives numbers, of some classifiers probabilities."""
    if output != "labels":
        return output
    if receiver.entry is not None and receiver.entry.produces == "probabilities":
        return "probabilities"
    role = kind_of_model(receiver)
    if role in {"classifier", "clusterer"}:
        return "labels"
    return "labels" if role == "outlier-detector" else "values"


def _score(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    value = features(event)
    data = frames.face(run, value) if value is not MISSING else None
    fits = frozenset(receiver.fits)
    kind = kind_of_model(receiver)
    metric = "accuracy" if kind == "classifier" else "R²" if kind == "regressor" else "score"
    truth = target(event)
    data = with_rows_of(data, truth)
    score = score_event(
        run, event, event.place.node, metric, inputs=data, fits=fits,
        rows=data.rows if data is not None else NOTHING, truth=truth if truth is not MISSING else None,
    )  # fmt: skip
    return Number(frozenset((score,)), hint=metric)


def _fit_resample(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    from reprolint.graph.roles.resampling import resampled

    randomness_owner = receiver
    from reprolint.graph.roles.randomness import note_estimator

    note_estimator(run, randomness_owner, event)
    kind = receiver.entry.kind if receiver.entry is not None else "over"
    return resampled(run, event, kind or "over", features(event), target(event))


def _set_params(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    for name, value in event.keywords.items():
        run.memory.put(receiver.parameters, name, value)
    given = settings.used_in(run, (*event.keywords.values(), *event.unpacked))
    if given:
        run.memory.set(receiver, "settings", receiver.settings | given)
    return receiver


Method = Callable[["Interpreter", Estimator, Call], Value]


def _get_params(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """Of the model that a search found best these are the settings that it found."""
    del run
    return settings.as_value(receiver.settings) if receiver.settings else Unknown(event.name, (receiver,))


def _predict(name: str) -> Method:
    return lambda run, receiver, event: predict(run, receiver, event, name)


def _support(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """Which columns a fitted selector keeps."""
    return ranking(run, receiver.fits, event.place.node, event.name)


METHODS: dict[str, Method] = {
    "get_support": _support,
    "get_feature_names_out": _support,
    "fit": _fit,
    "partial_fit": _fit,
    "adapt": _fit,
    "fit_on_texts": _fit,
    "fit_generator": _fit,
    "grid_search": _own_search,
    "randomized_search": _own_search,
    "fit_transform": _fit_transform,
    "fit_predict": _fit_predict,
    "transform": _transform,
    "inverse_transform": _transform,
    "texts_to_sequences": _transform,
    "texts_to_matrix": _transform,
    "fit_resample": _fit_resample,
    "fit_sample": _fit_resample,
    "score": _score,
    "set_params": _set_params,
    "get_params": _get_params,
    **{name: _predict(name) for name in OUTPUTS if name != "fit_predict"},
}
