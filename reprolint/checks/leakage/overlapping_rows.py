"""A model is judged on rows set apart for testing, but it was trained on them as well."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Location, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, is_held_out, split_of
from reprolint.graph.events import Fit
from reprolint.graph.rows import Rows, Union, ancestors


@check("LEA006", needs={"fit", "score"})
def overlapping_rows(experiment: Experiment) -> Iterator[Finding]:
    """Report each training once, with the scores on rows it had seen."""
    found: dict[object, list[Evaluation]] = {}
    for evaluation in evaluations(experiment):
        if evaluation.scored and _had_seen(evaluation):
            found.setdefault(evaluation.model.place, []).append(evaluation)
    for judged in found.values():
        yield _finding(experiment, judged)


def _had_seen(evaluation: Evaluation) -> bool:
    """Was the model trained on held-out rows, by a mistake and not to show its fit to the training rows?"""
    model, rows = evaluation.model, evaluation.rows
    if model.family not in {"model", "unknown"} or model.automatic or not is_held_out(rows):
        return False
    if model.rows == rows or not _wider(model.rows, rows):
        return False
    return overlaps(model.rows, rows) is Answer.YES


def _wider(trained: Rows, judged: Rows) -> bool:
    """Did the training use rows beyond those judged, so that the judged ones look held out?"""
    if isinstance(trained, Union):
        return any(_wider(member, judged) for member in trained.members)
    return all(step != judged for step in ancestors(trained))


def _finding(experiment: Experiment, judged: list[Evaluation]) -> Finding:
    model: Fit = judged[0].model
    related: list[Location] = []
    split = split_of(experiment, judged[0].rows)
    if split is not None:
        related.append(split.place.location("these rows were set apart here"))
    places = list(dict.fromkeys(one.event.place for one in judged))
    related += [place.location("judged on rows it was trained on") for place in places]
    return model.finding(
        f"`{model.name}` trains on rows that `{judged[0].event.name}` judges it on, so the score measures memory",
        label="trained here, test rows included",
        related=tuple(related),
        severity=None if model.certain else Severity.WARNING,
        confidence=Confidence.HIGH if model.certain else Confidence.MEDIUM,
    )
