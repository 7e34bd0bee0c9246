"""Events of which one run cannot reach all, since they lie in branches that exclude each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from reprolint.graph.seeds.name_reads import scope_around

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.source.model import Source

_OWNERS = (
    ast.Module,
    ast.FunctionDef,
    ast.If,
    ast.For,
    ast.While,
    ast.With,
    ast.Try,
    ast.match_case,
    ast.ExceptHandler,
)
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)

Lines = tuple[int, int]  # the first and the last


def exclude_each_other(draws: Sequence[Draw]) -> bool:
    """Does any of the draws, or what leads to it, stand in a branch that excludes the branch of another?

    A function that is asked for in a table excludes the table's others, and so do those that one name may be.
    """
    paths = [(*(draw.calls if draw.call is None else draw.call.calls), draw.place) for draw in draws]
    if any(_is_one_of_several(place.node) for path in paths for place in path[:-1]) or _go_apart(paths):
        return True
    sources = {place.source for path in paths for place in path}
    for source in sources:
        lines = [{place.line for place in path if place.source is source} for path in paths]
        for arms in _branches(source):
            taken = {next(iter(found)) for one in lines if len(found := _arms_of(one, arms)) == 1}
            if len(taken) > 1:
                return True
    return False


def _go_apart(paths: list[tuple[Place, ...]]) -> bool:
    """Does one call by a name lead into several functions?"""
    entered: dict[ast.AST, ast.AST] = {}
    for path in paths:
        for at, place in enumerate(path[:-1]):
            inner = scope_around(path[at + 1].source, path[at + 1].line)
            if getattr(inner, "name", "__init__") != "__init__" and entered.setdefault(place.node, inner) is not inner:
                return True
    return False


def _is_one_of_several(node: ast.AST) -> bool:
    """Is it the call of `tables[name](...)`?"""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Subscript) and not isinstance(function.slice, ast.Constant)


def _arms_of(lines: set[int], arms: list[list[Lines]]) -> set[int]:
    return {at for at, arm in enumerate(arms) for first, last in arm if any(first <= line <= last for line in lines)}


def _branches(source: Source) -> Iterator[list[list[Lines]]]:
    """The arms of every branch: of an `if` that leaves its block, what stands behind it is the other arm."""
    for owner in source.nodes_of(*_OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if isinstance(one, ast.If):
                    behind = block[at + 1 :] if isinstance(one.body[-1], _LEAVES) else []
                    yield [_span(one.body), _span(one.orelse) + _span(behind)]
                elif isinstance(one, ast.Match):
                    yield [_span(case.body) for case in one.cases]


def _span(block: list[ast.stmt]) -> list[Lines]:
    return [(block[0].lineno, block[-1].end_lineno or block[-1].lineno)] if block else []
