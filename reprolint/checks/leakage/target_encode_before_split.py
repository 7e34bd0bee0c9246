"""Categories are replaced by means of the target, taken from rows that later judge the model."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._encoding import encodes_target
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.checks.leakage.cv_on_preprocessed import counts
from reprolint.findings import Finding, Severity
from reprolint.graph import Answer, Experiment, ancestors, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, in_folds
from reprolint.graph.events import Fit
from reprolint.graph.rows import Part


@check("LEA010", needs={"fit"})
def target_encode_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each encoding once, with every score it reaches."""
    for leak in gather(_reached(experiment)):
        first = leak.fits[0]
        yield tell(
            experiment,
            leak,
            f"`{first.name}` puts means of the target into a feature, with the test rows' own targets in them, "
            f"so {metric_names(leak)} can come out too good",
            label="averages the target of training and test rows here",
            severity=Severity.WARNING if _is_cross_fitted(first) else None,
        )


def _reached(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    for evaluation in evaluations(experiment):
        if not evaluation.held_out or (in_folds(evaluation.rows) and not evaluation.scored):
            continue
        for fit in sorted(evaluation.learned, key=lambda fit: fit.order):
            if not encodes_target(fit, evaluation) or fit is evaluation.model or _is_out_of_fold(fit, evaluation):
                continue
            spans = overlaps(fit.rows, evaluation.rows), overlaps(fit.rows, evaluation.model.rows)
            if set(spans) == {Answer.YES} and (not in_folds(evaluation.rows) or counts(experiment, fit, evaluation)):
                yield fit, evaluation


def _is_out_of_fold(fit: Fit, evaluation: Evaluation) -> bool:
    """Was it fitted on other folds, for the rows left out? Then no row's own target is in its features."""
    folds = {step for step in ancestors(fit.rows) if isinstance(step, Part) and step.role == "fold-train"}
    return not folds <= set(ancestors(evaluation.rows))


def _is_cross_fitted(fit: Fit) -> bool:
    """scikit-learn's `TargetEncoder.fit_transform` leaves each row's own target out."""
    return fit.qualified.startswith("sklearn.") and fit.name.endswith("fit_transform")
