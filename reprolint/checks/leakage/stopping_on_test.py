"""The test rows decide when training stops or which of its states is kept, and the same rows give the final score."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._apart import is_named_test, loaded_apart
from reprolint.checks.leakage._called import called_validation
from reprolint.checks.leakage._steering import CHOOSES, SLOWS, steered, steering_rows
from reprolint.checks.leakage._story import says_call
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.continuing import FURTHER
from reprolint.graph.evaluations import HELD_OUT, names_of, split_of
from reprolint.graph.events import Event, Fit, Place, Predict, Score, Select, Show, Split
from reprolint.graph.overlap import is_within
from reprolint.graph.rows import All, Cut, Part, Rows, Where, ancestors
from reprolint.graph.shown import calls_or_heads_it, scores_shown
from reprolint.graph.values import Data, Estimator
from reprolint.records import dataclass

SHOWN = 3  # places of one kind that are pointed at
TYPED_IN = frozenset({"value", "literal", "drawn"})  # origins of rows, see `graph.rows.All`
OPENLY = frozenset({"val", "dev ", "tuning"})  # called so, the score is not claimed to be that of a test


@dataclass(frozen=True, slots=True)
class Steering:
    """`rows` decided about the training of `fits` at `event`; `scores` are what the decision itself was made by."""

    event: Event
    rows: Rows
    fits: frozenset[Fit]
    scores: frozenset[Score]
    how: str


@check("LEA011", needs={"fit", "score"})
def stopping_on_test(experiment: Experiment) -> Iterator[Finding]:
    """Report each decision once, with the scores that come from the rows which made it."""
    told: set[Place] = set()
    found = [(one, _final_scores(experiment, one)) for one in (*_stopped(experiment), *_kept(experiment))]
    decided = list(dict.fromkeys(steering.rows for steering, _ in found if _goes_on(steering)))
    # Of several rounds the one is told whose model is judged again in the end.
    for steering, final in sorted(found, key=lambda pair: _is_deciding(pair[0], pair[1])):
        if steering.event.place in told:
            continue
        shown = _shown(experiment, final)
        open_about_it = [calls_or_heads_it(experiment, show, OPENLY) for show in shown]
        testing = _set_apart_for_testing(steering.rows) or _loaded_for_testing(steering, shown)
        testing = testing and not (open_about_it and all(open_about_it))
        validating = _called_validation(experiment, steering, shown)
        testing = testing and not validating
        apart = testing or (_divided(steering.rows) and _is_apart(steering)) or (not validating and _left_out(steering))
        if not apart:
            continue
        if final and not _judged_elsewhere(experiment, steering, surely=testing):
            if testing:
                told.add(steering.event.place)
                yield _finding(experiment, steering, final)
            elif shown and not any(open_about_it) and not _judged_otherwise(experiment, steering, decided):
                told.add(steering.event.place)
                yield _only_result(experiment, steering, final)


def _stopped(experiment: Experiment) -> Iterator[Steering]:
    """Trainings that stop, or keep their best state, by the score on rows passed for validation."""
    for fit in experiment.fits:
        if not fit.validation or fit.call is None:
            continue
        how = steered(experiment, fit, fit.call)
        for data in steering_rows(fit, fit.call) if how else ():
            if overlaps(data.rows, fit.rows) is Answer.NO:
                own = frozenset(score for score in experiment.scores if score.call is fit.call)
                yield Steering(fit, data.rows, frozenset((fit,)), own, how)


def _kept(experiment: Experiment) -> Iterator[Steering]:
    """`if score > best:` with a model that is saved or copied in the branch."""
    for select in experiment.selections:
        if select.kind == "if-better" and select.saves and not _between_models(select):
            for score in sorted(select.scores, key=lambda score: score.order):
                yield Steering(select, score.rows, score.fits, select.scores, CHOOSES)
        elif select.kind == "schedule":
            for score in sorted(select.scores, key=lambda score: score.order):
                yield Steering(select, score.rows, score.fits, select.scores, SLOWS)


def _goes_on(steering: Steering) -> bool:
    """Is one training steered, round after round? Else each round of a loop may train a model of other settings."""
    return all(fit.name.rpartition(".")[2] in FURTHER for fit in steering.fits) or isinstance(steering.event, Fit)


def _between_models(select: Select) -> bool:
    """Are scores of different trained models compared, rather than one with the best so far? That is LEA012's question."""
    trained = [{fit.place for fit in score.fits} for score in select.scores if score.fits]
    return any(one.isdisjoint(other) for one in trained for other in trained)


