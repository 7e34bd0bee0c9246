"""Layers that a network is made with and that are replaced right after: `net = Net()`, then `net.encoder = stored.encoder`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_OWNERS = (ast.Module, ast.FunctionDef, ast.If, ast.For, ast.With)
# What leaves the weights as they are, or hands them to an optimizer.
_KEEPS_WEIGHTS = frozenset(
    {
        "apply", "children", "cpu", "cuda", "double", "eval", "float", "half", "modules", "named_parameters", "parameters",
        "requires_grad_", "to", "train", "zero_grad",
    }
)  # fmt: skip


def replaced_fields(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Where weights are drawn for a field that is given another value before the network is used, whoever makes it."""
    known: dict[ast.AST, frozenset[str]] = {}
    found: set[ast.AST] = set()
    for node in {draw.place.node for draw in draws if draw.calls}:
        events = [draw for draw in experiment.draws if draw.place.node is node and draw.entry_point]
        if events and all(_is_replaced(experiment, draw, known) for draw in events):
            found.add(node)
    return found


def _is_replaced(experiment: Experiment, draw: Draw, known: dict[ast.AST, frozenset[str]]) -> bool:
    """Is the field that it is drawn for one of those which the program replaces after it made the object?"""
    path = (*draw.calls, draw.place)
    for at, place in enumerate(path[:-1]):
        if place.node not in known:
            known[place.node] = frozenset(_given_anew(experiment, place))
        if known[place.node]:
            inner = next((one for one in path[at + 1 :] if called(one.node) != "__init__"), draw.place)
            return _field_of(inner) in known[place.node]
    return False


def _field_of(place: Place) -> str:
    """The `name` of the `self.name = ...` that the place lies in."""
    for assign in place.source.nodes_of(ast.Assign):
        if assign.lineno <= place.line <= (assign.end_lineno or 0) and place.node in set(within(assign.value)):
            return _own_field(assign)
    return ""


def _own_field(assign: ast.Assign) -> str:
    target = assign.targets[0]
    own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    return target.attr if own and isinstance(target, ast.Attribute) else ""


def _given_anew(experiment: Experiment, made: Place) -> Iterator[str]:
    """Fields of the object that this call makes which are replaced in the same block of statements, before it is used."""
    for owner in made.source.nodes_of(*_OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if isinstance(one, ast.Assign) and one.value is made.node and isinstance(one.targets[0], ast.Name):
                    yield from _replaced_by(experiment, made.node, one.targets[0].id, block[at + 1 :])


def _replaced_by(experiment: Experiment, made: ast.AST, name: str, behind: list[ast.stmt]) -> Iterator[str]:
    for statement in behind:
        if not any(_is_named(part, name) for part in within(statement)):
            continue
        field = _field_set(statement, name)
        if field:
            yield field
            continue
        method = _method_called(statement, name)
        fields = {one for source in experiment.sources for one in _set_by(source, called(made), method)}
        if fields:
            yield from fields
        elif not _leaves_weights(statement, name):
            return


def _is_named(part: ast.AST, name: str) -> bool:
    return isinstance(part, ast.Name) and part.id == name


def _field_set(statement: ast.stmt, name: str) -> str:
    """The field that `net.field = value` sets, if the value is not made of the network itself."""
    if not isinstance(statement, ast.Assign) or any(_is_named(part, name) for part in within(statement.value)):
        return ""
    target = statement.targets[0]
    return target.attr if isinstance(target, ast.Attribute) and _is_named(target.value, name) else ""


def _method_called(statement: ast.stmt, name: str) -> str:
    """The method of `net.method(...)`."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    own = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and _is_named(value.func.value, name)
    return called(value) if own and value is not None else ""


def _set_by(source: Source, cls: str, method: str) -> Iterator[str]:
    """Fields that a method of the class gives new values which are not made of the old ones, whenever it is called."""
    if not method:
        return
    for node in source.nodes_of(ast.ClassDef):
        for function in node.body if node.name == cls else []:
            if isinstance(function, ast.FunctionDef) and function.name == method:
                for one in function.body:
                    field = _own_field(one) if isinstance(one, ast.Assign) else ""
                    if field and not _reads_field(function, field):
                        yield field


def _reads_field(function: ast.FunctionDef, field: str) -> bool:
    """Does it read the field, or the whole object?"""
    attributes = [one for one in within(function) if isinstance(one, ast.Attribute)]
    whole = {one for one in within(function) if _is_named(one, "self")} - {one.value for one in attributes}
    return bool(whole) or any(one.attr == field and isinstance(one.ctx, ast.Load) for one in attributes)


def _leaves_weights(statement: ast.stmt, name: str) -> bool:
    """Does it only move the network, or hand its parameters to something: `optimizer = Adam(net.parameters())`?"""
    if not isinstance(statement, (ast.Assign, ast.Expr)):
        return False
    parts = set(within(statement))
    methods = {
        part.func.value: part.func.attr
        for part in parts
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
    }
    named = [part for part in parts if _is_named(part, name)]
    return all(isinstance(one, ast.expr) and methods.get(one) in _KEEPS_WEIGHTS for one in named)
