"""Seeding calls without a number: they start a generator afresh from the system, and undo the seed that it had."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, Generator

if TYPE_CHECKING:
    from reprolint.graph.events import Call, Draw, Place, Seed
    from reprolint.graph.experiment import Experiment
    from reprolint.graph.values import Value

_BRANCHES = (ast.If, ast.Try, ast.Match, ast.While)


def is_fixed(seed: Seed) -> bool:
    """Was the generator seeded with something? `seed()` and `seed(None)` ask the system."""
    return not (isinstance(seed.value, Constant) and seed.value.value is None)


def started_afresh(experiment: Experiment, draw: Draw) -> Seed | None:
    """The seeding call without a number that is the last one before this draw; None when it need not have been run."""
    if draw.library == "keras" or draw.seeded_by is not None or all(map(is_fixed, experiment.seeds)):
        return None
    if draw.call is not None and any(isinstance(one, Generator) for one in _given(draw.call, draw.parameter)):
        return None  # an object of its own
    before = (seed for seed in experiment.seeds if draw.library in seed.libraries and seed.order < draw.order)
    last = max((seed for seed in before if seed.entry_point), key=lambda seed: seed.order, default=None)
    if last is None or is_fixed(last) or not _runs_before(last, draw):
        return None
    return last


def _given(call: Call, parameter: str) -> tuple[Value | None, ...]:
    return (call.receiver, call.argument(parameter)) if parameter else (call.receiver,)


def undoes_a_seed(experiment: Experiment, draw: Draw) -> bool:
    """Was the generator of this draw seeded with something, and then started afresh?"""
    afresh = started_afresh(experiment, draw)
    return afresh is not None and any(
        seed.entry_point and is_fixed(seed) and draw.library in seed.libraries and seed.order < afresh.order
        for seed in experiment.seeds
    )


def _runs_before(seed: Seed, draw: Draw) -> bool:
    """Does whatever leads to the draw run the seeding call too: does no branch hold one and not the other?"""
    drawn = (draw.place, *draw.calls)
    return not any(_in_a_branch(place, drawn) for place in (seed.place, *seed.calls))


def _in_a_branch(place: Place, others: tuple[Place, ...]) -> bool:
    branches: list[ast.stmt] = place.source.nodes_of(*_BRANCHES)
    here = [part for branch in branches for part in _parts(branch) if _holds(part, place.line)]
    inside = [other.line for other in others if other.source is place.source]
    return not all(any(_holds(part, line) for line in inside) for part in here)


def _parts(branch: ast.stmt) -> list[list[ast.stmt]]:
    """The bodies of which a run may leave out some."""
    if isinstance(branch, ast.Match):
        return [case.body for case in branch.cases]
    if isinstance(branch, ast.Try):
        return [branch.body, *(handler.body for handler in branch.handlers), branch.orelse]
    return [branch.body, branch.orelse] if isinstance(branch, (ast.If, ast.While)) else []


def _holds(body: list[ast.stmt], line: int) -> bool:
    return bool(body) and body[0].lineno <= line <= (body[-1].end_lineno or body[-1].lineno)
