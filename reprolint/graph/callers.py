"""Which calls of the project's functions lead to an event, and which functions nothing calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.events import Event, Place

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment


def called_from(experiment: Experiment, events: Iterable[Event]) -> list[Place]:
    """The calls that lead to these events, and to no other events at the same places.

    A function may be called rightly several times and wrongly once: then it is the call that has to be named. Of a chain
    of calls it is the innermost one that the others do not share. Empty when every call of the function led to these events.
    """
    wanted = [event for event in events if event.calls]
    here: dict[Place, list[Event]] = _by_place(experiment) if wanted else {}
    known = {id(event) for event in wanted}
    found: dict[Place, None] = {}
    for event in wanted:
        others = [one for one in here.get(event.place, ()) if id(one) not in known and type(one) is type(event)]
        shared = {site for one in others for site in one.calls}
        own = next((site for site in reversed(event.calls) if site not in shared), None) if others else None
        if own is not None:
            found.setdefault(own)
    return list(found)


def _by_place(experiment: Experiment) -> dict[Place, list[Event]]:
    """The fits, predictions and scores that were reached through calls."""
    found: dict[Place, list[Event]] | None = experiment.answers.get("events by place")
    if found is None:
        found = experiment.answers["events by place"] = {}
        for event in (*experiment.fits, *experiment.predictions, *experiment.scores):
            if event.calls:
                found.setdefault(event.place, []).append(event)
    return found


def never_called(experiment: Experiment, event: Event) -> str | None:
    """The function around an event that the program, which itself trains or judges, neither calls nor mentions; else None."""
    if event.entry_point or not _trains_or_judges(experiment):
        return None
    inner = _around(event)
    return None if inner is None or _is_mentioned(_outermost(event), inner) else inner.name


def may_run(event: Event) -> bool:
    """Does running the file reach the event, or may it, as the function around it is decorated or mentioned elsewhere?"""
    if event.entry_point:
        return True
    inner = _around(event)
    return inner is None or _is_mentioned(_outermost(event), inner)


def same_run(one: Event, other: Event) -> bool:
    """Does running the file reach both, or is it the same function, which nothing calls, that both stand in?"""
    if one.entry_point or other.entry_point:
        return one.entry_point and other.entry_point
    return _outermost(one).source is _outermost(other).source and _around(one) is _around(other)


def _outermost(event: Event) -> Place:
    return event.calls[0] if event.calls else event.place


def _around(event: Event) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function in which the event, or the first of the calls that lead to it, stands."""
    place = _outermost(event)
    around = [node for node in _functions(place) if node.lineno <= place.line <= (node.end_lineno or node.lineno)]
    return max(around, key=lambda node: node.lineno, default=None)


def _functions(place: Place) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes: list[ast.FunctionDef | ast.AsyncFunctionDef] = place.source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)
    return nodes


def _trains_or_judges(experiment: Experiment) -> bool:
    """Does running the file do so, or is it a collection of functions for other files?"""
    return any(fit.entry_point and fit.family != "statistic" for fit in experiment.fits) or any(
        score.entry_point for score in experiment.scores
    )


def _is_mentioned(place: Place, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Is the function decorated, or its name written anywhere but in itself, be it in a cell that could not be parsed?"""
    lines = place.source.original.split("\n")
    rest = [*lines[: function.lineno - 1], *lines[function.end_lineno or function.lineno :]]
    name = re.compile(rf"\b{re.escape(function.name)}\b")
    return bool(function.decorator_list) or any(name.search(line) for line in rest)
