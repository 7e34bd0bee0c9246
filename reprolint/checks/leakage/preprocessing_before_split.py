"""A scaler, imputer, reduction or statistic learns from rows that are split off for testing afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._encoding import averages_target, encodes_target
from reprolint.checks.leakage._harmless import cannot_matter, scales_in_vain
from reprolint.checks.leakage._story import learners, metric_names, tell, tell_in_vain
from reprolint.findings import NOT_MEASURED, Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, division, evaluations, in_folds, is_test_part, leaks
from reprolint.graph.events import Fit, Score
from reprolint.graph.roles.scaling import only_scales
from reprolint.graph.rows import Rows
from reprolint.graph.selecting import by_the_target
from reprolint.graph.values import IN_BLOCKS


def spanning(experiment: Experiment, *, vain: bool = False) -> Iterator[tuple[Fit, Evaluation]]:
    """Fits that saw training and test rows alike, with the evaluations on rows held out from the model.

    With `vain` these are the scalers in front of trees and the like, which change nothing as long as no other model takes
    their place; else all others.
    """
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is not Answer.YES:
                continue
            if averages_target(fit, evaluation) or cannot_matter(fit, evaluation):
                continue
            if scales_in_vain(experiment, fit, evaluation) is not vain:
                continue
            if not stays_in_its_group(experiment, fit, evaluation):
                yield fit, evaluation


def stays_in_its_group(experiment: Experiment, fit: Fit, evaluation: Evaluation) -> bool:
    """A number for each patient or well stays with its unit, unless a unit's rows are dealt out to both sides.

    Rows that were put together in blocks are mostly dealt out together, as those of a unit.
    """
    trained = evaluation.model.data
    if not fit.grouped_by or (trained is not None and trained.grouping):
        return False  # or one model for each unit, and both sides are of the same
    if evaluation.given is not None and IN_BLOCKS in evaluation.given.traits:
        return True
    split = division(experiment, evaluation)
    return split is None or split.grouped is not False


def judged_elsewhere(experiment: Experiment, fit: Fit) -> bool:
    """Is a model of these rows judged in the end on rows that the fit never saw? Other scores then only guide choices."""
    known: dict[Rows, bool] = experiment.answers.setdefault("judged elsewhere", {})
    if fit.rows not in known:
        known[fit.rows] = any(
            overlaps(fit.rows, one.rows) is Answer.NO
            and overlaps(fit.rows, one.model.rows) is Answer.YES
            and (one.event.cross_validated is False if isinstance(one.event, Score) else is_test_part(one.rows))
            for one in evaluations(experiment)
        )
    return known[fit.rows]


def is_selection(fit: Fit, evaluation: Evaluation) -> bool:
    """Did it choose features by looking at the target?"""
    return by_the_target(fit, evaluation.model.target_columns)


def choices(pairs: Iterable[tuple[Fit, Evaluation]]) -> set[Fit]:
    """Those that chose features by the target of some model; of other models' targets it may not be known what they are."""
    return {fit for fit, one in pairs if is_selection(fit, one)}


@check("LEA001", needs={"fit"})
def preprocessing_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each learned step once, with every score it reaches."""
    for leak in gather(held_out(experiment, spanning(experiment))):
        found = tell(
            experiment,
            leak,
            f"{learners(leak)} from rows that are used for testing later, so {metric_names(leak)} can come out too good",
            label="learned here, from training and test rows together",
        )
        scales = any(only_scales(fit.estimator) for fit in leak.fits)  # as in the rule's example
        yield found if scales else replace(found, effect=NOT_MEASURED)
    for leak in gather(held_out(experiment, in_vain(experiment))):
        yield tell_in_vain(experiment, leak, f"{learners(leak)} from rows that are used for testing later")


def held_out(experiment: Experiment, pairs: Iterable[tuple[Fit, Evaluation]]) -> Iterator[tuple[Fit, Evaluation]]:
    """Those of one division of the rows; of folds LEA002 tells, of the target LEA003 and LEA010."""
    pairs = list(pairs)
    selections = choices(pairs)
    for fit, one in pairs:
        told_elsewhere = fit in selections or encodes_target(fit, one) or in_folds(one.rows)
        if not told_elsewhere and not judged_elsewhere(experiment, fit):
            yield fit, one


def in_vain(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Scalers that reach models which do not ask for scales, and no other."""
    pairs = list(spanning(experiment, vain=True))
    harmful = {(fit.place.source, fit.place.line) for fit, _ in spanning(experiment)} if pairs else set()
    return (pair for pair in pairs if (pair[0].place.source, pair[0].place.line) not in harmful)
