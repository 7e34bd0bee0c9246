"""What kind of thing an estimator is: a model, and of what kind, a transformer, a selector, a search around one of them."""

from __future__ import annotations

from reprolint.graph.values import (
    Constant,
    Estimator,
    Value,
)

FAMILIES = {
    "classifier": "model",
    "regressor": "model",
    "clusterer": "model",
    "outlier-detector": "model",
    "network": "model",
    "trainer": "model",
    "transformer": "transformer",
    "selector": "selector",
    "encoder": "encoder",
    "vocabulary": "vocabulary",
    "stateless": "stateless",
    "resampler": "resampler",
}


def family(value: Value | None) -> str:
    """What fitting this learns: model, transformer, selector, encoder, vocabulary, resampler, stateless or unknown."""
    if not isinstance(value, Estimator) or value.entry is None:
        return "stateless" if isinstance(value, Constant) else "unknown"
    role = value.entry.role
    if role == "selector":
        return "selector" if value.entry.target or value.inner is not None else "transformer"
    if role in FAMILIES:
        return FAMILIES[role]
    if role == "pipeline":
        last = family(value.steps[-1][1]) if value.steps else "unknown"
        return last if last in {"model", "unknown"} else _strongest(value)
    if role in {"columns", "union"}:
        return _strongest(value)
    if role == "search":
        inner = family(value.inner)
        return "model" if inner == "unknown" else inner
    if role == "meta":
        return "model"
    return "unknown"


def _strongest(value: Estimator) -> str:
    """Of several steps, the one whose leak weighs most; an encoder that does not use y only learns which categories exist."""
    families = {family(step) for _, step in value.steps}
    supervised = any(family(step) == "encoder" and uses_target(step) for _, step in value.steps)
    order: tuple[str, ...] = ("model", "selector", "resampler", "encoder", "transformer", "vocabulary")
    if not supervised:
        order = (*(name for name in order if name != "encoder"), "encoder")
    for name in order:
        if name in families:
            return name
    return "stateless" if families == {"stateless"} else "transformer"


def uses_target(value: Value | None) -> bool:
    """Does fitting use y?"""
    if not isinstance(value, Estimator) or value.entry is None:
        return False
    if value.entry.role in {"pipeline", "columns", "union"}:
        return any(uses_target(step) for _, step in value.steps)
    return value.entry.target


def kind_of_model(receiver: Value | None) -> str:
    """classifier, regressor, clusterer, outlier-detector, network or unknown, through pipelines and searches."""
    if not isinstance(receiver, Estimator) or receiver.entry is None:
        return "unknown"
    role = receiver.entry.role
    if role == "pipeline":
        return kind_of_model(receiver.steps[-1][1]) if receiver.steps else "unknown"
    if role == "search":
        return kind_of_model(receiver.inner)
    if role == "meta":
        return receiver.entry.kind or kind_of_model(receiver.inner)
    return role


def predictor(receiver: Value | None) -> Estimator | None:
    """The estimator that predicts in the end, inside pipelines, searches and wrappers; None when it is not known."""
    if not isinstance(receiver, Estimator) or receiver.entry is None:
        return None
    if receiver.entry.role == "pipeline":
        return predictor(receiver.steps[-1][1]) if receiver.steps else None
    if receiver.entry.role == "search" or (receiver.entry.role == "meta" and not receiver.entry.family):
        return predictor(receiver.inner)
    return receiver
