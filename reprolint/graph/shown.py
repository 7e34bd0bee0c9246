"""Which scores a program tells people, and what it calls them."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.graph.events import Score, Show
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import Mapping, Number, Value


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
