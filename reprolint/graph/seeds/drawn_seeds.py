"""Seeds that are random numbers themselves, `random_state=np.random.randint(100)`: they are as fixed as that draw is."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.unseen import is_seed_name
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.events import Event
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source


def is_drawn_seed(experiment: Experiment, event: Event) -> bool:
    """Is the seed that the call is given drawn in the same expression, or bound to a name that only draws are bound to?"""
    node = event.place.node
    if not isinstance(node, ast.Call):
        return False
    given = [one.value for one in node.keywords if one.arg is not None and is_seed_name(one.arg)]
    given = [value for value in given if not isinstance(value, ast.Constant)]
    drawn = {draw.place.node for draw in experiment.draws if draw.seeded_by is None} if given else set()
    for value in given:
        if not drawn.isdisjoint(within(value)):
            return True
        if isinstance(value, ast.Name):
            bound = list(_bound_to(event.place.source, value.id))
            if bound and all(one is not None and not drawn.isdisjoint(within(one)) for one in bound):
                return True
    return False


def _bound_to(source: Source, name: str) -> list[ast.expr | None]:
    """What the name is bound to in the file, or goes over; None for parameters and other ways."""
    found: list[ast.expr | None] = [None for one in source.nodes_of(ast.arg) if one.arg == name]
    known: set[ast.AST] = set()
    for assign in source.nodes_of(ast.Assign):
        if any(isinstance(target, ast.Name) and target.id == name for target in assign.targets):
            found.append(assign.value)
            known.update(assign.targets)
    loops: list[ast.For | ast.comprehension] = source.nodes_of(ast.For, ast.comprehension)
    for loop in loops:
        if isinstance(loop.target, ast.Name) and loop.target.id == name:
            found.append(loop.iter)
            known.add(loop.target)
    stored = (one for one in source.nodes_of(ast.Name) if one.id == name and not isinstance(one.ctx, ast.Load))
    return found + [None for one in stored if one not in known]
