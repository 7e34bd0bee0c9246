"""One model that is trained further in every fold, so that each later fold judges it on rows of its earlier training."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks.leakage._story import score_name, unused_function
from reprolint.findings import NOT_MEASURED, Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment
from reprolint.graph.continuing import fold_loop, has_several, made_by, may_end_early, trained_on
from reprolint.graph.evaluations import Evaluation, evaluations, split_of
from reprolint.graph.events import Place, Score, Split
from reprolint.graph.rows import Part, ancestors
from reprolint.graph.values import Splitter

HELP = "Make the model anew in every fold, before it is fitted, or give it the weights that it had at first"


def trained_further(experiment: Experiment) -> Iterator[Finding]:
    """Report each training once, with the scores inside of the loop over folds."""
    found: dict[Place, list[tuple[Evaluation, Split]]] = {}
    for evaluation in evaluations(experiment):
        split = _folds(experiment, evaluation)
        if split is not None:
            found.setdefault(evaluation.model.place, []).append((evaluation, split))
    for judged in found.values():
        yield _finding(experiment, [one for one, _ in judged], judged[0][1])


def _folds(experiment: Experiment, evaluation: Evaluation) -> Split | None:
    """The split into folds, where the model goes from one fold to the next with what it learned and is judged there."""
    fit, score = evaluation.model, evaluation.event
    if not evaluation.scored or fit.automatic or fit.family != "model" or not fit.loops or score.order < fit.order:
        return None
    part = next((step for step in ancestors(fit.rows) if isinstance(step, Part) and step.role == "fold-train"), None)
    if part is None or not any(
        isinstance(step, Part) and (step.split, step.parent, step.role) == (part.split, part.parent, "fold-test")
        for step in ancestors(evaluation.rows)
    ):
        return None
    split = split_of(experiment, fit.rows, before=fit)
    if split is None or split.temporal or not has_several(split) or not _is_of_sklearn(split):
        return None
    loop = fold_loop(fit, split)
    if loop is None or loop not in score.loops or may_end_early(loop):
        return None
    return split if trained_on(experiment, fit, loop) is Answer.YES else None


def _is_of_sklearn(split: Split) -> bool:
    """Other splitters may go forward in time, where the next fold is new even to a model that saw all earlier ones."""
    return isinstance(split.splitter, Splitter) and split.splitter.qualified.startswith("sklearn.")


def _finding(experiment: Experiment, judged: list[Evaluation], split: Split) -> Finding:
    fit = judged[0].model
    scores = [one.event for one in judged if isinstance(one.event, Score)]
    first = next((score for score in scores if score.place != fit.place), scores[0])
    message = (
        f"`{fit.name}` trains one and the same model further in every fold, so from the second fold on "
        f"{score_name(first)} judges it on rows it was trained on before"
    )
    severity = None if fit.certain else Severity.WARNING
    unused = unused_function(experiment, (one.event for one in judged))
    if unused is not None:
        message, severity = f"{message}; nothing here calls `{unused}`, though", Severity.NOTE
    places = {one.event.place: "judged on rows of earlier training" for one in judged if one.event.place != fit.place}
    made = made_by(experiment, fit)
    assert made is not None
    return fit.finding(
        message,
        label="the same model goes on learning in every fold",
        related=(
            made.place.location("made here, before the loop over folds"),
            split.place.location("the folds are dealt here"),
            *(place.location(label) for place, label in places.items()),
        ),
        severity=severity,
        confidence=Confidence.HIGH if fit.certain else Confidence.MEDIUM,
        help=HELP,
        effect=NOT_MEASURED,
    )
