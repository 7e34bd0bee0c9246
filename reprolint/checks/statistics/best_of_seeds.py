"""Training or splitting is repeated with many seeds, and the best score of them is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Score, Select, Show
from reprolint.graph.seeds.seed_loops import seed_loop
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Number


@check("STA006", needs={"score", "select", "show"})
def best_of_seeds(experiment: Experiment) -> Iterator[Finding]:
    """A choice among scores that differ by nothing but the seed, shown without mean or spread and judged nowhere else."""
    told: set[ast.AST] = set()
    for choice in experiment.selections:
        if choice.kind not in {"max", "min", "argmax", "if-better", "sort"} or not choice.scores:
            continue
        loop = _loop_of(choice)
        if loop is None or loop in told or _is_judged_again(experiment, choice, loop):
            continue
        tries = seed_loop(experiment, loop)
        if tries is None:
            continue
        show, best = _claim(experiment, choice, loop)
        if show is None or _is_spread_shown(experiment, choice, loop, best):
            continue
        told.add(loop)
        score = min(choice.scores, key=lambda each: each.order)
        yield choice.finding(
            f"`{show.name}` tells the best score of many seeds, which is the luckiest and not the typical one",
            label="the best of them is taken here",
            related=(
                score.place.location("scored once for each seed"),
                tries.location("only the seed changes"),
                show.place.location("told here"),
            ),
        )


def _loop_of(choice: Select) -> ast.AST | None:
    """The one loop that all the scores stand in."""
    loops = {score.loops for score in choice.scores}
    if len(loops) != 1 or not all(_is_held_out(score) for score in choice.scores):
        return None
    around = loops.pop()
    return around[0] if len(around) == 1 else None


def _is_held_out(score: Score) -> bool:
    if score.cross_validated:
        return True
    return bool(score.fits) and all(overlaps(fit.rows, score.rows) is not Answer.YES for fit in score.fits)


def _claim(experiment: Experiment, choice: Select, loop: ast.AST) -> tuple[Show | None, Number | None]:
    """Where the best score is told, after the loop. Of a cross-validation it is the best mean over folds."""
    averaged = all(score.cross_validated for score in choice.scores)
    for show in experiment.shown:
        if show.order < choice.order or loop in show.loops or not show.entry_point:
            continue
        for number in numbers_shown(show):
            kept = choice.kind == "if-better" and (not number.reduced or (averaged and number.reduced == "mean"))
            if (kept or number.reduced in {"max", "min"}) and number.scores & choice.scores:
                return show, number
    return None, None


def _is_spread_shown(experiment: Experiment, choice: Select, loop: ast.AST, best: Number | None) -> bool:
    """Are the mean or the deviation of the same scores told as well?"""
    return any(
        number is not best and number.reduced in {"mean", "spread"} and number.scores & choice.scores
        for show in experiment.shown
        if loop not in show.loops
        for number in numbers_shown(show)
    )


def _is_judged_again(experiment: Experiment, choice: Select, loop: ast.AST) -> bool:
    """Is there a score on other rows outside of the loop, as of a test set that took no part in the choice?"""
    return any(
        loop not in score.loops
        and score.fits
        and score.order > min(each.order for each in choice.scores)
        and all(overlaps(score.rows, each.rows) is not Answer.YES for each in choice.scores)
        for score in experiment.scores
    )
