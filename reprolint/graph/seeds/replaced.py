"""Values that are given a name, and are replaced before anything but a picture reads it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.drawing_roots import draws_pictures
from reprolint.graph.seeds.influence import names_bound
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source


PLOTS = frozenset(
    {"plot", "scatter", "hist", "bar", "barh", "imshow", "text", "plot_surface", "scatter3D", "boxplot", "matshow"}
)
_DESCRIBES = frozenset(
    {"agg", "count", "groupby", "head", "mean", "median", "reset_index", "size", "sort_index", "sum", "value_counts"}
)
_OWNERS = (
    ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While, ast.If, ast.With,
    ast.AsyncWith, ast.Try, ast.TryStar, ast.ExceptHandler, ast.match_case,
)  # fmt: skip


def replaced(experiment: Experiment, source: Source, nodes: set[ast.AST]) -> set[ast.AST]:
    """Those of `nodes` whose name the same block of statements binds anew before anything but a picture reads it."""
    found: set[ast.AST] = set()
    lines = {getattr(node, "lineno", 0) for node in nodes}
    owners: list[ast.AST] = source.nodes_of(*_OWNERS)
    for owner in owners:
        for block in _blocks(owner):
            for at, one in enumerate(block):
                if not isinstance(one, ast.Assign) or lines.isdisjoint(range(one.lineno, (one.end_lineno or 0) + 1)):
                    continue
                drawn = nodes.intersection(within(one))
                if drawn and _is_replaced(experiment, source, one.targets, block[at + 1 :]):
                    found |= drawn
    return found


def _blocks(owner: ast.AST) -> list[list[ast.stmt]]:
    """Statements that stand one below the other: the body, and what follows an `else`."""
    parts = (getattr(owner, "body", None), getattr(owner, "orelse", None))
    return [part for part in parts if isinstance(part, list)]


def _is_replaced(experiment: Experiment, source: Source, targets: list[ast.expr], behind: list[ast.stmt]) -> bool:
    if len(targets) != 1 or not isinstance(targets[0], ast.Name):
        return False
    name = targets[0].id
    for later in behind:
        if any(_reads(part, name) for part in within(later)) and not _only_plots(experiment, source, later):
            return False
        if isinstance(later, ast.Assign) and name in [one for target in later.targets for one in names_bound(target)]:
            return not _is_read_by_functions(source, name, behind[0])
    return False


def _only_plots(experiment: Experiment, source: Source, statement: ast.stmt) -> bool:
    """Is it `frame["grade"].hist()`, or `plt.plot(x)`, with nothing in it that learns or judges?"""
    whole = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(whole, ast.Call):
        return False
    plots = called(whole) in PLOTS or draws_pictures(experiment, source, whole)
    inner = [part for part in within(whole) if isinstance(part, ast.Call) and part is not whole]
    return plots and all(called(one) in _DESCRIBES | PLOTS for one in inner)


def _reads(part: ast.AST, name: str) -> bool:
    return isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)


def _is_read_by_functions(source: Source, name: str, statement: ast.stmt) -> bool:
    """May a function of the file look the name up meanwhile? The one that the statement stands in does not."""
    others = (one for one in source.nodes_of(ast.FunctionDef, ast.Lambda) if not _holds(one, statement))
    return any(_reads(part, name) for one in others for part in within(one))


def _holds(function: ast.AST, statement: ast.stmt) -> bool:
    first, last = getattr(function, "lineno", 0), getattr(function, "end_lineno", 0)
    return bool(first <= statement.lineno <= last)
