"""Neural networks: calling them predicts, `backward()` trains them, keras methods do both, validation rows steer them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.attributes import FUNCTIONAL, class_attribute
from reprolint.graph.calling import Arguments, record_call, score_event
from reprolint.graph.events import MISSING, Call, Fit, Predict
from reprolint.graph.modes import alternatives, asked_for, left_in_training, modes_of, parts_of
from reprolint.graph.parameters import applied, is_functional, parameters, trained_by, with_fits
from reprolint.graph.roles.building import is_torch
from reprolint.graph.roles.layers import is_symbolic, layers_of
from reprolint.graph.roles.randomness import note_estimator
from reprolint.graph.rows import NOTHING
from reprolint.graph.stored import give_weights
from reprolint.graph.values import UNTRAINABLE, Constant, Data, Estimator, Instance, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

GIVES_WEIGHTS = frozenset({"load_weights", "load_state_dict", "set_weights"})
BASES = ("torch.nn.", "keras.", "pytorch_lightning.", "lightning.", "flax.", "equinox.", "haiku.", "tensorflow.")


MOVED = frozenset({"to", "cuda", "cpu", "double", "half", "float", "bfloat16", "share_memory", "requires_grad_"})


def is_network(value: Value) -> bool:
    """Is this an object of a class of the project that derives from a library's network class?"""
    return isinstance(value, Instance) and any(base.startswith(BASES) for base in value.cls.library_bases)


def replaces(receiver: Instance, name: str) -> bool:
    """Is it enough to know that a network is called, without reading how its class computes the outputs?"""
    if name == "__call__":
        return is_functional(receiver)
    return name in FUNCTIONAL and is_functional(receiver) and class_attribute(receiver.cls, name) is None


