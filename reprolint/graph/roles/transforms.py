"""Functions that call functions in other ways: `jax.jit`, `vmap`, `lax.scan`, `tree.map`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, computed
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import MISSING, Call
from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.parameters import gradients_in, is_functional, updated
from reprolint.graph.roles import gradients
from reprolint.graph.roles.building import estimator
from reprolint.graph.values import (
    Constant,
    Data,
    Estimator,
    Function,
    Instance,
    Library,
    Mapping,
    Method,
    Partial,
    Sequence,
    Transformed,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

CALLABLE = (Function, Method, Partial, Transformed, Library, Instance, Estimator)
ROUNDS = 2  # of a loop that a function makes
LEAVES = 8  # items of one container in a tree that are followed one by one
DEPTH = 4  # containers within containers in a tree


def same(run: Interpreter, call: Call) -> Value:
    """`jax.jit(f)`: f; `jax.device_put(x)`: x."""
    if call.arguments:
        return call.arguments[0]
    named = next((call.keywords[name] for name in ("fun", "f", "func", "x") if name in call.keywords), None)
    return named or Partial(run.library(call.qualified), (), dict(call.keywords))


def mapped(run: Interpreter, call: Call) -> Value:
    """`jax.vmap(f, in_axes=(None, 0))`: f for each row."""
    function = call.argument("fun", 0)
    if function is MISSING and call.complete:
        return Partial(run.library(call.qualified), (), dict(call.keywords))
    if not isinstance(function, CALLABLE) and not _is_parameters(function):
        return Unknown(call.name, call.arguments)
    axes = call.argument("in_axes", 1)
    literal = axes.items if isinstance(axes, Sequence) and axes.rest is None else None
    by_row = tuple(not (isinstance(axis, Constant) and axis.value is None) for axis in literal) if literal else None
    return Transformed("vmap", function, mapped=by_row)


def _is_parameters(value: Value) -> bool:
    return isinstance(value, Data) and value.statistic


def call(run: Interpreter, function: Transformed, arguments: Arguments, node: ast.AST) -> Value:
    """Call a function that was transformed."""
    if function.kind != "vmap":
        return gradients.differentiate(run, function, arguments, node)
    outer = run.by_row
    run.by_row = outer or _takes_rows(function, arguments)
    try:
        return call_value(run, function.function, arguments, node)
    finally:
        run.by_row = outer


def _takes_rows(function: Transformed, arguments: Arguments) -> bool:
    """Is the function called for single rows? Not so where only parameters differ from call to call."""
    if function.mapped is None:
        return True
    pairs = zip(function.mapped, arguments.positional, strict=False)
    return any(by_row for by_row, value in pairs if not _is_parameters(value))


def decorated(run: Interpreter, function: Function) -> Value:
    """The function with those of its decorators that change what a call gives."""
    value: Value = function
    for decorator in reversed(function.decorators):
        library = decorator.function if isinstance(decorator, Partial) else decorator
        handler = DECORATORS.get(library.name) if isinstance(library, Library) else None
        if handler is not None and isinstance(library, Library):
            keywords = decorator.keywords if isinstance(decorator, Partial) else {}
            place = run.place(function.node)
            value = handler(
                run,
                Call(place, function.name, library.name, entry=library.entry, arguments=(value,), keywords=keywords),
            )
    return value


# --- loops and branches that functions make ------------------------------------------------------------------------


def _call(run: Interpreter, function: Value, given: list[Value], node: ast.AST) -> Value:
    return call_value(run, function, Arguments(given, {}), node)


def _item(run: Interpreter, value: Value) -> Value:
    """What stands for one step's share of `xs`: of arrays side by side, a row of each."""
    if isinstance(value, Sequence):
        rest = _item(run, value.rest) if value.rest is not None else None
        return Sequence(value.kind, [_item(run, item) for item in value.items], rest)
    if isinstance(value, Mapping):
        return Mapping({key: _item(run, item) for key, item in value.items.items()}, value.rest)
    if isinstance(value, Constant):
        return value
    items, rest = items_of(run, value)
    return rest if rest is not None else items[0] if items else Unknown()


