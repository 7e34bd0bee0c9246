"""Models whose settings a search found on rows that later judge them."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import metric_names, tell
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, in_folds
from reprolint.graph.events import Fit, Place
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
