"""Features are chosen by their relation to the target on rows that later judge the model."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.checks.leakage.cv_on_preprocessed import counts
from reprolint.checks.leakage.preprocessing_before_split import is_selection, judged_elsewhere, spanning
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.evaluations import in_folds


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
