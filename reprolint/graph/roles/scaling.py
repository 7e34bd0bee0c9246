"""Steps that move and stretch each column on its own, so that the order of its values stays."""

from __future__ import annotations

from reprolint.graph.values import Constant, Estimator, Value

SCALERS = frozenset({"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"})


def only_scales(step: Value | None) -> bool:
    """Is it a scaler, or several steps of which only scalers learn more than which categories there are?"""
    from reprolint.graph.roles.estimators import family  # which asks here what a transformer has done

    if not isinstance(step, Estimator) or family(step) in {"stateless", "encoder"}:
        return isinstance(step, (Estimator, Constant))
    if step.entry is not None and step.entry.role in {"pipeline", "columns", "union"}:
        return bool(step.steps) and all(only_scales(part) for _, part in step.steps)
    return step.qualified.rpartition(".")[2] in SCALERS
