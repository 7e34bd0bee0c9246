"""What the help says of generators that were made without a seed: where to give them one, and to whom to hand them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.seeds.seeding import own_generator
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Call, Draw

_MADE_WITH = {
    "numpy": "np.random.default_rng(seed)",
    "python": "random.Random(seed)",
    "keras": "keras.random.SeedGenerator(seed)",
}
_SHOWN = 3  # functions named


def seed_generators(experiment: Experiment, draws: Iterable[Draw]) -> str:
    """The next step for the generators of these draws; "" when they all draw from global ones.

    Where a generator is made again and again, a seed at that place would give the same numbers each time.
    """
    generators = [found for draw in draws if (found := own_generator(draw)) is not None and found.made_by is not None]
    if not generators:
        return ""
    example = _MADE_WITH[generators[0].library]
    made = {one.made_by.place.node: one.made_by for one in generators if one.made_by is not None}
    again = [call for call in made.values() if _is_made_again(experiment, call) or _is_asked_for(call)]
    if not again:
        return f"give each generator a seed where it is made, as in `{example}`"
    functions = [f"`{name}`" for name in dict.fromkeys(map(_owner, again)) if name][:_SHOWN]
    whom = f"and hand it to {' and '.join(functions)}" if functions else "before the loop"
    others = "; give the others a seed where they are made" if len(again) < len(made) else ""
    return f"make one generator with a seed, `rng = {example}`, {whom}{others}"


def _is_made_again(experiment: Experiment, made: Call) -> bool:
    """Does the program make it in a loop, or by several calls?"""
    if made.loops:
        return True
    paths = {tuple(place.node for place in one.calls) for one in experiment.calls if one.place.node is made.place.node}
    return len(paths) > 1


def _is_asked_for(made: Call) -> bool:
    """Has the function around it a parameter for the generator: `if rng is None: rng = default_rng()`?"""
    function = _function(made)
    if function is None:
        return False
    arguments = function.args
    parameters = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    return any(
        isinstance(target, ast.Name) and target.id in parameters and made.place.node in within(one.value)
        for one in within(function)
        if isinstance(one, ast.Assign)
        for target in one.targets
    )


def _owner(made: Call) -> str:
    """The function in which it is made, or the class whose objects make it; "" at the top of the file."""
    function = _function(made)
    if function is None or function.name != "__init__":
        return function.name if function is not None else ""
    owners: list[ast.ClassDef] = made.place.source.nodes_of(ast.ClassDef)
    return next((one.name for one in owners if function in one.body), function.name)


def _function(made: Call) -> ast.FunctionDef | None:
    functions: list[ast.FunctionDef] = made.place.source.nodes_of(ast.FunctionDef)
    around = [one for one in functions if made.place.node in within(one)]
    return max(around, key=lambda one: one.lineno) if around else None
