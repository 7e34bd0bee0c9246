"""Objects of one class that were made of the very same values, and have not changed since: they hold the same rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.events import Call, Draw
from reprolint.graph.values import Constant, Data, File, Instance, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

DEEPEST = 3  # lists in lists, and computations on computed values, that are compared


def first_alike(run: Interpreter, value: Instance) -> Instance:
    """The first object that was made as this one was, as far as both have been asked for; itself where there is none."""
    for other in value.cls.data_sets:
        if other is value or _are_alike(run, other, value):
            return other
    value.cls.data_sets.append(value)
    return value


def _are_alike(run: Interpreter, one: Instance, other: Instance) -> bool:
    made, again = one.made_by, other.made_by
    if made is None or again is None or not _same_arguments(made, again):
        return False
    if one.attributes.keys() != other.attributes.keys():
        return False
    if not all(_same(value, other.attributes[name], DEEPEST) for name, value in one.attributes.items()):
        return False
    places = {made.place, again.place}  # what is drawn when they are made may differ
    return not any(isinstance(event, Draw) and not places.isdisjoint(event.calls) for event in run.events[made.order :])


def _same_arguments(one: Call, other: Call) -> bool:
    if not (one.complete and other.complete) or one.keywords.keys() != other.keywords.keys():
        return False
    if len(one.arguments) != len(other.arguments):
        return False
    pairs = [*zip(one.arguments, other.arguments, strict=True)]
    pairs += [(value, other.keywords[name]) for name, value in one.keywords.items()]
    return all(_same(a, b, 0) and not _may_change(a) for a, b in pairs)


def _may_change(value: Value) -> bool:
    """Is it an object whose fields are read? These may be others for the second object, such as `options.phase`."""
    return isinstance(value, Instance) or (isinstance(value, Unknown) and bool(value.attributes))


def _same(one: Value, other: Value, depth: int) -> bool:
    """Do both stand for the same: one value, equal literals, or, to some depth, the same computation on such?"""
    if one is other:
        return True
    if isinstance(one, Constant) and isinstance(other, Constant):
        return type(one.value) is type(other.value) and one.value == other.value
    if not depth or type(one) is not type(other):
        return False
    if isinstance(one, File) and isinstance(other, File):
        return _same(one.path, other.path, depth - 1)
    if isinstance(one, Data) and isinstance(other, Data):
        return (one.rows, one.columns, one.test, one.kind) == (other.rows, other.columns, other.test, other.kind)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.items.keys() == other.items.keys() and _all_same(
            [*one.items.values(), one.rest], [*(other.items[key] for key in one.items), other.rest], depth
        )
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return one.kind == other.kind and _all_same([*one.items, one.rest], [*other.items, other.rest], depth)
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return bool(one.inputs) and one.hint == other.hint and _all_same([*one.inputs], [*other.inputs], depth)
    return False


def _all_same(one: list[Value | None], other: list[Value | None], depth: int) -> bool:
    if len(one) != len(other):
        return False
    return all(
        a is b or (a is not None and b is not None and _same(a, b, depth - 1)) for a, b in zip(one, other, strict=True)
    )
