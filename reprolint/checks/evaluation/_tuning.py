"""What a program makes of a search: settings for other programs, or a model; and what it calls the best score elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from reprolint.graph.events import Event, Explain, Fit, Predict, Save, Show
from reprolint.graph.experiment import Experiment
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.settings import FAMILY
from reprolint.graph.shown import pieces_shown
from reprolint.graph.values import Data, Estimator, Instance, Mapping, Number, Value
from reprolint.patterns import pattern
from reprolint.source.walking import within

# A number that is called what it is misleads nobody.
HONEST = pattern(r"valid|fold|train|inner|tuning|dev |(?<![a-z])val(?![a-z])")
BEST = frozenset({"best_score_", "best_value", "value", "max", "fun"})  # attributes that hold a best score
WRITERS = (
    "json.dump",
    "json.dumps",
    "yaml.dump",
    "yaml.safe_dump",
    "toml.dump",
    "tomli_w.dump",
    "pickle.dump",
    "joblib.dump",
)


def is_honest(show: Show) -> bool:
    """Does the text beside the number say what kind of number it is?"""
    if HONEST.search(" ".join(show.texts).lower()) is None:
        return False
    pieces = pieces_shown(show)
    others = _said_of_others(pieces)
    if not others:
        return True
    said = [piece for piece in pieces if isinstance(piece, str) and piece not in others]
    left = [text for text in show.texts if not any(other in text for other in others)]  # nor the template they are from
    return HONEST.search(" ".join([*said, *left]).lower()) is not None


def _said_of_others(pieces: list[str | Value]) -> set[str]:
    """The texts between a mean and its spread, both of scores of which no other number that is shown is the best.

    In `"F1 %.2f, chance %.2f (SD over folds %.2f)"` the folds are those of the chance.
    """
    found: set[str] = set()
    numbers = [piece for piece in pieces if isinstance(piece, Number)]
    for before, text, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if isinstance(before, Number) and isinstance(text, str) and isinstance(after, Number):
            alone = before.scores == after.scores and not any(score.selected for score in before.scores)
            if alone and {before.reduced, after.reduced} == {"mean", "spread"} and _are_others(numbers, before):
                found.add(text)
    return found


def _are_others(numbers: list[Number], one: Number) -> bool:
    return any(number.scores.isdisjoint(one.scores) for number in numbers)


def is_honest_elsewhere(experiment: Experiment, show: Show, tells: Callable[[Show], bool]) -> bool:
    """Is the same number called what it is at another of its places? `tells` says whether a place shows it."""
    if any(is_honest(other) and tells(other) for other in experiment.shown):
        return True
    told = {ast.unparse(node) for node in _best_in(show.place.node)}
    return bool(told) and any(
        not told.isdisjoint(ast.unparse(node) for node in _best_in(value))
        for table in show.place.source.nodes_of(ast.Dict)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and HONEST.search(str(key.value).lower())
    )


def _best_in(node: ast.AST) -> Iterator[ast.Attribute]:
    return (one for one in within(node) if isinstance(one, ast.Attribute) and one.attr in BEST)


def gives_settings(experiment: Experiment, search: Event, is_trial: Callable[[Event], bool]) -> bool:
    """Does the program tell or write the settings that were found, and use no model after the search?

    `is_trial` says of an event whether it is part of the search itself.
    """
    later = (event for event in experiment.events if event.order > search.order and event.entry_point)
    if any(_uses_model(event) and not is_trial(event) for event in later):
        return False
    written = (value for call in experiment.calls_to(*WRITERS) for value in call.arguments[:1])
    return any(map(_holds_settings, (*(value for show in experiment.shown for value in show.values), *written)))


def _uses_model(event: Event) -> bool:
    """Is a model trained, applied, looked into or saved here? A search that compares settings is not the final training."""
    if isinstance(event, Fit):
        return event.family in {"model", "unknown"} and not event.automatic and not _is_search(event.estimator)
    if isinstance(event, Save):
        return isinstance(event.value, (Estimator, Instance))
    return isinstance(event, (Predict, Explain))


def _is_search(model: Value | None) -> bool:
    return isinstance(model, Estimator) and model.entry is not None and model.entry.role == "search"


def _holds_settings(value: Value) -> bool:
    parts = values_shown(value, depth=4)
    parts += [item for part in parts if isinstance(part, Mapping) for item in (*part.items.values(), part.rest) if item]
    return any(isinstance(part, Data) and any(fit.family == FAMILY for fit in part.learned) for part in parts)
