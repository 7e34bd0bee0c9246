"""Which scores and predictions could judge a model anew, on rows that had no part in making it."""

from __future__ import annotations

from collections.abc import Collection

from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Fit, Predict, Score
from reprolint.graph.rows import Rows
from reprolint.graph.values import Estimator, Instance


def judgements(experiment: Experiment) -> list[Score | Predict]:
    """Where models are scored or applied, but for the outputs that they are trained by."""
    known: list[Score | Predict] | None = experiment.answers.get("models scored or applied")
    if known is None:
        losses = (fit.data for fit in experiment.fits if fit.data is not None)
        trained_by = {id(data.predicted_from) for data in losses if data.predicted_from is not None}
        known = [*experiment.scores, *(one for one in experiment.predictions if id(one.data) not in trained_by)]
        experiment.answers["models scored or applied"] = known
    return known


def of_this_model(
    events: Collection[Score | Predict], fits: Collection[Fit], known: Collection[Rows]
) -> list[Score | Predict]:
    """Those that may judge the model of these `fits`: not a model of another kind, nor what another round makes of it.

    `known` are the rows that had a part in making it.
    """
    own = {id(fit.estimator) for fit in fits if fit.estimator is not None}
    here = {
        (event.place, event.calls) for event in events
        if any(id(fit.estimator) in own for fit in event.fits) and _is_on(event, known)
    }  # fmt: skip
    return [event for event in events if not _is_of_others(event, fits) and not _is_of_a_round(event, fits, own, here)]


def _is_on(event: Score | Predict, known: Collection[Rows]) -> bool:
    return any(overlaps(event.rows, rows) is Answer.YES for rows in known)


def _is_of_others(event: Score | Predict, fits: Collection[Fit]) -> bool:
    """Are only models of other kinds judged or applied there, such as a baseline, which have learned nothing from this one?"""
    ours, theirs = ({_kind_of(fit) for fit in some} for some in (fits, event.fits))
    if not theirs or None in ours | theirs or not ours.isdisjoint(theirs):
        return False
    given = event.data if isinstance(event, Predict) else event.inputs
    learned = event.fits.union(*(fit.learned for fit in event.fits), given.all_learned if given is not None else ())
    return {fit.place for fit in learned}.isdisjoint(fit.place for fit in fits)


def _is_of_a_round(event: Score | Predict, fits: Collection[Fit], own: set[int], here: Collection[object]) -> bool:
    """Is it the judgement that stands `here`, of a model that another round of a loop made and trained at the same place?"""
    if (event.place, event.calls) not in here or not event.loops or not event.fits:
        return False
    places = {fit.place for fit in fits}
    return all(fit.place in places and fit.estimator and id(fit.estimator) not in own for fit in event.fits)


def _kind_of(fit: Fit) -> object:
    """The class of the model, of a library or of the project; None where it is not known."""
    model = fit.estimator
    if isinstance(model, Instance):
        return model.cls
    return model.qualified or None if isinstance(model, Estimator) and model.inner is None else None