def _repeated(run: Interpreter, once: Callable[[], None]) -> None:
    exact, run.exact = run.exact, False
    try:
        for _ in range(1 if run.hurried else ROUNDS):
            once()
    finally:
        run.exact = exact


def scan(run: Interpreter, event: Call) -> Value:
    """`carry, ys = lax.scan(step, carry, xs)`: as a loop over xs, read twice."""
    function, carry, xs = (event.argument(name, i) for i, name in enumerate(("f", "init", "xs")))
    if carry is MISSING or not isinstance(function, CALLABLE):
        return Unknown(event.name, event.arguments)
    item = _item(run, xs) if xs is not MISSING else Unknown("step")
    out: list[Value] = [carry, Unknown("ys", event.arguments)]

    def once() -> None:
        result = _call(run, function, [out[0], item], event.place.node)
        parts = result.items if isinstance(result, Sequence) else []
        out[:] = parts if len(parts) == 2 else [result, out[1]]

    _repeated(run, once)
    return Sequence("tuple", out)


def fori_loop(run: Interpreter, event: Call) -> Value:
    """`lax.fori_loop(0, n, step, value)`."""
    function, value = event.argument("body_fun", 2), event.argument("init_val", 3)
    if value is MISSING or not isinstance(function, CALLABLE):
        return Unknown(event.name, event.arguments)
    out = [value]

    def once() -> None:
        out[0] = _call(run, function, [Unknown("index"), out[0]], event.place.node)

    _repeated(run, once)
    return out[0]


def while_loop(run: Interpreter, event: Call) -> Value:
    """`lax.while_loop(go_on, step, value)`."""
    function, value = event.argument("body_fun", 1), event.argument("init_val", 2)
    if value is MISSING or not isinstance(function, CALLABLE):
        return Unknown(event.name, event.arguments)
    out = [value]

    def once() -> None:
        out[0] = _call(run, function, [out[0]], event.place.node)

    _repeated(run, once)
    return out[0]


def cond(run: Interpreter, event: Call) -> Value:
    """`lax.cond(test, f, g, *operands)`: what either gives."""
    branches, operands = event.arguments[1:3], list(event.arguments[3:])
    if len(branches) < 2 or not all(isinstance(branch, CALLABLE) for branch in branches):
        return Unknown(event.name, event.arguments)
    first, second = (_call(run, branch, operands, event.place.node) for branch in branches)
    joined: Value = join(first, second)
    return joined


def for_each(run: Interpreter, event: Call) -> Value:
    """`lax.map(f, xs)`: f for each row."""
    function = event.argument("f", 0)
    if len(event.arguments) < 2 or not isinstance(function, CALLABLE):
        return Unknown(event.name, event.arguments)
    return call(run, Transformed("vmap", function), Arguments([event.arguments[1]], {}), event.place.node)


# --- trees ---------------------------------------------------------------------------------------------------------


def tree_map(run: Interpreter, event: Call) -> Value:
    """`jax.tree.map(f, tree, *others)`: f for each leaf."""
    function, trees = event.argument("f", 0), list(event.arguments[1:])
    if not trees or not isinstance(function, CALLABLE):
        return computed(run, event)
    return _leaves(run, function, trees, event.place.node, DEPTH)


def _leaves(run: Interpreter, function: Value, trees: list[Value], node: ast.AST, depth: int) -> Value:
    first = trees[0]
    steps = gradients_in(trees[1:])
    if steps and isinstance(first, (Estimator, Instance)) and is_functional(first):
        return updated(run, first, steps)
    if depth and isinstance(first, Sequence):
        items = [
            _leaves(run, function, [item, *(_part(tree, i) for tree in trees[1:])], node, depth - 1)
            for i, item in enumerate(first.items[:LEAVES])
        ]
        rest = first.rest if first.rest is not None else first.items[LEAVES] if len(first.items) > LEAVES else None
        if rest is not None:
            rest = _leaves(run, function, [rest, *(_part(tree, None) for tree in trees[1:])], node, depth - 1)
        return Sequence(first.kind, items, rest)
    if depth and isinstance(first, Mapping):
        named = {
            key: _leaves(run, function, [item, *(_part(tree, key) for tree in trees[1:])], node, depth - 1)
            for key, item in list(first.items.items())[:LEAVES]
        }
        return Mapping(named, first.rest)
    return _call(run, function, trees, node)


