"""Unknown values that are used like models: `fit`, `predict`, `transform`, `score` say what they are."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments
from reprolint.graph.values import Data, Estimator, Instance, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

MODEL_METHODS = frozenset(
    {
        "fit", "fit_transform", "fit_predict", "partial_fit", "predict", "predict_proba", "decision_function", "score",
        "transform", "fit_resample", "fit_sample", "evaluate", "predict_classes", "predict_log_proba",
    }
)  # fmt: skip
# Names that frames share with other things: an unknown value with such a method need not be data.
AMBIGUOUS = frozenset(
    {
        "add", "append", "apply", "clear", "copy", "count", "data", "eval", "extend", "filter", "format", "get",
        "index", "insert", "items", "join", "keys", "map", "mode", "pop", "remove", "replace", "set", "sort", "split",
        "sub", "train", "update", "values", "view", "write", "read", "close", "plot", "hist", "all", "any", "size",
        "info", "step", "item", "to", "cpu", "cuda", "run", "show", "save", "load", "start", "stop", "wait", "result",
        "submit", "transform", "compile", "build", "backward", "take", "skip", "select", "shuffle", "test", "agg",
        "call", "pipe", "where", "mask", "equals", "isin", "repeat", "strip", "lower",
    }
)  # fmt: skip


def call(
    run: Interpreter, receiver: Unknown | Instance, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Treat the receiver as an estimator when the call looks like one of its methods; None when it does not."""
    if name in {"train", "eval"} and isinstance(receiver, Unknown):
        from reprolint.graph.roles.networks import set_mode_of_any

        set_mode_of_any(run, receiver, name, arguments, node)
    if name not in MODEL_METHODS or not _given_rows(arguments):
        return None
    from reprolint.graph.roles import estimators

    if isinstance(receiver, Instance):
        model = Estimator("", None, hint=receiver.cls.name, fits=receiver.fits)
        result = estimators.call(run, model, name, arguments, node)
        run.memory.set(receiver, "fits", model.fits)
        return result
    if name == "transform" and not (receiver.faces and "estimator" in receiver.faces):
        return None
    if receiver.faces is None:
        receiver.faces = {}
    face = receiver.faces.get("estimator")
    if not isinstance(face, Estimator):
        face = receiver.faces["estimator"] = Estimator("", None, hint=receiver.hint)
    result = estimators.call(run, face, name, arguments, node)
    return receiver if result is face else result


def _given_rows(arguments: Arguments) -> bool:
    return any(isinstance(value, (Data, Unknown, Sequence, Mapping)) for value in arguments.all())
