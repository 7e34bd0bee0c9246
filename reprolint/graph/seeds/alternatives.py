"""Events that not every run comes to: they lie in branches, which may exclude each other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from reprolint.graph.seeds.idle_functions import asks_for_main
from reprolint.graph.seeds.name_reads import scope_around
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment
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


def may_be_passed_over(experiment: Experiment, path: Iterable[Place]) -> bool:
    """Does a branch of unknown outcome, a handler or a loop that may be empty lie around any place of the way to a draw?

    Or is a function on the way one of those in a table?
    """
    places = list(path)
    chosen = any(_is_one_of_several(place.node) for place in places[:-1])  # from a table of functions
    return chosen or any(_is_passed_over(experiment, place) for place in places)


def _is_passed_over(experiment: Experiment, place: Place) -> bool:
    source = place.source
    # What stands around the function itself ran before it.
    first = getattr(scope_around(source, place.line), "lineno", 0)
    inside = _runs_sometimes(experiment, source)
    if any(first <= begin <= place.line <= end for begin, end in inside):
        return True
    chosen = (part for one in source.nodes_of(ast.IfExp) for part in (one.body, one.orelse))
    asked = (part for one in source.nodes_of(ast.BoolOp) for part in one.values[1:])
    return any(place.node in within(one) for one in (*chosen, *asked))


def _runs_sometimes(experiment: Experiment, source: Source) -> list[Lines]:
    """Lines that a run may pass over: arms of branches of unknown outcome, handlers, loops that may be empty."""
    known: dict[Source, list[Lines]] = experiment.answers.setdefault("lines that run sometimes", {})
    if source not in known:
        found: list[Lines] = []
        for branch in source.nodes_of(ast.If):
            outcomes = [truth for truth in (True, False) if (branch, truth) in experiment.course.decided]
            if len(outcomes) != 1 and not asks_for_main(branch.test):
                found += _span(branch.body) + _span(branch.orelse)
        found += [lines for arms in _branches(source, returning=True) for lines in arms[1][-1:]]
        others: list[ast.ExceptHandler | ast.match_case] = source.nodes_of(ast.ExceptHandler, ast.match_case)
        found += [lines for one in others for lines in _span(one.body)]
        found += [lines for one in source.nodes_of(ast.For) if _may_be_empty(one.iter) for lines in _span(one.body)]
        known[source] = found
    return known[source]


def _may_be_empty(values: ast.expr) -> bool:
    """`range(1, blocks)`, `range(layers - 1)`."""
    if (
        not isinstance(values, ast.Call)
        or called(values) != "range"
        or all(isinstance(one, ast.Constant) for one in values.args)
    ):
        return False
    return len(values.args) > 1 or any(
        isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub) for one in values.args
    )


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


def _branches(source: Source, *, returning: bool = False) -> Iterator[list[list[Lines]]]:
    """The arms of every branch: of an `if` that leaves its block, what stands behind it is the other arm.

    With `returning`, those that return a value, and nothing but what stands behind them as the other arm.
    """
    for owner in source.nodes_of(*_OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if returning:
                    if (
                        isinstance(one, ast.If)
                        and isinstance(one.body[-1], ast.Return)
                        and one.body[-1].value is not None
                    ):
                        yield [_span(one.body), _span(block[at + 1 :])]
                elif isinstance(one, ast.If):
                    behind = block[at + 1 :] if isinstance(one.body[-1], _LEAVES) else []
                    yield [_span(one.body), _span(one.orelse) + _span(behind)]
                elif isinstance(one, ast.Match):
                    yield [_span(case.body) for case in one.cases]


def _span(block: list[ast.stmt]) -> list[Lines]:
    return [(block[0].lineno, block[-1].end_lineno or block[-1].lineno)] if block else []
