"""Evaluations: a model judged or applied on rows, with everything its outcome learned from and the split of those rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import MISSING, Event, Fit, Predict, Score, Split
from reprolint.graph.overlap import Answer, overlaps
from reprolint.graph.rows import NOTHING, Choice, Copies, Cut, Part, Pick, Rows, Union, Where, ancestors, in_order
from reprolint.graph.sampling import is_sample
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
    def given(self) -> Data | None:
        """What the model was given to judge or apply it on."""
        return self.event.inputs if isinstance(self.event, Score) else self.event.data

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
    applied = _applied(experiment) if any(len(score.fits) > 1 for score in experiment.scores) else {}
    for score in experiment.scores:
        if isinstance(score.prediction, Data) and score.prediction.output == "joined":
            continue  # each row was predicted by a model of its own: which one is not known any more
        if _is_never_seen(score):
            continue
        for model in sorted(score.fits, key=lambda fit: fit.order):
            if model.rows == NOTHING:
                continue  # trained elsewhere, on rows that are not known
            for rows, learned in _met(score, model, applied):
                judged.add((model, rows))
                yield Evaluation(score, model, rows, learned)
    for prediction in experiment.predictions:
        if prediction.data is None:
            continue
        for model in sorted(prediction.fits, key=lambda fit: fit.order):
            if model.rows == NOTHING or (model, prediction.rows) in judged:
                continue
            learned = prediction.data.all_learned | model.learned
            yield Evaluation(prediction, model, prediction.rows, learned)


def _applied(experiment: Experiment) -> dict[Fit, list[Predict]]:
    """To each model, where it was applied."""
    found: dict[Fit, list[Predict]] = {}
    for prediction in experiment.predictions:
        for model in prediction.fits:
            found.setdefault(model, []).append(prediction)
    return found


def _met(score: Score, model: Fit, applied: dict[Fit, list[Predict]]) -> Iterator[tuple[Rows, frozenset[Fit]]]:
    """The rows on which this score judges the model, each with what that outcome learned from.

    Where predictions of several models were gathered, each model answers for the rows that it predicted, and not for those that
    another one did: after a split anew in each round these are rows that it may have been trained on.
    """
    predicted = score.prediction
    if len(score.fits) == 1 or not isinstance(predicted, Data):
        yield score.rows, score.learned
        return
    everywhere = {fit: {one.rows for one in applied.get(fit, ())} for fit in score.fits}
    pooled = {score.rows, *_pooled(predicted.rows, frozenset[Rows]().union(*everywhere.values()))}
    met = {fit: rows & pooled for fit, rows in everywhere.items()}
    if all(rows in (met[model], set()) for rows in met.values()):
        yield score.rows, score.learned
        return
    own = [one for one in applied.get(model, ()) if one.rows in met[model] and one.data is not None]
    yield from dict.fromkeys((one.rows, one.data.all_learned | model.learned | {model}) for one in own if one.data)


def _pooled(rows: Rows, applied: frozenset[Rows]) -> Iterator[Rows]:
    """Of the rows that models were applied to, those whose predictions were put together into these."""
    waiting = [rows]
    while waiting:
        step = waiting.pop()
        if step in applied:
            yield step
        elif isinstance(step, (Choice, Union)):
            waiting += in_order(step.members)
        elif isinstance(step, (Where, Pick, Cut)):
            waiting.append(step.parent)


def _is_never_seen(score: Score) -> bool:
    """Is it computed by a network's silent `fit`, whose history nobody looks at?"""
    call = score.call
    if score.metric != "validation" or call is None or call.argument("callbacks") is not MISSING:
        return False
    if call.constant("verbose", default=1) != 0:
        return False
    source = score.place.source
    if any(node.attr == "history" for node in source.nodes_of(ast.Attribute)):
        return False
    if any(node.value is call.node for node in source.nodes_of(ast.Expr)):
        return True
    kept = [target for node in source.nodes_of(ast.Assign) if node.value is call.node for target in node.targets]
    names = {target.id for target in kept if isinstance(target, ast.Name)}
    read = {node.id for node in source.nodes_of(ast.Name) if isinstance(node.ctx, ast.Load)}
    return bool(kept) and len(names) == len(kept) and names.isdisjoint(read)


