"""Spark's estimators: `fit` gives a model of its own, columns are named by parameters, evaluators score what was predicted."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import Arguments, record_call, score_event
from reprolint.graph.events import MISSING, Call, Fit, Predict
from reprolint.graph.roles import crossvalidation, families, files, spark_frames
from reprolint.graph.roles.scaling import scaled_after
from reprolint.graph.values import NO_FITS, Constant, Data, Estimator, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

READ = ("featuresCol", "inputCol", "inputCols")  # parameters that name what is read
MADE = ("outputCol", "outputCols")  # and what is made
READERS = frozenset({"csv", "jdbc", "json", "load", "orc", "parquet", "table", "text"})
SESSIONS = frozenset({"spark", "getOrCreate", "SQLContext", "sqlContext", "HiveContext", "newSession"})
SESSION_METHODS = frozenset({"sql", "table", "createDataFrame"})


def of_session(run: Interpreter, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """`spark.read.option(...).csv(path)`, `spark.sql(query)`, `spark.createDataFrame(frame)`; None for anything else."""
    parts = receiver.hint.split(".")
    if name in READERS and "read" in parts[1:]:
        method = f"pyspark.sql.DataFrameReader.{name}"
    elif name in SESSION_METHODS and parts[-1] in SESSIONS:
        method = f"pyspark.sql.SparkSession.{name}"
    else:
        return None
    entry = run.catalog.lookup(method)
    event = record_call(run, method, entry, arguments, node, receiver)
    if entry is None:
        data: Value = event.argument("data", 0)
    else:
        data = files.load(run, event)
    event.result = spark_frames.as_spark(data) if isinstance(data, Data) else Unknown(name, tuple(arguments.all()))
    return event.result


def call(run: Interpreter, receiver: Estimator, event: Call, name: str) -> Value:
    """A method of an estimator, a model or an evaluator of Spark."""
    role = receiver.entry.role if receiver.entry is not None else ""
    if name.startswith("set"):
        return _set(run, receiver, event, name)
    if name == "evaluate":
        return _evaluate(run, receiver, event) if role == "evaluator" else _model_evaluate(run, receiver, event)
    if name == "fit":
        return _fit(run, receiver, event)
    if name == "transform":
        return _transform(run, receiver, event)
    return Unknown(f"{receiver.short_name}.{name}", ())


def _set(run: Interpreter, receiver: Estimator, event: Call, name: str) -> Value:
    """`setFeaturesCol("x")`, `setParams(featuresCol="x")`, `setStages([...])`: changed in place and given back."""
    given = dict(event.keywords)
    if event.arguments:
        given[name[3:4].lower() + name[4:]] = event.arguments[0]
    for key, value in given.items():
        run.memory.put(receiver.parameters, key, value)
    if "stages" in given:
        run.memory.set(receiver, "steps", stages_of(given["stages"]))
    if "estimator" in given:
        run.memory.set(receiver, "inner", given["estimator"])
    return receiver


def stages_of(value: Value | None) -> list[tuple[str, Value]]:
    """The stages of a pipeline, as far as they are listed."""
    if not isinstance(value, Sequence):
        return []
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    return [("", item) for item in items if not isinstance(item, Constant)]


def _given(run: Interpreter, event: Call) -> Data | None:
    value = event.argument("dataset", 0)
    return frames.face(run, value) if value is not MISSING else None


def _names(receiver: Estimator, parameters: tuple[str, ...]) -> list[str] | None:
    """The columns that these parameters name; None where they are not known."""
    values = [receiver.parameters[name] for name in parameters if name in receiver.parameters]
    if not values and "featuresCol" in parameters and families.family(receiver) == "model":
        return ["features"]
    return frames.literal_names(values[0]) if len(values) == 1 else None


def _learned_by(data: Data, names: list[str] | None) -> frozenset[Fit]:
    """What was learned for these columns of the frame; for all of it where they are not known."""
    if names is None:
        return data.all_learned
    return data.learned.union(*(data.column_learned.get(name, NO_FITS) for name in names))


def _is_pipeline(receiver: Estimator) -> bool:
    return receiver.entry is not None and receiver.entry.role in {"pipeline", "search"}


def _fit(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """Record the fit; what it gives is a model of its own."""
    data = _given(run, event)
    if data is None:
        return Unknown(event.name, (receiver,))
    kind = families.family(receiver)
    learned = data.all_learned if _is_pipeline(receiver) else _learned_by(data, _names(receiver, READ))
    seen = frames.derive(data, learned=learned, column_learned={}, columns=None)
    record = run.record(
        Fit(
            event.place, event.name, event.qualified, family=kind, estimator=receiver, rows=data.rows, data=seen,
            learned=learned, supervised=kind in {"model", "unknown"} or families.uses_target(receiver), call=event,
        )
    )  # fmt: skip
    if receiver.entry is not None and receiver.entry.role == "search":
        crossvalidation.search(run, receiver, record, event)
    return Estimator(
        receiver.qualified, receiver.entry, receiver.parameters, receiver.steps, receiver.inner, (record,),
        receiver.made_by, receiver.hint, receiver.modes, receiver.complete,
    )  # fmt: skip


def _transform(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    data = _given(run, event)
    if data is None:
        return Unknown(event.name, (receiver,))
    if receiver.fits and families.family(receiver) == "model":
        return _predicted(run, receiver, event, data)
    made = NO_FITS
    for record in receiver.fits:
        if record.family != "stateless":
            made |= record.learned | {record}
    scaled = scaled_after(receiver, data, receiver.fits)
    names = None if _is_pipeline(receiver) else _names(receiver, MADE)
    if names is None:
        return frames.derive(
            data, learned=data.learned | made, column_learned=dict(data.column_learned), columns=None, kind="frame",
            traits=data.traits | {spark_frames.SPARK_FRAME}, scaled_by=scaled,
        )  # fmt: skip
    learned = _learned_by(data, _names(receiver, READ)) | made
    result = spark_frames.with_learned(data, names, learned)
    result.scaled_by = scaled
    return result


def _predicted(run: Interpreter, receiver: Estimator, event: Call, data: Data) -> Data:
    """The frame with predictions beside its columns."""
    fits = frozenset(receiver.fits)
    learned = data.all_learned if _is_pipeline(receiver) else _learned_by(data, _names(receiver, READ))
    inputs = frames.derive(data, learned=learned, column_learned={}, columns=None)
    output = "labels" if families.kind_of_model(receiver) in {"classifier", "clusterer"} else "values"
    result = frames.derive(
        data, learned=learned.union(fits, *(fit.learned for fit in fits)), column_learned={}, columns=None,
        predicted_by=fits, predicted_from=inputs, output=output, test=None, kind="frame",
        traits=data.traits | {spark_frames.SPARK_FRAME},
    )  # fmt: skip
    run.record(
        Predict(
            event.place, event.name, event.qualified, fits=fits, estimator=receiver, data=inputs, rows=data.rows,
            output=output, result=result, call=event,
        )
    )  # fmt: skip
    return result


def _metric(receiver: Estimator) -> str:
    known = receiver.entry.defaults.get("metricName", "score") if receiver.entry is not None else "score"
    given = receiver.parameters.get("metricName", Constant(known))
    return given.value if isinstance(given, Constant) and isinstance(given.value, str) else "score"


def _evaluate(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """`evaluator.evaluate(predictions)`."""
    data = _given(run, event)
    if data is None or not data.predicted_by or data.predicted_from is None:
        return Unknown(event.name, (receiver, *event.arguments))
    metric = _metric(receiver)
    score = score_event(
        run, event, event.place.node, metric, inputs=data.predicted_from, fits=data.predicted_by, rows=data.rows,
        prediction=data,
    )  # fmt: skip
    return Number(frozenset((score,)), hint=metric)


def _model_evaluate(run: Interpreter, receiver: Estimator, event: Call) -> Value:
    """`model.evaluate(test)`: a summary of scores."""
    data = _given(run, event)
    if data is None or not receiver.fits:
        return Unknown(event.name, (receiver, *event.arguments))
    inputs = frames.derive(data, learned=_learned_by(data, _names(receiver, READ)), column_learned={}, columns=None)
    score = score_event(
        run, event, event.place.node, "score", inputs=inputs, fits=frozenset(receiver.fits), rows=data.rows
    )
    return Number(frozenset((score,)), hint="score")
