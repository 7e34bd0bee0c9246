"""Reads names, parameters and defaults from the installed scikit-learn."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

# Defaults that checks ask about, whatever the class; those in a condition on randomness are added.
ASKED = frozenset(
    {
        "as_frame", "average", "axis", "bootstrap", "class_weight", "cv", "early_stopping", "gap", "groups",
        "handle_unknown", "ignore_ties", "k", "max_features", "method", "n_neighbors", "n_repeats", "n_splits",
        "normalize", "penalty", "pos_label", "probability", "random_state", "refit", "replace", "return_X_y",
        "scoring", "shuffle", "solver", "squared", "strategy", "stratify", "subsample", "subset", "test_size",
        "train_size", "validation_fraction", "with_mean", "with_std", "zero_division",
    }
)  # fmt: skip
LITERALS = (str, int, float, bool, type(None))


def public_name(thing: Any) -> str:
    """The documented qualified name of a class or function: its module up to the first private part."""
    name: str = thing.__name__
    public: list[str] = []
    for part in thing.__module__.split("."):
        if part.startswith("_"):
            break
        public.append(part)
    while public:
        module = importlib.import_module(".".join(public))
        if getattr(module, name, None) is thing:
            return ".".join((*public, name))
        public.pop()
    raise LookupError(f"{thing.__module__}.{name} has no public name")


def parameters_of(function: Callable[..., Any], *, skip_first: bool = False) -> list[inspect.Parameter]:
    """The parameters in order, without `*args` and `**kwargs`."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except ValueError:
        return []
    variadic = {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}
    return [one for one in parameters[int(skip_first) :] if one.kind not in variadic]


def takes_any_number(function: Callable[..., Any]) -> bool:
    """Does it take `*args`? Then no position belongs to a named parameter."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:
        return False
    return any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in parameters)


def described(
    name: str, function: Callable[..., Any], randomness: Callable[[str, list[str]], Any], *, skip_first: bool = False
) -> dict[str, Any]:
    """The fields `random`, `parameters` and `defaults` of a class or function."""
    parameters = parameters_of(function, skip_first=skip_first)
    names = [one.name for one in parameters]
    fields: dict[str, Any] = {}
    random = randomness(name, names)
    asked = set(ASKED)
    if random is not None:
        fields["random"] = random
        if isinstance(random, dict):
            asked |= {key for condition in ("active", "inert", "unsure") for key in random.get(condition, {})}
    if names and not takes_any_number(function):
        fields["parameters"] = names
    defaults = {
        one.name: one.default
        for one in parameters
        if one.name in asked and one.default is not inspect.Parameter.empty and isinstance(one.default, LITERALS)
    }
    if defaults:
        fields["defaults"] = defaults
    return fields
