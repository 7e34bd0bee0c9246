"""How a leak is told: what learned, where the rows were split, where the model was trained and where it was judged."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from reprolint.checks.leakage._causes import Leak, learns_little
from reprolint.findings import Confidence, Finding, Location, Severity
from reprolint.graph.callers import called_from, never_called
from reprolint.graph.calling import dotted
from reprolint.graph.evaluations import Evaluation, division
from reprolint.graph.events import Event, Fit, Place, Score, Split
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import All, Part, ancestors
from reprolint.source.walking import within

SHOWN = 3  # calls of a function that are pointed at


def tell(
    experiment: Experiment,
    leak: Leak,
    message: str,
    *,
    label: str,
    severity: Severity | None = None,
    confidence: Confidence | None = None,
    help: str = "",  # noqa: A002 - the report's own word
    judged: str = "",
) -> Finding:
    """The finding for a leak, with the rest of its story as related places."""
    first = leak.fits[0]
    unused = unused_function(experiment, (one.event for one in leak.evaluations))
    if unused is not None:
        message, severity = f"{message}; nothing here calls `{unused}`, though", Severity.NOTE
    if severity is None and not any(one.scored for one in leak.evaluations):
        severity = Severity.NOTE  # rows without a known target: nothing in the file claims a score
    if all(learns_little(fit) for fit in leak.fits):
        severity, confidence = Severity.NOTE, Confidence.MEDIUM  # next to the same with and without the test rows
    related = [fit.place.location("and here") for fit in leak.fits[1:]]
    related += called_here(experiment, leak.events)
    split = _first_division(experiment, leak)
    judging = {one.event.place.node for one in leak.evaluations}
    if split is not None and split.place.node not in judging:
        related.append(
            split.place.location(
                "the rows are split here, afterwards" if split.order > first.order else "the rows were split here"
            )
        )
    related += _places(
        [one.model for one in leak.evaluations if not one.model.automatic], "the model is trained here", first
    )
    related += _places([one.event for one in leak.evaluations], judged, first)
    return first.finding(
        message,
        label=label,
        related=tuple(related),
        severity=severity,
        confidence=confidence or certainty(leak),
        help=help,
    )


def tell_in_vain(experiment: Experiment, leak: Leak, what: str) -> Finding:
    """A scaler in front of models that do not ask for scales: as a note, since these numbers are right as long as they stay."""
    return tell(
        experiment,
        leak,
        f"{what}; a model of this kind hardly notices how a column is scaled, most others in its place would",
        label="learned here, from rows of both sides",
        severity=Severity.NOTE,
        judged="hardly affected while this is the model",
    )


def _first_division(experiment: Experiment, leak: Leak) -> Split | None:
    """The split that held the rows out.

    Where a part was divided once more, that of the whole is named; of several of the whole, not one inside what is tuned.
    """
    judged = (one for one in leak.judged.values() if _from_one_table(one))  # else it divided rows of another story
    divided = ((division(experiment, one), one.rows) for one in judged)
    found = [(split, rows) for split, rows in divided if split is not None]
    if not found:
        return None
    return min(
        found, key=lambda pair: (sum(isinstance(step, Part) for step in ancestors(pair[1])), len(pair[0].calls))
    )[0]


def _from_one_table(one: Evaluation) -> bool:
    """Do the rows of model and score come from the same whole, as far as is known?"""
    model, rows = ({step for step in ancestors(each) if isinstance(step, All)} for each in (one.model.rows, one.rows))
    return not model or not rows or not model.isdisjoint(rows)


def unused_function(experiment: Experiment, events: Iterable[Event]) -> str | None:
    """The function that would have to be called for any of these events to happen; None when one of them happens."""
    names = [never_called(experiment, event) for event in events]
    return names[0] if all(names) else None


def called_here(experiment: Experiment, events: Iterable[Event]) -> list[Location]:
    """Of a function called several times, the calls that are meant."""
    return [place.location(says_call(place)) for place in called_from(experiment, events)[:SHOWN]]


def says_call(place: Place) -> str:
    """The label of a call, which says what is called: another function than the one of the first place, perhaps."""
    return f"`{dotted(place.node.func)}` is called here" if isinstance(place.node, ast.Call) else "called here"


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


def learners(leak: Leak) -> str:
    """The subject and verb of a message: what learned."""
    name = leak.fits[0].name
    return f"`{name}` learns" if len(leak.fits) == 1 else f"`{name}` and {len(leak.fits) - 1} more learn"


def metric_names(leak: Leak) -> str:
    """The names of the affected scores, for a message."""
    names = list(dict.fromkeys(score_name(one.event) for one in leak.evaluations if isinstance(one.event, Score)))
    if not names:
        return "the predictions"
    return " and ".join(names) if len(names) <= 2 else f"{names[0]}, {names[1]} and {len(names) - 2} more"


def score_name(score: Score) -> str:
    """What a message calls the score: a network's `fit` prints scores of its validation rows as it trains."""
    return f"the validation score of `{score.name}`" if score.metric == "validation" else f"`{_own_metric(score)}`"


def _own_metric(score: Score) -> str:
    """A metric that is written by hand goes by its function, not by the `np.mean` that the function returns."""
    if score.call is not None and score.call.entry is not None and score.call.entry.role == "metric":
        return score.name
    if score.prediction is None:  # a model's own `score`, or a cross-validation
        return score.name
    for function in score.place.source.nodes_of(ast.FunctionDef):
        last = function.body[-1]
        if isinstance(last, ast.Return) and (
            score.place.node in within(last) or _is_bound_to(score, function, last.value)
        ):
            return function.name
    return score.name


def _is_bound_to(score: Score, function: ast.FunctionDef, returned: ast.expr | None) -> bool:
    """`accuracy = np.mean(hits)` and, at the end, `return accuracy`?"""
    if not isinstance(returned, ast.Name):
        return False
    bound = (
        node for node in within(function) if isinstance(node, ast.Assign) and score.place.node in within(node.value)
    )
    return any(isinstance(target, ast.Name) and target.id == returned.id for one in bound for target in one.targets)
