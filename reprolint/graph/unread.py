"""Draws whose outcome nobody reads: models and splits that nothing is told of, and programs that only measure times."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Explain, HandOver, Save, Score, Select, Show
from reprolint.graph.influence import Statement, names_bound, reaching

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Fit
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_MODELS = frozenset({"classifier", "regressor", "clusterer", "transformer", "outlier-detector", "embedding", "meta"})
_FOLLOWED = _MODELS | {"split", "splitter", "search", "resampler", "selector", "encoder"}
# Roles of calls that give a value and do nothing else.
_GIVES_A_VALUE = _FOLLOWED | {"metric", "pipeline", "union", "columns", "learn", "stateless", "none", "cross-validate"}
_GIVES_A_VALUE |= {"load", "make", "loss", "vocabulary", "resample"}
_FIT_METHODS = frozenset({"fit", "partial_fit"})
_PREDICTIONS = frozenset({"predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples"})
_MODEL_METHODS = _FIT_METHODS | _PREDICTIONS
_MODEL_METHODS |= {"fit_transform", "transform", "fit_predict", "fit_resample", "fit_sample", "score"}
_TELLS = ("score", "save", "select", "resample")
_COUNTS = frozenset({"count_nonzero", "len"})


def unread(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Where a file makes models, splits and searches of which nothing is read but sizes and the time that they took."""
    followed = {draw.place.node for draw in draws if role_of(draw) in _FOLLOWED}
    if not followed:
        return set()
    reads = _Reads(experiment, source)
    dropped = followed - reaching(experiment, source, followed, reads, others=False)
    return dropped | _unasked_probabilities(experiment, draws, reads) | _learned_by_heart(experiment, draws, reads)


def role_of(draw: Draw) -> str:
    """What the catalogue says that the drawing call makes or does."""
    return draw.call.entry.role if draw.call is not None and draw.call.entry is not None else ""


class _Reads:
    """Does a statement do more with a value than name it, fit models with it, or apply them?

    Names that an imported file gives to values of its own are taken to be read by whoever imports it.
    """

    def __init__(self, experiment: Experiment, source: Source) -> None:
        self.source = source
        self.imported = source is not experiment.source
        events = [event for event in experiment.events if event.place.source is source]
        self.told = {event.place.node for event in events if isinstance(event, (Save, HandOver))}
        self.told |= {event.place.node for event in events if isinstance(event, Show) and not _is_shown_fit(event)}
        self.judged = {event.place.node for event in events if isinstance(event, (Score, Select, Explain))}
        calls = [call for call in experiment.calls if call.place.source is source]
        self.plain = {call.place.node for call in calls if call.entry is not None and call.entry.role in _GIVES_A_VALUE}
        self.plain -= {call.place.node for call in calls if "Display" in call.qualified}

    def __call__(self, statement: Statement) -> bool:
        if not statement.inside.isdisjoint(self.told):
            return True
        node = statement.node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            fits = called(node.value) in _MODEL_METHODS
            return not fits or not statement.inside.isdisjoint(self.judged) or not self._only_makes(statement)
        named = isinstance(node, ast.Assign) and all(_is_only_names(target) for target in node.targets)
        exported = self.imported and statement.line is not None
        return not named or exported or not self._only_makes(statement)

    def _only_makes(self, statement: Statement) -> bool:
        return all(call in self.plain or called(call) in _MODEL_METHODS for call in statement.calls)


def _is_shown_fit(show: Show) -> bool:
    """`model.fit(X, y)` as the last line of a cell, which shows the name of the model."""
    node = show.place.node
    quiet = isinstance(node, ast.Call) and not any(one.arg in {"verbose", "eval_set"} for one in node.keywords)
    return show.kind == "display" and quiet and called(node) in _FIT_METHODS


def _is_only_names(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return len(names_bound(target)) == len(parts)


def called(node: ast.AST) -> str:
    """The called name without what stands before its last dot."""
    function = getattr(node, "func", None)
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


# What asks a support-vector machine for probabilities, whose calibration is all that it draws for.
_ASKS_FOR_PROBABILITIES = re.compile(
    r"predict_(?:log_)?proba|neg_log_loss|brier|soft|Stacking|Calibrat|\bshap\b|\blime", re.IGNORECASE
)


def _unasked_probabilities(experiment: Experiment, draws: list[Draw], reads: _Reads) -> set[ast.AST]:
    """`SVC(probability=True)` of which no probability is read: decisions and labels are the same in every run."""
    machines = {
        draw.place.node for draw in draws if draw.call is not None and draw.call.qualified.startswith("sklearn.svm.")
    }
    if not machines:
        return set()
    asked = len(_ASKS_FOR_PROBABILITIES.findall(reads.source.text))
    calls = {call for call in reads.source.nodes_of(ast.Call) if called(call) in {"predict_proba", "predict_log_proba"}}
    if asked > len(calls) or reaching(experiment, reads.source, calls, reads, others=False):
        return set()
    return machines


# From this many trees on, forests that are grown to the end gave the same score on their own rows with each of six seeds,
# on three data sets of scikit-learn, with true labels, shuffled ones and rows that occur twice; those of 10 trees did not.
_MANY_TREES = 100
_STOPS_EARLY = ("max_depth", "max_leaf_nodes", "min_samples_leaf", "min_samples_split", "max_samples", "ccp_alpha")


def _learned_by_heart(experiment: Experiment, draws: list[Draw], reads: _Reads) -> set[ast.AST]:
    """Large forests of classification trees that are judged on the rows they were trained on, and on no others."""
    forests = {draw.place.node for draw in draws if _is_large_forest(draw)}
    if not forests:
        return set()
    own = {score.place.node for score in experiment.scores if _is_of_own_rows(score)}
    own -= {score.place.node for score in experiment.scores if not _is_of_own_rows(score)}

    def reads_more(statement: Statement) -> bool:
        return statement.inside.isdisjoint(own) and reads(statement)

    return forests - reaching(
        experiment, reads.source, forests, reads_more, others=False, past=lambda one: one.inside.isdisjoint(own)
    )


def _is_large_forest(draw: Draw) -> bool:
    call = draw.call
    if call is None or call.entry is None or (call.entry.role, call.entry.family) != ("classifier", "forest"):
        return False
    trees = call.constant("n_estimators")
    stopped = any(name in call.keywords for name in _STOPS_EARLY) or not call.complete
    return isinstance(trees, int) and trees >= _MANY_TREES and not stopped


def _is_of_own_rows(score: Score) -> bool:
    fits: frozenset[Fit] = score.fits
    return bool(fits) and not score.cross_validated and all(score.rows == fit.rows for fit in fits)


def only_measures_times(experiment: Experiment) -> bool:
    """Are all predictions thrown away, while the clock is read and nothing else is told of a model but how large it is?"""
    if any(experiment.has(kind) for kind in _TELLS):
        return False
    if not any(call.entry is not None and call.entry.role == "clock" for call in experiment.calls):
        return False
    source = experiment.source
    predicts = {call for call in source.nodes_of(ast.Call) if called(call) in _PREDICTIONS}
    shown = {event.place.node for event in experiment.events if isinstance(event, Show)}
    dropped = {one.value for one in source.nodes_of(ast.Expr)} - shown
    if not predicts or not predicts <= dropped:
        return False
    looks = {event.place.node for event in experiment.explanations}
    looks |= {
        part for node in shown for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr[-1] == "_"
    }
    counts = [call for call in source.nodes_of(ast.Call) if called(call) in _COUNTS]
    return looks <= {part for call in counts for part in ast.walk(call)}
