"""Some calls of scikit-learn and its kin were given a `random_state`, and others that draw were not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.checks.reproducibility._certainty import is_certain, stand_in_program
from reprolint.findings import Confidence, Finding
from reprolint.graph.seeds.alternatives import exclude_each_other
from reprolint.graph.seeds.networks_made import Drawing, drawings
from reprolint.graph.seeds.results import leaves_something
from reprolint.graph.seeds.seeding import (
    called_class,
    drawn_by_all,
    given_a_seed,
    reached_from,
    running,
    seeding,
)
from reprolint.graph.seeds.telling import most_telling_first, only_breaks_ties, repeats

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw

SHOWN = 8  # further calls named in one finding
GLOBAL_SEED = (
    "Call `np.random.seed(seed)` before the first draw; not all classes that are called here take `random_state=`"
)


@check("REP005", needs={"draw"})
def sklearn_random_state(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all such calls. With no seed at all it is REP001's; where other draws are free beside seeds, REP003's."""
    found = seeding(experiment)
    if found is None or found.nothing_fixed or (found.seeds and not found.left_out(experiment)):
        return
    draws = found.without_argument
    if not draws or not found.learns or not leaves_something(experiment):
        return
    told, *rest = drawings(experiment, most_telling_first(experiment, draws))
    first, others = told.first, [one.first for one in rest]
    name, place = called_class(experiment, first), reached_from(experiment, first)
    within = first.place != place  # a call of imported code
    shown = found.shown(experiment)
    yield Finding(
        f"{running(experiment, place)}`{name}` draws without a `random_state`{_count(first, others)}: {_outcome(draws, told)}",
        place.location("this leads to it" if within else _without(first, told.condition)),
        related=(
            *([first.place.location(_without(first, told.condition))] if within else []),
            *map(given_a_seed, shown[:1]),
            *(
                one.place.location(_without(one.first, f" for `{one.first.name}`{one.condition}"))
                for one in rest[:SHOWN]
            ),
        ),
        help=_help(experiment, draws, also=bool(shown)),
        confidence=None
        if is_certain(experiment, draws) and stand_in_program(experiment, [told, *rest])
        else Confidence.LOW,
    )


def _help(experiment: Experiment, draws: tuple[Draw, ...], *, also: bool) -> str:
    if not all(drawn_by_all(experiment, draw) for draw in draws):
        return GLOBAL_SEED
    calls = f"this call of `{draws[0].name}`" if len(draws) == 1 else "these calls"
    if repeats(draws):
        return (
            "Call `np.random.seed(seed)` once, at the start; one number for all rounds of the loop may make them alike"
        )
    return f"Pass `random_state=` with a fixed number to {calls}{' too' if also else ''}"


def _without(draw: Draw, more: str) -> str:
    given = draw.call is not None and draw.parameter in draw.call.keywords
    return f"`{draw.parameter}` is None{more}" if given else f"no `random_state`{more}"


def _outcome(draws: tuple[Draw, ...], first: Drawing) -> str:
    if all(map(only_breaks_ties, draws)):
        return "features that split equally well are chosen at random, so runs can differ"
    return "each run that comes here gives another result" if first.sometimes else "every run gives another result"


def _count(first: Draw, draws: list[Draw]) -> str:
    others = len(draws)
    if not others:
        return ""
    hidden = f", {others - SHOWN} of them not listed" if others > SHOWN else ""
    if exclude_each_other([first, *draws]):
        return f", as {'does' if others == 1 else 'do'} {others} other call{'' if others == 1 else 's'} in the code{hidden}"
    return (
        f", as does at least one more call{hidden}" if others == 1 else f", as do at least {others} other calls{hidden}"
    )
