"""Evaluations: a model judged or applied on rows, with everything its outcome learned from and the split of those rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Fit, Predict, Score, Split
from reprolint.graph.rows import NOTHING, Answer, Cut, Part, Pick, Rows, Where, ancestors, overlaps
from reprolint.graph.values import Data
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

# Families whose fit carries numbers from row to row; an encoder only learns which categories exist.
LEARNERS = frozenset({"transformer", "selector", "vocabulary", "statistic"})
HELD_OUT = frozenset({"test", "validation", "fold-test"})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`model` was judged (`Score`) or applied (`Predict`) by `event` on `rows`; `learned` is all that reached the outcome."""

    event: Score | Predict
    model: Fit
    rows: Rows
    learned: frozenset[Fit]

    @property
    def held_out(self) -> bool:
        """Was the model trained on other rows, as far as can be told?

        Slices with computed bounds cannot be compared; when the judged rows were cut off, they were meant to be others.
        """
        answer = overlaps(self.model.rows, self.rows)
        return answer is Answer.NO or (answer is Answer.UNKNOWN and is_held_out(self.rows))

    @property
    def surely_held_out(self) -> bool:
        """Is it certain that the model was trained on other rows?"""
        return overlaps(self.model.rows, self.rows) is Answer.NO

    @property
    def scored(self) -> bool:
        """Is it a score, not only a prediction?"""
        return isinstance(self.event, Score)


def evaluations(experiment: Experiment) -> tuple[Evaluation, ...]:
    """Every evaluation, gathered once: scores in program order, then predictions that no score judges."""
    return experiment.evaluations


def gathered(experiment: Experiment) -> Iterator[Evaluation]:
    """Every evaluation, in program order: scores first, then predictions that no score judges."""
    judged: set[tuple[Fit, Rows]] = set()
    for score in experiment.scores:
        if isinstance(score.prediction, Data) and score.prediction.output == "joined":
            continue  # each row was predicted by a model of its own: which one is not known any more
        for model in sorted(score.fits, key=lambda fit: fit.order):
            if model.rows == NOTHING:
                continue  # trained elsewhere, on rows that are not known
            judged.add((model, score.rows))
            yield Evaluation(score, model, score.rows, score.learned)
    for prediction in experiment.predictions:
        if prediction.data is None:
            continue
        for model in sorted(prediction.fits, key=lambda fit: fit.order):
            if model.rows == NOTHING or (model, prediction.rows) in judged:
                continue
            learned = prediction.data.all_learned | model.learned
            yield Evaluation(prediction, model, prediction.rows, learned)


def leaks(evaluation: Evaluation) -> Iterator[Fit]:
    """The fits, other than the model, that learned from the evaluated rows, in program order."""
    for fit in sorted(evaluation.learned, key=lambda fit: fit.order):
        if fit.family not in LEARNERS or fit is evaluation.model or fit.automatic:
            continue
        if overlaps(fit.rows, evaluation.rows) is Answer.YES:
            yield fit


def split_of(experiment: Experiment, rows: Rows) -> Split | None:
    """The split that set these rows apart, nearest first."""
    for step in ancestors(rows):
        if isinstance(step, (Part, Pick)):
            for split in experiment.splits:
                if step in split.parts.values() or (isinstance(step, Pick) and step.index in split.parts.values()):
                    return split
    return None


def is_held_out(rows: Rows) -> bool:
    """Were these rows set apart for judging: the test side of a split, or a slice or mask of the data?"""
    for step in ancestors(rows):
        if isinstance(step, Part):
            return step.role in HELD_OUT
        if isinstance(step, Where) and isinstance(step.test, tuple) and step.test[:1] == ("key",):
            continue  # chosen by something of which nothing is known: perhaps columns
        if isinstance(step, (Cut, Where)):
            return True
        if isinstance(step, Pick):
            return is_held_out(step.index)
    return False


def is_test_part(rows: Rows) -> bool:
    """Are these the test side of a hold-out split?"""
    return any(isinstance(step, Part) and step.role == "test" for step in ancestors(rows))


def in_folds(rows: Rows) -> bool:
    """Are these the test rows of a cross-validation fold?"""
    return any(isinstance(step, Part) and step.role == "fold-test" for step in _own_steps(rows))


def _own_steps(rows: Rows) -> Iterator[Rows]:
    for step in ancestors(rows):
        yield step
        if isinstance(step, Pick):
            yield from ancestors(step.index)
