"""Calls of scikit-learn and its kin draw without a `random_state`, and no seed of NumPy governs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.seeding import seeding, takes_random_state

if TYPE_CHECKING:
    from reprolint.graph import Experiment

SHOWN = 8  # further calls named in one finding


@check("REP005", needs={"draw"})
def sklearn_random_state(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all such calls, unless nothing at all is seeded (REP001) or something else is (REP003)."""
    found = seeding(experiment)
    if found is None or found.seeds or (found.nothing_fixed and not all(takes_random_state(draw) for draw in found.free)):
        return
    draws = found.without_argument
    if not draws:
        return
    first, *others = draws
    hidden = f", {len(others) - SHOWN} of them not listed" if len(others) > SHOWN else ""
    more = f" and so {'does' if len(others) == 1 else 'do'} {len(others)} other call{'s' if len(others) > 1 else ''}{hidden}" if others else ""
    yield first.finding(
        f"`{first.name}` draws without `random_state`{more}: every run gives another result",
        label="no `random_state`",
        related=tuple(draw.place.location(f"no `random_state` for `{draw.name}`") for draw in others[:SHOWN]),
        confidence=None if found.learns else Confidence.LOW,
    )
