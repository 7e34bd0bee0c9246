"""Calls of one of several functions, by a key of a dictionary or a name that branches bound: each is taken to be called."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from reprolint.graph.joining import join
from reprolint.graph.values import Class, Constant, Estimator, Function, Instance, Library, Mapping, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

MOST = 6  # functions of one dictionary; of larger ones nothing is said
_TORCH = frozenset({"torch.nn.Module", "torch.nn.modules.module.Module"})
_READ_TWICE = (ast.Name, ast.Attribute)


def candidates(run: Interpreter, function: ast.expr) -> list[Value]:
    """The functions that `table[name]` may be; none where the key is known, or not all entries are the project's own code."""
    if type(function) is not ast.Subscript or not isinstance(function.value, _READ_TWICE):
        return []
    table = run.eval(function.value)
    if not isinstance(table, Mapping) or table.rest is not None or not 2 <= len(table.items) <= MOST:
        return []
    entries = list({id(value): value for value in table.items.values()}.values())
    if len(entries) < 2 or not all(isinstance(value, (Function, Class)) for value in entries):
        return []
    return [] if isinstance(run.eval(function.slice), Constant) else entries


def alternatives(callee: Unknown) -> list[Value]:
    """The functions that a name may be which branches bound, one of them the project's own; else none."""
    if callee.hint or not 2 <= len(callee.inputs) <= MOST:
        return []
    found: dict[int, Value] = {}
    for one in callee.inputs:
        inner = alternatives(one) if isinstance(one, Unknown) else [one]
        if not inner:
            return []
        found |= {id(part): part for part in inner}
    entries = list(found.values())
    if len(entries) > MOST or not all(isinstance(one, (Function, Class, Library)) for one in entries):
        return []
    return entries if any(isinstance(one, (Function, Class)) for one in entries) else []


def call_each(run: Interpreter, entries: list[Value], call: Callable[[Value], Value]) -> Value:
    """What any of them returns."""
    results: list[Value] = []

    def attempt(entry: Value) -> str:
        results.append(call(entry))
        return ""

    run.memory.fork([partial(attempt, entry) for entry in entries])
    if (network := _some_network(run, results)) is not None:
        return network
    joined = results[0]
    for result in results[1:]:
        joined = join(joined, result)
    return joined


def _some_network(run: Interpreter, results: list[Value]) -> Estimator | None:
    """Of several networks of the project, one of which nothing is known but that it is a network."""
    if len(results) < 2 or not all(isinstance(one, Instance) and _TORCH & {*one.cls.library_bases} for one in results):
        return None
    first = results[0]
    assert isinstance(first, Instance)
    return Estimator("torch.nn.Module", run.catalog.lookup("torch.nn.Module"), made_by=first.made_by)
