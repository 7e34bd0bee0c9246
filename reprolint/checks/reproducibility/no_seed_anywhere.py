"""An entry point draws random numbers that reach its results, and seeds nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.checks.reproducibility._versions import admitted_versions
from reprolint.findings import Confidence, Finding
from reprolint.graph.keras_generators import how_to_seed_keras, keras_generators
from reprolint.graph.made_up import only_made_up_data
from reprolint.graph.mattering import dropped_calls
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import NOTHING
from reprolint.graph.seeding import (
    SEEDED_BY,
    drawn_by_all,
    from_own_generator,
    how_to_seed,
    most_telling_first,
    reached_from,
    running,
    seeding,
    takes_random_state,
)
from reprolint.graph.unread import role_of
from reprolint.graph.values import Data, Estimator

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Call, Draw, Show
    from reprolint.project import Project

ARRAYS = frozenset({"npy", "npz", "csv", "text"})
SHOWN = 8  # further draws named in one finding


@check("REP001", needs={"draw"}, with_project=True)
def no_seed_anywhere(experiment: Experiment, project: Project | None = None) -> Iterator[Finding]:
    """One finding for all draws. Where something is seeded, other rules say what the seeds do not reach."""
    found = seeding(experiment)
    if found is None or not found.nothing_fixed or not found.free:
        return
    draws = most_telling_first(experiment, found.free)
    place = reached_from(experiment, draws[0])
    within = draws[0].place != place  # a call of imported code
    others = draws if within else draws[1:]
    hidden = f" ({len(others) - SHOWN} of them not listed)" if len(others) > SHOWN else ""
    places = "this call draws" if len(draws) == 1 and not within else _calls(len(draws))
    run = running(experiment, place)
    yield Finding(
        f"{run}{'nothing' if run else 'Nothing'} is seeded: {places} other random numbers in every run{hidden}, "
        "so the results cannot be repeated",
        place.location("this leads to draws that nothing seeds" if within else f"{_drawing(draws[0])} here, unseeded"),
        related=tuple(draw.place.location(_label(draw, others, first=within)) for draw in others[:SHOWN]),
        help=_help(experiment, found.free, project),
        confidence=None if found.learns and _has_result(experiment) else Confidence.LOW,
    )


def _calls(count: int) -> str:
    return f"at least {count} calls draw" if count > 1 else "a call draws"


def _label(draw: Draw, others: list[Draw], *, first: bool) -> str:
    return f"{_drawing(draw)} here" if first and draw is others[0] else f"{_drawing(draw)} as well"


def _drawing(draw: Draw) -> str:
    """What draws; of a network it is the layers."""
    return f"the weights of `{draw.name}` are drawn" if role_of(draw) == "network" else f"`{draw.name}` draws"


def _has_result(experiment: Experiment) -> bool:
    """Is there anything to repeat: a score, a split, a look into a model, a saved one, a number told of predictions?

    A picture, a lesson, a time is none.

    Nor is a model that was trained on noise and stored: it shows how training works.
    """
    if any(experiment.has(kind) for kind in ("score", "split", "resample")):
        return True
    dropped = dropped_calls(experiment)
    if any(explain.place.node not in dropped for explain in experiment.explanations):
        return True
    kept = any(save.format not in ARRAYS for save in experiment.saves) or any(map(_keeps_network, experiment.calls))
    told = kept or any(map(_tells_of_predictions, experiment.shown))
    return told and not only_made_up_data(experiment)


def _tells_of_predictions(show: Show) -> bool:
    """Is one number computed from what a model trained here predicted, such as an error, printed or displayed?"""
    if show.kind not in {"print", "display"} or not show.entry_point:
        return False
    parts = [part for value in show.values for part in values_shown(value) if isinstance(part, Data)]
    told = [part for part in parts if part.statistic and part.kind != "importances"]
    return any(fit.entry_point and fit.rows != NOTHING for part in told for fit in part.predicted_by)


def _keeps_network(call: Call) -> bool:
    """`model.save("a.keras")` of a network that this program built, or a callback that stores it as it trains."""
    if call.entry is not None and call.entry.kind == "checkpoint":
        return call.entry_point
    model = call.receiver
    built = isinstance(model, Estimator) and model.entry is not None and model.entry.role == "network"
    return built and call.name.rpartition(".")[2] in {"save", "save_weights"}


def _help(experiment: Experiment, draws: tuple[Draw, ...], project: Project | None) -> str:
    if all(takes_random_state(draw) and drawn_by_all(experiment, draw) for draw in draws):
        return "Pass `random_state=` with a fixed number to each of these calls"
    if any(from_own_generator(draw) for draw in draws):
        return "Give each generator a seed where it is made, as in `np.random.default_rng(seed)`"
    libraries = [name for name in SEEDED_BY if any(draw.library == name for draw in draws)]
    calls = [how_to_seed(experiment, name) for name in libraries if name != "keras"]
    if "keras" in libraries:
        calls.append(
            how_to_seed_keras(experiment, keras_generators(experiment, admitted_versions(experiment, project)))
        )
    return f"Call {' and '.join(f'`{call}`' for call in dict.fromkeys(calls))} before the first of them"
