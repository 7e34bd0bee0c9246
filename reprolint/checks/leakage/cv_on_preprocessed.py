"""Data that a transformer learned from as a whole goes into cross-validation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._encoding import encodes_target
from reprolint.checks.leakage._story import learners, metric_names, tell, tell_in_vain
from reprolint.checks.leakage.preprocessing_before_split import (
    choices,
    held_out,
    in_vain,
    judged_elsewhere,
    spanning,
)
from reprolint.findings import NOT_MEASURED, Finding
from reprolint.graph import Experiment
from reprolint.graph.evaluations import Evaluation, division, in_folds
from reprolint.graph.events import Fit, Score
from reprolint.graph.values import Estimator


@check("LEA002", needs={"fit", "split"})
def cv_on_preprocessed(experiment: Experiment) -> Iterator[Finding]:
    """Report each learned step once, with every cross-validation it reaches."""
    for leak in gather(_in_folds(experiment, list(spanning(experiment)))):
        first = leak.fits[0]
        splits = [division(experiment, one) for one in leak.evaluations]
        early = any(split is None or split.order > first.order for split in splits)
        when = (
            "all rows before they are divided into folds" if early else "all rows, those of the fold left out included"
        )
        found = tell(
            experiment,
            leak,
            f"{learners(leak)} from {when}, so the test rows behind {metric_names(leak)} have already been seen",
            label="learned here, from the rows of every fold",
        )
        yield found if any(map(_mixes_columns, leak.fits)) else replace(found, effect=NOT_MEASURED)
    for leak in gather(_in_folds(experiment, list(in_vain(experiment)))):
        yield tell_in_vain(experiment, leak, f"{learners(leak)} from the rows of every fold")


def _mixes_columns(fit: Fit) -> bool:
    """Principal components and their kin: what the rule's example measures; a scaler does much less."""
    whole = fit.estimator
    parts = [whole, *(step for _, step in whole.steps)] if isinstance(whole, Estimator) else []
    return any(isinstance(one, Estimator) and one.qualified.startswith("sklearn.decomposition.") for one in parts)


def _in_folds(experiment: Experiment, pairs: list[tuple[Fit, Evaluation]]) -> Iterator[tuple[Fit, Evaluation]]:
    """Those of cross-validations. A step that also spoils a hold-out score is told there, as LEA001."""
    told = {fit.place for fit, _ in held_out(experiment, pairs)}
    selections = choices(pairs)
    for fit, one in pairs:
        # Told as LEA003, LEA010 or LEA001.
        told_elsewhere = fit in selections or encodes_target(fit, one) or fit.place in told
        if not told_elsewhere and in_folds(one.rows) and counts(experiment, fit, one):
            yield fit, one


def _is_read(experiment: Experiment, score: Score) -> bool:
    """Does the code look at the score of a search's best candidate, rather than only use the candidate?"""
    return any(score in choice.scores for choice in experiment.selections if choice.kind == "best-attribute")


def counts(experiment: Experiment, fit: Fit, evaluation: Evaluation) -> bool:
    """Is this score one that a reader relies on? Not when it only tunes and rows never learned from give the final score."""
    event = evaluation.event
    if not isinstance(event, Score) or (event.selected and not _is_read(experiment, event)):
        return False
    return not judged_elsewhere(experiment, fit)
