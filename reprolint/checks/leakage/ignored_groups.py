"""Rows of one patient, participant or other unit are dealt out to training and test rows alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.checks.leakage._units import Use, groups_given, kept_together, uses
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, ancestors, overlaps
from reprolint.graph.evaluations import division, evaluations
from reprolint.graph.events import MISSING, Event, Place, Split
from reprolint.graph.rows import Rows, Where
from reprolint.graph.values import Constant, Data, Sequence, Splitter, Unknown, Value
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
ROW_BY_ROW = frozenset({"folds", "stratified"})  # kinds of splitters that cannot look at groups
SINGLE = ("duplicated", "drop_duplicates")  # what leaves one row of each unit


@dataclass(slots=True)
class Story:
    """Splits of one table by single rows, and where the code shows that its rows belong to units."""

    uses: list[Use]
    splits: dict[Place, Split] = field(default_factory=dict)
    scores: dict[Place, Event] = field(default_factory=dict)


@check("LEA007", needs={"split", "score"})
def ignored_groups(experiment: Experiment) -> Iterator[Finding]:
    """Report `groups=` that nobody reads, and tables of units that are split row by row."""
    told: set[Place] = set()
    heeding = {split.place for split in experiment.splits if split.grouped}
    for split in experiment.splits:
        if split.place not in told | heeding and _drops_groups(experiment, split):
            told.add(split.place)
            yield _unread(split)
    if told:
        return
    found = kept_together(experiment) if heeding else list(uses(experiment))
    yield from (_divided(story) for story in _stories(experiment, found))


def _drops_groups(experiment: Experiment, split: Split) -> bool:
    """Are groups passed to something that deals out single rows, and is a model judged by the outcome?"""
    if split.call is None or split.call.qualified.endswith("permutation_test_score"):  # labels change places in groups
        return False
    groups = groups_given(split)
    if groups is MISSING or not _is_given(groups):
        return False
    scored = any(overlaps(score.rows, rows) is Answer.YES for score in experiment.scores for rows in _tests(split))
    return scored and _is_row_by_row(split)


def _is_given(groups: Value) -> bool:
    return isinstance(groups, (Data, Sequence)) or (isinstance(groups, Unknown) and bool(groups.hint))


def _is_row_by_row(split: Split) -> bool:
    splitter = split.splitter
    if isinstance(splitter, Splitter):
        return splitter.entry is not None and splitter.entry.kind in ROW_BY_ROW
    number = isinstance(splitter, Constant) and isinstance(splitter.value, int | None)
    return split.internal and (splitter is None or number)


def _tests(split: Split) -> list[Rows]:
    return [rows for role, rows in split.parts.items() if role in {"test", "fold-test"}]


def _unread(split: Split) -> Finding:
    splitter = split.splitter
    who, related = "the default splitter", []
    if isinstance(splitter, Splitter):
        who = f"`{splitter.qualified.rpartition('.')[2]}`"
        if splitter.made_by is not None and splitter.made_by.place.node is not split.place.node:
            related.append(splitter.made_by.place.location("this splitter deals out single rows"))
    return split.finding(
        f"`groups` is passed to `{split.name}`, but {who} does not read it: rows of one group are trained on and tested",
        label="the groups are ignored here",
        related=tuple(related),
        confidence=Confidence.HIGH,
    )


def _stories(experiment: Experiment, known: list[Use]) -> list[Story]:
    """Shuffled splits whose table has a column of units, where a model is scored on one side and trained on the other."""
    tables: dict[object, list[Use]] = {}
    for use in known:
        tables.setdefault(use.table, []).append(use)
    stories: dict[Place, Story] = {}
    for evaluation in evaluations(experiment) if tables else ():
        split = division(experiment, evaluation)
        if split is None or not evaluation.scored or not evaluation.surely_held_out or not split.shuffles:
            continue
        found = [
            use
            for table in _tables(split)
            for use in tables.get(table, [])
            if use.is_of(split) and _is_free(split, use)
        ]
        if not found or split.grouped is not False or any(_is_by_unit(experiment, use) for use in found):
            continue
        story = stories.setdefault(found[0].call.place, Story(found))
        story.splits.setdefault(split.place, split)
        story.scores.setdefault(evaluation.event.place, evaluation.event)
    return list(stories.values())


def _tables(split: Split) -> list[object]:
    """The tables that the divided rows come from; features may have lost their columns, labels tell as well."""
    parts = [part.columns for part in (split.data, *split.arrays) if isinstance(part, Data)]
    return list(dict.fromkeys(columns.table for columns in parts if columns is not None))


def _is_free(split: Split, use: Use) -> bool:
    """Is this a table with many rows of each unit, rather than one row each, or the rows of one unit?"""
    assert split.data is not None
    if "unique" in split.data.traits or split.data.kind in {"groupby", "groups", "statistic"}:
        return False
    tests = [repr(step.test) for step in ancestors(split.parent) if isinstance(step, Where)]
    if any(word in test for test in tests for word in (*SINGLE, repr(use.name))):
        return False
    rows = use.call.receiver.rows if isinstance(use.call.receiver, Data) else None
    if rows is not None and overlaps(rows, split.parent) is not Answer.YES:
        return False
    stratify = split.call.argument("stratify") if split.call is not None and not split.internal else None
    divided = split.arrays[:1] if use.groups else split.arrays  # those that are needed further on go along
    return use.name not in {_only_column(part) for part in (*divided, stratify)}


def _only_column(value: Value | None) -> str | None:
    described = value.columns if isinstance(value, Data) else None
    return next(iter(described.names)) if described and not described.inverted and len(described.names) == 1 else None


def _is_by_unit(experiment: Experiment, use: Use) -> bool:
    """Are rows anywhere trained on or scored by which unit they belong to?"""
    rows = {event.rows for event in experiment.fits} | {event.rows for event in experiment.scores}
    return any(repr(use.name) in repr(step.test) for one in rows for step in ancestors(one) if isinstance(step, Where))


def _divided(story: Story) -> Finding:
    first, *others = story.splits.values()
    use = next((use for use in story.uses if use.repeats), story.uses[0])
    told = "keeps rows together that were divided before" if use.groups else "says that several rows belong together"
    places: dict[Place, str] = {use.call.place: f"`{use.name}` {told}"}
    for split in others[:SHOWN]:
        places.setdefault(split.place, "and here")
    for place in list(story.scores)[:SHOWN]:
        places.setdefault(place, "this score is affected")
    places.pop(first.place, None)
    return first.finding(
        f"`{first.name}` deals out single rows, so rows with the same `{use.name}` are trained on and tested",
        label="rows are divided here, whatever unit they belong to",
        related=tuple(place.location(label) for place, label in places.items()),
        severity=None if use.repeats else Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )
