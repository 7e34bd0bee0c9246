"""The built-in importance of a tree ensemble is shown, and no other look at the model checks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.callers import never_called
from reprolint.graph.events import MISSING, Explain, Fit
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import COUNTED, Data, Estimator
from reprolint.patterns import pattern
from reprolint.records import dataclass

# A second look that the graph may not recognise still silences the rule: better to miss than to nag.
SECOND_LOOK = pattern(
    r"permut|shap(?![ei])|shapiq|pred_contrib|drop_?col\w*_?imp|rfpimp|boruta|\blime\b|lime_tabular", re.IGNORECASE
)
# Whoever shows all splits of a tree shows the model itself; one tree of a forest is not the forest.
TREE_SHOWN = pattern(r"\b(?:plot_tree|export_graphviz|export_text|dtreeviz)\b")
LONE_TREES = "sklearn.tree."
LIBRARIES = frozenset({"sklearn", "imblearn", "xgboost", "lightgbm"})  # others compute theirs in ways of their own
FAVOURS = "favours features with many different values"
FROM_TRAINING = "is computed from training rows alone"
# What libraries of boosting plot, and give as an attribute, unless they are told otherwise.
PLOTTED = {"xgboost": "weight", "lightgbm": "split"}
GIVEN = {"xgboost": "gain", "lightgbm": "split"}
# What their kinds of importance are. Columns of noise with 2, 4, 20 and very many values got 6, 12, 26 and 56 percent of the
# counts, about as much of the sums, and a quarter each of XGBoost's means.
COUNTS = f"counts how often a feature is split on (`{{}}`), on training rows, and {FAVOURS}"
SUMS = f"adds up the gains of a feature's splits on training rows (`{{}}`) and {FAVOURS}"
MEANS = (
    "averages the gains of a feature's splits on training rows (`{}`), so one that is split on seldom can come first"
)
KINDS = {
    "xgboost": {"weight": COUNTS, "gain": MEANS, "total_gain": SUMS},
    "lightgbm": {"split": COUNTS, "gain": SUMS},
}


@check("INT002", needs={"explain"})
def impurity_importance_alone(experiment: Experiment) -> Iterator[Finding]:
    """One finding for a file: the first importance shown, with the others as further places."""
    if all(event.method != "impurity" for event in experiment.explanations) or SECOND_LOOK.search(experiment.text):
        return
    shown = _shown_fits(experiment)
    drawn = TREE_SHOWN.search(experiment.text) is not None
    sites = {
        event.place.node: event
        for event in experiment.explanations
        if event.method == "impurity" and event.qualified.partition(".")[0] in LIBRARIES
        if not (drawn and event.qualified.startswith(LONE_TREES))
        if (
            _plotted_by_default(event)
            if event.call
            else any(event in shown[fit].taken for fit in event.fits & shown.keys())
        )
        if not _is_linear(event) and never_called(experiment, event) is None
    }
    if not sites:
        return
    lines = {(event.place.source.path, event.place.line): event for event in reversed(sites.values())}
    first, *others = reversed(lines.values())
    alone = first.call is not None or any(shown[fit].alone for fit in first.fits & shown.keys())
    here = [event for event in experiment.explanations if event.place.node is first.place.node]
    several = len({event.qualified for event in here}) > 1
    measures = {*map(_measures, here)}
    measured = measures.pop() if len(measures) == 1 else FROM_TRAINING
    others = [event for event in others if _measures(event) == measured]
    yield first.finding(
        f"`{first.name if several else _name(first)}` {'is shown' if alone else 'goes into what is shown,'} with no "
        f"permutation importance or SHAP values beside it; it {measured}",
        label="importance taken from the training itself",
        related=tuple(event.place.location("and here") for event in others),
    )


@dataclass(slots=True)
class _Shown:
    """Of one model: is an importance shown by itself, not joined with another model's, and where were those shown taken?"""

    alone: bool = False
    taken: set[Explain] = field(default_factory=set)


def _shown_fits(experiment: Experiment) -> dict[Fit, _Shown]:
    """Models of which an importance is printed, plotted or displayed."""
    found: dict[Fit, _Shown] = {}
    explained: dict[Fit, list[Explain]] = {}
    for explain in experiment.explanations:
        for fit in explain.fits:
            explained.setdefault(fit, []).append(explain)
    for event in experiment.shown:
        for value in (part for given in event.values for part in values_shown(given)):
            if not isinstance(value, Data) or value.kind == "mask" or COUNTED in value.traits:
                continue  # how many are above some value shows none of them
            if not value.predicted_by and (value.statistic or value.rows == NOTHING):
                fits = value.all_learned & explained.keys()
                models = [fit.estimator for fit in fits]
                alone = len({one.qualified for one in models if isinstance(one, Estimator)}) < 2
                for fit in fits:
                    told = found.setdefault(fit, _Shown())
                    told.alone |= alone
                    before = [one for one in explained[fit] if one.order <= event.order] or explained[fit]
                    told.taken.add(max(before, key=lambda one: one.order))  # an earlier one only chose columns, say
    return found


def _plotted_by_default(event: Explain) -> bool:
    """Does `plot_importance`, and LightGBM's model for it, leave open which kind of importance it plots?"""
    settings = event.estimator.parameters if isinstance(event.estimator, Estimator) else {}
    asked = event.qualified.startswith("lightgbm.") and "importance_type" in settings
    return event.call is not None and event.call.argument("importance_type") is MISSING and not asked


def _is_linear(event: Explain) -> bool:
    """Is it a booster of linear models? Their importances are coefficients."""
    booster = event.estimator.parameters.get("booster") if isinstance(event.estimator, Estimator) else None
    return booster is not None and getattr(booster, "value", None) not in {"gbtree", "dart"}


def _name(event: Explain) -> str:
    if event.call is not None or not isinstance(event.estimator, Estimator):
        return event.name
    if not event.estimator.qualified:  # one of several models: it may have been called otherwise before
        return event.name
    return f"{event.estimator.hint or event.estimator.short_name}.{event.name}"


def _measures(event: Explain) -> str:
    """What the importance is, and what is wrong with it."""
    library = event.qualified.partition(".")[0]
    if library not in KINDS:
        return f"{FROM_TRAINING} and {FAVOURS}"
    kind = (PLOTTED if event.call is not None else GIVEN)[library]
    if event.call is None and isinstance(event.estimator, Estimator):
        asked = event.estimator.parameters.get("importance_type")
        if asked is not None:
            kind = str(getattr(asked, "value", ""))
    return KINDS[library].get(kind, FROM_TRAINING).format(kind)
