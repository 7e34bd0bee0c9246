"""A confidence interval is made from the scores of folds as if these were independent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.statistics._folds import is_of_a_fold, scores_in
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Event, Place, Score
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Number
from reprolint.patterns import pattern

# Half widths of normal intervals of 90, 95 and 99 %, in standard errors; 2 only where the text says that it is one.
WIDTHS = frozenset({1.64, 1.645, 1.96, 2.0, 2.326, 2.33, 2.576, 2.58})
INTERVALS = ("scipy.stats.t.interval", "scipy.stats.norm.interval")
CLAIM = pattern(r"confiden|\bC\.?I\.?\b|9[059]\s?%{1,2}", re.IGNORECASE)
CORRECTED = pattern(r"nadeau|bengio|corrected|5\s?x\s?2|bouckaert|nested.?cv|dietterich", re.IGNORECASE)
SHOWN = 3


@check("STA007", needs={"score"})
def naive_interval(experiment: Experiment) -> Iterator[Finding]:
    """`1.96 * std / sqrt(k)` over folds that is shown, and intervals of SciPy over them; one finding for each evaluation."""
    stories: dict[object, list[tuple[Event, str, Place]]] = {}  # by the loop over folds, or the call that makes it
    for event, label, scores in (*_made_by_library(experiment), *_shown(experiment)):
        first = min(scores, key=lambda score: score.order)
        sites = stories.setdefault(first.loops[0] if first.loops else first.place, [])
        if all(event.place != other.place for other, _, _ in sites):
            sites.append((event, label, first.place))
    if not stories or CORRECTED.search(experiment.text):  # in this order, since the text takes longer to search
        return
    for sites in stories.values():
        (event, label, place), *others = sites
        related = [place.location("the folds are scored here")] if place != event.place else []
        related += [other.place.location(text) for other, text, _ in others[:SHOWN]]
        yield event.finding(
            "The interval takes the folds for independent samples; their models share training rows, so it is too narrow",
            label=label,
            related=tuple(related),
        )


Site = tuple[Event, str, frozenset[Score]]


def _made_by_library(experiment: Experiment) -> Iterator[Site]:
    """`stats.t.interval(0.95, k - 1, loc=..., scale=stats.sem(scores))`; with `sem` alone nothing is claimed yet."""
    for call in experiment.calls_to(*INTERVALS):
        given = [*call.arguments, *call.keywords.values()]
        scores = frozenset(score for value in given for score in scores_in(value))
        if _are_folds(scores):
            yield call, "an interval of independent samples", scores


def _shown(experiment: Experiment) -> Iterator[Site]:
    for show in experiment.shown:
        claims = any(CLAIM.search(text) for text in show.texts)
        for number in numbers_shown(show):
            if number.reduced == "spread" and _are_folds(number.scores) and _is_width(number, claims=claims):
                yield show, "told as an interval", number.scores
                break


def _is_width(number: Number, *, claims: bool) -> bool:
    widths = number.factors & WIDTHS
    return bool(widths - {2.0}) or (bool(widths) and claims)


def _are_folds(scores: frozenset[Score]) -> bool:
    return bool(scores) and all(is_of_a_fold(score) for score in scores)
