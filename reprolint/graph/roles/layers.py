"""Layers that networks of Keras are made of: listed, called on the way to an output, or held by objects of the project."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from reprolint.graph.values import Estimator, Instance, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Call

_BASES = ("keras.layers.", "keras.Model", "keras.Sequential")
_PARTS = frozenset({"layer", "network"})
_COMPUTES = frozenset({"learn", "none", "stateless"})  # roles of functions that give values


def layers_of(value: Value) -> list[tuple[str, Value]]:
    """The layers that a network is made of, as far as they are listed."""
    listed = value.items if isinstance(value, Sequence) else [value]
    return [("", layer) for layer in listed if isinstance(layer, Estimator) or is_layer(layer)]


def is_layer(value: Value) -> bool:
    """Is this an object of a class of the project that extends a layer or a network of Keras?"""
    return isinstance(value, Instance) and any(base.startswith(_BASES) for base in value.cls.library_bases)


def layers_behind(ends: Iterable[Value]) -> list[Value]:
    """The layers that were called on the way to the outputs of a functional model, the last ones first."""
    return [value for value in _called_behind(ends) if is_layer(value) or _is_part(value)]


def _called_behind(ends: Iterable[Value]) -> Iterator[Value]:
    """What was called on the way to these outputs, layers or not."""
    seen: set[int] = set()
    waiting = list(ends)
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Estimator) or is_layer(value):
            yield value
        elif isinstance(value, (Unknown, Sequence)):
            waiting += value.inputs if isinstance(value, Unknown) else value.items


def _is_part(value: Value) -> bool:
    return isinstance(value, Estimator) and value.entry is not None and value.entry.role in _PARTS


def adapted_within(network: Value) -> Iterator[Estimator]:
    """What a network of Keras is made of and may have learned before it: its layers, and those of the networks in it."""
    seen: set[int] = set()
    waiting = _made_of(network)
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Estimator):
            yield value
        waiting += _made_of(value)


def _made_of(value: Value) -> list[Value]:
    """The steps of a network, the layers on the way to its outputs, or the fields of an object of the project."""
    if is_layer(value):
        assert isinstance(value, Instance)
        return [part for part in value.attributes.values() if isinstance(part, (Estimator, Instance, Sequence))]
    if isinstance(value, Sequence):
        return list(value.items)
    if not isinstance(value, Estimator) or value.entry is None or value.entry.role != "network":
        return []
    steps = [step for _, step in value.steps]
    return [*steps, *_called_behind(value.parameters.values())] if value.entry.kind == "functional" else steps


def is_symbolic(values: Iterable[Value]) -> bool:
    """Do the values come from a `keras.Input`, so that what is called with them becomes a part of a network?"""
    behind = (one.entry for one in layers_behind(values) if isinstance(one, Estimator))
    return any(entry is not None and entry.kind == "input" for entry in behind)


def computed_in_network(call: Call) -> Unknown | None:
    """What a function of TensorFlow or Keras makes of a `keras.Input`, or of what layers made of one: part of the network."""
    if not call.qualified.startswith(("tensorflow.", "keras.")):
        return None
    if call.entry is not None and (call.entry.role not in _COMPUTES or call.entry.random is not None):
        return None
    given = (*call.arguments, *call.keywords.values())
    return Unknown(call.name, given) if is_symbolic(given) else None


def layers_within(network: Instance, restored: Container[int]) -> Iterator[tuple[Estimator, bool]]:
    """The layers and networks of Keras that an object of the project keeps in its fields, alone or in lists.

    With each it is said whether the object that keeps it is among those `restored`, given by their ids.
    """
    waiting: list[tuple[Value, bool]] = [(network, False)]
    seen: set[int] = set()
    while waiting:
        value, given = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        parts: Iterable[Value] = ()
        if isinstance(value, Estimator):
            if value.entry is not None and value.entry.role in _PARTS and value.qualified.startswith("keras."):
                yield value, given
        elif isinstance(value, Instance):
            if is_layer(value):
                given, parts = given or id(value) in restored, value.attributes.values()
        elif isinstance(value, Sequence):
            parts = value.items
        elif isinstance(value, Mapping):
            parts = value.items.values()
        waiting += [(part, given) for part in [*parts][::-1]]
