"""Learned steps from which no score can come out too good, or next to none."""

from __future__ import annotations

from reprolint.checks.leakage._causes import only_shifts
from reprolint.checks.leakage._unscaled import has_intercept, is_unscaled
from reprolint.graph import Experiment
from reprolint.graph.evaluations import Evaluation
from reprolint.graph.events import Fit
from reprolint.graph.roles.families import predictor
from reprolint.graph.roles.scaling import GROW_TREES, only_scales
from reprolint.graph.rows import Copies, ancestors
from reprolint.graph.values import Constant, Data, Estimator, Value

# Steps to which it matters how wide a column is, whatever model comes after them.
WEIGHING = (
    "sklearn.decomposition.", "sklearn.manifold.", "sklearn.cluster.", "sklearn.kernel_approximation.",
    "sklearn.random_projection.", "sklearn.impute.KNNImputer",
)  # fmt: skip
UNDOING = frozenset({"StandardScaler", "MinMaxScaler", "RobustScaler"})
MIDDLES = frozenset({"mean", "nanmean", "median", "nanmedian", "min", "nanmin"})
SPREADS = frozenset({"std", "nanstd", "ptp"})
TREES = frozenset({"tree", "forest", "boosting"})


def cannot_matter(fit: Fit, evaluation: Evaluation) -> bool:
    """`k="all"` selects nothing, most models ignore a shift, and columns that are scaled anew forget the first scaling.

    A dummy looks at no column at all.
    """
    if (only_shifts(fit, evaluation) and _ignores_shifts(evaluation.model)) or _scaled_anew(fit, evaluation):
        return True
    if all(map(_is_dummy, _members(evaluation.model) or [None])):
        return True
    kept = fit.estimator.parameters.get("k") if isinstance(fit.estimator, Estimator) else None
    chooses = fit.call is not None and fit.place.node is not fit.call.place.node  # by its numbers, `k.scores_`
    return fit.family == "selector" and isinstance(kept, Constant) and kept.value == "all" and not chooses


def scales_in_vain(experiment: Experiment, fit: Fit, evaluation: Evaluation) -> bool:
    """Trees split a column at the same rows however it is scaled, and least squares answer with other coefficients only.

    So do classifiers that compare a row with the spread of each class, column by column or by their covariance.

    Rows that were made up from several afterwards, as in over-sampling, depend on the scales all the same.
    """
    given = evaluation.given
    moves = fit in given.scaled_by if given is not None else fit.family == "transformer" and only_scales(fit.estimator)
    before = set(ancestors(fit.rows))
    if not moves or any(isinstance(step, Copies) and step not in before for step in ancestors(evaluation.model.rows)):
        return False
    steps = [step for step in evaluation.learned if given is None or step.family != "model"]
    bent = given is not None and fit in given.bent_by
    ignores = _grows_trees(evaluation.model) if bent else _ignores_scales(experiment, evaluation.model)
    return ignores and not any(_weighs(experiment, step, fit) for step in steps)


def _scaled_anew(fit: Fit, evaluation: Evaluation) -> bool:
    """Does another scaler, fitted later to columns that were only moved and stretched until then, undo what this one did?"""
    given = evaluation.given
    if given is None or fit not in given.scaled_by - given.bent_by:
        return False
    if _scales_first(evaluation.model.estimator) or _rescaled_by_hand(fit, evaluation.learned, given):
        return True
    # Where single columns were scaled it takes a scaler of all columns, since those may not be the same.
    later = [step for step in evaluation.learned if step is not fit and _undoes(step.estimator)]
    later = [step for step in later if not given.column_learned or step in given.learned]
    return any(step.data is not None and fit in step.data.scaled_by - step.data.bent_by for step in later)


