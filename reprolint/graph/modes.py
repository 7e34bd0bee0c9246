"""Modes of torch networks: training or evaluation, with gradients or without, and the layers that care."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.values import Class, Constant, Estimator, Instance, Library, Mapping, Sequence, Unknown, Value
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.events import Call

TRAIN, EVAL, BOTH = frozenset({"train"}), frozenset({"eval"}), frozenset({"train", "eval"})

REGISTERS = frozenset({"add_module", "register_module", "setattr", "__setattr__", "_modules"})
CHANGES_MODE = frozenset({"train", "eval", "children", "modules", "named_children", "apply"})


def asked_for(event: Call, name: str) -> frozenset[str]:
    """The mode that `train()`, `train(False)`, `train(flag)` or `eval()` asks for."""
    flag = event.constant("mode", default=True, position=0) if name == "train" else False
    return BOTH if flag is ... else TRAIN if flag else EVAL


def modes_of(receiver: Value) -> frozenset[str]:
    """A network starts in training mode; of one that was made elsewhere nothing is known until its mode is set."""
    if not isinstance(receiver, (Estimator, Instance)):
        return frozenset()
    if isinstance(receiver, Instance):
        torch = any(base.startswith("torch.nn.") for base in receiver.cls.library_bases)
    else:
        torch = receiver.qualified.startswith("torch.nn.")
    return receiver.modes or (TRAIN if torch and receiver.made_by is not None else frozenset())


def parts_of(network: Value, depth: int = 6, *, reached: bool = False) -> Iterator[Estimator | Instance]:
    """The network itself and what it is made of, through lists, `Sequential` and networks inside it.

    With `reached`, only what `train()` and `eval()` reach: not what a network of the project holds in a list or dictionary.
    """
    if depth == 0:
        return
    inside: list[Value] = []
    if isinstance(network, (Estimator, Instance)):
        yield network
    if isinstance(network, Estimator):
        if network.made_by is not None and network.entry is not None and network.entry.role == "network":
            inside = [*network.made_by.arguments, *network.made_by.keywords.values()]
    elif isinstance(network, Instance):
        inside = list(network.attributes.values())
        if reached and any(_listed(network)) and not _registers(network.cls):
            inside = [part for part in inside if not isinstance(part, (Sequence, Mapping))]
    elif isinstance(network, (Sequence, Mapping)):
        inside = list(network.items if isinstance(network, Sequence) else network.items.values())
        if network.rest is not None:
            inside.append(network.rest)
    elif isinstance(network, Unknown):
        inside = [*alternatives(network)]
    for part in inside:
        yield from parts_of(part, depth - 1, reached=reached)


def layers(network: Value) -> Iterator[Estimator]:
    """The library layers among the parts."""
    return (part for part in parts_of(network) if isinstance(part, Estimator))


def left_in_training(network: Instance) -> tuple[Estimator | Instance, ...]:
    """Networks in training mode that are held in plain lists or dictionaries, where `eval()` of the whole does not reach them."""
    reached = list(parts_of(network, reached=True))
    known = {id(part) for part in reached}
    listed = [one for part in reached if isinstance(part, Instance) for one in _listed(part)]
    return tuple(one for one in listed if id(one) not in known and modes_of(one) == TRAIN)


def _listed(holder: Instance) -> Iterator[Estimator | Instance]:
    for value in holder.attributes.values():
        if isinstance(value, Sequence):
            held = [*value.items, *([value.rest] if value.rest is not None else [])]
        elif isinstance(value, Mapping):
            held = [*value.items.values(), *([value.rest] if value.rest is not None else [])]
        else:
            continue
        for one in held:
            yield from alternatives(one)


def alternatives(value: Value) -> list[Estimator | Instance]:
    """The networks that a value may be: itself, or those that branches or the rounds of a loop left."""
    if isinstance(value, Estimator):
        return [value] if value.modes or not value.either else list(value.either)
    if isinstance(value, Instance):
        return [value]
    if isinstance(value, Unknown) and not value.hint and len(value.inputs) == 2:  # as `joining.join` makes it
        return [network for one in value.inputs for network in alternatives(one)]
    return []


def _registers(cls: Class) -> bool:
    """Does a class name what it holds to torch, or has it a way of its own to change the mode?"""
    for node in within(cls.node):
        if isinstance(node, ast.FunctionDef) and node.name in CHANGES_MODE:
            return True
        if isinstance(node, ast.Name) and node.id in REGISTERS:
            return True
        if isinstance(node, ast.Attribute):
            of_part = node.attr in {"train", "eval"} and getattr(node.value, "id", "self") != "self"
            if node.attr in REGISTERS or of_part:
                return True
    return False


def stops_gradients(value: Value) -> bool:
    """Is this `torch.no_grad`, `torch.inference_mode` or `torch.set_grad_enabled(False)`, as a context or decorator?"""
    if isinstance(value, Library):
        return value.entry is not None and value.entry.kind == "no-grad"
    if not isinstance(value, Unknown):
        return False
    name = value.hint.rpartition(".")[2]
    if name == "set_grad_enabled":
        return any(isinstance(flag, Constant) and flag.value is False for flag in value.inputs)
    return name in {"no_grad", "inference_mode"}
