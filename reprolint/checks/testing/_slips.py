"""Comparisons that were meant to be assignments: `==` where the code around sets the same thing with `=`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePosixPath

from reprolint.findings import Finding
from reprolint.source import Source

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
BLOCKS = ("body", "orelse", "finalbody")


def slips_of(source: Source) -> dict[ast.Expr, ast.stmt]:
    """Bare comparisons of what is set with `=` nearby, each with the statement that sets it.

    Nearby is another branch of the same statement; for attributes and items also the rest of the function, unless the lines
    right above have set it: then it is compared with what it should be. Tests set things to compare them.
    """
    compared: dict[ast.stmt, str] = {one: target for one in source.nodes_of(ast.Expr) if (target := _target(one))}
    if not compared or PurePosixPath(source.path).name.startswith("test"):
        return {}
    found: dict[ast.Expr, ast.stmt] = {}
    for one, others in (*_beside_branches(source), *_in_functions(source, compared)):
        setting = next((each for each in others if _sets(each, compared.get(one, ""))), None)
        if setting is not None and isinstance(one, ast.Expr):
            found.setdefault(one, setting)
    return found


def slip(statement: ast.Expr, setting: ast.stmt, source: Source) -> Finding:
    """The finding for one of them."""
    assert isinstance(statement.value, ast.Compare)
    target = ast.unparse(statement.value.left)
    return Finding(
        f"This line only compares and does not set `{target}`",
        source.location(statement, "compared, not set"),
        related=(source.location(setting, "set here"),),
        help=f"Write `=` if `{target}` is to be set here; if it is to be checked, write `assert` before it",
    )


def _beside_branches(source: Source) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
    """Each bare value in a branch, with the statements of the other branches."""
    for branches in _branchings(source):
        for branch in branches:
            others = [each for other in branches if other is not branch for each in other]
            yield from ((one, others) for one in branch if isinstance(one, ast.Expr))


def _in_functions(source: Source, compared: dict[ast.stmt, str]) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
    """Comparisons of attributes and items that the lines right above do not set, with all statements of the function."""
    functions: list[ast.FunctionDef] = source.nodes_of(ast.FunctionDef)
    for function in functions:
        inside = [] if function.name.startswith("test") else list(_statements(function.body))
        inner = [block for each in inside if not isinstance(each, SCOPES) for block in _blocks(each)]
        for block in (function.body, *inner):
            for position, one in enumerate(block):
                target = compared.get(one, "")
                if target and not target.isidentifier() and not any(_sets(above, target) for above in block[:position]):
                    yield one, inside


def _target(statement: ast.stmt) -> str:
    """What a bare `x == value` compares, where it could stand on the left of `=`; "" for anything else."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(value, ast.Compare) or len(value.ops) > 1 or not isinstance(value.ops[0], ast.Eq):
        return ""
    return ast.unparse(value.left) if isinstance(value.left, (ast.Name, ast.Attribute, ast.Subscript)) else ""


def _sets(statement: ast.stmt, target: str) -> bool:
    """Is this itself an assignment to the target?"""
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None and ast.unparse(statement.target) == target
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(not isinstance(each, ast.Tuple) and ast.unparse(each) == target for each in targets)


def _branchings(source: Source) -> Iterator[list[list[ast.stmt]]]:
    """Of every `if` with its `elif`s and `else`, and of every `match`, the statements of each branch, inner ones too.

    Neighbouring `if`s that compare the same thing with other constants are branches of one question.
    """
    for branching in source.nodes_of(ast.If):
        branches, rest = [branching.body], branching.orelse
        while len(rest) == 1 and isinstance(rest[0], ast.If):
            branches.append(rest[0].body)
            rest = rest[0].orelse
        yield [list(_statements(branch)) for branch in (*branches, rest)]
    for match in source.nodes_of(ast.Match):
        yield [list(_statements(case.body)) for case in match.cases]
    for owner in source.nodes_of(ast.Module, *SCOPES[:2], ast.If, ast.For, ast.While, ast.With, ast.Try):
        for block in _blocks(owner):
            for asked, alike in groupby(block, key=_asked):
                branches = [list(_statements(one.body)) for one in alike if isinstance(one, ast.If)]
                if asked and len(branches) > 1:
                    yield branches


def _asked(statement: ast.stmt) -> str:
    """What `if x == "a":` without `else` compares with a constant; "" for anything else."""
    test = statement.test if isinstance(statement, ast.If) and not statement.orelse else None
    if not isinstance(test, ast.Compare) or len(test.ops) > 1 or not isinstance(test.ops[0], ast.Eq):
        return ""
    return ast.unparse(test.left) if isinstance(test.comparators[0], ast.Constant) else ""


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements with those in their branches, but not of functions and classes among them."""
    for statement in body:
        yield statement
        if not isinstance(statement, SCOPES):
            for block in _blocks(statement):
                yield from _statements(block)


def _blocks(statement: ast.AST) -> Iterator[list[ast.stmt]]:
    yield from (getattr(statement, name, []) for name in BLOCKS)
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body
