"""Whether running a program trains, judges, divides or stores anything at all."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.callers import may_run
from reprolint.graph.events import Call, Event, Explain, Resample, Save, Score, Split
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

_TRAINING = frozenset({"trainer", "loss", "search", "cross-validate"})
_WORKS = frozenset(
    {
        "step", "backward", "minimize", "apply_gradients", "update", "gradient", "grad", "fit", "train", "train_on_batch", "run",
    }
)  # fmt: skip
_RESULTS: tuple[type[Event], ...] = (Score, Split, Save, Resample, Explain)


def learns(experiment: Experiment) -> bool:
    """Is anything trained, scored, divided or saved, other than in functions that nothing calls or names?"""
    if any(may_run(event) for kind in _RESULTS for event in experiment.of(kind)):
        return True
    calls = [call for call in experiment.calls if call.entry_point and call.entry is not None]
    if any(call.entry is not None and call.entry.role in _TRAINING for call in calls):
        return True
    if any(fit.family != "statistic" and may_run(fit) for fit in experiment.fits):
        return True
    return steps(experiment)


def steps(experiment: Experiment) -> bool:
    """Are there optimizers, and are they put to use?"""
    calls = [call for call in experiment.calls if call.entry_point and call.entry is not None]
    tools = [call for call in calls if call.entry is not None and call.entry.role == "optimizer"]
    return bool(tools) and _are_put_to_use(experiment, tools)


def _are_put_to_use(experiment: Experiment, tools: list[Call]) -> bool:
    """Do optimizers change anything: is a step made, or are they handed to something that cannot be read?"""
    if any(called(place.node) in _WORKS for place in experiment.places_of(ast.Call)):
        return True
    made = {id(call.result) for call in tools}
    given = [value for handover in experiment.handovers for value in handover.values]
    for call in experiment.calls:
        if call.entry is None:
            given += (*call.arguments, *call.keywords.values())
    return any(id(value) in made for value in given)