def _set_apart_for_testing(rows: Rows) -> bool:
    """Are these the test side of a split of the whole data? The test side of a split of training rows is for validation."""
    steps = [step for chosen in (rows, *names_of(rows)) for step in ancestors(chosen)]
    roles = [step.role for step in steps if isinstance(step, Part)]
    return bool(roles) and set(roles) == {"test"}


def _loaded_for_testing(steering: Steering, shown: list[Show]) -> bool:
    """Do they come from files that no training read, and does the program call them, or their score, a test?"""
    apart = loaded_apart(steering.rows, steering.fits)
    return apart and is_named_test(steering.rows, _nodes(steering), shown)


def _nodes(steering: Steering) -> list[ast.AST]:
    return [steering.event.place.node, *(score.place.node for score in steering.scores)]


def _divided(rows: Rows) -> bool:
    """Are these the held-out side of folds, or of a split?"""
    return any(isinstance(step, Part) and step.role in HELD_OUT for step in ancestors(rows))


def _is_apart(steering: Steering) -> bool:
    """Are these surely other rows than those of the training, and not one of several parts?"""
    return all(overlaps(steering.rows, fit.rows) is Answer.NO for fit in steering.fits)


def _left_out(steering: Steering) -> bool:
    """Are these what a mask or slice left out of the rows of all of these trainings?"""
    steps = [step for step in ancestors(steering.rows) if isinstance(step, (Where, Cut))]
    for fit in steering.fits:
        whole = {step.parent for step in ancestors(fit.rows) if isinstance(step, (Where, Cut))}
        if whole.isdisjoint(step.parent for step in steps):
            return False
    return bool(steering.fits) and _is_apart(steering)


def _shown(experiment: Experiment, final: list[Score]) -> list[Show]:
    """Where these scores are shown with words beside them."""
    shown = (show for show in experiment.shown if show.entry_point and not scores_shown(show).isdisjoint(final))
    return [show for show in shown if any(letter.isalpha() for text in show.texts for letter in text)]


def _called_validation(experiment: Experiment, steering: Steering, shown: list[Show]) -> bool:
    split = _split(experiment, steering)
    return called_validation(experiment, steering.event, steering.scores, split, shown)


def _split(experiment: Experiment, steering: Steering) -> Split | None:
    """The split that set the rows apart, or the names that they were chosen by."""
    chosen = (steering.rows, *names_of(steering.rows))
    splits = (split_of(experiment, rows, before=steering.event) for rows in chosen)
    return next((split for split in splits if split is not None), None)


def _final_scores(experiment: Experiment, steering: Steering) -> list[Score]:
    """Later scores of the same model on these rows, or the deciding scores themselves where they are shown.

    What a study compares its trials by is no final score: that the test rows choose there is LEA012.
    """
    compared = {score for select in experiment.selections if select.kind == "search" for score in select.scores}
    later = [
        score
        for score in experiment.scores
        if score not in steering.scores
        and score not in compared
        and score.order > steering.event.order
        and not score.fits.isdisjoint(steering.fits)
        and overlaps(score.rows, steering.rows) is Answer.YES
    ]
    if later or not isinstance(steering.event, Select):
        return later
    told = frozenset[Score]().union(*map(scores_shown, experiment.shown))
    return sorted(steering.scores & told, key=lambda score: score.order)


def _is_deciding(steering: Steering, final: list[Score]) -> bool:
    """Is no score known but those by which the choice was made?"""
    return bool(final) and steering.scores.issuperset(final)


def _judged_elsewhere(experiment: Experiment, steering: Steering, *, surely: bool) -> bool:
    """Is a model also scored on, or applied to, rows that neither trained this one nor decided about it?

    With `surely`, only rows that the program reads count; without, all whose origin is not known count as well. The same
    judgement of the next round, of a model that was trained anew on other rows, is none of this one.
    """
    known = [steering.rows, *(fit.rows for fit in steering.fits)]
    judging = _judging(experiment)
    own = {asked for same, fits, asked in judging if fits & steering.fits and _overlap(same, [steering.rows])}
    return any(
        (not surely or _is_loaded(same[0])) and not _overlap(same, known)
        for same, fits, asked in judging
        if asked not in own or not fits.isdisjoint(steering.fits)
    )


Asked = tuple[Place, tuple[Place, ...]]  # where a model is judged, and the calls that lead there


