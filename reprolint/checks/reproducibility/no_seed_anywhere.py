"""An entry point draws random numbers that reach its results, and seeds nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.seeding import SEEDED_BY, seeding, takes_random_state

if TYPE_CHECKING:
    from reprolint.graph import Experiment

SHOWN = 8  # further draws named in one finding


@check("REP001", needs={"draw"})
def no_seed_anywhere(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all draws, when some of them only a global seed would fix; the rest is REP005's."""
    found = seeding(experiment)
    if found is None or not found.nothing_fixed or all(takes_random_state(draw) for draw in found.free):
        return
    first, *others = found.free
    calls = " and ".join(f"`{SEEDED_BY[name]}`" for name in SEEDED_BY if any(draw.library == name for draw in found.free))
    hidden = f", {len(others) - SHOWN} of them not listed" if len(others) > SHOWN else ""
    places = "this call draws" if not others else f"{len(found.free)} calls draw{hidden}"
    yield first.finding(
        f"Nothing is seeded: {places} other random numbers in every run, so the results cannot be repeated",
        label=f"`{first.name}` draws here, unseeded",
        related=tuple(draw.place.location(f"`{draw.name}` draws as well") for draw in others[:SHOWN]),
        help=f"Call {calls} before the first of them",
        confidence=None if found.learns else Confidence.LOW,
    )
