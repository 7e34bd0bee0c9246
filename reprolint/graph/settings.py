"""Settings that a search found: on which rows it compared them, and which models are made with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call, Fit, Score
from reprolint.graph.rows import NOTHING, union
from reprolint.graph.values import NO_FITS, Data, Estimator, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

FAMILY = "settings"  # of a search in its second use, as what chose a model's settings; it is no event of its own


def best_of(run: Interpreter, searches: Iterable[Fit]) -> frozenset[Fit]:
    """Searches, as what chose the settings that they found best; the same object each time."""
    found: set[Fit] = set()
    for search in searches:
        if search not in run.settings:
            run.settings[search] = replace(search, family=FAMILY)
        found.add(run.settings[search])
    return frozenset(found)


def best_by_score(run: Interpreter, call: Call, scores: frozenset[Score]) -> Data:
    """What `study.optimize(objective)` found best by these scores."""
    order = sorted(scores, key=lambda score: score.order)
    record = run.settings[call] = Fit(
        call.place, call.name, call.qualified, call.order, run.entry_point, run.loops, run.sites, family=FAMILY,
        rows=union(*(score.rows for score in order)), supervised=True, call=call,
        certain=all(fit.certain for score in order for fit in score.fits),
    )  # fmt: skip
    return as_value(frozenset((record,)))


def as_value(searches: frozenset[Fit]) -> Data:
    """The settings themselves, `best_params_`: they stand for no rows, and know who chose them."""
    return Data(rows=NOTHING, learned=searches, statistic=True, kind=FAMILY)


def keep_for_study(study: Unknown, best: Data) -> None:
    """`study.best_params` and `study.best_trial.params` after `study.optimize`."""
    if study.attributes is None:
        study.attributes = {}
    study.attributes["best_params"] = best
    trial = study.attributes.setdefault("best_trial", Unknown("best_trial", (study,)))
    if isinstance(trial, Unknown):
        trial.attributes = {**(trial.attributes or {}), "params": best}


def used_in(run: Interpreter, values: Iterable[Value]) -> frozenset[Fit]:
    """The searches whose best settings these values are, or were computed from."""
    if not run.settings:
        return NO_FITS
    learned = NO_FITS.union(*(part.all_learned for part in frames.provenance(values)))
    return frozenset(fit for fit in learned if fit.family == FAMILY)


def of_model(run: Interpreter, model: Value | None, depth: int = 4) -> frozenset[Fit]:
    """The searches that chose the settings of a model or of a part of it."""
    if not run.settings or not isinstance(model, Estimator) or not depth:
        return NO_FITS
    parts = [model.inner, *(step for _, step in model.steps)]
    return model.settings.union(*(of_model(run, part, depth - 1) for part in parts))
