"""What a fitted estimator tells in its attributes: importances, chosen columns, the best model of a search and its score."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import settings
from reprolint.graph.events import Explain, Fit, Score, Select
from reprolint.graph.rows import NOTHING, Rows
from reprolint.graph.selecting import ranking
from reprolint.graph.values import (
    Data,
    Estimator,
    Mapping,
    Number,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

# What fitted selectors say of each column.
KEPT = frozenset({"support_", "ranking_", "scores_", "pvalues_", "support_weak_", "k_feature_idx_", "k_feature_names_"})
IMPORTANCES = frozenset({"tree", "forest", "boosting"})  # families of models that have `feature_importances_`


def attribute(run: Interpreter, receiver: Estimator, name: str, node: ast.AST) -> Value:
    """A fitted attribute."""
    if name in {"wv", "dv", "docvecs"} and receiver.qualified.startswith("gensim."):
        return receiver
    if name == "module" and receiver.entry is not None and receiver.entry.role == "network":
        return receiver  # what `nn.DataParallel` holds is the network itself
    if name == "best_score_":
        scores = frozenset(score for record in receiver.fits for score in search_scores(run, record))
        run.record(
            Select(
                run.place(node),
                f"{receiver.hint or receiver.short_name}.best_score_",
                kind="best-attribute",
                scores=scores,
            )
        )
        return Number(scores, "best", "best_score_")
    if name in {"best_estimator_", "estimator_", "estimator", "model", "base_estimator_", "bestModel"}:
        return _chosen(run, receiver) if isinstance(receiver.inner, Estimator) else receiver
    if name == "best_params_" and (searches := _searches(receiver)):
        return settings.as_value(settings.best_of(run, searches))
    if name in {"feature_importances_", "coef_"}:
        method = "impurity" if name == "feature_importances_" else "coefficients"
        fits, qualified = _asked(receiver, name)
        rows: Rows = next((record.rows for record in fits), NOTHING)
        run.record(
            Explain(
                run.place(node), name, qualified, method=method, estimator=receiver, fits=frozenset(fits), rows=rows
            )
        )
        return ranking(run, fits, node, f"{receiver.hint or receiver.short_name}.{name}")
    if name in KEPT and receiver.fits:
        return ranking(run, receiver.fits, node, f"{receiver.hint or receiver.short_name}.{name}")
    if name in {"named_steps", "steps", "named_transformers_", "transformers_"}:
        return Mapping(dict(receiver.steps))
    if name.endswith("_") and not name.startswith("_") and receiver.fits:
        learned = frozenset(receiver.fits).union(*(record.learned for record in receiver.fits))
        if name in {"labels_", "embedding_"} and receiver.fits[0].data is not None:
            return frames.derive(receiver.fits[0].data, kind="array", learned=learned)
        if name in {"mean_", "scale_", "var_", "min_", "max_", "data_min_", "data_max_", "components_", "statistics_"}:
            return Data(rows=NOTHING, learned=learned, statistic=True)
    if name in receiver.parameters and not name.endswith("_"):
        return receiver.parameters[name]
    return Unknown(f"{receiver.hint or receiver.short_name}.{name}", ())


def _asked(receiver: Estimator, name: str) -> tuple[tuple[Fit, ...], str]:
    """Of a model that may be one of several, those that can give importances, and their class."""
    if receiver.qualified or name != "feature_importances_":
        return receiver.fits, receiver.qualified
    able = {
        record: record.estimator.qualified
        for record in receiver.fits
        if isinstance(record.estimator, Estimator)
        and record.estimator.entry is not None
        and record.estimator.entry.family in IMPORTANCES
    }
    return (tuple(able), next(iter(able.values()))) if able else (receiver.fits, "")


def _chosen(run: Interpreter, search: Estimator) -> Value:
    """The model that a search or wrapper holds, the same one however often it is asked for."""
    inner = search.inner
    assert isinstance(inner, Estimator)
    known = run.chosen.get(id(search))
    if known is None or known[1] != search.fits:  # searched anew; the model itself may have been fitted further
        made = _clone(inner, search.fits)
        made.settings = settings.best_of(run, _searches(search))
        known = run.chosen[id(search)] = search, search.fits, made
    return known[2]


def _clone(inner: Estimator, fits: tuple[Fit, ...]) -> Estimator:
    """What a search trains is never the object that it was given, and neither are its steps."""
    steps = [(name, _clone(step, fits) if isinstance(step, Estimator) else step) for name, step in inner.steps]
    return Estimator(
        inner.qualified, inner.entry, inner.parameters, steps, inner.inner, fits,
        inner.made_by, inner.hint, inner.modes, inner.complete,
    )  # fmt: skip


def _searches(receiver: Estimator) -> list[Fit]:
    """The fits of a search that compared settings."""
    compares = receiver.entry is not None and receiver.entry.role == "search"
    return [record for record in receiver.fits if compares and record.family != "resampler"]


def search_scores(run: Interpreter, record: Fit) -> list[Score]:
    """The cross-validated scores that a search computed while it was fitted."""
    return [event for event in run.events if isinstance(event, Score) and event.call is record.call and event.selected]
