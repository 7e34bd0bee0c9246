"""After cross-validation by hand, the model of the last fold is kept as if it were the result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph import Answer
from reprolint.graph.callers import same_run
from reprolint.graph.continuing import fold_loop, has_several, may_end_early, trained_on
from reprolint.graph.evaluations import split_of
from reprolint.graph.events import Event, Explain, Fit, Place, Predict, Save, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import Part, ancestors
from reprolint.graph.values import Estimator, Instance

KEPT = {Save: "saved", Explain: "looked into", Score: "scored", Predict: "applied"}


@check("EVA013", needs={"fit", "split"})
def last_fold_model(experiment: Experiment) -> Iterator[Finding]:
    """Saves, looks, scores and predictions after the loop over folds that use only the model of its last round."""
    uses: dict[Place, list[Event]] = {}
    causes: dict[Place, Fit] = {}
    for kind in (Save, Explain, Score, Predict):
        for event in experiment.of(kind):
            fit = _model(event)
            if fit is not None and _left_over(experiment, fit, event):
                causes[fit.place] = fit
                uses.setdefault(fit.place, []).append(event)
    for place, events in uses.items():
        fit, first = causes[place], min(events, key=lambda event: event.order)
        others = {event.place: event for event in events if event.place != first.place}
        yield first.finding(
            f"The model {KEPT[type(first)]} here is the one of the last fold alone, trained on part of the rows",
            label="the last fold's model",
            related=(
                fit.place.location("trained in every fold, and again overwritten"),
                *(place.location(f"and {KEPT[type(other)]} here") for place, other in others.items()),
            ),
            confidence=Confidence.HIGH if isinstance(first, Save) else Confidence.MEDIUM,
        )


def _model(event: Event) -> Fit | None:
    """The one fit in force in the model that is used."""
    fits: tuple[Fit, ...] = ()
    if isinstance(event, Save):
        fits = event.value.fits if isinstance(event.value, (Estimator, Instance)) else ()
    elif isinstance(event, (Explain, Score, Predict)):
        fits = tuple(event.fits)
    return fits[0] if len(fits) == 1 and fits[0].family == "model" else None


def _left_over(experiment: Experiment, fit: Fit, event: Event) -> bool:
    """Was it trained in a loop over folds that ended before?"""
    if fit.loop is None or fit.loop in event.loops or event.order < fit.order or fit.automatic:
        return False
    if not same_run(event, fit):
        return False  # functions that nothing calls are read at the end, whatever they would have met before
    if isinstance(event, Score) and (event.cross_validated or _after_fact(event)):
        return False
    if isinstance(event, (Score, Predict)) and fit.rows in ancestors(event.rows):
        return False  # how well it answers for the rows that it was trained on: no later model's place is taken
    if _one_of_many(event) or _one_of_many(fit):
        return False
    split = split_of(experiment, fit.rows, before=fit)
    if not any(isinstance(step, Part) and step.role == "fold-train" for step in ancestors(fit.rows)):
        return False
    over = fold_loop(fit, split) if split is not None else None
    if over is not None and over in event.loops:
        return False  # the loops inside are those over batches, epochs, or several models of one fold
    if over is None and fit.name.endswith(".backward"):
        return False
    folds = over if fit.name.endswith(".backward") else fit.loop
    if folds is None or may_end_early(folds):
        return False  # which fold was the last one is not known
    if trained_on(experiment, fit, over or folds) is not Answer.NO:
        return False  # a model that every fold goes on with is not the last one's alone
    return split is None or (has_several(split) and not set(split.loops) >= set(fit.loops))


def _one_of_many(event: Event) -> bool:
    """Is the model itself what a loop goes through, so that every fold may have its own?"""
    targets = [loop.target for loop in event.loops if isinstance(loop, (ast.For, ast.comprehension))]
    looped = {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    node = event.place.node
    model = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    return isinstance(model, ast.Name) and model.id in looped


def _after_fact(score: Score) -> bool:
    """Does it only compare what the loop predicted?"""
    return score.prediction is not None
