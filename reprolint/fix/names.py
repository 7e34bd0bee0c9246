"""Where a name is bound and read in its scope, and names that are still free."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from reprolint.fix.declining import require
from reprolint.fix.program import SCOPES, Program, Scope

DYNAMIC = frozenset({"eval", "exec", "globals", "locals", "vars"})


@dataclass(frozen=True, slots=True)
class Uses:
    """Every place of one name in a scope, in the order of the text. `nested` is true when an inner function knows it too."""

    reads: tuple[ast.Name, ...]
    writes: tuple[ast.Name, ...]
    nested: bool


def uses(program: Program, scope: Scope, name: str) -> Uses:
    """The uses of a name in a scope and in the functions within it.

    Raises DeclinedError when the name may be used in ways that cannot be seen: by `exec`, by a magic, by `import *`.
    """
    found = [node for node in ast.walk(scope) if isinstance(node, ast.Name) and node.id == name]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    own = [node for node in found if program.scope(node) is scope]
    require(not any(isinstance(node.ctx, ast.Del) for node in found), f"`{name}` is deleted somewhere")
    require(not _bound_otherwise(scope, name), f"`{name}` is bound in a way that cannot be followed")
    word = re.compile(rf"\b{re.escape(name)}\b")
    require(
        not any(word.search(f"{magic.name} {magic.text}") for magic in program.source.magics),
        f"`{name}` is used by a magic or shell command",
    )
    return Uses(
        tuple(node for node in own if isinstance(node.ctx, ast.Load)),
        tuple(node for node in own if isinstance(node.ctx, ast.Store)),
        nested=len(own) < len(found),
    )


def _bound_otherwise(scope: Scope, name: str) -> bool:
    """By `global`, `except ... as`, a pattern, an augmented assignment or an import; or is anything looked up by text?"""
    for node in ast.walk(scope):
        if isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names:
            return True
        if isinstance(node, ast.ExceptHandler) and node.name == name:
            return True
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            return True
        if isinstance(node, ast.alias) and (node.asname or node.name).partition(".")[0] == name:
            return True
        if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name == name:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DYNAMIC:
            return True
        if isinstance(node, SCOPES) and node is not scope and getattr(node, "name", "") == name:
            return True
    return False


def loose_names(node: ast.AST) -> set[str]:
    """Names that an expression reads."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def is_taken(program: Program, name: str) -> bool:
    """Does the text hold this word anywhere, as a name, an attribute or in a magic?"""
    return re.search(rf"\b{re.escape(name)}\b", program.source.original) is not None


def is_bound(program: Program, name: str) -> bool:
    """Is the name bound anywhere in the file: assigned, imported, defined or a parameter?"""
    nodes = program.source.nodes()
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.arg) and node.arg == name)
        or (isinstance(node, ast.alias) and (node.asname or node.name).partition(".")[0] == name)
        or (isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name)
        for node in nodes
    )


def is_only_module(program: Program, name: str, module: str) -> bool:
    """Is the name bound by nothing but imports of this module, wherever they stand?"""
    imports = [
        alias
        for node in program.source.nodes_of(ast.Import)
        for alias in node.names
        if (alias.asname or alias.name) == name and alias.name == module
    ]
    bindings = sum(_binds(node, name) for node in program.source.nodes())
    return 0 < bindings == len(imports)


def _binds(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Name):
        return node.id == name and not isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.alias):
        return (node.asname or node.name).partition(".")[0] == name or node.name == "*"
    if isinstance(node, ast.arg):
        return node.arg == name
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.name == name


def makers(program: Program, name: ast.Name) -> list[ast.Name]:
    """The places where a name may have been bound to what it is at this use.

    These are the last one of its scope's body, and those in branches after it or in a loop around the use. Raises
    DeclinedError as `uses` does.
    """
    scope = program.scope(name)
    here = program.statement(name)
    loops = [outer for outer in program.around(here) if isinstance(outer, (ast.For, ast.AsyncFor, ast.While))]
    found: list[ast.Name] = []
    for write in uses(program, scope, name.id).writes:
        statement = program.statement(write)
        compound = isinstance(statement, (ast.For, ast.AsyncFor, ast.With, ast.AsyncWith))
        before = statement.lineno < here.lineno and (compound or (statement.end_lineno or 0) < here.lineno)
        if not before and not any(loop in program.around(statement) for loop in loops):
            continue
        plain = before and not compound and statement in getattr(scope, "body", ())
        found = [write] if plain else [*found, write]
    return found


def free_name(program: Program, wanted: str) -> str:
    """The wanted name, or the first one with a number behind it, that occurs nowhere in the file."""
    if not is_taken(program, wanted):
        return wanted
    return next(f"{wanted}_{number}" for number in range(2, 1000) if not is_taken(program, f"{wanted}_{number}"))
