"""Statistics that a data set of the project works into each item: `(self.x[i] - self.mean) / self.spread`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.values import Data, Instance
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.events import Fit
    from reprolint.graph.interpreter import Interpreter

STEPS = 12  # names that are followed back from what is returned


def worked_in(run: Interpreter, value: Instance, getter: ast.FunctionDef) -> tuple[set[Fit], set[Fit]]:
    """The fits whose numbers are in the features of each item, and those of them that are only added to it.

    A field counts that nothing but `__init__` binds: one that is bound again may hold other numbers once items are read.
    Numbers in the target, which stands behind the features in what is returned, tell the features nothing.
    """
    learned: set[Fit] = set()
    stretched: set[Fit] = set()
    owner = getter.args.args[0].arg
    for operation, side in _operands(getter):
        field = side.attr if isinstance(side.value, ast.Name) and side.value.id == owner else ""
        numbers = value.attributes.get(field)
        if not isinstance(numbers, Data) or not numbers.statistic or not numbers.all_learned:
            continue
        if not _is_bound_again(run, value, field):
            learned |= numbers.all_learned
            if not isinstance(operation.op, (ast.Add, ast.Sub)):
                stretched |= numbers.all_learned
    return learned, learned - stretched


def _operands(getter: ast.FunctionDef) -> Iterator[tuple[ast.BinOp, ast.Attribute]]:
    """What arithmetic on the way to the returned features takes as a whole from a field, with the operation."""
    for part in _behind_features(getter):
        for node in within(part):
            if isinstance(node, ast.BinOp):
                yield from ((node, side) for side in (node.left, node.right) if isinstance(side, ast.Attribute))


def _behind_features(getter: ast.FunctionDef) -> list[ast.expr]:
    """The expression returned first, and what the names in it were bound to; nothing where that depends on a test."""
    if any(isinstance(node, (ast.If, ast.IfExp, ast.Match, ast.Try)) for node in within(getter)):
        return []
    returned = [node.value for node in within(getter) if isinstance(node, ast.Return) and node.value is not None]
    if len(returned) != 1:
        return []
    first = returned[0]
    if isinstance(first, (ast.Tuple, ast.List)) and first.elts:
        first = first.elts[0]
    elif isinstance(first, ast.Dict) and first.values:
        first = first.values[0]
    found, names = [first], set[str]()
    for expression in found:
        for node in within(expression):
            if isinstance(node, ast.Name) and node.id not in names and len(found) < STEPS:
                names.add(node.id)
                found += _bound_to(getter, node.id)
    return found


def _bound_to(getter: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    for node in within(getter):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == name for target in node.targets):
            yield node.value


def _is_bound_again(run: Interpreter, value: Instance, field: str) -> bool:
    """Does anything but an `__init__` bind a field of this name, in the class or in the file that is checked?"""
    from reprolint.graph.modules import Module

    own = value.cls.module
    sources = {module.source for module in (own, run.main) if isinstance(module, Module)}
    made = {
        inner
        for source in sources
        for function in source.nodes_of(ast.FunctionDef)
        if function.name == "__init__"
        for inner in within(function)
    }
    return any(
        node.attr == field and isinstance(node.ctx, ast.Store) and node not in made
        for source in sources
        for node in source.nodes_of(ast.Attribute)
    )