def leaks(evaluation: Evaluation) -> Iterator[Fit]:
    """The fits, other than the model, that learned from the evaluated rows, in program order."""
    chose = {fit.place.node for fit in evaluation.learned if fit.family == "selector"}
    # A fit in its second use, as a choice of columns, has the same order and a place further down.
    for fit in sorted(evaluation.learned, key=lambda fit: (fit.order, fit.place.line)):
        if fit.family not in LEARNERS or fit is evaluation.model or fit.automatic:
            continue
        if fit.family == "statistic" and fit.place.node in chose:
            continue  # its numbers chose columns: that is the graver fault of the two
        if overlaps(fit.rows, evaluation.rows) is Answer.YES:
            yield fit


def split_of(
    experiment: Experiment, rows: Rows, before: Event | None = None, given: Data | None = None
) -> Split | None:
    """The split that set these rows apart, nearest first.

    The same rows may be split in the same way several times: of such splits the one is meant that `given` came out of; where
    that is not known, the last one before the event `before`.
    """
    for step in ancestors(rows):
        if isinstance(step, (Part, Pick)) and (found := _splitting(experiment, step, before, given)) is not None:
            return found
    return None


def names_of(rows: Rows) -> Iterator[Rows]:
    """The names by which the rows were chosen, where it is known that none of these stands for rows on both sides."""
    for step in ancestors(rows):
        if isinstance(step, Where) and step.keeps and isinstance(step.test, tuple) and step.test[1:2] == ("in",):
            given = step.test[2]
            if isinstance(given, tuple) and given[:1] == ("distinct",):
                yield given[1]


def division(experiment: Experiment, evaluation: Evaluation) -> Split | None:
    """The split between the rows that were judged and those that the model was trained on.

    Of several splits in a row it is the one that put them on different sides; else, the one nearest to the judged rows.
    """
    before: Event = evaluation.model if not evaluation.model.automatic else evaluation.event
    trained = [step for step in _own_steps(evaluation.model.rows) if isinstance(step, Part)]
    for step in ancestors(evaluation.rows):
        if isinstance(step, (Part, Pick)) and _is_across(step, trained):
            return _splitting(experiment, step, before, evaluation.given)
    found = split_of(experiment, evaluation.rows, before, evaluation.given)
    late = found is not None and found.order > before.order  # the model was trained before anything was split
    return split_of(experiment, evaluation.rows, evaluation.event, evaluation.given) if late else found


def _is_across(step: Part | Pick, trained: list[Part]) -> bool:
    """Is one of the parts another part of the same split?"""
    part = step.index if isinstance(step, Pick) else step
    if not isinstance(part, Part):
        return False
    return any(one is not part and (one.parent, one.split) == (part.parent, part.split) for one in trained)


def _splitting(experiment: Experiment, step: Part | Pick, before: Event | None, given: Data | None) -> Split | None:
    """The split that made this part, or the positions that were picked."""
    wanted = {step, step.index} if isinstance(step, Pick) else {step}
    found = [split for split in experiment.splits if not wanted.isdisjoint(split.parts.values())]
    if given is not None and len(found) > 1:
        found = [split for split in found if split.mark in given.traits] or found
    earlier = [split for split in found if before is not None and split.order < before.order]
    return earlier[-1] if earlier else found[0] if found else None


def is_held_out(rows: Rows) -> bool:
    """Were these rows set apart for judging: the test side of a split, or a slice or mask of the data?"""
    for step in ancestors(rows):
        if isinstance(step, Part):
            return step.role in HELD_OUT
        if isinstance(step, Where) and isinstance(step.test, tuple) and step.test[:1] == ("key",):
            continue  # chosen by something of which nothing is known: perhaps columns
        if isinstance(step, (Cut, Where)):
            return not is_sample(step)
        if isinstance(step, Pick):
            return is_held_out(step.index)
    return False


def are_known_to(fit: Fit, rows: Rows) -> bool:
    """Are these the rows that it was fitted to, or rows picked from them: a sample drawn anew, one group, one class?

    What a split or a slice took from them is another thing: it was meant to be held out.
    """
    step = rows
    while step is not fit.rows:
        if not isinstance(step, (Pick, Where, Copies)) or (isinstance(step, Pick) and _is_left_aside(step.index)):
            return False
        step = step.parent
    return True


def _is_left_aside(positions: Rows) -> bool:
    return any(isinstance(step, Part) and step.role in HELD_OUT for step in ancestors(positions))


def read_apart(one: Data | None, other: Data | None) -> bool:
    """Were these rows read by other calls, with columns that may be others? Equal records then need not hold equal values."""
    if one is None or other is None or one.columns == other.columns:
        return False
    places, others = ({load.place for load in data.loads} for data in (one, other))
    return bool(places) and bool(others) and places.isdisjoint(others)


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
