"""The result comes from the first rows only, cut off by a number in the program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph.events import MISSING, Fit, Load, Place
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import All, Cut, Where, ancestors
from reprolint.graph.shown import scores_shown
from reprolint.graph.values import Constant
from reprolint.patterns import pattern
from reprolint.source.walking import within

NEAR = 3  # lines above in which a comment may explain the cut
# A cut that the text beside it accounts for was not forgotten; one that is called temporary was.
EXPLAINED = pattern(
    r"#.*\b(speed|fast|quick|time|memory|small|subset|sub-?sample|only|limit|first|sample|reduce|few|less|use)",
    re.IGNORECASE,
)
FORGOTTEN = pattern(r"#.*\b(debug|todo|fixme|remove|temporar|for now|test run|xxx|later)", re.IGNORECASE)
CHOSEN = frozenset({"sort_values", "nlargest", "nsmallest", "value_counts", "sort_index", "argsort", "sample"})
SHARES = frozenset({"limit_train_batches", "limit_test_batches", "overfit_batches", "fast_dev_run"})
RUNNERS = ("lightning.Trainer", "pytorch_lightning.Trainer", "lightning.pytorch.Trainer")


@check("EVA014")
def debug_subset_left(experiment: Experiment) -> Iterator[Finding]:
    """Rows that a model learned from, cut after a literal number, while the rest of the source is never used."""
    told: set[int] = set()
    for fit in experiment.fits:
        if fit.family != "model" or not fit.entry_point or not _has_result(experiment, fit):
            continue
        for place, number in _cuts(experiment, fit):
            if place.line in told or _explained(place):
                continue
            told.add(place.line)
            yield Finding(
                message=f"Only the first {number} rows are used; the model and its score come from these alone",
                primary=place.location("the other rows are never used"),
                related=(fit.place.location("the model is trained on them here"),),
            )
    for call in experiment.calls_to(*RUNNERS):
        name = next((name for name in sorted(SHARES) if _is_share(call.argument(name))), None)
        if name is not None and call.entry_point and not _explained(call.place):
            yield call.finding(f"`{name}` lets the trainer see only a part of the rows", label="a part of the rows")


def _is_share(value: object) -> bool:
    return isinstance(value, Constant) and value.value not in {None, 0, 1.0}


def _has_result(experiment: Experiment, fit: Fit) -> bool:
    """Is a score of this model shown?"""
    return any(fit in score.fits for show in experiment.shown for score in scores_shown(show))


def _cuts(experiment: Experiment, fit: Fit) -> Iterator[tuple[Place, int]]:
    steps = list(ancestors(fit.rows))
    observed = {load.data.rows: load for load in experiment.loads if load.data is not None and not load.synthetic}
    for root in (step for step in steps if isinstance(step, All) and step in observed):
        number = _nrows(experiment, observed[root])
        if number is not None:
            yield observed[root].place, number
    for cut in (step for step in steps if isinstance(step, Cut) and step.start in {None, 0}):
        before = list(ancestors(cut.parent))
        if any(isinstance(step, (Where, Cut)) for step in before) or not any(step in observed for step in before):
            continue
        if isinstance(cut.stop, int) and cut.stop > 0 and _rest_unused(experiment, cut):
            place = _place(cut.stop, fit)
            if place is not None:
                yield place, cut.stop


def _nrows(experiment: Experiment, load: Load) -> int | None:
    """`nrows=` of the reading call, unless the same file is read in another way as well."""
    for call in experiment.calls:
        number = call.constant("nrows") if call.place == load.place else None
        if isinstance(number, int) and call.argument("skiprows") is MISSING:
            others = [other for other in experiment.loads if other.path == load.path and other.place != load.place]
            return None if others else number
    return None


def _rest_unused(experiment: Experiment, cut: Cut) -> bool:
    """Does nothing else learn from, judge on or take other rows of the same source, and was no order chosen before?"""
    if any(cut in split.parts.values() for split in experiment.splits):
        return False
    if any(call.name.rpartition(".")[2] in CHOSEN for call in experiment.calls):
        return False
    used = [event.rows for events in (experiment.fits, experiment.scores, experiment.predictions) for event in events]
    kin = (set(ancestors(rows)) for rows in used)
    return all(cut in steps or cut.parent not in steps for steps in kin)


def _place(stop: int, fit: Fit) -> Place | None:
    """The first `[:stop]` or `head(stop)` before the fit."""
    for node in within(fit.place.source.tree):
        if getattr(node, "lineno", fit.place.line + 1) > fit.place.line:
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "head":
            given = node.args[0] if node.args else None
        elif isinstance(node, ast.Subscript):
            index = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            given = index.upper if isinstance(index, ast.Slice) and index.lower is None else None
        else:
            continue
        if isinstance(given, ast.Constant) and given.value == stop:
            return Place(fit.place.source, node)
    return None


def _explained(place: Place) -> bool:
    """Does a comment beside it account for the cut?"""
    lines = place.source.text.splitlines()
    near = lines[max(0, place.line - 1 - NEAR) : place.line]
    return any(EXPLAINED.search(line) for line in near) and not any(FORGOTTEN.search(line) for line in near)
