"""`random_state=` for calls of scikit-learn and its kin that draw without one."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from reprolint.findings import Finding
from reprolint.fix.calls import with_keyword
from reprolint.fix.changes import Change
from reprolint.fix.declining import require
from reprolint.fix.names import loose_names
from reprolint.fix.program import REPEATED, Program
from reprolint.fix.registry import Repair, fixer
from reprolint.graph.events import MISSING, Draw
from reprolint.graph.seeds.seeding import seeding

SEED = "0"


@fixer("REP005")
def add_random_state(program: Program, finding: Finding) -> Repair:  # noqa: ARG001 - one finding speaks of all calls
    """Pass `random_state=0` to each call that has none."""
    found = seeding(program.experiment)
    require(found is not None, "what is seeded here cannot be read")
    assert found is not None
    return Repair("Pass `random_state=0`", tuple(seeded_calls(program, found.without_argument)))


def repeats(program: Program, draw: Draw) -> bool:
    """Would one number repeat the same draw? Not where each round of each loop asks for something else: `Forest(trees)`."""
    if not draw.loops:
        return False
    node = draw.place.node
    around = [outer for outer in program.around(node) if isinstance(outer, REPEATED)]
    known = draw.place.source is program.source and set(around) == set(draw.loops)
    asked = loose_names(node)
    return not known or not all(isinstance(loop, ast.For) and loose_names(loop.target) & asked for loop in around)


def seeded_calls(program: Program, draws: Iterable[Draw]) -> list[Change]:
    """One change for each call; raises DeclinedError when one of them cannot be given the argument in place."""
    changes = []
    for draw in draws:
        node, call = draw.place.node, draw.call
        require(draw.place.source is program.source, "one of the calls stands in another file")
        require(isinstance(node, ast.Call) and call is not None, "one of the draws is no plain call")
        assert isinstance(node, ast.Call)
        assert call is not None
        require(
            not repeats(program, draw), "one of the calls draws in a loop, where one number would repeat the same draw"
        )
        require(call.complete, "one of the calls is given arguments that cannot be read")
        require(call.argument("random_state") is MISSING, "`random_state=None` is written out, so it may be meant")
        changes.append(program.replace(node, with_keyword(program.segment(node), "random_state", SEED)))
    return changes