def _rescaled_by_hand(fit: Fit, learned: frozenset[Fit], given: Data) -> bool:
    """Do a mean and a spread, or both ends, taken later of each column and only used to move and stretch it, undo the fit?"""
    later = [
        step
        for step in learned & (given.scaled_by - given.bent_by)
        if step is not fit and step.data is not None and fit in step.data.scaled_by - step.data.bent_by
    ]
    later = [step for step in later if step.family == "statistic" and _is_of_columns(step)]
    places = [given.learned, *given.column_learned.values()]
    return all(_is_pair([step for step in later if step in place], given) for place in places if fit in place)


def _is_of_columns(step: Fit) -> bool:
    """Is it a number for each column?"""
    if step.data is None or step.grouped_by:
        return False
    axis = step.call.constant("axis", default=None) if step.call is not None else ...
    return axis == 0 if step.data.kind not in {"frame", "series"} else axis in {None, 0}


def _is_pair(steps: list[Fit], given: Data) -> bool:
    moved = {step.name.rpartition(".")[2] for step in steps if step in given.shifted_by}
    stretched = {step.name.rpartition(".")[2] for step in steps if step not in given.shifted_by}
    return (not moved.isdisjoint(MIDDLES) and not stretched.isdisjoint(SPREADS)) or {"min", "max"} <= stretched


def _scales_first(model: Value | None) -> bool:
    """Does a pipeline, or what a search tries, begin with a scaler of its own? Means that fill gaps move along with a column."""
    while isinstance(model, Estimator) and not model.steps:
        model = model.inner
    if not isinstance(model, Estimator) or model.entry is None or model.entry.role != "pipeline":
        return False
    steps = [step for _, step in model.steps]
    while steps and isinstance(steps[0], Estimator) and steps[0].qualified == "sklearn.impute.SimpleImputer":
        if not steps[0].parameters.keys() <= {"strategy"} or _is_constant(steps[0].parameters.get("strategy")):
            break
        steps.pop(0)
    return bool(steps) and _undoes(steps[0])


def _is_constant(strategy: Value | None) -> bool:
    return strategy is not None and not (isinstance(strategy, Constant) and strategy.value != "constant")


def _undoes(step: Value | None) -> bool:
    if not isinstance(step, Estimator) or step.qualified.rpartition(".")[2] not in UNDOING:
        return False
    switched = [value for name, value in step.parameters.items() if name.startswith("with_")]
    return all(isinstance(value, Constant) and value.value is True for value in switched)


def _weighs(experiment: Experiment, step: Fit, fit: Fit) -> bool:
    """Does this step mix or compare columns that `fit` scaled, as principal components do, so that their scales count?

    What a model other than trees says, and is then a feature, may come from them; where it is known what was done to the
    values that are judged, they are not only moved or stretched then.
    """
    if step.family == "model":
        return not _ignores_scales(experiment, step)
    return (
        fit in step.learned and isinstance(step.estimator, Estimator) and step.estimator.qualified.startswith(WEIGHING)
    )


def _ignores_scales(experiment: Experiment, model: Fit) -> bool:
    return _grows_trees(model) or all(is_unscaled(experiment, model, one) for one in _members(model) or [None])


def _is_dummy(model: Estimator | None) -> bool:
    return model is not None and model.entry is not None and model.entry.family == "dummy"


def _grows_trees(model: Fit) -> bool:
    """A tree, forest or boosting, a bagging or a vote of such."""
    if model.qualified.partition(".")[0] in GROW_TREES:
        return True
    return all(map(_is_tree, _members(model) or [None]))


def _is_tree(model: Estimator | None) -> bool:
    if model is None or model.entry is None:
        return False
    if model.qualified.startswith("sklearn.ensemble.Bagging"):  # of trees, where nothing else is said
        given = model.inner or model.parameters.get("estimator") or model.parameters.get("base_estimator")
        return given is None or _is_tree(predictor(given))
    return model.entry.family in TREES


def _ignores_shifts(model: Fit) -> bool:
    """Does it come out the same when a number is added to a column of all rows: by differences, or with an intercept?"""
    if model.qualified.startswith("statsmodels.") and not has_intercept(model):
        return False
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
