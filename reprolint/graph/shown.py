"""Which scores a program tells people, and what it calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Fit, Score, Show
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import Constant, Mapping, Number, Value

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment


def numbers_shown(show: Show) -> Iterator[Number]:
    """Every number computed from scores that is shown, also inside lists, tables and texts."""
    for value in show.values:
        for part in values_shown(value, depth=4):
            if isinstance(part, Number):
                yield part
            elif isinstance(part, Mapping):
                yield from (item for item in (*part.items.values(), part.rest) if isinstance(item, Number))


def scores_shown(show: Show) -> frozenset[Score]:
    """The scores behind what is shown."""
    if show.scores is None:
        show.scores = frozenset(score for number in numbers_shown(show) for score in number.scores)
    return show.scores


def shows_value(show: Show, wanted: Value) -> bool:
    """Is this very value among what is shown?"""
    return any(part is wanted for value in show.values for part in values_shown(value, depth=4))


def calls_it(show: Show, words: frozenset[str]) -> bool:
    """Does the text beside the number hold one of these lower-case words or parts of words?"""
    text = " ".join(show.texts).lower()
    return any(word in text for word in words)


def calls_or_heads_it(experiment: Experiment, show: Show, words: frozenset[str]) -> bool:
    """Does the text beside the number, or a line of text printed above it, hold one of these words?"""
    heading = _headings(experiment).get(show)
    return calls_it(show, words) or (heading is not None and calls_it(heading, words))


def _headings(experiment: Experiment) -> dict[Show, Show]:
    """Printed scores with the last line of mere text before them, unless other values were printed or a model fitted since."""
    found: dict[Show, Show] | None = experiment.answers.get("headings")
    if found is not None:
        return found
    found = experiment.answers["headings"] = {}
    heading: Show | None = None
    for event in experiment.events:
        if isinstance(event, Fit) and event.family != "statistic":
            heading = None
        elif isinstance(event, Show) and event.kind == "print":
            if scores_shown(event):
                if heading is not None and heading.calls == event.calls:
                    found[event] = heading
            else:
                heading = event if _is_text(event) else None
    return found


def _is_text(show: Show) -> bool:
    """Is nothing printed but what stands in the program?"""
    return bool(show.texts) and all(isinstance(value, Constant) for value in show.values)
