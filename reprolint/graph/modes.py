"""Modes of torch networks: training or evaluation, with gradients or without, and the layers that care."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, Estimator, Instance, Library, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Call

TRAIN, EVAL, BOTH = frozenset({"train"}), frozenset({"eval"}), frozenset({"train", "eval"})


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


def parts_of(network: Value, depth: int = 6) -> Iterator[Estimator | Instance]:
    """The network itself and what it is made of, through lists, `Sequential` and networks inside it."""
    if depth == 0:
        return
    inside: list[Value] = []
    if isinstance(network, (Estimator, Instance)):
        yield network
    if isinstance(network, Estimator):
        if network.made_by is not None and network.entry is not None and network.entry.role == "network":
            inside = [*network.made_by.arguments, *network.made_by.keywords.values()]
    elif isinstance(network, (Instance, Sequence, Mapping)):
        if isinstance(network, Sequence):
            inside = list(network.items)
        else:
            inside = list((network.attributes if isinstance(network, Instance) else network.items).values())
        if not isinstance(network, Instance) and network.rest is not None:
            inside.append(network.rest)
    for part in inside:
        yield from parts_of(part, depth - 1)


def layers(network: Value) -> Iterator[Estimator]:
    """The library layers among the parts."""
    return (part for part in parts_of(network) if isinstance(part, Estimator))


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
