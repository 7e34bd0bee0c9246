"""Training or splitting is repeated with many seeds, and the best score of them is told."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Score, Seed, Select, Show
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Constant, Number
from reprolint.source.walking import called

SEEDING = frozenset(
    {
        "seed",
        "manual_seed",
        "set_seed",
        "seed_everything",
        "set_random_seed",
        "default_rng",
        "RandomState",
        "PRNGKey",
        "Random",
    }
)
PARAMETERS = frozenset({"random_state", "seed", "random_seed", "random_state_"})
TELLING = frozenset({"print", "append", "format", "info", "str", "debug"})


@check("STA006", needs={"score", "select", "show"})
def best_of_seeds(experiment: Experiment) -> Iterator[Finding]:
    """A choice among scores that differ by nothing but the seed, shown without mean or spread and judged nowhere else."""
    told: set[ast.AST] = set()
    for choice in experiment.selections:
        if choice.kind not in {"max", "min", "argmax", "if-better", "sort"} or not choice.scores:
            continue
        loop = _seed_loop(experiment, choice)
        if loop is None or loop in told or _is_judged_again(experiment, choice, loop):
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
                choice.place.source.location(loop, "only the seed changes"),
                show.place.location("told here"),
            ),
        )


def _seed_loop(experiment: Experiment, choice: Select) -> ast.For | None:
    """The one loop that all the scores stand in, when its variable is a seed and nothing else."""
    loops = {score.loops for score in choice.scores}
    if len(loops) != 1 or not all(_is_held_out(score) for score in choice.scores):
        return None
    around = loops.pop()
    loop = around[0] if len(around) == 1 else None
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
        return None
    body = [node for part in loop.body for node in ast.walk(part)]
    parents = {child: node for node in body for child in ast.iter_child_nodes(node)}
    called = {loop.target.id}
    for node in body * 2:  # twice, since the nodes come in no order and `seed = trial` may have a second name
        if isinstance(node, ast.Assign) and getattr(node.value, "id", "") in called:
            names = (target.id for target in node.targets if isinstance(target, ast.Name))
            called |= {name for name in names if _is_plain(name, node, body)}
    kinds = {_use(node, parents) for node in body if isinstance(node, ast.Name) and node.id in called}
    if "seed" in kinds and "other" not in kinds:
        return loop
    handed_on = "seed" in loop.target.id.lower() and any(
        loop in event.loops and not isinstance(event.value, Constant) for event in experiment.of(Seed)
    )
    return loop if handed_on else None


def _is_plain(name: str, assignment: ast.Assign, body: list[ast.AST]) -> bool:
    """Is it another name of the loop variable in every turn (`seed = trial`), not only when a score is better?"""
    around = [node for node in body if isinstance(node, (ast.If, ast.For)) and assignment in ast.walk(node)]
    others = [
        node for node in body if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    return not around and len(others) == 1


def _use(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Is the variable given as a seed, only told, or used for something else?"""
    parent = parents.get(node)
    if isinstance(parent, ast.keyword):
        return "seed" if parent.arg in PARAMETERS else "other"
    if isinstance(parent, ast.Call):
        name = called(parent)
        return "seed" if name in SEEDING else "told" if name in TELLING else "other"
    if isinstance(parent, (ast.FormattedValue, ast.Assign, ast.Tuple, ast.Dict)):
        return "told"
    if isinstance(parent, ast.Subscript) and isinstance(getattr(parents.get(parent), "targets", None), list):
        return "told"  # `scores[seed] = ...`
    return "other"


def _is_held_out(score: Score) -> bool:
    if score.cross_validated:
        return True
    return bool(score.fits) and all(overlaps(fit.rows, score.rows) is not Answer.YES for fit in score.fits)


def _claim(experiment: Experiment, choice: Select, loop: ast.For) -> tuple[Show | None, Number | None]:
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


def _is_spread_shown(experiment: Experiment, choice: Select, loop: ast.For, best: Number | None) -> bool:
    """Are the mean or the deviation of the same scores told as well?"""
    return any(
        number is not best and number.reduced in {"mean", "spread"} and number.scores & choice.scores
        for show in experiment.shown
        if loop not in show.loops
        for number in numbers_shown(show)
    )


def _is_judged_again(experiment: Experiment, choice: Select, loop: ast.For) -> bool:
    """Is there a score on other rows outside of the loop, as of a test set that took no part in the choice?"""
    return any(
        loop not in score.loops
        and score.fits
        and score.order > min(each.order for each in choice.scores)
        and all(overlaps(score.rows, each.rows) is not Answer.YES for each in choice.scores)
        for score in experiment.scores
    )
