"""Trainers that hold their data: Hugging Face's is given the rows when it is made, Lightning's when it fits and tests."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import score_event
from reprolint.graph.events import MISSING, Call, Fit, Predict
from reprolint.graph.roles import data_modules
from reprolint.graph.roles.randomness import note_estimator
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import NO_FITS, Data, Estimator, Mapping, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

LIGHTNING = "lightning."


def call(run: Interpreter, trainer: Estimator, event: Call, name: str) -> Value | None:
    """A method of a trainer; None for those that neither train nor judge."""
    if trainer.qualified.startswith(LIGHTNING):
        return _lightning(run, trainer, event, name)
    if name == "train":
        validation = _rows(run, trainer.parameters.get("eval_dataset"))
        _train(
            run,
            trainer,
            trainer.parameters.get("model"),
            _rows(run, trainer.parameters.get("train_dataset")),
            validation,
            event,
        )
        return Unknown(event.name, ())
    given = (
        event.arguments[0]
        if event.arguments
        else event.keywords.get("eval_dataset", event.keywords.get("test_dataset"))
    )
    if name == "evaluate":
        return _judge(
            run, _rows(run, given if given is not None else trainer.parameters.get("eval_dataset")), trainer.fits, event
        )
    if name == "predict":
        return _predict(run, trainer, _rows(run, given), event)
    return None


def _lightning(run: Interpreter, trainer: Estimator, event: Call, name: str) -> Value | None:
    model = event.argument("model", 0)
    if name == "fit":
        rows, held = data_modules.of_training(run, trainer, event)
        _train(run, trainer, model, _rows(run, rows), _rows(run, held), event)
        return Unknown(event.name, ())
    if name in {"test", "validate"}:
        fits = getattr(model, "fits", ()) or trainer.fits
        return _judge(run, _rows(run, data_modules.of_judgement(run, trainer, event, name)), fits, event)
    return None


def _rows(run: Interpreter, value: Value | None) -> Data | None:
    """The rows of a data set or loader, or of the first of several; None where nothing is known of them."""
    if isinstance(value, Mapping):
        value = next(iter(value.items.values()), None)
    if isinstance(value, Sequence):
        value = next(iter(value.items), value.rest)
    if value is None or value is MISSING:
        return None
    data = frames.face(run, value) if isinstance(value, (Data, Unknown)) else None
    return data if data is not None and data.rows != NOTHING else None


def _train(
    run: Interpreter, trainer: Estimator, model: Value | None, data: Data | None, held: Data | None, event: Call
) -> None:
    note_estimator(run, trainer, event)
    record = run.record(
        Fit(
            event.place, event.name, event.qualified, family="model", estimator=trainer, data=data, call=event, supervised=True,
            rows=data.rows if data is not None else NOTHING, learned=data.all_learned if data is not None else NO_FITS,
            validation=(held,) if held is not None else (),
        )
    )  # fmt: skip
    run.memory.set(trainer, "fits", (record,))
    if model is not None and hasattr(model, "fits"):
        run.memory.set(model, "fits", (record,))


def _judge(run: Interpreter, data: Data | None, fits: tuple[Fit, ...], event: Call) -> Value:
    if data is None:
        return Unknown(event.name, ())
    score = score_event(run, event, event.place.node, "evaluate", inputs=data, fits=frozenset(fits), rows=data.rows)
    number = Number(frozenset((score,)), hint="evaluate")
    return Sequence("list", [Mapping({}, number)]) if event.qualified.startswith(LIGHTNING) else Mapping({}, number)


def _predict(run: Interpreter, trainer: Estimator, data: Data | None, event: Call) -> Value:
    if data is None:
        return Unknown(event.name, ())
    fits = frozenset(trainer.fits)
    result = frames.derive(
        data, kind="array", columns=None, column_learned={}, learned=data.all_learned, predicted_by=fits, predicted_from=data,
        output="scores",
    )  # fmt: skip
    run.record(
        Predict(
            event.place,
            event.name,
            event.qualified,
            fits=fits,
            estimator=trainer,
            data=data,
            rows=data.rows,
            output="scores",
            result=result,
            call=event,
        )
    )
    made = Unknown(event.name, ())
    made.attributes = {"predictions": result, "label_ids": frames.derive(data, kind="array", columns=None)}
    if any(node.attr == "metrics" for node in event.place.source.nodes_of(ast.Attribute)):  # else nobody asks for them
        made.attributes["metrics"] = _judge(run, data, trainer.fits, event)
    return made
