"""All rows, for training and for the test, come from one source: nothing is known of other places or times."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding, Severity
from reprolint.graph.evaluations import is_held_out, split_of
from reprolint.graph.events import Load, Score, Split
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import All, ancestors
from reprolint.graph.shown import scores_shown


@check("EVA015", needs={"load", "split", "score", "show"})
def no_external_or_shift_check(experiment: Experiment) -> Iterator[Finding]:
    """One load, one split, and scores of the rows that it set apart are all that is shown."""
    loads = {load.place: load for load in experiment.loads if not load.synthetic}
    if len(loads) != 1 or not experiment.complete or any(load.synthetic for load in experiment.loads):
        return
    load = next(iter(loads.values()))
    if load.loops or not load.entry_point or any(_apart(split) for split in experiment.splits):
        return
    shown = {score for show in experiment.shown if show.entry_point for score in scores_shown(show)}
    scores = sorted(shown, key=lambda score: score.order)
    if not scores or not all(_of(load, score) for score in scores):
        return
    judged = next(((score, split) for score in scores if (split := _split(experiment, score)) is not None), None)
    if judged is None:
        return
    first, split = judged
    yield first.finding(
        "The test rows were split off the same source as the training rows: "
        "the score says nothing of other places, devices or times",
        label="a score inside one source",
        related=tuple(
            place.location(text)
            for place, text in {load.place: "all rows come from here", split.place: "split here"}.items()
            if place != first.place
        ),
        severity=Severity.NOTE,
    )


def _split(experiment: Experiment, score: Score) -> Split | None:
    split = score.split or split_of(experiment, score.rows, before=score, given=score.inputs)
    if split is None or not (score.cross_validated or is_held_out(score.rows)):
        return None
    return split if split.kind == "folds" or (split.kind == "hold-out" and split.shuffles is not False) else None


def _apart(split: Split) -> bool:
    """By group, by time, or by a condition: then something is known of rows of another kind."""
    return bool(split.grouped or split.temporal) or split.kind in {"mask", "files"}


def _of(load: Load, score: Score) -> bool:
    steps = [step for step in ancestors(score.rows) if isinstance(step, All)]
    return load.data is not None and steps == [step for step in ancestors(load.data.rows) if isinstance(step, All)]
