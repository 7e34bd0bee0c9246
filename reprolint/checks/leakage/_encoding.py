"""Which fits put the target's own values in place of categories."""

from __future__ import annotations

from reprolint.graph.data import named_columns
from reprolint.graph.evaluations import Evaluation
from reprolint.graph.events import Fit
from reprolint.graph.values import Columns


def encodes_target(fit: Fit, evaluation: Evaluation) -> bool:
    """Did it learn, for every category, a number from the target that the model is to predict?"""
    if fit.family == "encoder":
        return fit.supervised and fit.certain and not fit.automatic
    if fit.family != "statistic" or fit.data is None or fit.data.kind != "groupby":
        return False
    target = _column(evaluation.model.target_columns)
    return target is not None and _column(fit.columns) == target


def _column(described: Columns | None) -> str | None:
    """The name of the one column held."""
    if described is None or described.computed:
        return None
    names = named_columns(described)
    return next(iter(names)) if len(names) == 1 else None
