"""What shows that a program takes its classes for unequally frequent: weights, resampling, made data."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.graph.events import Call, Event, Fit
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import Copies, ancestors
from reprolint.graph.values import Constant, Estimator, Mapping, Sequence, Value

WEIGHTS = ("class_weight", "scale_pos_weight", "is_unbalance", "auto_class_weights")
MOST = 0.7  # share of one class in made data


def signs(experiment: Experiment) -> Iterator[tuple[Event, str]]:
    """Events that show it, each with a label."""
    for fit in experiment.fits:
        if fit.family == "model" and weighs_classes(fit):
            yield fit, "the classes are weighted here"
    for resample in experiment.resamples:
        if resample.kind in {"over", "under", "mixed"} and resample.qualified.startswith("imblearn."):
            yield resample, "the classes are evened out here"
    for call in experiment.calls_to("sklearn.datasets.make_classification"):
        if _unequal(call):
            yield call, "the classes are made unequal here"


def weighs_classes(fit: Fit) -> bool:
    """Does the model weight classes, by a setting of its own or of a part, or in the call of `fit`?"""
    given = [fit.call.argument("class_weight")] if fit.call is not None else []
    return any(_weighs(value) for value in (*given, *_settings(fit.estimator)))


def evened_out(fit: Fit) -> bool:
    """Did it learn from rows that were repeated or thinned out?"""
    return any(isinstance(step, Copies) for step in ancestors(fit.rows))


def _settings(model: Value | None, depth: int = 4) -> Iterator[Value]:
    """Class weights of a model and of what it holds."""
    if not isinstance(model, Estimator) or not depth:
        return
    for name in WEIGHTS:
        if name in model.parameters:
            yield model.parameters[name]
    for part in (model.inner, *(step for _, step in model.steps)):
        yield from _settings(part, depth - 1)


def _weighs(value: Value) -> bool:
    if isinstance(value, Constant):
        return value.value not in {None, 1, False}
    if isinstance(value, Mapping):
        weights = [item.value for item in value.items.values() if isinstance(item, Constant)]
        return len(weights) == len(value.items) and len(set(weights)) > 1
    return False


def _unequal(call: Call) -> bool:
    weights = call.argument("weights")
    items = weights.items if isinstance(weights, Sequence) else []
    shares = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, (int, float))]
    return len(shares) == len(items) and bool(shares) and max(*shares, 1 - sum(shares)) >= MOST
