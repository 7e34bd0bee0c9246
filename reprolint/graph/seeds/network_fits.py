"""Which fits can train a network: those of models of scikit-learn and its like change no weights of PyTorch or Keras."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, Estimator, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Fit

# Libraries whose estimators learn numbers of their own; one that holds another estimator trains what that one trains.
_NO_NETWORKS = frozenset(
    {
        "sklearn", "statsmodels", "xgboost", "lightgbm", "catboost", "imblearn", "category_encoders", "feature_engine",
        "numpy", "scipy", "pandas", "polars", "linearmodels", "hdbscan",
    }
)  # fmt: skip
_HOLDS_OTHERS = frozenset({"search", "meta", "pipeline", "union", "columns"})
_HELD = ("estimator", "base_estimator", "final_estimator", "regressor", "classifier")
_DEEPEST = 6  # pipelines in searches in ensembles; what is nested deeper is not looked into


def may_train_network(fit: Fit) -> bool:
    """Could the fit change a network's weights? A statistic never does; what is not known may."""
    if fit.family == "statistic":
        return False
    if fit.estimator is None:
        return not has_no_networks(fit.qualified)
    return _may_hold_network(fit.estimator, _DEEPEST)


def has_no_networks(qualified: str) -> bool:
    """Is it something of a library that trains no networks of PyTorch or Keras by itself?"""
    return qualified.partition(".")[0] in _NO_NETWORKS


def _may_hold_network(model: Value, depth: int) -> bool:
    if not depth or not isinstance(model, Estimator) or model.entry is None or not has_no_networks(model.qualified):
        return True
    parts = [part for _, part in model.steps]
    parts += [model.inner] if model.inner is not None and not isinstance(model.inner, Sequence) else []
    parts += [given for name in _HELD if (given := model.parameters.get(name)) is not None]
    parts = [part for part in parts if not isinstance(part, Constant)]  # None, "passthrough"
    if not parts and model.entry.role in _HOLDS_OTHERS:
        return True
    return any(_may_hold_network(part, depth - 1) for part in parts)
