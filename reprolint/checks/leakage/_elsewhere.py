"""Which scores and predictions could judge a model anew, on rows that had no part in making it."""

from __future__ import annotations

from collections.abc import Collection

from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Fit, Predict, Score
from reprolint.graph.rows import Rows
from reprolint.graph.values import Data, Estimator, Instance
from reprolint.records import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """A score or prediction, with the rows that it is on.

    Features that are read from a file for each row have rows of their own; those of what they are judged by are the same.
    """

    event: Score | Predict
    rows: tuple[Rows, ...]

    def is_on(self, known: Collection[Rows]) -> bool:
        """Does it share rows with any of these?"""
        return any(overlaps(rows, ours) is Answer.YES for rows in self.rows for ours in known)


def judgements(experiment: Experiment) -> list[Judgement]:
    """Where models are scored or applied, but for the outputs that they are trained by."""
    known: list[Judgement] | None = experiment.answers.get("models scored or applied")
    if known is None:
        losses = (fit.data for fit in experiment.fits if fit.data is not None)
        trained_by = {id(data.predicted_from) for data in losses if data.predicted_from is not None}
        events: list[Score | Predict] = [*experiment.scores]
        events += [one for one in experiment.predictions if id(one.data) not in trained_by]
        truths = {one.rows: one.truth.rows for one in experiment.scores if isinstance(one.truth, Data)}
        known = [Judgement(one, tuple(dict.fromkeys((one.rows, truths.get(one.rows, one.rows))))) for one in events]
        experiment.answers["models scored or applied"] = known
    return known


def of_this_model(judged: list[Judgement], fits: Collection[Fit], known: Collection[Rows]) -> list[Judgement]:
    """Those that may judge the model of these `fits`: not a model of another kind, nor what another round makes of it.

    `known` are the rows that had a part in making it.
    """
    own = {id(fit.estimator) for fit in fits if fit.estimator is not None}
    here = {
        (one.event.place, one.event.calls) for one in judged
        if any(id(fit.estimator) in own for fit in one.event.fits) and one.is_on(known)
    }  # fmt: skip
    return [
        one for one in judged if not _is_of_others(one.event, fits) and not _is_of_a_round(one.event, fits, own, here)
    ]


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
