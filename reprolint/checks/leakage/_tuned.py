"""What a search is for: settings found on rows that later judge the model, or choices that a later score replaces."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, in_folds, is_held_out
from reprolint.graph.events import Fit, Place, Score
from reprolint.graph.rows import Rows, Where, ancestors, parents_of
from reprolint.graph.settings import FAMILY


def tuned_on_test(experiment: Experiment, told: set[Place]) -> Iterator[Finding]:
    """Report each search once, with the scores of models that use its settings, save those `told` already."""
    pairs = (
        (search, one)
        for search, one in _pairs(experiment)
        if search.place not in told and not _judged_elsewhere(experiment, search)
    )
    for leak in gather(pairs):
        yield tell(
            experiment,
            leak,
            f"`{leak.fits[0].name}` chooses settings on rows that judge the model later, "
            f"so {metric_names(leak)} can come out too good",
            label="the settings are chosen here, with the test rows",
        )


def _pairs(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Searches that compared candidates on rows which were set apart to judge a model with the best settings."""
    for one in evaluations(experiment):
        if not one.scored or not one.surely_held_out or in_folds(one.rows):
            continue
        for search in sorted((fit for fit in one.learned if fit.family == FAMILY), key=lambda fit: fit.order):
            if overlaps(search.rows, one.rows) is Answer.YES:
                yield search, one


def _judged_elsewhere(experiment: Experiment, search: Fit) -> bool:
    """Is a model with these settings also judged on rows that had no part in the search?"""
    return any(
        one.scored and search in one.learned and overlaps(search.rows, one.rows) is Answer.NO
        for one in evaluations(experiment)
    )


def only_tunes(experiment: Experiment, evaluation: Evaluation) -> bool:
    """Is it a search's own score that nobody reads, or that a later score of its choice, on rows without copies, replaces?"""
    event = evaluation.event
    if not isinstance(event, Score) or not event.selected:
        return False
    if not any(event in selection.scores for selection in experiment.selections):
        return True
    made = {resample.result for resample in experiment.resamples}
    return any(
        isinstance(one.event, Score)
        and one.event.order > event.order
        and not one.event.cross_validated
        and is_held_out(one.rows)
        and one.held_out
        and _was_chosen(one.model, evaluation.model.base)
        and all(_keeps_apart(one.rows, copies) for copies in made)
        for one in evaluations(experiment)
    )


def _was_chosen(model: Fit, search: Fit | None) -> bool:
    """Is it the model that this search chose, or one made with the settings it found?"""
    if search is None or model is search:
        return search is not None
    return any(step.family == FAMILY and step.place == search.place for step in model.learned)


def _keeps_apart(rows: Rows, copies: Rows) -> bool:
    """Are none of them among the rows, or only such as go with their own row, by the label that both share?"""
    if copies not in ancestors(rows):
        return True
    if rows == copies:
        return False
    if isinstance(rows, Where) and isinstance(rows.test, tuple) and rows.test[:1] == ("index",):
        return True
    return all(_keeps_apart(parent, copies) for parent in parents_of(rows))
