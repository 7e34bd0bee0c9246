"""In which scope a name lives that is bound at some place, and where it is read there."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.patterns import pattern
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# Ways to a name that is not written down; `net.eval()` is none, nor is the test `"rows" in locals()`.
BY_TEXT = pattern(
    r"(?<![\w.])(?:eval|exec)\(|(?<!\bin )(?<![\w.])(?:globals|locals|vars)\(|\bin (?:globals|locals|vars)\([^)]*\)[.\[]"
)


def scope_around(source: Source, line: int) -> ast.AST:
    """The innermost function around the line, or the file."""
    functions: list[ast.FunctionDef] = source.nodes_of(ast.FunctionDef)
    around = [one for one in functions if one.lineno <= line <= (one.end_lineno or 0)]
    return max(around, key=lambda one: one.lineno) if around else source.tree


def scope_of_name(experiment: Experiment, source: Source, line: int, name: str) -> ast.AST | None:
    """The function or file whose name it is that the line binds; None where objects, or files that import this one, have it."""
    scope = scope_around(source, line)
    classes: list[ast.ClassDef] = source.nodes_of(ast.ClassDef)
    first = getattr(scope, "lineno", 0)
    if any(first < one.lineno <= line <= (one.end_lineno or 0) for one in classes):
        return None
    if isinstance(scope, ast.FunctionDef) and not _is_global(scope, name):
        return scope
    return source.tree if source is experiment.source else None


def parts_with_name(scope: ast.AST, name: str) -> list[ast.AST]:
    """Everything in the scope but functions to which the name means something of their own."""
    inner = (one for one in within(scope) if isinstance(one, ast.FunctionDef) and one is not scope)
    others = {part for one in inner if _has_its_own(one, name) for part in within(one)}
    return [part for part in within(scope) if part not in others]


def reads_among(parts: list[ast.AST], name: str) -> set[ast.AST]:
    """Where the name is read."""
    return {part for part in parts if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)}


def _is_global(function: ast.AST, name: str) -> bool:
    return any(isinstance(one, (ast.Global, ast.Nonlocal)) and name in one.names for one in within(function))


def _has_its_own(function: ast.FunctionDef, name: str) -> bool:
    """Does the name mean something else in this function: a parameter, or a variable of it?"""
    arguments = function.args
    if any(one.arg == name for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)):
        return True
    parts = within(function)
    stored = any(isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store) for one in parts)
    return stored and not _is_global(function, name)
