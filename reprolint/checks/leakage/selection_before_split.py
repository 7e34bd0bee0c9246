"""Features are chosen by their relation to the target on rows that later judge the model."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.checks.leakage.cv_on_preprocessed import counts
from reprolint.checks.leakage.preprocessing_before_split import is_selection, spanning
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.evaluations import in_folds


@check("LEA003", needs={"fit"})
def selection_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each selection once, with every score it reaches."""
    pairs = (
        (fit, one)
        for fit, one in spanning(experiment)
        if is_selection(fit) and (not in_folds(one.rows) or counts(experiment, fit, one))
    )
    for leak in gather(pairs):
        yield tell(
            experiment,
            leak,
            f"`{leak.fits[0].name}` chooses features by their relation to the target on the test rows too, "
            f"so {metric_names(leak)} can look good on pure noise",
            label="features chosen here, with the test rows' targets",
        )
