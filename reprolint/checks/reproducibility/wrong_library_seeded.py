"""Seeds are set, but not for the generator that serves some of the draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding, Location
from reprolint.graph.events import Seed
from reprolint.graph.seeding import SEEDED_BY, Seeding, imports_keras, seeding, takes_random_state

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw
    from reprolint.project import Project

SHOWN = 8  # further places named in one finding
NAMES = {"python": "`random`", "numpy": "NumPy", "torch": "PyTorch", "tensorflow": "TensorFlow"}

# The last ones of Keras 1 and of Keras 2 with several backends, which seed every initializer from NumPy's generator.
EARLY_KERAS = ("1.2.2", "2.0.9", "2.1.6", "2.2.5", "2.3.1")


@check("REP003", needs={"draw"}, with_project=True)
def wrong_library_seeded(experiment: Experiment, project: Project | None = None) -> Iterator[Finding]:
    """One finding for all draws that the seeds of this entry point do not reach."""
    found = seeding(experiment)
    if found is None or found.nothing_fixed:
        return
    draws = found.free if found.seeds else [draw for draw in found.free if not takes_random_state(draw)]
    if _numpy_may_seed_keras(experiment, found, project):
        draws = [draw for draw in draws if draw.library != "tensorflow"]
    if not draws or not found.learns:
        return
    libraries = [name for name in SEEDED_BY if any(draw.library == name for draw in draws)]
    first, *others = draws
    yield first.finding(
        f"`{first.name}` draws from the generator of {NAMES[first.library]}, which no seed here reaches{_count(others)}",
        label="draws other numbers in every run",
        related=(
            *_fixed(found),
            *(draw.place.location(f"`{draw.name}` is not reached either") for draw in others[:SHOWN]),
        ),
        help=_help(draws, libraries),
    )


def _numpy_may_seed_keras(experiment: Experiment, found: Seeding, project: Project | None) -> bool:
    """Is NumPy seeded, and may the `keras` that is imported be one that draws from NumPy's generator?"""
    if not any(isinstance(seed, Seed) and "numpy" in seed.libraries for seed in found.seeds):
        return False
    if not any(imports_keras(source) for source in experiment.sources):
        return False
    return project is None or any(project.allows("keras", version) is not False for version in EARLY_KERAS)


def _count(others: list[Draw]) -> str:
    return f"; {len(others)} more such call{'s' if len(others) > 1 else ''}" if others else ""


def _fixed(found: Seeding) -> tuple[Location, ...]:
    """What is seeded instead: two examples at most."""
    places = []
    for event in (found.seeds or found.arguments)[:2]:
        if isinstance(event, Seed):
            reached = ", ".join(NAMES[name] for name in SEEDED_BY if name in event.libraries)
            places.append(event.place.location(f"seeds {reached} only"))
        elif found.seeds:
            places.append(event.place.location("seeds this one generator only"))
        else:
            places.append(event.place.location("its seed fixes this call only"))
    return tuple(places)


def _help(draws: list[Draw] | tuple[Draw, ...], libraries: list[str]) -> str:
    if all(takes_random_state(draw) for draw in draws):
        return "Pass `random_state=` to each of these calls"
    return f"Call {' and '.join(f'`{SEEDED_BY[name]}`' for name in libraries)} as well, before the first draw"
