"""A t-test compares two models by their scores on the folds of a cross-validation, as if these were independent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.statistics._folds import is_of_a_fold, scores_in
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.evaluations import in_folds
from reprolint.graph.events import Call
from reprolint.graph.values import Number, Sequence, Value
from reprolint.patterns import pattern

TESTS = ("scipy.stats.ttest_rel", "scipy.stats.ttest_ind", "scipy.stats.ttest_1samp")
CORRECTED = pattern(r"nadeau|bengio|corrected|5\s?x\s?2|bouckaert|dietterich", re.IGNORECASE)


@check("STA004", needs={"score"})
def t_test_on_folds(experiment: Experiment) -> Iterator[Finding]:
    """Both samples are fold scores of cross-validations, one score a fold."""
    if "ttest" not in experiment.text or CORRECTED.search(experiment.text):
        return
    told = set()
    for call in sorted(experiment.calls_to(*TESTS), key=lambda each: each.order):
        samples = _samples(call)
        if call.place in told or not samples or any(not _is_of_folds(each) for each in samples):
            continue
        told.add(call.place)
        scores = [min(scores_in(each), key=lambda score: score.order) for each in samples]
        places = {score.place: score for score in scores}
        yield call.finding(
            f"`{call.name}` takes fold scores for independent, but their models share most of their training rows",
            label="finds differences too often",
            related=tuple(score.place.location("one score for each fold") for score in places.values()),
        )


def _samples(call: Call) -> list[Value]:
    return [call.argument("a", 0)] + ([] if call.qualified.endswith("1samp") else [call.argument("b", 1)])


def _is_of_folds(value: Value) -> bool:
    """One number for each fold: not a mean over folds, which may come from many data sets."""
    if isinstance(value, Number):
        return not value.reduced and any(is_of_a_fold(score) for score in value.scores)
    if isinstance(value, Sequence):
        parts = [part for part in (*value.items, value.rest) if part is not None]
        return bool(parts) and all(
            isinstance(part, Number)
            and not part.reduced
            and all(in_folds(score.rows) and len(score.loops) == 1 for score in part.scores)
            for part in parts
        )
    return False
