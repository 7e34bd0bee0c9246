"""How a leak is told: what learned, where the rows were split, where the model was trained and where it was judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field

from reprolint.findings import Confidence, Finding, Location, Severity
from reprolint.graph.callers import called_from, never_called
from reprolint.graph.evaluations import Evaluation, division
from reprolint.graph.events import Event, Fit, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import Rows, Where
from reprolint.records import dataclass

SHOWN = 3  # calls of a function that are pointed at


@dataclass(slots=True)
class Leak:
    """One cause: fits that learned from rows they should not have seen, and the evaluations they reach."""

    fits: list[Fit] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    events: dict[Event, None] = field(default_factory=dict)  # all of them, also where the same code ran again

    def add(self, fit: Fit, evaluation: Evaluation) -> None:
        """Another fit or evaluation of the same cause."""
        self.events |= dict.fromkeys((fit, evaluation.model, evaluation.event))
        if all(known.place != fit.place for known in self.fits):
            self.fits.append(fit)
        if all(
            known.event.place != evaluation.event.place or known.model.place != evaluation.model.place
            for known in self.evaluations
        ):
            self.evaluations.append(evaluation)


def gather(pairs: Iterable[tuple[Fit, Evaluation]]) -> Iterator[Leak]:
    """Group by cause: a fitted object is one, all statistics taken from the same rows or by category from them are one."""
    leaks: dict[object, Leak] = {}
    for fit, evaluation in pairs:
        key: object = (fit.place.line, fit.place.source.path)
        if fit.family == "statistic":
            key = ("statistics", _unfiltered(fit.rows))
        leaks.setdefault(key, Leak()).add(fit, evaluation)
    yield from leaks.values()


def _unfiltered(rows: Rows) -> Rows:
    """The rows of which these are those that pass a test on their values: the median age of each title in turn is one habit."""
    while isinstance(rows, Where):
        rows = rows.parent
    return rows


def tell(
    experiment: Experiment,
    leak: Leak,
    message: str,
    *,
    label: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    help: str = "",  # noqa: A002 - the report's own word
) -> Finding:
    """The finding for a leak, with the rest of its story as related places."""
    first = leak.fits[0]
    unused = unused_function(experiment, (one.event for one in leak.evaluations))
    if unused is not None:
        message, severity = f"{message}; nothing here calls `{unused}`, though", Severity.NOTE
    if severity is None and not any(one.scored for one in leak.evaluations):
        severity = Severity.NOTE  # rows without a known target: nothing in the file claims a score
    related = [fit.place.location("and here") for fit in leak.fits[1:]]
    related += called_here(experiment, leak.events)
    split = next((found for one in leak.evaluations if (found := division(experiment, one)) is not None), None)
    if split is not None and split.place.node is not leak.evaluations[0].event.place.node:
        related.append(
            split.place.location(
                "the rows are split only here" if split.order > first.order else "the rows were split here"
            )
        )
    related += _places(
        [one.model for one in leak.evaluations if not one.model.automatic], "the model is trained here", first
    )
    related += _places([one.event for one in leak.evaluations], "", first)
    return first.finding(
        message,
        label=label,
        related=tuple(related),
        severity=severity,
        confidence=confidence or certainty(leak),
        help=help,
    )


def unused_function(experiment: Experiment, events: Iterable[Event]) -> str | None:
    """The function that would have to be called for any of these events to happen; None when one of them happens."""
    names = [never_called(experiment, event) for event in events]
    return names[0] if all(names) else None


def called_here(experiment: Experiment, events: Iterable[Event]) -> list[Location]:
    """Of a function called several times, the calls that are meant."""
    return [place.location("called here") for place in called_from(experiment, events)[:SHOWN]]


def certainty(leak: Leak) -> Confidence:
    """Sure when every part is known by its class and scores are computed; less so for duck-typed or unscored models."""
    sure = all(fit.certain for fit in leak.fits) and any(
        one.model.certain and one.scored and one.surely_held_out for one in leak.evaluations
    )
    return Confidence.HIGH if sure else Confidence.MEDIUM


def _places(events: list[object], label: str, first: Fit) -> list[Location]:
    places: list[Location] = []
    seen: list[object] = [first.place]
    for event in events:
        place = event.place  # type: ignore[attr-defined]
        if place in seen:
            continue
        seen.append(place)
        text = label or ("this score is affected" if isinstance(event, Score) else "these predictions are affected")
        places.append(place.location(text))
    return places


def metric_names(leak: Leak) -> str:
    """The names of the affected scores, for a message."""
    names = list(dict.fromkeys(score_name(one.event) for one in leak.evaluations if isinstance(one.event, Score)))
    if not names:
        return "the predictions"
    return " and ".join(names) if len(names) <= 2 else f"{names[0]}, {names[1]} and {len(names) - 2} more"


def score_name(score: Score) -> str:
    """What a message calls the score: a network's `fit` prints scores of its validation rows as it trains."""
    return f"the validation score of `{score.name}`" if score.metric == "validation" else f"`{score.name}`"
