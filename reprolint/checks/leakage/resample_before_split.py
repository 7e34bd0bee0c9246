"""Rows are repeated, imitated or thinned out before they are divided into training and test rows, or the test rows alone are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from reprolint.checks import check
from reprolint.checks.leakage._tuned import only_tunes
from reprolint.findings import NOT_MEASURED, Confidence, Finding, Location, Severity
from reprolint.graph import Experiment
from reprolint.graph.evaluations import Evaluation, division, evaluations, in_folds
from reprolint.graph.events import Place, Predict, Redraw, Resample, Score, Split
from reprolint.graph.labels import sampled_from
from reprolint.graph.rows import NOTHING, Cut, Part, Pick, Rows, Union, ancestors, parents_of
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
# These repeat rows of samples, but build images and labels just as often.
AMBIGUOUS = ("numpy.", "torch.", "tensorflow.")
WITHIN_FOLDS = "Resample the training rows of each fold, most simply by a step of `imblearn.pipeline.Pipeline`"
WITHIN_CLASSES = re.compile(r"roc|balanced_accuracy", re.IGNORECASE)


@dataclass(slots=True)
class Story:
    """Resampling calls that act together, either in front of a split or on the test rows, and the evaluations they reach.

    Where groups stay whole, rows were made whose copies do not cross the split, as far as is known.
    """

    before: bool
    whole_groups: bool = False
    resamples: dict[Place, Resample] = field(default_factory=dict)
    evaluations: list[Evaluation] = field(default_factory=list)
    splits: dict[Place, Split] = field(default_factory=dict)


@check("LEA004", needs={"fit"})
def resample_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Report calls whose rows end up together once, with the evaluations that see those rows."""
    stories: list[Story] = []
    events: list[Resample] = [*experiment.resamples, *experiment.redraws]
    if not events:
        return
    for evaluation in evaluations(experiment):
        if not evaluation.held_out or only_tunes(experiment, evaluation):
            continue
        split = division(experiment, evaluation)
        for before, reaches in ((True, _before), (False, _of_test_rows)):
            found = {event.place: event for event in events if reaches(event, evaluation, split)}
            if found:
                splits = {split.place: split} if split is not None else {}
                whole = before and _keeps_groups(split) and any(event.kind != "under" for event in found.values())
                stories = _added(stories, Story(before, whole, found, [evaluation], splits))
    graver = {place for story in stories if not story.whole_groups for place in story.resamples}
    for story in stories:
        if not (story.whole_groups and story.resamples.keys() & graver):
            yield _finding(experiment, story)


def _added(stories: list[Story], new: Story) -> list[Story]:
    """The stories with another one; those that share a call with it become one with it."""
    kind = (new.before, new.whole_groups)
    alike = [story for story in stories if (story.before, story.whole_groups) == kind]
    same = [story for story in alike if story.resamples.keys() & new.resamples.keys()]
    if not same:
        return [*stories, new]
    first, *others = same
    for other in (*others, new):
        first.resamples |= other.resamples
        first.evaluations += other.evaluations
        first.splits |= other.splits
    return [story for story in stories if story not in others]


def _before(event: Resample, evaluation: Evaluation, split: Split | None) -> bool:
    """Did both sides of the split come out of this resampling, and does that move the score?

    Where groups stay whole, rows and their copies may be on one side; what moves it is another share of cases in the test rows.
    """
    whole = _keeps_groups(split)
    if not _is_of_rows(event) or (whole and event.kind != "under" and not _is_sampler(event)):
        return False
    if isinstance(event, Redraw):
        return _picked_again(event, evaluation)
    rows, trained = list(ancestors(evaluation.rows)), evaluation.model.rows
    if not _divided(evaluation.rows, event.result) or event.result not in ancestors(trained):
        return False
    if event.kind != "under" and not whole:
        return True
    return _balances(event, rows) and not _compares_classes_only(event, evaluation.event)


def _keeps_groups(split: Split | None) -> bool:
    """Does the split keep groups whole, or may it?"""
    return split is not None and split.grouped is not False


def _is_sampler(event: Resample) -> bool:
    return event.name.endswith(("fit_resample", "fit_sample"))


def _compares_classes_only(event: Resample, judged: Score | Predict) -> bool:
    """Does the score set rates within each class side by side, which leaving out rows of a class by chance does not move?"""
    by_chance = not event.qualified.startswith("imblearn.") or "Random" in event.qualified
    return by_chance and isinstance(judged, Score) and WITHIN_CLASSES.search(judged.metric) is not None


def _picked_again(event: Redraw, evaluation: Evaluation) -> bool:
    """Were rows picked at these positions, and those rows (or the positions themselves) divided by chance or position?"""
    trained = any(event.result in positions for positions in _positions(evaluation.model.rows, event))
    return trained and _picks_divided(evaluation.rows, event)


def _positions(rows: Rows, event: Redraw) -> Iterator[set[Rows]]:
    """What each index that picked rows on the way was made from, and the rows themselves where labels chose them."""
    own = list(ancestors(rows))
    if event.rows != NOTHING:
        yield set(own)
    for step in own:
        if isinstance(step, Pick):
            yield set(ancestors(step.index))


