"""The cut between two classes is chosen on the test rows, and the same rows give the score of the choice."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._apart import is_named_test, loaded_apart
from reprolint.checks.leakage._called import called_validation
from reprolint.findings import Confidence, Finding, Location, Severity
from reprolint.graph import Experiment, overlaps
from reprolint.graph.chosen_points import is_chosen_by
from reprolint.graph.evaluations import is_held_out, split_of
from reprolint.graph.events import Fit, Place, Predict, Score, Select, Show
from reprolint.graph.overlap import Answer
from reprolint.graph.roles.families import kind_of_model
from reprolint.graph.rows import Part, Related, Rows, Where, ancestors
from reprolint.graph.shown import calls_or_heads_it, numbers_shown, scores_shown
from reprolint.graph.values import Data

CURVES = frozenset({"roc_curve", "precision_recall_curve", "det_curve"})
GUARDS = frozenset({"min", "if-better"})  # after a choice: whether the chosen point is one that has a threshold
ROWS = (Related, Where)  # what a number computed from the curve may be taken for
SHOWN = 3  # scores that are pointed at
TELLING = frozenset({"print", "log"})  # in a drawing the point may be marked
# Called so, the numbers are not claimed to be those of a test, or are given as a bound.
OPENLY = frozenset({"val", "dev ", "tuning", "possible", "upper bound", "oracle"})


@check("LEA014", needs={"score", "select"})
def threshold_on_test(experiment: Experiment) -> Iterator[Finding]:
    """`best = cuts[np.argmax(tpr - fpr)]` from `roc_curve(y_test, ...)`, then `f1_score(y_test, risk >= best)`."""
    told: set[Place] = set()
    chosen: set[Score] = set()  # curves with a finding
    for select in experiment.selections:
        for curve in sorted(select.scores, key=lambda score: score.order):
            if select.place in told or curve.metric not in CURVES or not _is_unseen(curve):
                continue
            if select.kind in GUARDS and curve in chosen:
                continue
            scores = _judged_by_it(experiment, select, curve)
            if scores and (_set_apart(curve.rows) or _loaded_for_testing(experiment, curve, scores)):
                told.add(select.place)
                chosen.add(curve)
                yield _finding(experiment, select, curve, scores)
    yield from _read_off(experiment, told)


def _is_unseen(curve: Score) -> bool:
    """Were all models that it judges trained on other rows?"""
    models = _models(curve)
    return bool(models) and all(overlaps(fit.rows, curve.rows) is Answer.NO for fit in models)


def _models(curve: Score) -> list[Fit]:
    return [fit for fit in curve.fits if kind_of_model(fit.estimator) not in {"clusterer", "outlier-detector"}]


def _set_apart(rows: Rows) -> bool:
    """Were they divided off for the last judgement? Those split off the training rows are for such choices."""
    roles = {step.role for step in ancestors(rows) if isinstance(step, Part)}
    return is_held_out(rows) and not roles - {"test"}


def _loaded_for_testing(experiment: Experiment, curve: Score, scores: list[Score]) -> bool:
    """Do they come from files that no training read, and does the program call them, or their score, a test?"""
    if not loaded_apart(curve.rows, _models(curve)):
        return False
    shown = [show for show in experiment.shown if not scores_shown(show).isdisjoint(scores)]
    judged = (curve, *scores)
    named = is_named_test(curve.rows, [score.place.node for score in judged], shown)
    return named and not called_validation(experiment, curve, judged, None, shown)


def _judged_by_it(experiment: Experiment, select: Select, curve: Score) -> list[Score]:
    """Later scores, on the rows of the curve, of predictions cut at the number that stands where the curve is best."""
    return [
        score
        for score in experiment.scores
        if score.order > select.order
        and score.rows == curve.rows
        and score.fits == curve.fits
        and _is_cut(score, curve)
    ]


def _is_cut(score: Score, curve: Score) -> bool:
    test = score.prediction.test if isinstance(score.prediction, Data) else None
    if test is None or len(test) < 3 or test[1] not in {"<", ">"}:  # `>=` is kept as a negated `<`
        return False
    cut = test[2][0] if isinstance(test[2], tuple) and test[2] else test[2]  # of one that was looked at as rows
    known = ancestors(cut) if isinstance(cut, ROWS) else ()
    chosen = [step for step in known if is_chosen_by(step, curve)]
    return any(isinstance(one, Related) and score.rows in one.members for step in chosen for one in ancestors(step))


def _finding(experiment: Experiment, select: Select, curve: Score, scores: list[Score]) -> Finding:
    related = _origin(experiment, curve)
    places = list(dict.fromkeys(score.place for score in scores))
    related += [place.location("scored on the rows that made the choice") for place in places[:SHOWN]]
    return select.finding(
        f"`{select.name}` chooses the threshold on the test rows, and `{scores[0].name}` judges the choice on the same rows",
        label="the threshold is chosen here",
        related=tuple(related),
    )


def _origin(experiment: Experiment, curve: Score) -> list[Location]:
    """Where the curve was computed, and where its rows were set apart."""
    split = split_of(experiment, curve.rows, before=curve, given=curve.inputs)
    related = [curve.place.location("the curve of the test rows")]
    if split is not None:
        related.append(split.place.location("these rows were set apart for testing here"))
    return related


def _read_off(experiment: Experiment, told: set[Place]) -> Iterator[Finding]:
    """`print("sensitivity", tpr[best])`: told is what the curve of the test rows says at the point that was chosen on it."""
    found: dict[Place, list[tuple[Select, Show]]] = {}
    for show in experiment.shown:
        if not show.entry_point or show.kind not in TELLING:
            continue
        for number in numbers_shown(show):
            select = number.choice
            if select is not None and not number.reduced and select.place not in told and _is_named(show):
                found.setdefault(select.place, []).append((select, show))
    for pairs in found.values():
        select, shown = pairs[0][0], [show for _, show in pairs]
        curve = next(iter(select.scores))
        if len(select.scores) == 1 and curve.metric in CURVES and _is_unseen(curve) and _is_last(experiment, curve):
            open_about_it = any(calls_or_heads_it(experiment, show, OPENLY) for show in shown)
            if not open_about_it and (_set_apart(curve.rows) or _loaded_for_testing(experiment, curve, [])):
                yield _at_the_point(experiment, select, curve, shown)


def _is_named(show: Show) -> bool:
    """Does text stand beside the number?"""
    return any(letter.isalpha() for text in show.texts for letter in text)


def _is_last(experiment: Experiment, curve: Score) -> bool:
    """Are the models neither judged on nor applied to other rows that they were not trained on, as if these were for testing?"""
    events: list[Score | Predict] = [*experiment.scores, *experiment.predictions]
    return not any(
        not event.fits.isdisjoint(curve.fits)
        and overlaps(event.rows, curve.rows) is not Answer.YES
        and all(overlaps(event.rows, fit.rows) is not Answer.YES for fit in event.fits)
        for event in events
    )


def _at_the_point(experiment: Experiment, select: Select, curve: Score, shown: list[Show]) -> Finding:
    places = dict.fromkeys(show.place for show in shown)
    return select.finding(
        f"`{select.name}` chooses the best point on a curve of the test rows, and the numbers told are those at this point",
        label="the point is chosen here",
        related=(
            *_origin(experiment, curve),
            *(place.location("told here") for place in places if place != select.place),
        ),
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )
