"""Rows of the test split are shown to a language model as examples, or train its vocabulary, before it answers them."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.events import Call, Event, HandOver, Place
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import Part, Rows, ancestors, in_order
from reprolint.graph.values import TEXT, Data, Mapping, Sequence, Unknown, Value

TRAINERS = frozenset({"train_from_iterator", "train_new_from_iterator", "build_vocab_from_iterator"})
PROMPT_DEPTH = 12  # concatenations that a prompt is followed through


@check("LEA017", needs={"handover"})
def benchmark_contamination(experiment: Experiment) -> Iterator[Finding]:
    """Prompts that hold picked test rows beside the test row in question; vocabularies trained on test rows."""
    stories: dict[Rows, list[Event]] = {}
    for event in experiment.handovers:
        if event.name.rpartition(".")[2] in TRAINERS:
            if _trained_on_test(event):
                yield _vocabulary(event)
        elif event.loops and (shots := _demonstrations(event.values)) is not None:
            stories.setdefault(shots, []).append(event)
    told: set[Place] = set()
    for shots, events in stories.items():
        if events[0].place not in told:
            told.add(events[0].place)
            yield _finding(experiment, shots, events)


def _demonstrations(values: tuple[Value, ...]) -> Rows | None:
    """Rows picked from a test split that stand in one text together with each row of that same split."""
    for text in _texts(values):
        held = [part for part in values_shown(text, PROMPT_DEPTH) if isinstance(part, Data)]
        asked = {part.rows for part in held if _is_test(part.rows)}
        for rows in in_order(part.rows for part in held):
            if any(whole in asked for whole in list(ancestors(rows))[1:]):
                return rows
    return None


def _texts(values: tuple[Value, ...], depth: int = 5) -> Iterator[Unknown]:
    """Texts that were put together, also inside of lists and messages."""
    for value in values:
        if isinstance(value, Unknown) and value.hint == TEXT:
            yield value
        elif depth and isinstance(value, (Sequence, Mapping)):
            items = value.items if isinstance(value, Sequence) else value.items.values()
            yield from _texts(tuple(items), depth - 1)


def _is_test(rows: Rows) -> bool:
    return isinstance(rows, Part) and rows.role == "test"


def _trained_on_test(event: HandOver) -> bool:
    held = [part for value in event.values for part in values_shown(value, PROMPT_DEPTH) if isinstance(part, Data)]
    return any(isinstance(step, Part) and step.role == "test" for part in held for step in ancestors(part.rows))


def _vocabulary(event: Event) -> Finding:
    return event.finding(
        f"`{event.name}` learns its vocabulary from test rows too, so new texts will be cut into other pieces than these",
        label="learned from the test split as well",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
    )


def _finding(experiment: Experiment, shots: Rows, events: list[Event]) -> Finding:
    first = events[0]
    made = next((call for call in experiment.calls if _makes(call, shots)), None)
    related = [made.place.location("picked from the test split here")] if made is not None else []
    return first.finding(
        f"`{first.name}` is shown test rows with their answers as examples, and then asked for rows of the same test split",
        label="examples and questions from one split",
        related=tuple(related),
    )


def _makes(call: Call, rows: Rows) -> bool:
    return isinstance(call.result, Data) and call.result.rows is rows
