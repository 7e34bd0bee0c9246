"""Gradients of functions, and what optimizers do with them: `jax.grad(loss)(params, x, y)`, `optax.apply_updates`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import MISSING, Call, Fit
from reprolint.graph.parameters import (
    GRADIENT,
    applied,
    changes_in_place,
    gradients_in,
    is_functional,
    is_learnable,
    merged_gradient,
    parameters,
    stepped,
    trained,
    trained_by,
    training_rows,
    updated,
    with_fits,
    within,
)
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import (
    NO_FITS,
    Class,
    Constant,
    Data,
    Estimator,
    Function,
    Instance,
    Library,
    Method,
    Partial,
    Sequence,
    Transformed,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

VALUE_TOO = "value_and_grad"
TRAIN_STATE = "flax.training.train_state.TrainState"


def transform(run: Interpreter, call: Call) -> Value:
    """`jax.grad(loss, argnums=0, has_aux=False)`: a function that gives gradients."""
    run.functional = True
    function = call.argument("fun", 0)
    if function is MISSING and call.complete:  # `@eqx.filter_value_and_grad(has_aux=True)`
        return Partial(run.library(call.qualified), (), dict(call.keywords))
    if not isinstance(function, (Function, Method, Partial, Transformed, Library, Instance)):
        return Unknown(call.name, call.arguments)
    wanted = call.argument("argnums", 1)
    return Transformed(
        VALUE_TOO if call.qualified.endswith(VALUE_TOO) else "grad",
        function,
        positions(wanted),
        has_aux=call.constant("has_aux", default=False) is True,
    )


def positions(wanted: Value) -> tuple[int, ...] | int:
    """Literal `argnums`; the first argument when it says nothing that can be read."""
    if isinstance(wanted, Constant) and isinstance(wanted.value, int):
        return wanted.value
    if isinstance(wanted, Sequence) and wanted.rest is None:
        found = [one.value for one in wanted.items if isinstance(one, Constant)]
        if found and all(isinstance(one, int) for one in found):
            return tuple(found)  # type: ignore[arg-type]
    return 0


def differentiate(run: Interpreter, function: Transformed, arguments: Arguments, node: ast.AST) -> Value:
    """Call a gradient function: the loss is followed, and the rows that meet the parameters in it are those trained on."""
    several = function.argnums if isinstance(function.argnums, tuple) else (function.argnums,)
    given = list(arguments.positional)
    asked = [position for position in several if -len(given) <= position < len(given)]
    wrt = [given[position] for position in asked]
    if any(_is_input(value) for value in wrt):
        return _of_inputs(run, function, arguments, node, next(value for value in wrt if _is_input(value)))
    for position, value in zip(asked, wrt, strict=True):
        given[position] = value if _is_network(value) else parameters(trained_by([value]))
    trace: list[tuple[Data, bool]] = []
    run.traces.append(trace)
    try:
        outcome = call_value(
            run, function.function, Arguments(given, arguments.keywords, complete=arguments.complete), node
        )
    finally:
        run.traces.pop()
    rest = [value for position, value in enumerate(given) if position not in asked]
    gradient = _gradient(run, node, wrt, *training_rows(run, trace, [*rest, *arguments.keywords.values()]))
    return _shaped(function, outcome, gradient)


def _shaped(function: Transformed, outcome: Value, gradient: Value) -> Value:
    if function.kind == VALUE_TOO:
        return Sequence("tuple", [outcome, gradient])
    if not function.has_aux:
        return gradient
    items = outcome.items if isinstance(outcome, Sequence) else []
    return Sequence("tuple", [gradient, items[1] if len(items) > 1 else Unknown("aux", (outcome,))])


def _is_input(value: Value) -> bool:
    """Rows of samples are what a model is asked about, not what is trained."""
    return isinstance(value, Data) and not value.statistic and value.rows != NOTHING and not value.synthetic


def _is_network(value: Value) -> bool:
    return isinstance(value, (Estimator, Instance)) and is_functional(value)


def _of_inputs(run: Interpreter, function: Transformed, arguments: Arguments, node: ast.AST, value: Value) -> Value:
    """How outputs change with the inputs, row by row: saliency, adversarial examples, forces."""
    outcome = call_value(run, function.function, arguments, node)
    assert isinstance(value, Data)
    return _shaped(function, outcome, frames.derive(value, column_learned=dict(value.column_learned)))


def _gradient(run: Interpreter, node: ast.AST, wrt: list[Value], data: Data | None, certain: bool) -> Data:  # noqa: FBT001
    networks = tuple(value for value in wrt if _is_network(value))
    if data is None:
        return Data(kind=GRADIENT, statistic=True, networks=networks)
    event = record_call(run, "", None, Arguments([], {}), node)
    fit = Fit(
        event.place, event.name, order=event.order, calls=run.sites, family="model",
        estimator=networks[0] if networks else None, rows=data.rows, data=data, learned=data.all_learned,
        supervised=True, certain=certain, call=event,
    )  # fmt: skip
    run.pending.add(fit)
    return Data(kind=GRADIENT, statistic=True, predicted_by=frozenset((fit,)), networks=networks)


# --- what is done with gradients -----------------------------------------------------------------------------------


def apply_updates(run: Interpreter, call: Call) -> Value:
    """`optax.apply_updates(params, updates)`: new parameters, or a new network."""
    old = call.argument("params", 0)
    if old is MISSING and call.keywords:
        old = next(iter(call.keywords.values()))
    gradients = gradients_in([*call.arguments[1:], *call.keywords.values()])
    if gradients:
        return updated(run, old, gradients)
    return old if isinstance(old, (Instance, Estimator)) else parameters(trained_by([old]))


def hand_gradient(run: Interpreter, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """A method that is given gradients: `optimizer.update(grads, state)`, `state.apply_gradients(grads=grads)`."""
    gradients = gradients_in(arguments.all())
    if not gradients:
        return None
    record_call(run, "", None, arguments, node, receiver)
    if name in {"apply_gradients", "apply_gradient"}:
        return stepped(run, [receiver, *arguments.all()], gradients)
    changed = {
        id(network): network for gradient in gradients for network in gradient.networks if changes_in_place(network)
    }
    for network in changed.values():
        trained(run, network, gradients)  # type: ignore[arg-type]
    if name == "update" and not changed:
        return Sequence("tuple", [merged_gradient(gradients), Unknown("opt_state")])
    return mixed(run, arguments.all())


def mixed(run: Interpreter, values: list[Value]) -> Data:
    """What a function of which nothing is known makes of gradients: with parameters beside them, new parameters."""
    gradients = gradients_in(values)
    beside = [
        part for value in values for part in within(value) if not (isinstance(part, Data) and part.kind == GRADIENT)
    ]
    return stepped(run, beside, gradients) if beside else merged_gradient(gradients)


def create_state(run: Interpreter, call: Call) -> Value:
    """`TrainState.create(apply_fn=..., params=params, tx=...)`: parameters with all that belongs to them."""
    del run
    return parameters(trained_by([call.argument("params"), *call.arguments]))


def is_train_state(value: Value) -> bool:
    """Is this Flax's class of training states, or one of the project's made from it?"""
    return isinstance(value, Class) and TRAIN_STATE in value.library_bases


def triple(run: Interpreter, call: Call) -> Value:
    """`opt_init, opt_update, get_params = optimizers.adam(0.1)`: the state holds the parameters."""
    del call
    names = ("init_state", "update_state", "get_params")
    return Sequence("tuple", [run.library(f"jax.example_libraries.optimizers.{name}") for name in names])


def update_state(run: Interpreter, call: Call) -> Value:
    """`opt_update(i, grads, opt_state)`."""
    gradients = gradients_in(call.arguments)
    return stepped(run, call.arguments, gradients) if gradients else parameters(trained_by(call.arguments))


def hold(run: Interpreter, call: Call) -> Value:
    """Parameters put into, or taken out of, something that holds them."""
    del run
    return parameters(trained_by([*call.arguments, *call.keywords.values()]))


def layers(run: Interpreter, call: Call) -> Value:
    """`init, predict = stax.serial(...)`."""
    del call
    return Sequence("tuple", [run.library(f"jax.example_libraries.stax.{name}") for name in ("init", "apply")])


def first_parameters(run: Interpreter, call: Call) -> Value:
    """`_, params = init(key, shape)`."""
    del run
    return Sequence("tuple", [Unknown("shape", call.arguments), parameters()])


def predict(run: Interpreter, call: Call) -> Value:
    """`predict(params, inputs)`."""
    given = [*call.arguments[1:], *call.keywords.values()]
    return applied(run, call, trained_by(call.arguments[:1]), given)


# --- Equinox and NNX: networks that are divided into parameters and the rest, and put together again -------------------


def divided(run: Interpreter, call: Call) -> Value:
    """`params, static = eqx.partition(model, eqx.is_array)`, `graphdef, state = nnx.split(model)`."""
    del run
    network = call.arguments[0] if call.arguments else MISSING
    part = parameters(trained_by([network]))
    whole: list[Value] = [part, network] if call.qualified.startswith("equinox.") else [network, part]
    return Sequence("tuple", whole, part)


def put_together(run: Interpreter, call: Call) -> Value:
    """`eqx.combine(params, static)`, `nnx.merge(graphdef, state)`."""
    del run
    network = next((value for value in call.arguments if _is_network(value)), None)
    found = trained_by(value for value in call.arguments if value is not network) or trained_by(call.arguments)
    if isinstance(network, (Estimator, Instance)):
        return with_fits(network, sorted(found, key=lambda fit: fit.order))
    return parameters(found)


def change_network(run: Interpreter, call: Call) -> Value:
    """`nnx.update(model, state)`: the network takes other parameters, in place."""
    network = call.arguments[0] if call.arguments else MISSING
    if isinstance(network, (Estimator, Instance)):
        fits = sorted(trained_by(call.arguments[1:]), key=lambda fit: fit.order)
        run.memory.set(network, "fits", tuple(fits) or network.fits)
    return Constant(None)


# --- parameters as receivers ---------------------------------------------------------------------------------------


def call_on(run: Interpreter, data: Data, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of parameters, of a state that holds them, or of a gradient."""
    result = hand_gradient(run, data, name, arguments, node)
    if result is not None:
        return result
    event = record_call(run, "", None, arguments, node, data)
    given = arguments.all()
    if name in {"apply_fn", "apply", "__call__"}:
        own = [value for value in given if any(True for _ in within(value))]
        fits = trained_by(own) or data.predicted_by
        return applied(run, event, fits, [value for value in arguments.positional if value not in own])
    if name == "replace":
        kept = NO_FITS if any(True for _ in within(arguments.keywords.get("params"))) else data.predicted_by
        return parameters(kept | trained_by(given))
    if name == "items":
        return Sequence("list", [], Sequence("tuple", [Unknown("key"), data]))
    if name == "keys":
        return Sequence("list", [], Unknown("key"))
    return frames.derive(data)


