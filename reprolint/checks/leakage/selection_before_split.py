"""Features are chosen by their relation to the target on rows that later judge the model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.checks.leakage.cv_on_preprocessed import counts
from reprolint.checks.leakage.preprocessing_before_split import is_selection, judged_elsewhere, spanning
from reprolint.findings import NOT_MEASURED, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, in_folds, leaks
from reprolint.graph.events import Fit


@check("LEA003", needs={"fit"})
def selection_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each selection once, with every score it reaches."""
    pairs = (
        (fit, one)
        for fit, one in spanning(experiment)
        if is_selection(fit, one)
        and (counts(experiment, fit, one) if in_folds(one.rows) else not judged_elsewhere(experiment, fit))
    )
    for leak in gather(pairs):
        yield tell(
            experiment,
            leak,
            f"`{leak.fits[0].name}` chooses features by their relation to the target, on rows too that judge the model later, "
            f"so {metric_names(leak)} can look good on pure noise",
            label="features chosen here, with the targets of held-out rows",
        )
    for leak in gather(_on_judging_rows(experiment)):
        found = tell(
            experiment,
            leak,
            f"`{leak.fits[0].name}` chooses features by the targets of rows that judge the model later, "
            f"so {metric_names(leak)} can come out too good",
            label="features chosen here, by rows that judge the model",
            severity=Severity.WARNING,
        )
        yield replace(found, effect=NOT_MEASURED)


def _on_judging_rows(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Choices made on held-out rows alone, for models that the same rows judge and no others."""
    for one in evaluations(experiment):
        if not one.model.learned or not any(fit.family == "selector" for fit in one.model.learned):
            continue
        if not one.scored or not one.surely_held_out or in_folds(one.rows):
            continue
        for fit in leaks(one):
            chose = fit in one.model.learned and is_selection(fit, one)
            if chose and overlaps(fit.rows, one.model.rows) is Answer.NO and not _judged_on_others(experiment, fit):
                yield fit, one


def _judged_on_others(experiment: Experiment, fit: Fit) -> bool:
    """Is a model with these features also judged on, or applied to, rows that neither chose them nor trained it?"""
    return any(
        fit in one.model.learned and one.held_out and overlaps(fit.rows, one.rows) is not Answer.YES
        for one in evaluations(experiment)
    )
