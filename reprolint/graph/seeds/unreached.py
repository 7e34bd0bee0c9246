"""Code that a test of known outcome passes over, and code behind a statement that leaves its block, as behind `exit()`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprolint.graph.events import Place
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def dead_blocks(experiment: Experiment, source: Source) -> list[list[ast.stmt]]:
    """Runs of statements in a file that this program never comes to.

    Within a function they are known where every use of its name is a call that was followed.
    """
    found = [*_passed_over(experiment, source), *_left_behind(experiment, source)]
    if not found:
        return []
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = source.nodes_of(*_FUNCTIONS)
    inner = [node for node in functions if node.decorator_list or _may_be_called_otherwise(experiment, node.name)]
    return [block for block in found if not any(_holds(function, block[0]) for function in inner)]


def is_run(experiment: Experiment, place: Place) -> bool:
    """Does running the program come to the innermost statement around the place, as far as it was followed?"""
    statements = (node for node in place.source.nodes() if isinstance(node, ast.stmt))
    around = [one for one in statements if one.lineno <= place.line <= (one.end_lineno or one.lineno)]
    return bool(around) and around[-1] in experiment.course.run


def _passed_over(experiment: Experiment, source: Source) -> Iterator[list[ast.stmt]]:
    decided, reached = experiment.course.decided, experiment.course.reached
    for node in source.nodes_of(ast.If):
        for taken, other in ((True, node.orelse), (False, node.body)):
            if other and (node, taken) in decided and other[0] not in reached:
                yield other


def _left_behind(experiment: Experiment, source: Source) -> Iterator[list[ast.stmt]]:
    """A cell of a notebook can be run without those above it."""
    leaves, reached = experiment.course.leaves, experiment.course.reached
    owners: list[ast.AST] = [*source.nodes_of(*_FUNCTIONS, *_BLOCKS)]
    if source.kind != "notebook":
        owners.append(source.tree)
    for owner in owners:
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, statement in enumerate(block):
                if statement in leaves and block[at + 1 :] and block[at + 1] not in reached:
                    yield block[at + 1 :]


def _may_be_called_otherwise(experiment: Experiment, name: str) -> bool:
    """Is the function handed on by its name, or were calls left out, so that it may run with other arguments?"""
    if "functions handed on" not in experiment.answers:
        followed = experiment.complete and experiment.skipped < 0 and experiment.course.whole
        known = set(_handed_on(experiment)) if followed and not experiment.left_out() else None
        experiment.answers["functions handed on"] = known
    names: set[str] | None = experiment.answers["functions handed on"]
    return names is None or name in names


def _handed_on(experiment: Experiment) -> Iterator[str]:
    for source in experiment.sources:
        called = {node.func for node in source.nodes_of(ast.Call)}
        for name in source.nodes_of(ast.Name):
            if name not in called:
                yield name.id
        for attribute in source.nodes_of(ast.Attribute):
            if attribute not in called:
                yield attribute.attr


def _holds(function: ast.stmt, statement: ast.stmt) -> bool:
    return function.lineno < statement.lineno <= (function.end_lineno or 0)
