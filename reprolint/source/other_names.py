"""Second names: `b = a` after every binding of `a`, so that both always mean the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeVar

from reprolint.source.walking import within

Tree = TypeVar("Tree", bound=ast.AST)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def without_other_names(tree: ast.Module) -> ast.Module:
    """The same program with second names replaced by first ones; the very tree when there are none.

    Nodes are copies then, at the same places in the text.
    """
    if not any(second_names(scope) for scope in _scopes(tree)):
        return tree
    tree = _copy(tree)
    for scope in _scopes(tree):
        first = second_names(scope)
        for node in _own_nodes(scope, nested=True) if first else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                node.id = first.get(node.id, node.id)
    return tree


def _copy(tree: Tree) -> Tree:
    """A copy of all nodes; `copy.deepcopy` takes many times as long. What other libraries hang on nodes stays behind."""
    made = type(tree).__new__(type(tree))  # without arguments, newer Pythons warn
    for name in (*tree._fields, *tree._attributes):  # noqa: SLF001 - public in all but its name
        value = getattr(tree, name, None)
        if type(value) is list:
            made.__dict__[name] = [_copy(item) if isinstance(item, ast.AST) else item for item in value]
        else:
            made.__dict__[name] = _copy(value) if isinstance(value, ast.AST) and value._fields else value
    return made


def second_names(scope: ast.AST) -> dict[str, str]:
    """The first name for each second one of a module or function."""
    nodes = _own_nodes(scope)
    bindings: dict[str, int] = {}
    sources: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bindings[node.id] = bindings.get(node.id, 0) + 1
        elif isinstance(node, ast.arg):
            bindings[node.arg] = bindings.get(node.arg, 0) + 1
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            return {}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id != node.value.id:
                sources.setdefault(target.id, []).append(node.value.id)
    if not sources:
        return {}
    changed = {
        node.target.id for node in nodes if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }
    changed |= _bound_inside(scope, nodes)
    found = {
        name: first[0]
        for name, first in sources.items()
        if len(set(first)) == 1
        and len(first) == bindings[name] == bindings.get(first[0], 0)
        and not changed & {name, first[0]}
    }
    return {name: _first(found, name) for name in found}


def _bound_inside(scope: ast.AST, own: list[ast.AST]) -> set[str]:
    """Names that functions and classes inside of the scope bind anew, and so mean otherwise."""
    known = set(own)
    inside = [node for node in _own_nodes(scope, nested=True) if node not in known]
    names = {node.id for node in inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return names | {node.arg for node in inside if isinstance(node, ast.arg)}


def _first(found: dict[str, str], name: str) -> str:
    seen = {name}
    while found.get(name, name) not in seen:
        name = found[name]
        seen.add(name)
    return name


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in within(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def _own_nodes(scope: ast.AST, *, nested: bool = False) -> list[ast.AST]:
    """The nodes of a scope without those of scopes inside of it, or `nested` with them where they read its names."""
    nodes = within(scope)[1:]
    if nested:
        return nodes
    inside = {inner for node in nodes if isinstance(node, _SCOPES) for inner in within(node)[1:]}
    return [node for node in nodes if node not in inside] if inside else nodes
