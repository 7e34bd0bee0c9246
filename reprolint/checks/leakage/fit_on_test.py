"""Something is fitted on the test rows alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.leakage._causes import gather
from reprolint.checks.leakage._story import called_here, learners, tell, unused_function
from reprolint.findings import NOT_MEASURED, Confidence, Finding, Severity
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.evaluations import Evaluation, evaluations, leaks, split_of
from reprolint.graph.events import Fit, HandOver, Place
from reprolint.graph.rows import Part, Rows, ancestors
from reprolint.graph.values import Data
from reprolint.source.walking import within


@check("LEA013", needs={"fit"})
def fit_on_test(experiment: Experiment) -> Iterator[Finding]:
    """Transformers refitted on the rows they are judged on, and models trained or cross-validated on test rows."""
    yield from _transformers(experiment)
    yield from _models(experiment)


def _transformers(experiment: Experiment) -> Iterator[Finding]:
    told: set[Place] = set()
    for leak in sorted(gather(_refitted(experiment)), key=lambda leak: not any(one.scored for one in leak.evaluations)):
        first = leak.fits[0]
        if first.place in told:  # a function or loop for the rows of a score and for others
            continue
        told.add(first.place)
        fitted = first.family != "statistic"
        # They may be rows for validation, or those of a second stage: what is known is what this model does with them.
        does = "judged on" if any(one.scored for one in leak.evaluations) else "applied to"
        yield tell(
            experiment,
            leak,
            f"{learners(leak)} from rows that the model is {does}, so they are not treated as the training rows were",
            label=f"learned here, from rows that the model is {does} but not trained on",
            severity=Severity.WARNING if fitted else Severity.NOTE,
        )


def _refitted(experiment: Experiment) -> Iterator[tuple[Fit, Evaluation]]:
    for evaluation in evaluations(experiment):
        if not evaluation.held_out:
            continue
        for fit in leaks(evaluation):
            if overlaps(fit.rows, evaluation.model.rows) is Answer.NO and _has_twin(fit, evaluation):
                yield fit, evaluation


def _has_twin(fit: Fit, evaluation: Evaluation) -> bool:
    """Was the same thing learned from the training rows too, so that the two sides are now treated differently?"""
    return any(
        other.qualified == fit.qualified and overlaps(other.rows, evaluation.model.rows) is Answer.YES
        for other in evaluation.model.learned
    )


def _models(experiment: Experiment) -> Iterator[Finding]:
    """A model's training, or a whole cross-validation, on the rows that a split set apart for testing."""
    trained = [fit for fit in experiment.fits if fit.family in {"model", "unknown"}]
    elsewhere = {one.model for one in evaluations(experiment) if one.surely_held_out and not one.model.automatic}
    found: dict[tuple[Part, bool], list[Fit]] = {}
    for fit in trained:
        part = _test_part(fit.rows)
        if part is None or fit in elsewhere:
            continue
        if any(fit.place == other.place for fits in found.values() for other in fits):
            continue
        judged = _siblings_trained(part, trained) and _is_judged(experiment, part, fit)
        if judged or (fit.automatic and _named_as_test(fit)):
            known = found.setdefault((part, fit.automatic), [])
            if all(other.place != fit.place for other in known):
                known.append(fit)
    for (part, _), fits in found.items():
        yield _finding(experiment, part, fits)


def _finding(experiment: Experiment, part: Part, fits: list[Fit]) -> Finding:
    first = fits[0]
    split = split_of(experiment, part, before=first)
    related = [split.place.location("the test rows were set apart here")] if split is not None else []
    related += [fit.place.location("and fitted here") for fit in fits[1:]]
    related += called_here(experiment, fits)
    message = f"`{first.name}` trains on the rows set apart for testing, which then can no longer judge the result"
    if first.automatic:
        message = (
            f"`{first.name}` cross-validates on the rows set apart for testing: "
            f"that judges models trained on most of them{_instead(experiment, part)}"
        )
    severity = None if first.certain else Severity.WARNING
    unused = unused_function(experiment, fits)
    if unused is not None:
        message, severity = f"{message}; nothing here calls `{unused}`, though", Severity.NOTE
    return first.finding(
        message,
        label="fitted here, on test rows only",
        related=tuple(related),
        severity=severity,
        confidence=Confidence.HIGH if first.certain else Confidence.MEDIUM,
        effect=NOT_MEASURED,  # but of transformers
    )


def _instead(experiment: Experiment, part: Part) -> str:
    """What becomes of the rows on the other side of the split, as far as it is known."""
    beside = [fit for fit in experiment.fits if fit.family != "statistic" and _is_sibling(part, fit.rows)]
    if any(fit.family in {"model", "unknown"} and not fit.automatic for fit in beside):
        return ", not the one that was trained for them"
    given = (value for call in experiment.calls if call.entry is None for value in call.arguments)
    handed = (value for event in experiment.of(HandOver) for value in event.values)
    elsewhere = any(isinstance(value, Data) and _is_sibling(part, value.rows) for value in (*given, *handed))
    return "" if beside or elsewhere else ", and nothing here is trained on the training rows"


def _is_judged(experiment: Experiment, part: Part, fit: Fit) -> bool:
    """Is another model judged on these rows, so that they really served as the test set?"""
    return any(
        not one.model.automatic
        and one.model is not fit
        and one.surely_held_out
        and one.scored
        and any(step is part for step in ancestors(one.rows))
        for one in evaluations(experiment)
    ) or _named_as_test(fit)


def _named_as_test(fit: Fit) -> bool:
    """Does the code itself call these rows a test set? Asked where no model was trained on the other side of the split."""
    call = fit.call
    names = (
        [part.id for value in call.node.args for part in within(value) if isinstance(part, ast.Name)] if call else []
    )
    return any("test" in name.lower() for name in names)


def _test_part(rows: Rows) -> Part | None:
    """The test side of the first hold-out split these rows went through; None when they came from its training side."""
    parts = [
        step for step in ancestors(rows) if isinstance(step, Part) and step.role not in {"fold-train", "fold-test"}
    ]
    first = parts[-1] if parts else None
    return first if first is not None and first.role == "test" and len(parts) == 1 else None


def _siblings_trained(part: Part, trained: list[Fit]) -> bool:
    """Was a model also trained on the training side, so that this side really served as the test set?"""
    return any(_is_sibling(part, fit.rows) for fit in trained)


def _is_sibling(part: Part, rows: Rows) -> bool:
    """Do the rows come from the training side of the split that this part is of?"""
    return any(
        isinstance(step, Part) and (step.split, step.parent, step.role) == (part.split, part.parent, "train")
        for step in ancestors(rows)
    )
