"""Means over so many repetitions that the draws of a single one do not show in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Save, Show
from reprolint.graph.seeds.influence import imported_modules, names_bound
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# Chosen by us: with 3,000 splits of each of three data sets of scikit-learn, the mean accuracies of two runs of 500 splits
# differed by 0.001 to 0.003 on the average; of 30 splits by 0.003 to 0.013, which is seen in the second decimal.
MANY = 500
_AVERAGES = frozenset({"mean", "average", "nanmean", "fmean", "median", "std", "stdev", "len"})


def averaged_away(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Draws in a loop of many passes from which nothing comes out but the mean of what the passes collected."""
    found: set[ast.AST] = set()
    for draw in draws:
        loop = draw.loop
        if (
            isinstance(loop, ast.For)
            and _passes(source, loop) >= MANY
            and _only_averages(experiment, source, draw, loop)
        ):
            found.add(draw.place.node)
    return found


def _passes(source: Source, loop: ast.For) -> int:
    """How often the body runs, where that is written down: `range(1000)`, or a name that is bound once, to a number."""
    call = loop.iter
    if not isinstance(call, ast.Call) or called(call) != "range" or call.keywords:
        return 0
    bounds = [_number(source, argument) for argument in call.args]
    if None in bounds or not 1 <= len(bounds) <= 3 or bounds[2:] == [0]:
        return 0
    return len(range(*(bound for bound in bounds if bound is not None)))


def _number(source: Source, node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if not isinstance(node, ast.Name):
        return None
    bound = [one for one in source.nodes_of(ast.Name) if one.id == node.id and not isinstance(one.ctx, ast.Load)]
    values = [one.value for one in source.nodes_of(ast.Assign) if bound and bound[0] in one.targets]
    value = values[0] if len(bound) == 1 and values else None
    return value.value if isinstance(value, ast.Constant) and type(value.value) is int else None


def _only_averages(experiment: Experiment, source: Source, draw: Draw, loop: ast.For) -> bool:
    """Is nothing shown or kept within the loop, and nothing read outside of it but averages of what it collected?"""
    inside = {part for statement in loop.body for part in within(statement)}
    if draw.place.node not in inside:  # in a function that is called here, which may do more
        return False
    told = {event.place.node for event in experiment.events if isinstance(event, (Save, Show))}
    if not inside.isdisjoint(told) or any(isinstance(part, (ast.Return, ast.Yield)) for part in inside):
        return False
    collected = _collected(loop)
    touched = collected | {part.id for part in inside if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    touched |= {_receiver(part) for part in inside} - {"", *imported_modules(source)}
    if not collected:
        return False
    averaged = _averaged(source, collected)
    around = [
        one for one in draw.loops if getattr(one, "lineno", 0) <= loop.lineno <= (getattr(one, "end_lineno", 0) or 0)
    ]
    first = min(getattr(one, "lineno", 0) for one in around)
    return all(read in averaged for read in _read_outside(source, loop, first, touched))


def _receiver(part: ast.AST) -> str:
    """The name whose method is called: `model` in `model.fit(...)`."""
    function = getattr(part, "func", None)
    return function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""


def _collected(loop: ast.For) -> set[str]:
    """Names of lists that each pass adds to."""
    return {_receiver(part) for part in within(loop) if called(part) == "append"} - {""}


def _averaged(source: Source, collected: set[str]) -> set[ast.AST]:
    """Where one of these names is read to be averaged: `np.mean(scores)`, `scores.mean()`."""
    found: set[ast.AST] = set()
    for call in source.nodes_of(ast.Call):
        if called(call) in _AVERAGES:
            asked = [*call.args, call.func.value] if isinstance(call.func, ast.Attribute) else call.args
            found |= {
                part for each in asked for part in within(each) if isinstance(part, ast.Name) and part.id in collected
            }
    return found


def _read_outside(source: Source, loop: ast.For, first: int, names: set[str]) -> Iterator[ast.Name]:
    """Where names are read from line `first` on, outside of the loop, before a statement of the file itself binds them anew."""
    end = loop.end_lineno or loop.lineno
    anew = {
        name: statement.lineno
        for statement in reversed(source.tree.body)
        if isinstance(statement, ast.Assign) and statement.lineno > end
        for target in statement.targets
        for name in names_bound(target)
    }
    for read in source.nodes_of(ast.Name):
        outside = first <= read.lineno < loop.lineno or end < read.lineno <= anew.get(read.id, read.lineno)
        if outside and read.id in names and isinstance(read.ctx, ast.Load):
            yield read
