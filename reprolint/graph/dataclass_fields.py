"""Dataclasses and named tuples: what stands in the fields of a new object, and what is done once they are filled."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, computed
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import MISSING, Call
from reprolint.graph.values import Class, Fresh, Function, Instance, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def described(run: Interpreter, call: Call) -> Value:
    """`field(default=1)` and `field(default_factory=list)`; of attrs `field(factory=list)`."""
    factory = call.keywords.get("default_factory") or call.keywords.get("factory", MISSING)
    if factory is not MISSING:
        return Fresh(factory)
    return call.keywords.get("default") or computed(run, call)


def fill(run: Interpreter, instance: Instance, arguments: Arguments, node: ast.AST) -> None:
    """Annotated names of the body are the constructor's arguments, in order; those of bases come first."""
    names = _fields(instance.cls)
    for name, value in zip(names, arguments.positional, strict=False):
        run.memory.put(instance.attributes, name, value)
    for name, value in arguments.keywords.items():
        if name in names:
            run.memory.put(instance.attributes, name, value)
    if arguments.complete:
        _make_defaults(run, instance, names, node)
    _finish(run, instance, node)


def _fields(cls: Class, depth: int = 8) -> list[str]:
    inherited = [name for base in cls.bases if isinstance(base, Class) and depth for name in _fields(base, depth - 1)]
    return list(dict.fromkeys([*inherited, *cls.fields]))


def _make_defaults(run: Interpreter, instance: Instance, names: list[str], node: ast.AST) -> None:
    """What factories give for the fields that the call leaves out."""
    from reprolint.graph.attributes import class_attribute

    for name in names:
        default = class_attribute(instance.cls, name) if name not in instance.attributes else None
        if isinstance(default, Fresh):
            run.memory.put(instance.attributes, name, call_value(run, default.factory, Arguments([], {}), node))


def _finish(run: Interpreter, instance: Instance, node: ast.AST) -> None:
    """A dataclass has its `__post_init__` called."""
    from reprolint.graph.attributes import class_attribute
    from reprolint.graph.functions import invoke

    last = class_attribute(instance.cls, "__post_init__")
    if isinstance(last, Function) and _is_dataclass(instance.cls):
        invoke(run, last, [instance], {}, node)


def _is_dataclass(cls: Class) -> bool:
    for decorator in cls.node.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if getattr(named, "attr", getattr(named, "id", "")) == "dataclass":
            return True
    return False
