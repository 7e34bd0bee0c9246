"""Which scores a program tells people, and what it calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Fit, Score, Show
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import TEXT, Constant, Mapping, Number, Sequence, Unknown, Value
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

PLACE = pattern(r"(?<!%)%[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]")  # of a value in a text: `%5.3f`


def numbers_shown(show: Show) -> tuple[Number, ...]:
    """Every number computed from scores that is shown, also inside lists, tables and texts."""
    if show.numbers is None:
        show.numbers = tuple(_numbers(show))
    return show.numbers


def _numbers(show: Show) -> Iterator[Number]:
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


def pieces_shown(show: Show) -> list[str | Value]:
    """What is shown in its order: literal texts, also those within a text that was put together, and values between them."""
    return [piece for value in show.values for piece in _pieces(value)]


def _pieces(value: Value) -> Iterator[str | Value]:
    if isinstance(value, Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, Unknown) and value.hint == TEXT:
        for part in value.inputs:
            yield from _pieces(part)
    elif isinstance(value, Unknown) and (filled := _filled(value)):
        yield from filled
    else:
        yield value


def _filled(value: Unknown) -> list[str | Value]:
    """`"%.2f and %d" % (a, b)` in its order; nothing where it is not known which value stands where."""
    template, given = (*value.inputs, None, None)[:2]
    if value.hint or not isinstance(template, Constant) or not isinstance(template.value, str):
        return []
    texts = PLACE.split(template.value)
    if not isinstance(given, Sequence) or given.rest is not None or len(texts) != len(given.items) + 1:
        return []
    return [texts[0], *(piece for pair in zip(given.items, texts[1:], strict=True) for piece in pair)]


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
