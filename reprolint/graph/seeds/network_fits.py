"""Which fits can train a network: those of models of scikit-learn and its like change no weights of PyTorch or Keras."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, Estimator, Sequence, Value
from reprolint.patterns import pattern
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.events import Fit
    from reprolint.graph.experiment import Experiment

# Libraries whose estimators learn numbers of their own; one that holds another estimator trains what that one trains.
_NO_NETWORKS = frozenset(
    {
        "sklearn", "statsmodels", "xgboost", "lightgbm", "catboost", "imblearn", "category_encoders", "feature_engine",
        "numpy", "scipy", "pandas", "polars", "linearmodels", "hdbscan",
    }
)  # fmt: skip
_HOLDS_OTHERS = frozenset({"search", "meta", "pipeline", "union", "columns"})
_HELD = ("estimator", "base_estimator", "final_estimator", "regressor", "classifier")
_TRAINS = pattern(
    r"^backward$|^apply_gradients$|^fit_(?!transform|predict|resample)|^train_(?!test_split)|optimi[sz]er|Trainer|Learner"
)
_BOOSTING = frozenset({"lgb", "lightgbm", "xgb", "xgboost"})  # modules with a function `train`
_DEEPEST = 6  # pipelines in searches in ensembles; what is nested deeper is not looked into


def may_train_network(fit: Fit) -> bool:
    """Could the fit change a network's weights? A statistic never does; what is not known may."""
    if fit.family == "statistic":
        return False
    if fit.estimator is None:
        return not has_no_networks(fit.qualified)
    return _may_hold_network(fit.estimator, _DEEPEST)


def may_train_elsewhere(experiment: Experiment) -> bool:
    """Is there, in any file, a backward pass, or a call that by its name trains: `learner.fit_one_cycle(3)`, `train(net)`?"""
    return any(_trains_by_name(call) for source in experiment.sources for call in source.nodes_of(ast.Call))


def _trains_by_name(call: ast.Call) -> bool:
    name, function = called(call), call.func
    if name != "train":
        return _TRAINS.search(name) is not None
    module = function.value.id if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) else ""
    asked = isinstance(function, ast.Name) or bool(call.args)  # `net.train()` does not train
    return asked and module not in _BOOSTING


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
