"""Which draws can matter: those whose value reaches something that is learned, judged, stored or looked at."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Draw, Show
from reprolint.graph.influence import Statement, reaching
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_PLAIN_ROLES = frozenset({"draw", "make", "stateless", "none", ""})  # draws whose use decides whether they matter
_WEIGHT_ROLES = frozenset({"layer", "network"})
_MODEL_ROLES = frozenset({"classifier", "regressor", "clusterer", "transformer", "outlier-detector", "embedding"})
_PLOTS = frozenset(
    {"plot", "scatter", "hist", "bar", "barh", "imshow", "text", "plot_surface", "scatter3D", "boxplot", "matshow"}
)
_IN_PLACE = pattern(r"shuffle$|_$")
_TRAINING_ROLES = frozenset({"optimizer", "trainer"})
_BACKWARD = frozenset({"backward", "apply_gradients", "gradient", "minimize", "grad", "value_and_grad"})
_LIBRARIES = ("builtins.", "torch.", "keras.", "tensorflow.", "numpy.")  # what they have besides trains nothing
# What functions that cannot be read are called when they train or judge the network they are given.
_AT_WORK = pattern(r"train|fit|eval|test|optim|learn|score|loop|epoch|step|run|main|valid|save|export", re.IGNORECASE)
_GIVES_NUMBERS = frozenset({"shap_values", "shap_interaction_values", "permutation_importance", "partial_dependence"})
_FIT_METHODS = frozenset(
    {"fit", "predict", "fit_transform", "transform", "predict_proba", "fit_predict", "partial_fit", "decision_function"}
)


def that_matter(experiment: Experiment, draws: list[Draw], *, learns: bool) -> list[Draw]:
    """Leave out draws whose value is only printed, plotted or dropped; where something is learned, all that do not reach it."""
    if not draws:
        return draws
    plain = [draw for draw in draws if _role(draw) in _PLAIN_ROLES]
    shown = _shown(experiment)
    dropped: set[ast.AST] = set()
    if learns:
        here = [draw for draw in draws if draw.place.source is experiment.source]
        dropped |= _untrained(experiment, experiment.source, here) | _unread(experiment, experiment.source, here)
        dropped |= _unused_probabilities(experiment, here)
    for source in {id(draw.place.source): draw.place.source for draw in plain}.values():
        nodes = {draw.place.node for draw in plain if draw.place.source is source}
        dropped |= _only_shown(source, shown, nodes)
        if learns:
            dropped |= nodes - reaching(experiment, source, nodes)
    return [draw for draw in draws if draw.place.node not in dropped]


def _only_shown(source: Source, shown: set[ast.AST], draws: set[ast.AST]) -> set[ast.AST]:
    """Draws that stand in a statement which shows or drops their value."""
    found: set[ast.AST] = set()
    lines = {line for draw in draws if (line := getattr(draw, "lineno", None)) is not None}
    for statement in source.nodes_of(ast.Expr):
        if lines.isdisjoint(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)):
            continue
        inside = draws.intersection(ast.walk(statement))
        for draw in inside:
            if _is_dropped(statement.value, draw, shown):
                found.add(draw)
    return found


def _is_dropped(whole: ast.expr, draw: ast.AST, shown: set[ast.AST]) -> bool:
    if not isinstance(whole, ast.Call):
        return True
    name = called(whole)
    if whole is draw:
        return _IN_PLACE.search(name) is None
    return whole in shown or name in _PLOTS or draw in ast.walk(whole.func)


def called(node: ast.Call) -> str:
    """The called name without what stands before its last dot."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def dropped_calls(experiment: Experiment) -> set[ast.AST]:
    """Calls in statements `explainer.shap_values(X)` that drop what they worked out, and what made such an explainer."""
    shown = _shown(experiment)
    found: set[ast.AST] = set()
    for statement in experiment.source.nodes_of(ast.Expr):
        value = statement.value
        if isinstance(value, ast.Call) and value not in shown and called(value) in _GIVES_NUMBERS:
            found.update(ast.walk(value))
    if found:
        kept = {node.id for node in experiment.source.nodes_of(ast.Name) if _is_read(node) and node not in found}
        for assign in experiment.source.nodes_of(ast.Assign):
            if all(isinstance(target, ast.Name) and target.id not in kept for target in assign.targets):
                found.add(assign.value)
    return found


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


