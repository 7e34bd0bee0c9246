"""Rows that follow each other, each made from its neighbours, are dealt out to training and test rows at random."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.data import named_columns
from reprolint.graph.evaluations import Evaluation, division, evaluations
from reprolint.graph.events import Call, Place, Split
from reprolint.graph.lags import LAG
from reprolint.graph.values import Data, Value
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
WHEN = frozenset({"pandas.to_datetime", "pandas.date_range", "pandas.DatetimeIndex", "pandas.PeriodIndex"})


@dataclass(slots=True)
class Story:
    """A shuffled split, the calls that reach over to neighbouring rows, and where the held-out rows were judged or predicted."""

    split: Split
    lags: list[Call]
    outcomes: dict[Place, Evaluation] = field(default_factory=dict)
    forecasts: bool = False  # the target itself is carried over, not only what goes with it


@check("LEA008", needs={"split", "fit"})
def shuffle_time(experiment: Experiment) -> Iterator[Finding]:
    """Report each shuffled split of a series once; silent where the file also divides its rows in order.

    Held-out rows that are predicted and judged by hand, such as by the means of a table of errors, count as judged.
    """
    if any(split.temporal or _keeps_order(split) for split in experiment.splits):
        return
    stories: dict[Place, Story] = {}
    for evaluation in evaluations(experiment):
        split = division(experiment, evaluation)
        if split is None or not split.shuffles or not evaluation.surely_held_out:
            continue
        if not _is_of_neighbours(split, evaluation):
            continue
        lags = [call for call in experiment.calls if _reaches_over(call, split)]
        if lags:
            story = stories.setdefault(split.place, Story(split, lags))
            story.outcomes.setdefault(evaluation.event.place, evaluation)
            story.forecasts = story.forecasts or _carries_target(lags, evaluation.model.target)
    for story in stories.values():
        yield _finding(experiment, story)


def _keeps_order(split: Split) -> bool:
    return split.kind in {"hold-out", "slice", "mask"} and not split.shuffles


def _is_of_neighbours(split: Split, evaluation: Evaluation) -> bool:
    """Were features or target that this model learned from made out of other rows than their own?"""
    given: list[Value | None] = [evaluation.model.data, evaluation.model.target]
    if not split.internal and evaluation.model.data is None:
        given += split.arrays
    return any(_is_lagged(value) for value in given)


def _is_lagged(value: Value | None) -> bool:
    traits = value.traits if isinstance(value, Data) else frozenset()
    return any(trait == LAG.strip() or trait.startswith(LAG) for trait in traits)


def _reaches_over(call: Call, split: Split) -> bool:
    before, after = call.receiver, call.result
    if not isinstance(before, Data) or not isinstance(after, Data) or _is_lagged(before) or not _is_lagged(after):
        return False
    made_here = call.name.rpartition(".")[2] in {"shift", "diff", "pct_change", "rolling"}
    return made_here and overlaps(before.rows, split.parent) is Answer.YES


def _carries_target(lags: list[Call], target: Value | None) -> bool:
    names = _names(target)
    return _is_lagged(target) or any(names & _names(call.receiver) for call in lags)


def _names(value: Value | None) -> frozenset[str]:
    described = value.columns if isinstance(value, Data) else None
    return named_columns(described) if described is not None else frozenset()


def _finding(experiment: Experiment, story: Story) -> Finding:
    split, first = story.split, story.lags[0]
    dated = any(True for _ in experiment.calls_to(*WHEN)) or any(
        call.keywords.get("parse_dates") is not None for call in experiment.calls
    )
    places: dict[Place, str] = {call.place: "made from neighbouring rows" for call in story.lags[:SHOWN]}
    for place, outcome in list(story.outcomes.items())[:SHOWN]:
        places.setdefault(place, f"this {'score' if outcome.scored else 'prediction'} is affected")
    places.pop(split.place, None)
    return split.finding(
        f"`{split.name}` deals out the rows of a series at random, so the model is tested between rows "
        f"that it was trained on; `{first.name}` carries their values over",
        label="neighbouring rows part here by chance",
        related=tuple(place.location(label) for place, label in places.items()),
        severity=None if story.forecasts else Severity.WARNING,
        confidence=Confidence.HIGH if dated else Confidence.MEDIUM,
    )
