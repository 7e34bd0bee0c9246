"""An entry point draws random numbers that reach its results, and seeds nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.seeding import SEEDED_BY, from_own_generator, seeding, takes_random_state

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw

ARRAYS = frozenset({"npy", "npz", "csv", "text"})
SHOWN = 8  # further draws named in one finding


@check("REP001", needs={"draw"})
def no_seed_anywhere(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all draws. Where something is seeded, other rules say what the seeds do not reach."""
    found = seeding(experiment)
    if found is None or not found.nothing_fixed or not found.free:
        return
    first, *others = found.free
    hidden = f", {len(others) - SHOWN} of them not listed" if len(others) > SHOWN else ""
    places = "this call draws" if not others else f"{len(found.free)} calls draw{hidden}"
    yield first.finding(
        f"Nothing is seeded: {places} other random numbers in every run, so the results cannot be repeated",
        label=f"`{first.name}` draws here, unseeded",
        related=tuple(draw.place.location(f"`{draw.name}` draws as well") for draw in others[:SHOWN]),
        help=_help(found.free),
        confidence=None if found.learns and _has_result(experiment) else Confidence.LOW,
    )


def _has_result(experiment: Experiment) -> bool:
    """Is there anything to repeat: a score, a split, a look into a model, a saved one? A picture or a lesson is none."""
    if any(experiment.has(kind) for kind in ("score", "split", "explain", "resample")):
        return True
    return any(save.format not in ARRAYS for save in experiment.saves)


def _help(draws: tuple[Draw, ...]) -> str:
    if all(takes_random_state(draw) for draw in draws):
        return "Pass `random_state=` with a fixed number to each of these calls"
    if any(from_own_generator(draw) for draw in draws):
        return "Give each generator a seed where it is made, as in `np.random.default_rng(seed)`"
    calls = " and ".join(f"`{SEEDED_BY[name]}`" for name in SEEDED_BY if any(draw.library == name for draw in draws))
    return f"Call {calls} before the first of them"