# --- networks that are never trained, models whose results nobody reads ---------------------------------------------


def _untrained(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Draws of weights that meet nothing which trains, judges or stores them, in a program without any training of networks."""
    weights = {draw.place.node for draw in draws if _role(draw) in _WEIGHT_ROLES}
    if not weights or _trains_networks(experiment, source):
        return set()
    shown = _shown(experiment)
    known = {call.place.node for call in experiment.calls if call.entry is not None}
    known |= {call.place.node for call in experiment.calls if call.qualified.startswith(_LIBRARIES)}
    variables = {name.id for name in source.nodes_of(ast.Name) if isinstance(name.ctx, ast.Store)}
    known |= {call for call in source.nodes_of(ast.Call) if called(call) in variables}  # `net(x)`, not `train(net)`

    def works(statement: Statement) -> bool:
        return any(_may_train(call, known, shown=not statement.inside.isdisjoint(shown)) for call in statement.calls)

    return weights - reaching(experiment, source, weights, works)


def _trains_networks(experiment: Experiment, source: Source) -> bool:
    if any(call.entry is not None and call.entry.role in _TRAINING_ROLES for call in experiment.calls):
        return True
    return any(called(call) in _BACKWARD for call in source.nodes_of(ast.Call))


def _may_train(call: ast.Call, known: set[ast.AST], *, shown: bool) -> bool:
    """Is this a call of a function that cannot be read, and may work on the network? One with a capital makes an object."""
    name = called(call)
    if call in known or name[:1].isupper():
        return False
    return (isinstance(call.func, ast.Name) and not shown) or _AT_WORK.search(name) is not None


def _unread(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Models that are fitted and may predict, while nothing of it is read: where only the time that it took is shown."""
    if any(experiment.has(kind) for kind in ("score", "save", "explain", "select", "resample")):
        return set()
    models = {draw.place.node for draw in draws if _role(draw) in _MODEL_ROLES}
    if not models:
        return set()
    shown = _shown(experiment)
    known = {call.place.node for call in experiment.calls if call.entry is not None}

    def reads(statement: Statement) -> bool:
        return not statement.inside.isdisjoint(shown) or not _only_fits(statement, known)

    return models - reaching(experiment, source, models, reads, others=False)


# What asks a support-vector machine for probabilities, whose calibration is all that it draws for.
_ASKS_FOR_PROBABILITIES = pattern(
    r"predict_(?:log_)?proba|neg_log_loss|brier|soft|Stacking|Calibrat|shap|lime", re.IGNORECASE
)


def _unused_probabilities(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """`SVC(probability=True)` of which no probability is asked: decisions and labels are the same in every run."""
    machines = {
        draw.place.node for draw in draws if draw.call is not None and draw.call.qualified.startswith("sklearn.svm.")
    }
    return set() if not machines or _ASKS_FOR_PROBABILITIES.search(experiment.source.original) else machines


def _only_fits(statement: Statement, known: set[ast.AST]) -> bool:
    """Does the statement nothing but make, fit and apply models, and name what comes out?"""
    node = statement.node
    plain = isinstance(node, ast.Assign) and all(isinstance(target, ast.Name) for target in node.targets)
    if not plain and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return all(call in known or called(call) in _FIT_METHODS for call in statement.calls)


def _role(draw: Draw) -> str:
    return draw.call.entry.role if draw.call is not None and draw.call.entry is not None else ""


def _shown(experiment: Experiment) -> set[ast.AST]:
    return {event.place.node for event in experiment.events if isinstance(event, Show)}
