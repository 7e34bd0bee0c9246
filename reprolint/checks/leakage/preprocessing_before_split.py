"""A scaler, imputer, reduction or statistic learns from rows that are split off for testing afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._causes import class_of, gather, only_shifts
from reprolint.checks.leakage._encoding import averages_target, encodes_target
from reprolint.checks.leakage._story import learners, metric_names, tell
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, division, evaluations, in_folds, is_test_part, leaks
from reprolint.graph.events import Fit, Score
from reprolint.graph.roles.estimators import predictor
from reprolint.graph.values import Constant, Estimator

# Each column is moved and stretched on its own, the order of its values stays.
SCALERS = frozenset({"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"})
# Steps to which it matters how wide a column is, whatever model comes after them.
WEIGHING = (
    "sklearn.decomposition.", "sklearn.manifold.", "sklearn.cluster.", "sklearn.kernel_approximation.",
    "sklearn.random_projection.", "sklearn.impute.KNNImputer",
)  # fmt: skip
LITTLE = frozenset({"pandas.cut", "sklearn.feature_selection.VarianceThreshold"})
TREES = frozenset({"tree", "forest", "boosting"})


def spanning(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Fits that saw training and test rows alike, with the evaluations on rows held out from the model."""
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is not Answer.YES:
                continue
            if averages_target(fit, evaluation) or cannot_matter(fit, evaluation):
                continue
            if not stays_in_its_group(experiment, fit, evaluation):
                yield fit, evaluation


def stays_in_its_group(experiment: Experiment, fit: Fit, evaluation: Evaluation) -> bool:
    """A number for each patient or well stays with its unit, unless a unit's rows are dealt out to both sides."""
    trained = evaluation.model.data
    if not fit.grouped_by or (trained is not None and trained.grouping):
        return False  # or one model for each unit, and both sides are of the same
    split = division(experiment, evaluation)
    return split is None or split.grouped is not False


def cannot_matter(fit: Fit, evaluation: Evaluation) -> bool:
    """Trees split a column at the same rows however it is scaled; `k="all"` selects nothing; most models ignore a shift.

    Bins of equal width, `pd.cut(x, 5)`, know the least and the greatest value only, and columns that hardly vary are left out
    without a look at the target: too little to tell.
    """
    if class_of(fit) in LITTLE or (only_shifts(fit, evaluation) and _ignores_shifts(evaluation.model)):
        return True
    kept = fit.estimator.parameters.get("k") if isinstance(fit.estimator, Estimator) else None
    chooses = fit.call is not None and fit.place.node is not fit.call.place.node  # by its numbers, `k.scores_`
    if fit.family == "selector" and isinstance(kept, Constant) and kept.value == "all" and not chooses:
        return True
    moves = isinstance(fit.estimator, Estimator) and fit.estimator.qualified.rpartition(".")[2] in SCALERS
    moves = moves or (evaluation.given is not None and fit in evaluation.given.scaled_by)
    return moves and _grows_trees(evaluation.model) and not any(_weighs(step, fit) for step in evaluation.learned)


def _weighs(step: Fit, fit: Fit) -> bool:
    """Does this step mix or compare columns that `fit` scaled, as principal components do, so that their scales count?"""
    return (
        fit in step.learned and isinstance(step.estimator, Estimator) and step.estimator.qualified.startswith(WEIGHING)
    )


def _grows_trees(model: Fit) -> bool:
    """A tree, forest or boosting, or a vote of such."""
    if model.qualified.partition(".")[0] in {"xgboost", "lightgbm", "catboost"}:
        return True
    members = _members(model)
    families = {one.entry.family if one is not None and one.entry is not None else "" for one in members}
    return bool(families) and families <= TREES


def _ignores_shifts(model: Fit) -> bool:
    """Does it come out the same when a number is added to a column of all rows: by differences, or with an intercept?"""
    return _grows_trees(model) or all(map(_keeps_under_shift, _members(model) or [None]))


def _keeps_under_shift(model: Estimator | None) -> bool:
    if model is None or model.entry is None:
        return False
    parameters = {name: value.value if isinstance(value, Constant) else ... for name, value in model.parameters.items()}
    if model.entry.family == "linear":
        return parameters.get("fit_intercept", True) is True
    if model.entry.family == "kernel":
        return parameters.get("kernel", "rbf" if "svm" in model.qualified else "") in {"rbf", "linear"}
    return model.entry.family in {*TREES, "neighbours", "discriminant"}


def _members(model: Fit) -> list[Estimator | None]:
    """The predictor itself; of a vote or stack those that take part, of a pipeline or search the one inside."""
    final = predictor(model.estimator)
    if final is not None and final.entry is not None and final.entry.role == "meta":
        return [predictor(step) for _, step in final.steps]
    return [final]


def judged_elsewhere(experiment: Experiment, fit: Fit) -> bool:
    """Is a model of these rows judged in the end on rows that the fit never saw? Other scores then only guide choices."""
    return any(
        overlaps(fit.rows, one.rows) is Answer.NO
        and overlaps(fit.rows, one.model.rows) is Answer.YES
        and (one.event.cross_validated is False if isinstance(one.event, Score) else is_test_part(one.rows))
        for one in evaluations(experiment)
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
        yield tell(
            experiment,
            leak,
            f"{learners(leak)} from rows that are used for testing later, so {metric_names(leak)} can come out too good",
            label="learned here, from training and test rows together",
        )
