"""A scaler, imputer, reduction or statistic learns from rows that are split off for testing afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._encoding import encodes_target
from reprolint.checks.leakage._story import gather, metric_names, tell
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, in_folds, leaks
from reprolint.graph.events import Fit


def spanning(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Fits that saw training and test rows alike, with the evaluations on rows held out from the model."""
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is Answer.YES:
                yield fit, evaluation


def judged_elsewhere(experiment: Experiment, fit: Fit) -> bool:
    """Is a model of these rows judged in the end on rows that the fit never saw? Then the scores it reaches only guide choices."""
    return any(
        not score.cross_validated
        and overlaps(fit.rows, score.rows) is Answer.NO
        and any(overlaps(fit.rows, model.rows) is Answer.YES for model in score.fits)
        for score in experiment.scores
    )


def is_selection(fit: Fit) -> bool:
    """Did it choose features by looking at the target?"""
    return fit.family == "selector" and fit.supervised


@check("LEA001", needs={"fit"})
def preprocessing_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each learned step once, with every score it reaches."""
    pairs = (
        (fit, one)
        for fit, one in spanning(experiment)
        if not is_selection(fit)
        and not encodes_target(fit, one)  # told as LEA010
        and not in_folds(one.rows)
        and not judged_elsewhere(experiment, fit)
    )
    for leak in gather(pairs):
        name = leak.fits[0].name
        what = f"`{name}` learns" if len(leak.fits) == 1 else f"`{name}` and {len(leak.fits) - 1} more learn"
        yield tell(
            experiment,
            leak,
            f"{what} from rows that are used for testing later, so {metric_names(leak)} can come out too good",
            label="learned here, from training and test rows together",
        )
