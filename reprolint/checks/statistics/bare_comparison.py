"""One model is called better than another after one score of each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Comparison, Score
from reprolint.graph.shown import numbers_shown
from reprolint.graph.values import Number
from reprolint.patterns import pattern

# Whatever tells how far a score may be off by chance.
CHANCE = pattern(
    r"scipy\.stats|from scipy import stats|statsmodels|mlxtend\.evaluate|baycomp|autorank|bootstrap|mcnemar|wilcoxon|ttest"
    r"|permutation_test|confidence|cross_val|n_repeats|repeat|\bseeds\b|\.std\(|np\.std|stdev|KFold|ShuffleSplit",
    re.IGNORECASE,
)
SHOWN = 3


@check("STA002", needs={"score", "comparison"})
def bare_comparison(experiment: Experiment) -> Iterator[Finding]:
    """Differences and orders of two single scores that are told, in a file that knows nothing of chance."""
    if not experiment.complete:
        return
    told = [one for one in experiment.comparisons if _is_of_two_models(one) and _is_told(experiment, one)]
    if not told or CHANCE.search(experiment.text):  # in this order, since the text takes longer to search
        return
    first = told[0]
    places = {score.place: "one score" for side in first.sides for score in _in_order(side)}
    places |= {one.place: "and here" for one in reversed(told[1:])}
    places.pop(first.place, None)
    yield first.finding(
        f"`{first.name}` compares one score of each model, so the difference may be chance: "
        "nothing says how far such scores vary",
        label="one score against another",
        related=tuple(place.location(label) for place, label in list(places.items())[: SHOWN + 1]),
    )


def _in_order(side: Number) -> list[Score]:
    return sorted(side.scores, key=lambda score: score.order)


def _is_of_two_models(one: Comparison) -> bool:
    """One plain score a side, by the same metric, of models that were fitted at different places or with other settings."""
    if not one.entry_point or one.loops or any(len(side.scores) != 1 or side.reduced for side in one.sides):
        return False
    (a,), (b,) = (tuple(side.scores) for side in one.sides)
    if a.loops or b.loops or a.cross_validated or b.cross_validated or a.selected or b.selected:
        return False
    return bool(a.fits) and bool(b.fits) and a.fits.isdisjoint(b.fits) and a.metric == b.metric and a.rows is b.rows


def _is_told(experiment: Experiment, one: Comparison) -> bool:
    """Is the difference shown, or does something that is shown depend on the order?"""
    if one.kind == "difference":
        scores = frozenset(score for side in one.sides for score in side.scores)
        return any(number.scores == scores for show in experiment.shown for number in numbers_shown(show))
    tree = one.place.source.tree
    shows = {show.place.node for show in experiment.shown}
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp)) and any(part is one.place.node for part in ast.walk(node.test)):
            return isinstance(node, ast.IfExp) or any(part in shows for part in ast.walk(node))
    return any(part is one.place.node for show in shows for part in ast.walk(show))
