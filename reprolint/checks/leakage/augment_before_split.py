"""Rows and altered copies of them are put into one table, which is then split at random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph import Experiment, ancestors
from reprolint.graph.evaluations import division, evaluations
from reprolint.graph.events import Call, Event, Place, Split
from reprolint.graph.roles.views import TILED, VIEWS
from reprolint.graph.rows import Part, Rows
from reprolint.graph.values import Data, Value
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
REPEATED = "repeated"


@dataclass(slots=True)
class Story:
    """A split of rows and their copies, where the copies were put beside them, and the scores that follow."""

    split: Split
    stacked: Call
    scores: dict[Place, Event] = field(default_factory=dict)


@check("LEA005", needs={"split", "score"})
def augment_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report each stack of copies once, with the scores on rows whose copies were trained on."""
    stories: dict[Place, Story] = {}
    for evaluation in evaluations(experiment):
        split = division(experiment, evaluation)
        if split is None or not split.shuffles or split.grouped is not False or not evaluation.scored:
            continue
        if not evaluation.surely_held_out or not _is_test(evaluation.rows):
            continue
        given = (*split.arrays, split.data, evaluation.model.target if split.internal else None)
        trait = _of_copies(given)
        stacked = _stacked(experiment, split, trait) if trait else None
        if stacked is not None:
            story = stories.setdefault(stacked.place, Story(split, stacked))
            story.scores.setdefault(evaluation.event.place, evaluation.event)
    for story in stories.values():
        yield _finding(story)


def _is_test(rows: Rows) -> bool:
    """Not the validation rows within training rows: copies among those do not reach the final score."""
    return {step.role for step in ancestors(rows) if isinstance(step, Part)} in ({"test"}, {"fold-test"})


def _of_copies(given: Iterable[Value | None]) -> str:
    """The trait that says that rows stand here more than once: as they are, or in several forms beside their tiled labels."""
    traits = frozenset[str]().union(*(value.traits for value in given if isinstance(value, Data)))
    return REPEATED if REPEATED in traits else VIEWS if {VIEWS, TILED} <= traits else ""


def _holds(value: Value | None, trait: str) -> bool:
    return isinstance(value, Data) and trait in value.traits


def _stacked(experiment: Experiment, split: Split, trait: str) -> Call | None:
    """The last call before the split that put copies beside their rows."""
    calls = [
        call
        for call in experiment.calls
        if call.order < split.order and _holds(call.result, trait) and not _holds(call.receiver, trait)
    ]
    stacks = [call for call in calls if not any(_holds(value, trait) for value in call.arguments)]
    return stacks[-1] if stacks else None


def _finding(story: Story) -> Finding:
    places: dict[Place, str] = {story.split.place: "rows and their copies are dealt out here"}
    for place in list(story.scores)[:SHOWN]:
        places.setdefault(place, "this score is affected")
    return story.stacked.finding(
        f"`{story.stacked.name}` puts rows and copies of them into one table before `{story.split.name}` divides it, "
        "so test rows are known from training",
        label="every row stands here more than once",
        related=tuple(place.location(label) for place, label in places.items()),
        confidence=Confidence.HIGH,
    )
