"""Draws whose outcome nobody reads: models and splits that nothing is told of, and programs that only measure times."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Explain, HandOver, Predict, Save, Score, Select, Show
from reprolint.graph.rows import NOTHING, Cut, Part, Pick, Where
from reprolint.graph.seeds.influence import Statement, names_bound, reaching
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment
    from reprolint.graph.rows import Rows
    from reprolint.source.model import Source

_MODELS = frozenset({"classifier", "regressor", "clusterer", "transformer", "outlier-detector", "embedding", "meta"})
_FOLLOWED = _MODELS | {"split", "splitter", "search", "resampler", "selector", "encoder"}
# Roles of calls that give a value and do nothing else.
_GIVES_A_VALUE = _FOLLOWED | {"metric", "pipeline", "union", "columns", "learn", "stateless", "none", "cross-validate"}
_GIVES_A_VALUE |= {"load", "make", "loss", "vocabulary", "resample"}
_ARITHMETIC = frozenset(
    {"len", "range", "list", "tuple", "round", "abs", "sum", "min", "max", "int", "float", "sorted"}
)
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
        exported = self.imported and statement.at is not None and isinstance(statement.at.scope, ast.Module)
        return not named or exported or not self._only_makes(statement)

    def _only_makes(self, statement: Statement) -> bool:
        return all(
            call in self.plain or called(call) in _MODEL_METHODS or getattr(call.func, "id", "") in _ARITHMETIC
            for call in statement.calls
        )


def _is_shown_fit(show: Show) -> bool:
    """`model.fit(X, y)` as the last line of a cell, which shows the name of the model."""
    node = show.place.node
    quiet = isinstance(node, ast.Call) and not any(one.arg in {"verbose", "eval_set"} for one in node.keywords)
    return show.kind == "display" and quiet and called(node) in _FIT_METHODS


def _is_only_names(target: ast.expr) -> bool:
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return len(names_bound(target)) == len(parts)


_WITH_KERNELS = frozenset({"sklearn.svm.SVC", "sklearn.svm.NuSVC"})
# What asks a support-vector machine for probabilities, whose calibration is all that it draws for: in names that are called,
# in attributes that are handed on and in settings such as `scoring="neg_log_loss"`.
_ASKS_FOR_PROBABILITIES = pattern(
    r"predict_(?:log_)?proba|log_loss|brier|^soft$|SelfTraining|Stacking|Calibrat|Threshold|Display|^plot_(?:roc|prec|det)"
    r"|permutation_|^ROCAUC$|EnsembleVote|KernelExplainer|[Ll]ime",
)
# Those that ask the models they are given, if they are given one.
_ASKS_ITS_MODEL = frozenset({"AdaBoostClassifier", "BaggingClassifier", "OneVsRestClassifier", "ClassifierChain"})
_GIVES_MODEL = frozenset({"estimator", "base_estimator"})
_LONGEST = 40  # characters of a setting; what stands behind them in longer texts is prose


def _unasked_probabilities(experiment: Experiment, draws: list[Draw], reads: _Reads) -> set[ast.AST]:
    """`SVC(probability=True)` of which no probability is read: decisions and labels are the same in every run."""
    machines = {draw.place.node for draw in draws if draw.call is not None and draw.call.qualified in _WITH_KERNELS}
    if not machines:
        return set()
    found = list(_that_ask(reads.source))
    proba = {one for one in found if isinstance(one, ast.Call)}
    if len(proba) < len(found) or reaching(experiment, reads.source, proba, reads, others=False):
        return set()
    return machines


def _is_given_a_model(call: ast.Call) -> bool:
    if called(call) not in _ASKS_ITS_MODEL:
        return False
    return bool(call.args) or any(one.arg in _GIVES_MODEL for one in call.keywords)


def _that_ask(source: Source) -> Iterator[ast.AST]:
    """Calls of `predict_proba`, and whatever else may ask for it, as something that is no call."""
    functions = set()
    for call in source.nodes_of(ast.Call):
        name = called(call)
        functions.add(call.func)
        if name in {"predict_proba", "predict_log_proba"}:
            yield call
        elif _ASKS_FOR_PROBABILITIES.search(name) or _is_given_a_model(call):
            yield call.func
    for attribute in source.nodes_of(ast.Attribute):
        if attribute not in functions and _ASKS_FOR_PROBABILITIES.search(attribute.attr):
            yield attribute
    for constant in source.nodes_of(ast.Constant):
        if isinstance(constant.value, str) and _ASKS_FOR_PROBABILITIES.search(constant.value[:_LONGEST]):
            yield constant


# From this many trees on, forests that are grown to the end gave the same score on their own rows with each of six seeds,
# on three data sets of scikit-learn, with true labels, shuffled ones and rows that occur twice; those of 10 trees did not.
# A single tree that is grown to the end has nothing left to be wrong about, whatever its ties.
_MANY_TREES = 100
_STOPS_EARLY = ("max_depth", "max_leaf_nodes", "min_samples_leaf", "min_samples_split", "max_samples", "ccp_alpha")


def _learned_by_heart(experiment: Experiment, draws: list[Draw], reads: _Reads) -> set[ast.AST]:
    """Trees, and large forests of them, that are judged on the rows they were trained on, and on no others."""
    forests = {draw.place.node for draw in draws if _learns_by_heart(draw)}
    if not forests:
        return set()
    told: list[Score | Predict] = [*experiment.of(Score), *experiment.of(Predict)]
    others = {event.place.node for event in told if not _is_of_own_rows(event)}
    own = {event.place.node for event in told} - others

    def judges_more(statement: Statement) -> bool:
        if statement.inside.isdisjoint(own):
            return True
        return any(called(call) in _MODEL_METHODS and call not in own for call in statement.calls)

    def reads_more(statement: Statement) -> bool:
        return judges_more(statement) and reads(statement)

    return forests - reaching(experiment, reads.source, forests, reads_more, others=False, past=judges_more)


def _learns_by_heart(draw: Draw) -> bool:
    call = draw.call
    if call is None or call.entry is None or call.entry.family not in {"tree", "forest"}:
        return False
    if any(name in call.keywords for name in _STOPS_EARLY) or not call.complete:
        return False
    if call.entry.family == "tree":
        return call.entry.role in {"classifier", "regressor"}
    trees = call.constant("n_estimators")
    return call.entry.role == "classifier" and isinstance(trees, int) and trees >= _MANY_TREES


def _is_of_own_rows(event: Score | Predict) -> bool:
    """Is the model judged on, or applied to, rows that it was trained on?"""
    if not event.fits or (isinstance(event, Score) and event.cross_validated):
        return False
    return all(_are_among(event.rows, fit.rows) for fit in event.fits)


def _are_among(rows: Rows, whole: Rows) -> bool:
    """Are the rows these, or some of them, as far as that is known?"""
    while rows != whole and isinstance(rows, (Part, Pick, Where, Cut)):
        rows = rows.parent
    return rows == whole != NOTHING


def only_measures_times(experiment: Experiment) -> bool:
    """Are all predictions thrown away, while the clock is read and nothing else is told of a model but how large it is?"""
    if any(experiment.has(kind) for kind in _TELLS):
        return False
    if not any(call.entry is not None and call.entry.role == "clock" for call in experiment.calls):
        return False
    calls = [call for source in experiment.sources for call in source.nodes_of(ast.Call)]
    predicts = {call for call in calls if called(call) in _PREDICTIONS}
    shown = {event.place.node for event in experiment.events if isinstance(event, Show)}
    dropped = {one.value for source in experiment.sources for one in source.nodes_of(ast.Expr)} - shown
    if not predicts or not predicts <= dropped:
        return False
    looks = {event.place.node for event in experiment.explanations}
    looks |= {
        part for node in shown for part in within(node) if isinstance(part, ast.Attribute) and part.attr[-1] == "_"
    }
    counts = [call for call in calls if called(call) in _COUNTS]
    return looks <= {part for call in counts for part in within(call)}