def _judging(experiment: Experiment) -> list[tuple[tuple[Rows, ...], frozenset[Fit], Asked]]:
    """On which rows which models are scored or applied, and where, but for the outputs that they are trained by.

    Features that are read from a file for each row have rows of their own; those of what they are judged by are the same.
    """
    known: list[tuple[tuple[Rows, ...], frozenset[Fit], Asked]] | None = experiment.answers.get(
        "models scored or applied"
    )
    if known is None:
        losses = (fit.data for fit in experiment.fits if fit.data is not None)
        trained_by = {id(data.predicted_from) for data in losses if data.predicted_from is not None}
        events: list[Score | Predict] = [*experiment.scores]
        events += [one for one in experiment.predictions if id(one.data) not in trained_by]
        truths = {one.rows: one.truth.rows for one in experiment.scores if isinstance(one.truth, Data)}
        known = [
            (tuple(dict.fromkeys((one.rows, truths.get(one.rows, one.rows)))), one.fits, (one.place, one.calls))
            for one in events
        ]
        experiment.answers["models scored or applied"] = known
    return known


def _overlap(same: tuple[Rows, ...], known: list[Rows]) -> bool:
    return any(overlaps(rows, ours) is Answer.YES for rows in same for ours in known)


def _judged_otherwise(experiment: Experiment, steering: Steering, decided: list[Rows]) -> bool:
    return _judged_unsteered(experiment, steering, decided) or _judged_beside(experiment, steering)


def _judged_beside(experiment: Experiment, steering: Steering) -> bool:
    """Are there scores or predictions of this model on rows that need not be among those that trained it or decided?"""
    known = [steering.rows, *(fit.rows for fit in steering.fits)]
    used = [same for same, fits, _ in _judging(experiment) if not steering.fits.isdisjoint(fits)]
    return any(not any(is_within(rows, ours) for rows in same for ours in known) for same in used)


def _judged_unsteered(experiment: Experiment, steering: Steering, decided: list[Rows]) -> bool:
    """Is a model of the same class scored on, or applied to, rows that neither trained it nor decided about any?"""
    classes = {_class_of(fit) for fit in steering.fits}
    for same, fits, _ in _judging(experiment):
        alike = [fit for fit in fits if _class_of(fit) in classes]
        known = [*decided, *(rows for fit in alike for rows in (fit.rows, *(part.rows for part in fit.validation)))]
        if alike and not _overlap(same, known):
            return True
    return False


def _class_of(fit: Fit) -> str:
    return fit.estimator.qualified if isinstance(fit.estimator, Estimator) else ""


def _is_loaded(rows: Rows) -> bool:
    """Do they come from data that the program reads? Single images and typed-in examples are no test set."""
    origins = [step.key for step in ancestors(rows) if isinstance(step, All)]
    return any(not isinstance(key, tuple) or key[0] not in TYPED_IN for key in origins)


def _only_result(experiment: Experiment, steering: Steering, final: list[Score]) -> Finding:
    """Folds or validation rows decide, and no other score is ever told: then this one is the result."""
    places = {score.place: "the same rows give the score" for score in final[:SHOWN]}
    split = split_of(experiment, steering.rows, before=steering.event)
    if split is not None:
        places.setdefault(split.place, "these rows were held out here")
    places.pop(steering.event.place, None)
    return steering.event.finding(
        f"`{steering.event.name}` {steering.how} the held-out rows, and the only result told is the score on these rows",
        label="the held-out rows decide here",
        related=tuple(place.location(label) for place, label in places.items()),
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )


def _finding(experiment: Experiment, steering: Steering, final: list[Score]) -> Finding:
    event = steering.event
    certain = all(fit.certain for fit in steering.fits)
    places: dict[Place, str] = {}
    split = _split(experiment, steering)
    if split is not None:
        places[split.place] = "these rows were set apart for testing here"
    own = [place for place in event.calls if place.source is experiment.source is not event.place.source]
    for place in own[-1:]:
        places.setdefault(place, says_call(place))
    deciding = _is_deciding(steering, final)
    for score in final[:SHOWN]:
        places.setdefault(score.place, "this score decides" if deciding else "scored on the rows that made the choice")
    places.pop(event.place, None)
    result = "the score that is told is on the same rows" if deciding else "the same rows give the final score"
    mild = not certain or (isinstance(event, Select) and event.kind == "schedule")
    return event.finding(
        f"`{event.name}` {steering.how} the test rows, and {result}",
        label="the test rows decide here",
        related=tuple(place.location(label) for place, label in places.items()),
        severity=Severity.WARNING if mild else None,
        confidence=Confidence.HIGH if certain and not deciding else Confidence.MEDIUM,
    )
