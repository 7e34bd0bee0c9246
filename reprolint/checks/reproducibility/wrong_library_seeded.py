"""Seeds are set, but not for the generator that serves some of the draws."""

from __future__ import annotations

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
from reprolint.checks.reproducibility._certainty import is_certain, stand_in_program
from reprolint.checks.reproducibility._out_of_sight import seeds_besides
from reprolint.checks.reproducibility._versions import admitted_versions
from reprolint.findings import Confidence, Finding, Location
from reprolint.graph.events import Call, Seed
from reprolint.graph.keras_generators import early_keras, how_to_seed_keras, keras_generators
from reprolint.graph.seeds.networks_made import Drawing, drawings, draws_weights, where
from reprolint.graph.seeds.results import has_result, leaves_something
from reprolint.graph.seeds.seeding import (
    OPTUNA,
    SEEDED_BY,
    called_class,
    drawn_by_all,
    given_a_seed,
    how_to_seed,
    is_seeded_generator,
    running,
    seeded_libraries,
    seeding,
    takes_random_state,
)
from reprolint.graph.seeds.starting_afresh import undoes_a_seed
from reprolint.graph.seeds.telling import most_telling_first, repeats
from reprolint.graph.seeds.unread import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw, Event
    from reprolint.project import Project

SHOWN = 8  # further places named in one finding
NAMES = {
    "python": "`random`",
    "numpy": "NumPy",
    "torch": "PyTorch",
    "torch-cuda": "graphics processors",
    "torch-mps": "graphics processors of Apple",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
}


@check("REP003", needs={"draw"}, with_project=True)
def wrong_library_seeded(experiment: Experiment, project: Project | None = None) -> Iterator[Finding]:
    """One finding for all draws that the seeds of this entry point do not reach."""
    found = seeding(experiment)
    if found is None or found.nothing_fixed or not found.learns or (found.seeds and found.left_out(experiment)):
        return
    draws = list(found.free) if found.seeds else [draw for draw in found.free if not takes_random_state(draw)]
    asked: frozenset[str] = frozenset()
    if any(draw.library == "keras" for draw in draws):
        asked = keras_generators(experiment, admitted_versions(experiment, project))
        if asked & seeded_libraries(found.seeds):
            draws = [draw for draw in draws if draw.library != "keras"]
        elif "tensorflow" in seeded_libraries(found.seeds):
            # Before version 3 a dropout draws by TensorFlow's seed, whoever draws the weights.
            draws = [draw for draw in draws if draw.library != "keras" or draws_weights(draw)]
    if not draws or not leaves_something(experiment):
        return
    first, *others = drawings(experiment, most_telling_first(experiment, draws))
    place = where(experiment, first)
    within = first.place.node is not place.node  # a call of imported code
    drawing = _drawing(experiment, first, asked)
    afresh = [draw for draw in draws if undoes_a_seed(experiment, draw)]
    fixing = [*found.seeds] or found.shown(experiment)
    yield Finding(
        f"{running(experiment, place)}{drawing}{_count(others)}",
        place.location("this leads to it" if within else f"other numbers in every run{first.condition}"),
        related=(
            *([first.place.location(f"other numbers in every run{first.condition}")] if within else []),
            *labels(starting_afresh(experiment, draws)),
            *_fixed(fixing, {draw.library for draw in afresh}),
            *(one.place.location(_also(one)) for one in others[:SHOWN]),
        ),
        help=_help(experiment, draws, asked, found.seeds, also=bool(fixing)),
        confidence=_confidence(experiment, draws, [first, *others], shown=bool(fixing)),
    )


def _confidence(experiment: Experiment, draws: list[Draw], told: list[Drawing], *, shown: bool) -> Confidence | None:
    certain = is_certain(experiment, draws) and stand_in_program(experiment, told)
    return None if certain and (shown or has_result(experiment)) else Confidence.LOW


def _drawing(experiment: Experiment, told: Drawing, asked: frozenset[str]) -> str:
    """What draws, of a network its layers, and from whose generator; that of Keras is named where its version is known."""
    draw = told.first
    name = told.network or called_class(experiment, draw)
    if draw.library == OPTUNA:
        return f"The sampler of `{name}` draws from a generator of its own, which no seed here reaches"
    network = bool(told.network) or role_of(draw) == "network"
    libraries = asked if draw.library == "keras" else {draw.library}
    if len(libraries) != 1:
        drawn = f"The weights of `{name}` are" if network else f"`{name}` draws"
        return f"{drawn} random numbers that no seed here reaches"
    drawn = f"The weights of `{name}` are drawn" if network else f"`{name}` draws"
    if undoes_a_seed(experiment, draw):
        return f"{drawn} from the generator of {NAMES[draw.library]}, which starts afresh before that"
    return f"{drawn} from the generator of {NAMES[next(iter(libraries))]}, which no seed here reaches"


def _also(told: Drawing) -> str:
    whose = "the sampler of " if told.first.library == OPTUNA else ""
    words = f"{whose}`{told.first.name}` is not reached either"
    if told.network:
        words = f"the weights of `{told.network}` are not reached either"
    return f"{words}{told.condition}"


def _count(others: list[Drawing]) -> str:
    if not others:
        return ""
    hidden = f" (places not listed: {len(others) - SHOWN})" if len(others) > SHOWN else ""
    return f"; {'other draws are' if len(others) > 1 else 'another draw is'} unseeded too{hidden}"


def _fixed(fixing: list[Event], undone: set[str]) -> tuple[Location, ...]:
    """What is seeded instead: two examples at most."""
    places = []
    for event in fixing[:2]:
        if isinstance(event, Seed):
            reached = ", ".join(NAMES[name] for name in NAMES if name in event.libraries)
            until = ", until that is undone" if undone & event.libraries else " only"
            places.append(event.place.location(f"seeds {reached}{until}"))
        elif isinstance(event, Call) and is_seeded_generator(event):
            places.append(event.place.location("this generator has a seed"))
        else:
            places.append(given_a_seed(event))
    return tuple(places)


def _help(
    experiment: Experiment, draws: list[Draw], asked: frozenset[str], seeds: tuple[Event, ...], *, also: bool
) -> str:
    if all(takes_random_state(draw) and drawn_by_all(experiment, draw) for draw in draws) and not repeats(draws):
        which = f"this call of `{draws[0].name}`" if len(draws) == 1 else "each of these calls"
        return f"Pass `random_state=` to {which}"
    drawn = {draw.library for draw in draws} - {"keras"}
    calls = [
        how_to_seed(experiment, name)
        for name in SEEDED_BY
        if name in drawn and not only_afresh(experiment, draws, name)
    ]
    if any(draw.library == "keras" for draw in draws):
        calls += how_to_seed_keras(experiment, asked)
    called = " and ".join(f"`{call}`" for call in dict.fromkeys(calls))
    besides = seeds_besides(experiment, draws, seeds)
    return advice(
        give_a_number(experiment, starting_afresh(experiment, draws)),
        f"call {called}{' as well,' if also else ''} once, at the start{besides}" if called else "",
        SAMPLER if OPTUNA in drawn else "",
    ) + early_keras(called, asked)
