"""Which names of a file are one name: those that a function binds are its own, whatever others are called alike."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.source.model import Source

_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_AT = "@"  # between a name and the line of the function whose name it is


class Scope:
    """Names of a function and of the functions around it; the file's own are not among them."""

    __slots__ = ("keys",)

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys

    def key(self, name: str) -> str:
        """What tells the name from others: the name itself where it is the file's, else with its function's line."""
        return self.keys.get(name, name)


MODULE = Scope({})


def scope_of(function: ast.FunctionDef | ast.AsyncFunctionDef, outer: Scope) -> Scope:
    """The names that the function binds itself, among them its parameters."""
    names, others = parameters(function), set()
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                names.add(node.id)
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            others.update(node.names)
        elif isinstance(node, _INNER):
            if not isinstance(node, ast.Lambda):
                names.add(node.name)
        elif not isinstance(node, _COMPREHENSIONS):
            waiting.extend(ast.iter_child_nodes(node))
    return Scope(outer.keys | {name: own_key(name, function) for name in names - others})


def own_key(name: str, function: ast.AST) -> str:
    """The key of a name that a function binds."""
    return f"{name}{_AT}{getattr(function, 'lineno', 0)}"


def plain(key: str) -> str:
    """The name as it is written."""
    return key.partition(_AT)[0]


def shares_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does a function bind names of those around it?"""
    return any(isinstance(part, (ast.Global, ast.Nonlocal)) for part in within(function))


def parameters_by_name(source: Source) -> dict[str, set[str]]:
    """Keys of the parameters of every function and class of the file, by its name; a class has those of its methods."""
    found: dict[str, set[str]] = {}
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)
    for node in functions:
        found.setdefault(node.name, set()).update(own_key(name, node) for name in parameters(node))
    classes: list[ast.ClassDef] = source.nodes_of(ast.ClassDef)
    for cls in classes:
        for part in cls.body:
            if isinstance(part, ast.FunctionDef):
                found.setdefault(cls.name, set()).update(own_key(name, part) for name in parameters(part))
    return found


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names that a function gives to what it is handed, without the object of a method."""
    arguments = function.args
    rest = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *rest)} - {
        "self",
        "cls",
    }