def call(run: Interpreter, receiver: Instance, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method that the library base gives a network."""
    event = record_call(run, "", None, arguments, node, receiver)
    if is_functional(receiver) and (found := functional(run, receiver, event, name)) is not None:
        return found
    if name == "__call__":
        return forward(run, receiver, event)
    if name in {"train", "eval"}:
        set_mode(run, receiver, event, name)
    if name in {"train", "eval"} or name in MOVED:
        return receiver
    result = method(run, receiver, event, name)
    if result is None and name == "fit":
        from reprolint.graph.roles.estimators import fit

        fit(run, receiver, event)
        return Unknown("history")
    if result is None and name == "predict":
        from reprolint.graph.roles.estimators import predict

        return predict(run, receiver, event, name)
    return result if result is not None else Unknown(name, (receiver,))


def functional(run: Interpreter, receiver: Estimator | Instance, event: Call, name: str) -> Value | None:
    """What networks of JAX can do: `params = model.init(key, x)`, `model.apply(params, x)`, `model(x)`."""
    given = list(event.arguments)
    if name == "__call__":
        return applied(run, event, frozenset(receiver.fits), [*given, *event.keywords.values()], receiver)
    if name == "init":
        return parameters()
    if name == "init_with_output":
        return Sequence("tuple", [Unknown("output", event.arguments), parameters()])
    if name == "bind":
        return with_fits(receiver, sorted(trained_by(given), key=lambda fit: fit.order))
    if name == "apply":
        start = 2 if receiver_takes_key(receiver) and len(given) > 2 else 1
        return applied(run, event, trained_by(given[:1]), [*given[start:], *event.keywords.values()], receiver)
    return None


def receiver_takes_key(receiver: Value) -> bool:
    """Haiku's `apply` is given a key after the parameters, unless it was told that none is needed."""
    return isinstance(receiver, Estimator) and receiver.qualified.startswith("haiku.")


def set_mode(run: Interpreter, receiver: Value, event: Call, name: str) -> None:
    """`train()` and `eval()` reach every network inside that torch knows of."""
    modes = asked_for(event, name)
    for part in parts_of(receiver, reached=True):
        run.memory.set(part, "modes", modes)


def set_mode_of_any(run: Interpreter, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST) -> None:
    """`train()` or `eval()` of one of several networks, such as those of a list in turn: of all that it may be."""
    event = Call(run.place(node), name, arguments=tuple(arguments.positional), keywords=arguments.keywords)
    for network in alternatives(receiver):
        set_mode(run, network, event, name)


def forward(run: Interpreter, receiver: Value, event: Call) -> Value:
    """`model(x)`: outputs for the rows of x; called with what comes from a `keras.Input`, it is a part of a network."""
    given = (*event.arguments, *event.keywords.values())
    if run.symbolic and is_symbolic(given):
        return Unknown(event.name, (receiver, *given))
    parts = [
        part for value in event.arguments if isinstance(value, (Data, Unknown)) and (part := frames.face(run, value))
    ]
    if not parts:
        return Unknown(event.name, (receiver,))
    data = parts[0]
    fits: frozenset[Fit] = frozenset(getattr(receiver, "fits", ()))
    learned = data.all_learned | fits
    for record in fits:
        learned |= record.learned
    result = frames.derive(
        data, learned=data.all_learned, column_learned={}, kind="array", columns=None, predicted_by=fits,
        predicted_from=data, output="scores", networks=(*data.networks, receiver), test=None,
        traits=data.traits - {UNTRAINABLE} if run.gradients else data.traits | {UNTRAINABLE},
    )  # fmt: skip
    run.record(
        Predict(
            event.place, event.name, event.qualified, fits=fits, estimator=receiver, data=data, rows=data.rows,
            output="scores", result=result, call=event, modes=modes_of(receiver), gradients=run.gradients,
            in_training=() if run.gradients or not isinstance(receiver, Instance) else left_in_training(receiver),
        )
    )  # fmt: skip
    return result


def method(run: Interpreter, receiver: Value, event: Call, name: str) -> Value | None:
    """Methods of library networks and trainers that are not those of scikit-learn."""
    if name in {"evaluate", "evaluate_generator"}:
        return _evaluate(run, receiver, event)
    if name in {"save", "save_weights"}:
        entry = getattr(receiver, "entry", None)
        if (entry is None or entry.role == "network") and not getattr(receiver, "fits", ()):  # for a later training
            note_estimator(run, receiver, event)
        return None
    if name == "parameters" and isinstance(receiver, Estimator) and receiver.qualified.startswith("torch.nn."):
        _is_a_model(run, receiver)
        return None
    if is_functional(receiver) and isinstance(receiver, Estimator):
        return functional(run, receiver, event, name)
    if name == "__call__" and isinstance(receiver, Estimator) and receiver.entry is not None:
        if receiver.entry.role == "network":
            return forward(run, receiver, event)
        return None
    if name in MOVED and isinstance(receiver, Estimator) and is_torch(receiver):
        return receiver
    if name in {
        "compile",
        "summary",
        "to",
        "cuda",
        "cpu",
        "train",
        "eval",
        "add",
        "build",
        "load_weights",
        "load_state_dict",
        "set_weights",
    }:
        if name in {"load_weights", "set_weights"} and not event.keywords:  # by keywords it may be some of them only
            run.given_weights[id(receiver)] = receiver
        if name in GIVES_WEIGHTS and isinstance(receiver, (Estimator, Instance)):
            given = give_weights(run, receiver, event)
            if given and isinstance(receiver, Estimator) and receiver.qualified.startswith("torch.nn."):
                _is_a_model(run, receiver)
        if name in {"train", "eval"} and isinstance(receiver, Estimator):
            set_mode(run, receiver, event, name)
        if name == "add" and isinstance(receiver, Estimator) and event.arguments:
            run.memory.set(receiver, "steps", [*receiver.steps, *layers_of(event.arguments[0])])
        return receiver if name != "summary" else Constant(None)
    return None


def _is_a_model(run: Interpreter, receiver: Estimator) -> None:
    """What an optimizer is given, or trained weights, is a model, even if it is a single layer."""
    run.memory.set(receiver, "entry", run.catalog.lookup("torch.nn.Sequential"))


def _evaluate(run: Interpreter, receiver: Value, event: Call) -> Value:
    """Keras `model.evaluate(x, y)`: loss and metrics."""
    from reprolint.graph.roles.estimators import features, target

    value = features(event)
    data = frames.face(run, value) if value is not MISSING else None
    if data is None:
        return Unknown(event.name, (receiver,))
    truth = target(event)
    score = score_event(
        run, event, event.place.node, "evaluate", inputs=data, fits=frozenset(getattr(receiver, "fits", ())),
        rows=data.rows if data is not None else NOTHING, truth=truth if truth is not MISSING else None,
    )  # fmt: skip
    number = Number(frozenset((score,)), hint="evaluate")
    return Sequence("list", [number, number], number)


def validation_of(run: Interpreter, event: Call) -> tuple[Data, ...]:
    """The rows passed to steer the training: `validation_data=`, `eval_set=`, `valid_sets=`, `evals=`."""
    found: list[Data] = []
    for name in ("validation_data", "eval_set", "valid_sets", "evals", "X_val"):
        value = event.argument(name)
        if name == "valid_sets" and isinstance(value, Sequence):  # data sets, where the others list (features, labels)
            found.extend(part for item in value.items for part in _data_in(run, item))
        elif value is not MISSING:
            found.extend(_data_in(run, value))
    return tuple(found)


def _data_in(run: Interpreter, value: Value) -> list[Data]:
    """The feature arrays among `(X, y)`, `[(X, y), ...]` or a single data set."""
    if isinstance(value, Data):
        return [value]
    if isinstance(value, Sequence) and value.items:
        first = value.items[0]
        if isinstance(first, Sequence):
            return [part for item in value.items for part in _data_in(run, item)]
        return (
            [part for part in [frames.face(run, first)] if part is not None]
            if isinstance(first, (Data, Unknown))
            else []
        )
    return []
