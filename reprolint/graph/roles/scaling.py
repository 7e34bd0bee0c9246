"""Steps that move and stretch each column on its own, so that the order of its values stays."""

from __future__ import annotations

from reprolint.graph.events import Fit
from reprolint.graph.values import NO_FITS, Constant, Data, Estimator, Value

SCALERS = frozenset({"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler"})
GATHERS = frozenset({"VectorAssembler", "VectorSlicer"})  # put columns beside each other, as Spark's models want them
GROW_TREES = frozenset({"xgboost", "lightgbm", "catboost"})
SPLITS_BY_ORDER = frozenset({"tree", "forest", "boosting"})  # models that answer the same however a column is scaled


def only_scales(step: Value | None) -> bool:
    """Is it a scaler, or several steps of which only scalers learn more than which categories there are?"""
    from reprolint.graph.roles.families import family  # which asks here what a transformer has done

    if not isinstance(step, Estimator) or family(step) == "encoder":
        return isinstance(step, (Estimator, Constant))
    if step.entry is not None and step.entry.role in {"pipeline", "columns", "union"}:
        return bool(step.steps) and all(only_scales(part) for _, part in step.steps)
    return step.qualified.rpartition(".")[2] in SCALERS | GATHERS


def scaled_after(step: Estimator, data: Data, fits: tuple[Fit, ...]) -> frozenset[Fit]:
    """What has only moved and stretched the columns that come out of a fitted step; nothing has once they are mixed."""
    from reprolint.graph.roles.families import family

    if only_scales(step):
        return data.scaled_by | frozenset(fits)
    fills = step.entry is not None and step.entry.kind == "imputer"
    return data.scaled_by if fills or family(step) == "selector" else NO_FITS


def scaled_answers(model: Value, data: Data) -> frozenset[Fit]:
    """The same of what a model says of rows, for what comes after it."""
    if not isinstance(model, Estimator):
        return NO_FITS
    grows = model.qualified.partition(".")[0] in GROW_TREES
    return data.scaled_by if grows or (model.entry is not None and model.entry.family in SPLITS_BY_ORDER) else NO_FITS
