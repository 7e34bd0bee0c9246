"""A JAX key goes into two draws, which then give the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph.events import KeyUse, Place

if TYPE_CHECKING:
    from reprolint.graph import Experiment

SHOWN = 8  # further uses named in one finding


@check("REP012", needs={"keyuse"})
def jax_key_reuse(experiment: Experiment) -> Iterator[Finding]:
    """One finding for each key that is used more than once."""
    uses: dict[int, list[KeyUse]] = {}
    for use in experiment.of(KeyUse):
        uses.setdefault(id(use.key), []).append(use)
    reported: set[object] = set()
    for same in uses.values():
        again = [use for use in same if use.before is not None or use.repeated]
        if not again or again[0].place.node in reported:
            continue
        reported.add(again[0].place.node)
        yield _finding(again)


def _calls_apart(before: KeyUse, later: KeyUse) -> tuple[Place, Place] | None:
    """The two calls of a function through which the same key came to the same place, if they are not the same call."""
    for one, other in zip(before.calls, later.calls, strict=False):
        if one != other:
            return one, other
    return None


def _finding(again: list[KeyUse]) -> Finding:
    first = again[0]
    before = first.before
    if before is not None and before.place.node is first.place.node and (sites := _calls_apart(before, first)):
        return first.finding(
            f"`{first.name}` gets a key that an earlier call has used here: the two are not independent",
            label="the same key comes in twice",
            related=tuple(map(Place.location, sites, ("first with this call", "and again with this one"))),
        )
    if before is None or before.place.node is first.place.node:
        return first.finding(
            f"`{first.name}` gets the same key in every round of a loop, and so draws the same numbers every time",
            label="the key is not renewed in the loop",
        )
    places = {
        use.place.node: use.place for use in again[1:] if use.place.node not in {first.place.node, before.place.node}
    }
    return first.finding(
        f"`{first.name}` gets a key that `{before.name}` has used: the two are not independent",
        label="used again here",
        related=(
            before.place.location("first used here"),
            *(place.location("and again here") for place in list(places.values())[:SHOWN]),
        ),
    )
