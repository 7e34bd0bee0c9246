"""A mean over the folds or repetitions of an evaluation is shown, and nothing shows how much they differ."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.evaluations import in_folds, is_held_out
from reprolint.graph.events import Call, Place, Score, Show
from reprolint.graph.roles.numbers import numbers_in
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Number

SPREAD = frozenset({"std", "sem", "stdev", "var", "quantile", "percentile", "t", "bootstrap", "describe", "boxplot"})

PLACES = 4  # shown of many


@check("EVA004", needs={"score", "show"})
def mean_without_spread(experiment: Experiment) -> Iterator[Finding]:
    """`print(cross_val_score(...).mean())`, and neither a deviation, a range nor the scores themselves anywhere."""
    if not experiment.complete:
        return
    closed = {score.place for score in _with_spread(experiment)}
    means: dict[Place, tuple[Show, Score]] = {}
    for show in experiment.shown:
        for number in numbers_shown(show):
            score = _folds_behind(number)
            if score is not None and score.place not in closed and show.entry_point and show.kind != "plot":
                means.setdefault(score.place, (show, score))
    if means and not _judged_finally(experiment):
        yield _finding(list(means.values()))


def _folds_behind(number: Number) -> Score | None:
    """The evaluation whose folds this is the mean of."""
    scores = sorted(number.scores, key=lambda score: score.order)
    if number.reduced != "mean" or len({score.place for score in scores}) != 1 or scores[0].selected:
        return None
    library = scores[0].call.qualified if scores[0].call is not None else ""
    if scores[0].cross_validated:
        return scores[0] if library.endswith((".cross_val_score", ".cross_validate")) else None
    return scores[0] if in_folds(scores[0].rows) and any(_over_folds(loop) for loop in scores[0].loops) else None


def _over_folds(loop: ast.AST) -> bool:
    """`for train, test in folds.split(X):`, not a loop over the columns of all predictions together."""
    return isinstance(loop, ast.For) and ".split(" in ast.unparse(loop.iter)


def _judged_finally(experiment: Experiment) -> bool:
    """Is there a score on rows that took no part in the folds? Then that is the result, and the mean a step to it."""
    return any(
        not score.cross_validated and not score.selected and is_held_out(score.rows) and not in_folds(score.rows)
        for score in experiment.scores
    )


def _finding(means: list[tuple[Show, Score]]) -> Finding:
    show, score = means[0]
    related = [score.place.location("the folds are scored here")] if score.place.line != show.place.line else []
    related += [other.place.location("and here") for other, _ in means[1:PLACES] if other.place != show.place]
    more = f" ({len(means)} such means)" if len(means) > PLACES else ""
    return show.finding(
        f"This is the mean over the folds of `{score.name}`, and how much the folds differ is shown nowhere{more}",
        label="a mean without its spread",
        related=tuple(related),
    )


def _with_spread(experiment: Experiment) -> set[Score]:
    """Scores whose spread or single values are shown, that choose a candidate, or that go where nobody knows."""
    known = {score for selection in experiment.selections for score in selection.scores}  # tuning
    for show in experiment.shown:
        for number in numbers_shown(show):
            if number.reduced != "mean":
                known |= number.scores
    for call in experiment.calls:
        if _asks_spread(call) or call.entry is None:
            given = (call.receiver, *call.arguments, *call.keywords.values())
            if call.entry is None and not _asks_spread(call) and _reduces(call):
                continue
            for value in given:
                if value is not None:
                    known |= numbers_in(value)
    return known


def _reduces(call: Call) -> bool:
    """Is it `scores.mean()` or a built-in such as `round`, which tell nothing of the spread?"""
    return isinstance(call.receiver, Number) or call.qualified.startswith(
        ("builtins.", "numpy.", "math.", "statistics.")
    )


def _asks_spread(call: Call) -> bool:
    return (call.qualified or call.name).rpartition(".")[2] in SPREAD or call.name.rpartition(".")[2] in SPREAD
