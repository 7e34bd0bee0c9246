"""Models that answer a column which is stretched or moved with other coefficients only."""

from __future__ import annotations

import re

from reprolint.graph import Experiment
from reprolint.graph.events import Fit
from reprolint.graph.roles.learning import WITH_CONSTANT
from reprolint.graph.values import Constant, Estimator, Unknown

# They answer the same when a column is stretched: by fitted values alone, or by each column's own spread.
UNSCALED = frozenset(
    {
        "sklearn.linear_model.LinearRegression", "sklearn.naive_bayes.GaussianNB",
        "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
        "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis", "sklearn.cross_decomposition.PLSRegression",
        "sklearn.cross_decomposition.PLSCanonical", "sklearn.cross_decomposition.CCA",
    }
)  # fmt: skip
SHRINKING = frozenset(
    {"shrinkage", "reg_param", "covariance_estimator", "solver", "scale"}
)  # by which they do ask for scales
STATSMODELS = frozenset({"OLS", "WLS", "GLS", "GLM", "Logit", "Probit", "MNLogit"})  # by `fit`, not `fit_regularized`
FORMULAS = frozenset({"ols", "wls", "gls", "glm", "logit", "probit", "mnlogit"})
# Sums of columns as they are, with the intercept that a formula has by itself.
PLAIN_FORMULA = re.compile(r"\s*[^\W\d]\w*\s*~\s*(?:1\s*\+\s*)?[^\W\d]\w*(?:\s*\+\s*[^\W\d]\w*)*\s*", re.ASCII)
# Divided by the spread of each column inside `fit`, before any penalty; the intercept, or the ratio of hazards, takes the rest.
LIFELINES = frozenset({"CoxPHFitter", "WeibullAFTFitter", "LogNormalAFTFitter", "LogLogisticAFTFitter"})
OTHERWISE = frozenset({"formula", "weights_col", "ancillary", "fit_intercept"})  # settings that may ask for scales


def is_unscaled(experiment: Experiment, fit: Fit, model: Estimator | None) -> bool:
    """Does `model`, trained by `fit`, say the same of all rows when columns are stretched and moved alike for all of them?"""
    if model is None:
        return _is_of_lifelines(experiment, fit)
    if model.qualified.startswith("statsmodels."):
        return has_intercept(fit) and model.qualified.rpartition(".")[2] in STATSMODELS | FORMULAS and _is_plain(fit)
    return model.qualified in UNSCALED and SHRINKING.isdisjoint(model.parameters)


def _is_plain(fit: Fit) -> bool:
    """Is nothing held down but the residuals?"""
    return fit.name.rpartition(".")[2] == "fit"


def has_intercept(fit: Fit) -> bool:
    """Does a model of statsmodels get a constant column: by `add_constant`, or by a formula of plain names?"""
    if isinstance(fit.estimator, Estimator) and fit.estimator.qualified.rpartition(".")[2] in FORMULAS:
        formula = fit.estimator.parameters.get("formula")
        return isinstance(formula, Constant) and PLAIN_FORMULA.fullmatch(str(formula.value)) is not None
    described = fit.columns
    if described is None or not isinstance(described.table, tuple) or described.table[0] != WITH_CONSTANT:
        return False
    return described.inverted and described.positions is None and "const" not in described.names


def _is_of_lifelines(experiment: Experiment, fit: Fit) -> bool:
    """Is it one of these classes, made with an intercept and given all its columns as they are?"""
    if not isinstance(fit.estimator, Estimator) or fit.call is None or not OTHERWISE.isdisjoint(fit.call.keywords):
        return False
    return any(made is fit.estimator for made in _of_lifelines(experiment))


def _of_lifelines(experiment: Experiment) -> list[object]:
    """The models of these classes, none of which the catalogue knows."""
    found: list[object] | None = experiment.answers.get("lifelines")
    if found is None:
        found = experiment.answers["lifelines"] = [
            call.result.faces.get("estimator")
            for call in experiment.calls
            if call.qualified.startswith("lifelines.")
            and call.qualified.rpartition(".")[2] in LIFELINES
            and OTHERWISE.isdisjoint(call.keywords)
            and isinstance(call.result, Unknown)
            and call.result.faces
        ]
    return found