def _part(tree: Value, key: object) -> Value:
    """What stands at the same place in another tree."""
    if isinstance(tree, Sequence):
        if isinstance(key, int) and key < len(tree.items):
            return tree.items[key]
        return tree.rest or Unknown(inputs=(tree,))
    if isinstance(tree, Mapping):
        return tree.items.get(key) or tree.rest or Unknown(inputs=(tree,))
    return tree


def run_main(run: Interpreter, event: Call) -> Value:
    """`absl.app.run(main)`."""
    function = event.argument("main", 0)
    if isinstance(function, Function):
        _call(run, function, [Sequence("list", [], Unknown("argument"))], event.place.node)
    return Constant(None)


def _named(prefix: str, names: str) -> frozenset[str]:
    return frozenset(f"{prefix}.{name}" for name in names.split())


GRADIENTS = (
    _named("jax", "grad value_and_grad")
    | _named("equinox", "filter_grad filter_value_and_grad")
    | _named("flax.nnx", "grad value_and_grad")
    | _named("haiku", "grad value_and_grad")
    | _named("autograd", "grad value_and_grad")
)
MAPS = _named("jax", "vmap") | _named("equinox", "filter_vmap") | _named("flax.nnx", "vmap") | _named("haiku", "vmap")
SAME = (
    _named(
        "jax",
        "jit pmap checkpoint remat named_call device_put block_until_ready device_get experimental.pjit.pjit pjit",
    )
    | _named("jax.lax", "pmean psum stop_gradient")
    | _named("equinox", "filter_jit filter_pmap filter_checkpoint filter filter_shard nn.inference_mode tree_inference")
    | _named("flax.nnx", "jit pmap remat state")
    | _named("flax.jax_utils", "replicate unreplicate")
    | _named("flax.core", "freeze unfreeze frozen_dict.freeze frozen_dict.unfreeze FrozenDict")
    | _named("haiku", "jit without_apply_rng remat")
    | frozenset({"tensorflow_datasets.as_numpy"})
)
TRANSFORMED = _named("haiku", "transform transform_with_state")
DECORATORS: dict[str, Callable[[Interpreter, Call], Value]] = {
    **dict.fromkeys(GRADIENTS, gradients.transform),
    **dict.fromkeys(MAPS, mapped),
    **dict.fromkeys(TRANSFORMED, estimator),
    "haiku.without_apply_rng": same,
}
SPECIAL: dict[str, Callable[[Interpreter, Call], Value]] = {
    **dict.fromkeys(GRADIENTS, gradients.transform),
    **dict.fromkeys(MAPS, mapped),
    **dict.fromkeys(SAME, same),
    **dict.fromkeys(_named("jax", "tree.map"), tree_map),
    "jax.lax.scan": scan,
    "jax.lax.fori_loop": fori_loop,
    "jax.lax.while_loop": while_loop,
    "jax.lax.cond": cond,
    "jax.lax.map": for_each,
    "optax.apply_updates": gradients.apply_updates,
    "equinox.apply_updates": gradients.apply_updates,
    "equinox.partition": gradients.divided,
    "equinox.combine": gradients.put_together,
    "flax.nnx.split": gradients.divided,
    "flax.nnx.merge": gradients.put_together,
    "flax.nnx.update": gradients.change_network,
    f"{gradients.TRAIN_STATE}.create": gradients.create_state,
    "jax.example_libraries.stax.serial": gradients.layers,
    "jax.example_libraries.stax.init": gradients.first_parameters,
    "jax.example_libraries.stax.apply": gradients.predict,
    **dict.fromkeys(
        _named(
            "jax.example_libraries.optimizers", "sgd momentum nesterov adagrad rmsprop rmsprop_momentum adam adamax sm3"
        ),
        gradients.triple,
    ),
    "jax.example_libraries.optimizers.init_state": gradients.hold,
    "jax.example_libraries.optimizers.update_state": gradients.update_state,
    "jax.example_libraries.optimizers.get_params": gradients.hold,
    "absl.app.run": run_main,
}
