"""What the rules on seeds say of calls that start a generator afresh: where they stand, and that they need a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.seeds.starting_afresh import started_afresh

if TYPE_CHECKING:
    from reprolint.findings import Location
    from reprolint.graph import Experiment
    from reprolint.graph.events import Draw, Seed

SAMPLER = "give the study a sampler with a seed, such as `optuna.samplers.TPESampler(seed=seed)`"
SHOWN = 2  # such calls named in one finding


def starting_afresh(experiment: Experiment, draws: Iterable[Draw]) -> list[Seed]:
    """The calls that start the generators of these draws afresh, one for each place."""
    found = [seed for draw in draws if (seed := started_afresh(experiment, draw)) is not None]
    return list({seed.place.node: seed for seed in found}.values())


def only_afresh(experiment: Experiment, draws: Iterable[Draw], library: str) -> bool:
    """Do all draws of a library follow such a call, so that a seed in front of it would be undone?"""
    return all(started_afresh(experiment, draw) is not None for draw in draws if draw.library == library)


def labels(seeds: Iterable[Seed]) -> list[Location]:
    """Where they stand."""
    return [seed.place.location("starts afresh from the system") for seed in list(seeds)[:SHOWN]]


def give_a_number(experiment: Experiment, seeds: list[Seed]) -> str:
    """What to do about them; "" when there are none."""
    if not seeds:
        return ""
    names = list(dict.fromkeys(f"`{seed.name}`" for seed in seeds))
    lines = list(dict.fromkeys(_line(experiment, seed) for seed in seeds))
    return f"give {' and '.join(names)} a number in {' and '.join(lines[:3])}"


def _line(experiment: Experiment, seed: Seed) -> str:
    place = seed.place.location()
    cell = f" of cell {place.cell}" if place.cell is not None else ""
    file = f" of `{place.path}`" if seed.place.source is not experiment.source else ""
    return f"line {place.line}{cell}{file}"


def advice(*steps: str) -> str:
    """Steps of a help as one sentence."""
    given = [step for step in steps if step]
    whole = (", and " if any("," in step for step in given[:-1]) else " and ").join(given)
    return whole[:1].upper() + whole[1:]
