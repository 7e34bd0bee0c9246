"""Dictionaries of functions that are called by a key which is not known: each function is taken to be called, as in branches."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from reprolint.graph.joining import join
from reprolint.graph.values import Class, Constant, Function, Mapping, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

MOST = 6  # functions of one dictionary; of larger ones nothing is said
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


def call_each(run: Interpreter, entries: list[Value], call: Callable[[Value], Value]) -> Value:
    """What any of them returns."""
    results: list[Value] = []

    def attempt(entry: Value) -> str:
        results.append(call(entry))
        return ""

    run.memory.fork([partial(attempt, entry) for entry in entries])
    joined = results[0]
    for result in results[1:]:
        joined = join(joined, result)
    return joined
