"""Which fits put the target's own values in place of categories."""

from __future__ import annotations

from reprolint.graph.data import named_columns
from reprolint.graph.evaluations import Evaluation
from reprolint.graph.events import Fit
from reprolint.graph.values import Columns

MEANS = frozenset({"mean", "nanmean", "average", "median", "nanmedian"})


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


def averages_target(fit: Fit, evaluation: Evaluation) -> bool:
    """Is it one number for the whole target, such as the prior of an encoder by hand?

    Among the features it says nothing of other rows, but how features of the target's own kind are scaled or filled does.
    """
    if fit.family != "statistic" or fit.data is None or fit.data.kind == "groupby" or fit.grouped_by:
        return False
    if fit.name.rpartition(".")[2] not in MEANS:
        return False
    target, inputs = _column(evaluation.model.target_columns), evaluation.given
    if target is None or _column(fit.columns) != target:
        return False
    return inputs is None or fit not in inputs.scaled_by
