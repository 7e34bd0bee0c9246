"""Something is fitted on the test rows alone."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._story import gather, tell
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, leaks, split_of
from reprolint.graph.events import Fit
from reprolint.graph.rows import Part, Rows, ancestors


@check("LEA013", needs={"fit"})
def fit_on_test(experiment: Experiment) -> Iterator[Finding]:
    """Transformers refitted on the rows they are judged on, and models trained or cross-validated on test rows."""
    yield from _transformers(experiment)
    yield from _models(experiment)


def _transformers(experiment: Experiment) -> Iterator[Finding]:
    for leak in gather(_refitted(experiment)):
        first = leak.fits[0]
        fitted = first.family != "statistic"
        yield tell(
            experiment,
            leak,
            f"`{first.name}` learns from the test rows themselves, so they are not treated as the training rows were",
            label="learned here, from the test rows",
            severity=Severity.WARNING if fitted else Severity.NOTE,
        )


def _refitted(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is Answer.NO:
                yield fit, evaluation


def _models(experiment: Experiment) -> Iterator[Finding]:
    """A model's training, or a whole cross-validation, on the rows that a split set apart for testing."""
    trained = [fit for fit in experiment.fits if fit.family in {"model", "unknown"}]
    told: set[object] = set()
    for fit in trained:
        part = _test_part(fit.rows)
        if part is None or fit.place in told or not _siblings_trained(part, trained):
            continue
        told.add(fit.place)
        split = split_of(experiment, part)
        related = (split.place.location("the test rows were set apart here"),) if split is not None else ()
        what = "cross-validates on" if fit.automatic else "trains on"
        yield fit.finding(
            f"`{fit.name}` {what} the rows set apart for testing, so no rows are left to judge the result on",
            label="fitted here, on test rows only",
            related=related,
            severity=None if fit.certain else Severity.WARNING,
            confidence=Confidence.HIGH if fit.certain else Confidence.MEDIUM,
        )


def _test_part(rows: Rows) -> Part | None:
    """The test side of a hold-out split that all of these rows belong to; None when it was divided again on purpose."""
    steps = list(ancestors(rows))
    for step in steps:
        if isinstance(step, Part):
            if step.role == "test":
                return step
            if step.role not in {"fold-train", "fold-test"}:
                return None
    return None


def _siblings_trained(part: Part, trained: list[Fit]) -> bool:
    """Was a model also trained on the training side, so that this side really served as the test set?"""
    for fit in trained:
        for step in ancestors(fit.rows):
            if (
                isinstance(step, Part)
                and step.split == part.split
                and step.parent == part.parent
                and step.role == "train"
            ):
                return True
    return False
