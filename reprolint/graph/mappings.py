"""Dicts: what stands under a key, known or not, and what a `defaultdict` puts in for one that is not there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from reprolint.graph.joining import join
from reprolint.graph.values import Constant, Function, Library, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_COLLECTIONS: dict[str, Callable[[], Value]] = {
    "builtins.list": lambda: Sequence("list", []),
    "builtins.set": lambda: Sequence("set", []),
    "builtins.dict": lambda: Mapping({}),
}


def value_at(run: Interpreter, mapping: Mapping, key: Value, node: ast.AST) -> Value:
    """`mapping[key]`; of an unknown key, what stands under any."""
    if isinstance(key, Constant):
        found = mapping.items.get(key.value) or mapping.rest
        return found or _made_for(run, mapping, key, node) or Unknown(str(key.value))
    if mapping.latest is not None and mapping.latest[0] is key:
        return mapping.latest[1]
    if (
        mapping.missing is not None and not mapping.items
    ):  # the one value that stands for all, so that it can be added to
        return mapping.rest or _made_for(run, mapping, key, node) or Unknown(inputs=(mapping,))
    values = [*mapping.items.values(), *([mapping.rest] if mapping.rest is not None else [])]
    if not values:
        return Unknown(inputs=(mapping,))
    result = values[0]
    for value in values[1:12]:
        result = join(result, value)
    return result


def _made_for(run: Interpreter, mapping: Mapping, key: Value, node: ast.AST) -> Value | None:
    """What `defaultdict(list)` puts in for a key that is not there; None when it is no collection."""
    factory = mapping.missing
    made: Value | None = None
    if isinstance(factory, Library) and factory.name in _COLLECTIONS:
        made = _COLLECTIONS[factory.name]()
    elif isinstance(factory, Function):
        from reprolint.graph.functions import invoke

        made = invoke(run, factory, [], {}, node)
    if not isinstance(made, (Sequence, Mapping)):
        return None
    if isinstance(key, Constant):
        run.memory.put(mapping.items, key.value, made)
    else:
        hold(run, mapping, key, made)
    return made


def hold(run: Interpreter, mapping: Mapping, key: Value, value: Value) -> None:
    """A value under a key that is not known."""
    run.memory.set(mapping, "rest", value if mapping.rest is None else join(mapping.rest, value))
    run.memory.set(mapping, "latest", (key, value))


def update(run: Interpreter, mapping: Mapping, given: list[Value], keywords: dict[str, Value]) -> None:
    """`mapping.update(other, key=value)`."""
    for value in given:
        if isinstance(value, Mapping):
            for name, item in value.items.items():
                run.memory.put(mapping.items, name, item)
            if value.rest is not None:
                hold(run, mapping, value.latest[0] if value.latest else Unknown("key"), value.rest)
        else:
            run.memory.set(mapping, "rest", mapping.rest or Unknown("value"))
    for keyword, item in keywords.items():
        run.memory.put(mapping.items, keyword, item)