def _picks_divided(rows: Rows, event: Redraw) -> bool:
    """Do they come from a division of rows picked at these positions, or of the positions?"""
    if isinstance(rows, Pick) and _divided(rows.index, event.result):
        return True
    if event.rows != NOTHING and _divided(rows, event.result):
        return True
    if isinstance(rows, (Part, Pick, Cut)):
        return any(event.result in positions for positions in _positions(rows.parent, event))
    return any(_picks_divided(parent, event) for parent in parents_of(rows))


def _divided(rows: Rows, made: Rows) -> bool:
    """Were the new rows divided by chance or position on the way? A mask on values keeps a row and its copies together.

    So does leaving out what was drawn by its labels, unless these were counted anew after the rows were copied.
    """
    if rows == made:
        return False
    if isinstance(rows, (Part, Pick, Cut)):
        return made in ancestors(rows.parent)
    if (counted := sampled_from(rows)) is not None and made in ancestors(counted):
        return True
    return any(_divided(parent, made) for parent in parents_of(rows))


def _of_test_rows(event: Resample, evaluation: Evaluation, _split: Split | None) -> bool:
    """Were the judged rows resampled by themselves, to another share of cases? A bootstrap of them is an honest error bar."""
    if (
        not _is_of_rows(event)
        or isinstance(event, Redraw)
        or not isinstance(evaluation.event, Score)
        or event.result in ancestors(evaluation.model.rows)
    ):
        return False
    rows = list(ancestors(evaluation.rows))
    return event.result in rows and _balances(event, rows)


def _is_of_rows(event: Resample) -> bool:
    return isinstance(event, Redraw) or not event.qualified.startswith(AMBIGUOUS)


def _balances(event: Resample, rows: list[Rows]) -> bool:
    """Does it change how common the classes are? A sampler does, and so does resampling one class and joining it to the rest."""
    return _is_sampler(event) or any(isinstance(step, Union) for step in rows)


def _finding(experiment: Experiment, story: Story) -> Finding:
    events = list(story.resamples.values())
    copying = [event for event in events if event.kind != "under"]
    first = (copying or events)[0]
    certain = all(event.qualified for event in events)
    folds = story.before and _in_folds_only(experiment, story)
    if not story.before:
        message = f"`{first.name}` resamples the test rows, so they no longer hold the share of cases that the model will meet"
        label = "test rows resampled here"
    else:
        message, label = _before_words(first.name, story, copied=bool(copying), in_folds_only=folds)
    crossing = bool(copying) and not story.whole_groups
    tuning = folds and all(isinstance(one.event, Score) and one.event.selected for one in story.evaluations)
    known = Severity.ERROR if (crossing and not tuning) or not story.before else Severity.WARNING
    return first.finding(
        message,
        label=label,
        related=tuple(_rest(story, first, folds=folds)),
        severity=known if certain else Severity.WARNING,
        confidence=Confidence.HIGH if certain else Confidence.MEDIUM,
        effect=None if crossing and story.before else NOT_MEASURED,  # copies on both sides were measured
        help=WITHIN_FOLDS if folds else "",
    )


def _before_words(name: str, story: Story, *, copied: bool, in_folds_only: bool) -> tuple[str, str]:
    """Message and label of what happened before the split, or before the folds where a program has other test rows as well."""
    when, known = (
        ("they are split", "test rows") if not in_folds_only else ("the folds are made", "rows of the fold left out")
    )
    if copied and not story.whole_groups:
        label = "resampled here, before the folds" if in_folds_only else "resampled here, before the split"
        return f"`{name}` copies or imitates rows before {when}, so {known} are known from training", label
    when = "the folds are made" if in_folds_only else "the split"
    done, does = (
        ("resampled", "copies or imitates rows") if copied else ("thinned out", "leaves out rows of some classes")
    )
    label = f"{done} here, rows of every fold" if in_folds_only else f"{done} here, test rows included"
    return f"`{name}` {does} before {when}, so the {known} are not the population", label


def _in_folds_only(experiment: Experiment, story: Story) -> bool:
    """Do only folds divide the new rows, while the program has test rows of its own, which are none of them?"""
    if not all(in_folds(one.rows) for one in story.evaluations):
        return False
    return any(one.scored and one.held_out and not in_folds(one.rows) for one in evaluations(experiment))


def _rest(story: Story, first: Resample, *, folds: bool) -> Iterator[Location]:
    """The other calls, the splits, the trainings and the scores, each place once and a few of each kind."""
    seen: set[Place] = {first.place}
    divided = "the folds are made here, afterwards" if folds else "the rows are split here, afterwards"
    for places, label in (
        (list(story.resamples), "resampled here, too"),
        (
            sorted(story.splits, key=lambda place: story.splits[place].kind == "folds"),
            divided if story.before else "the test rows were set apart here",
        ),
        ([one.model.place for one in story.evaluations], "the model is trained here"),
        ([one.event.place for one in story.evaluations], "this result is affected"),
    ):
        new = [place for place in dict.fromkeys(places) if place not in seen]
        seen.update(new)
        yield from (place.location(label) for place in new[:SHOWN])