def through(run: Interpreter, values: list[Value]) -> Value | None:
    """What a library function of which nothing is known gives for parameters: parameters, or gradients for gradients."""
    del run
    if gradients := gradients_in(values):
        return merged_gradient(gradients)
    if any(is_learnable(part) for value in values for part in within(value)):
        return parameters(trained_by(values))
    return None


# --- calls of which nothing is known ---------------------------------------------------------------------------------

APPLY = frozenset({"apply", "apply_fn"})
# Products of what need not be known to be rows with parameters.
PRODUCTS = frozenset({"dot", "matmul", "tensordot", "einsum", "inner", "dot_general", "conv", "conv_general_dilated"})


def call_unknown(run: Interpreter, callee: Unknown, arguments: Arguments, node: ast.AST) -> Value | None:
    """A function of which nothing is known, given gradients or parameters; None when it is given neither."""
    given = arguments.all()
    if gradients_in(given):
        record_call(run, "", None, arguments, node)
        return mixed(run, given)
    if callee.hint.rpartition(".")[2] in APPLY:
        return _apply(run, arguments, node, None)
    return None


def method_of_unknown(
    run: Interpreter, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """A method of something unknown that is given gradients or parameters; None when it is given neither."""
    result = hand_gradient(run, receiver, name, arguments, node)
    if result is None and name in APPLY:
        return _apply(run, arguments, node, receiver)
    return result


def _apply(run: Interpreter, arguments: Arguments, node: ast.AST, receiver: Value | None) -> Value | None:
    first, *rest = arguments.positional or [Unknown()]
    if not any(is_learnable(part) for part in within(first)):
        return None
    event = record_call(run, "", None, arguments, node, receiver)
    return applied(run, event, trained_by([first]), [*rest, *arguments.keywords.values()])


def library_result(run: Interpreter, event: Call, given: list[Value]) -> Value | None:
    """What a library function with no role gives for parameters; None when it is given none."""
    top = [value for value in given if is_learnable(value)]
    plain = [value for value in given if isinstance(value, Data) and not value.statistic]
    if plain and top:
        return None  # arithmetic
    name = event.qualified.rpartition(".")[2]
    if top and name in PRODUCTS:
        data = next((frames.face(run, value) for value in given if isinstance(value, Unknown)), None)
        return frames.combine(run, data, top[0]) if data is not None else None
    if plain or event.qualified.partition(".")[0] in {"builtins", "os", "logging"}:
        return None
    return through(run, given)
