"""An entry point draws random numbers that reach its results, and seeds nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.checks.reproducibility._afresh import (
    SAMPLER,
    advice,
    give_a_number,
    labels,
    only_afresh,
    starting_afresh,
)
from reprolint.checks.reproducibility._certainty import is_certain
from reprolint.checks.reproducibility._generators import seed_generators
from reprolint.checks.reproducibility._out_of_sight import seeds_besides
from reprolint.checks.reproducibility._versions import admitted_versions
from reprolint.findings import Confidence, Finding
from reprolint.graph.keras_generators import early_keras, how_to_seed_keras, keras_generators
from reprolint.graph.seeds.networks_made import Drawing, drawings, where
from reprolint.graph.seeds.results import has_result
from reprolint.graph.seeds.seeding import (
    OPTUNA,
    SEEDED_BY,
    Seeding,
    drawn_by_all,
    from_own_generator,
    how_to_seed,
    running,
    seeding,
    takes_random_state,
)
from reprolint.graph.seeds.telling import most_telling_first, repeats
from reprolint.graph.seeds.unread import role_of

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw
    from reprolint.project import Project

SHOWN = 8  # further draws named in one finding


@check("REP001", needs={"draw"}, with_project=True)
def no_seed_anywhere(experiment: Experiment, project: Project | None = None) -> Iterator[Finding]:
    """One finding for all draws. Where something is seeded, other rules say what the seeds do not reach."""
    found = seeding(experiment)
    if found is None or not found.nothing_fixed or not found.free:
        return
    draws = most_telling_first(experiment, found.free)
    told = drawings(experiment, draws)
    place = where(experiment, told[0])
    within = told[0].place.node is not place.node  # a call of imported code
    others = told if within else told[1:]
    hidden = f" (places not listed: {len(others) - SHOWN})" if len(others) > SHOWN else ""
    run = running(experiment, place)
    nothing = f"{run}{'nothing' if run else 'Nothing'}{'' if found.whole else ' that was read'}"
    yield Finding(
        f"{nothing} is seeded: random numbers go into the results{hidden}, so they cannot be repeated",
        place.location(
            "this leads to draws that nothing seeds"
            if within
            else f"{_drawing(told[0])} here, unseeded{told[0].condition}"
        ),
        related=(
            *(one.place.location(_label(one, others, first=within)) for one in others[:SHOWN]),
            *labels(starting_afresh(experiment, draws)),
        ),
        help=_help(experiment, found, project),
        confidence=_confidence(experiment, found),
    )


def _confidence(experiment: Experiment, found: Seeding) -> Confidence | None:
    certain = found.whole and found.learns and has_result(experiment) and is_certain(experiment, found.free)
    return None if certain else Confidence.LOW


def _label(told: Drawing, others: list[Drawing], *, first: bool) -> str:
    words = f"{_drawing(told)} here" if first and told is others[0] else f"{_drawing(told)} as well"
    return f"{words}{told.condition}"


def _drawing(told: Drawing) -> str:
    """What draws: a network of the project, a layer of another, or a call; of a study of Optuna it is the sampler."""
    draw = told.first
    if told.network:
        return f"the weights of `{told.network}` are drawn"
    if draw.library == OPTUNA:
        return f"the sampler of `{draw.name}` draws"
    return f"the weights of `{draw.name}` are drawn" if role_of(draw) == "network" else f"`{draw.name}` draws"


def _help(experiment: Experiment, found: Seeding, project: Project | None) -> str:
    draws = found.free
    rest = [draw for draw in draws if not from_own_generator(draw)]
    generators = seed_generators(experiment, draws)
    if rest and all(takes_random_state(draw) and drawn_by_all(experiment, draw) for draw in rest) and not repeats(rest):
        one = len(rest) == 1
        which = f"the other call{'' if one else 's'} that draw{'s' if one else ''}"
        if not generators:
            which = f"this call of `{rest[0].name}`" if one else "each of these calls"
        return advice(generators, f"pass `random_state=` with a fixed number to {which}")
    afresh = starting_afresh(experiment, rest)
    called = " and ".join(f"`{call}`" for call in dict.fromkeys(_seeding_calls(experiment, rest, project)))
    return advice(
        generators,
        give_a_number(experiment, afresh),
        f"call {called} once, at the start{seeds_besides(experiment, rest, whole=found.whole)}" if called else "",
        SAMPLER if any(draw.library == OPTUNA for draw in rest) else "",
    ) + early_keras(called, keras_generators(experiment))


def _seeding_calls(experiment: Experiment, draws: list[Draw], project: Project | None) -> list[str]:
    """What seeds the global generators that they draw from."""
    libraries = [
        name
        for name in SEEDED_BY
        if any(draw.library == name for draw in draws) and not only_afresh(experiment, draws, name)
    ]
    calls = [how_to_seed(experiment, name) for name in libraries if name != "keras"]
    if "keras" in libraries:
        calls += how_to_seed_keras(experiment, keras_generators(experiment, admitted_versions(experiment, project)))
    return calls
