"""A scaler, imputer, reduction or statistic learns from rows that are split off for testing afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._encoding import encodes_target
from reprolint.checks.leakage._story import gather, metric_names, tell
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


def spanning(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    """Fits that saw training and test rows alike, with the evaluations on rows held out from the model."""
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is not Answer.YES:
                continue
            if not (stays_in_its_group(experiment, fit, evaluation) or cannot_matter(fit, evaluation)):
                yield fit, evaluation


def stays_in_its_group(experiment: Experiment, fit: Fit, evaluation: Evaluation) -> bool:
    """A number for each patient or well stays with its unit, unless a unit's rows are dealt out to both sides."""
    if not fit.grouped_by:
        return False
    split = division(experiment, evaluation)
    return split is None or split.grouped is not False


def cannot_matter(fit: Fit, evaluation: Evaluation) -> bool:
    """Trees split a column at the same rows however it is scaled; `k="all"` selects nothing."""
    kept = fit.estimator.parameters.get("k") if isinstance(fit.estimator, Estimator) else None
    chooses = fit.call is not None and fit.place.node is not fit.call.place.node  # by its numbers, `k.scores_`
    if fit.family == "selector" and isinstance(kept, Constant) and kept.value == "all" and not chooses:
        return True
    data = evaluation.event.inputs if isinstance(evaluation.event, Score) else evaluation.event.data
    moves = isinstance(fit.estimator, Estimator) and fit.estimator.qualified.rpartition(".")[2] in SCALERS
    moves = moves or (data is not None and fit in data.scaled_by)
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
    final = predictor(model.estimator)
    if final is None or final.entry is None:
        return False
    members = [predictor(step) for _, step in final.steps] if final.entry.role == "meta" else [final]
    families = [one.entry.family if one is not None and one.entry is not None else "" for one in members]
    return bool(families) and set(families) <= {"tree", "forest", "boosting"}


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
        name = leak.fits[0].name
        what = f"`{name}` learns" if len(leak.fits) == 1 else f"`{name}` and {len(leak.fits) - 1} more learn"
        yield tell(
            experiment,
            leak,
            f"{what} from rows that are used for testing later, so {metric_names(leak)} can come out too good",
            label="learned here, from training and test rows together",
        )
