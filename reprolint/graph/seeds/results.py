"""Has a program anything to repeat: a score, a look into a model, a stored one, a number told of predictions?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.callers import may_run
from reprolint.graph.roles.layers import is_layer
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import NOTHING
from reprolint.graph.seeds.drawing_roots import displays
from reprolint.graph.seeds.learning import steps
from reprolint.graph.seeds.made_up import fits_once_on_noise, only_made_up_data, trains_networks_on_noise
from reprolint.graph.seeds.mattering import dropped_calls, trains_networks
from reprolint.graph.seeds.replaced import replaced
from reprolint.graph.values import Constant, Data, Estimator
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Call, Show
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# Formats of tables and arrays.
_ARRAYS = frozenset(
    {"npy", "npz", "csv", "text", "clipboard", "excel", "feather", "hdf", "json", "parquet", "sql", "stata"}
)
# Formats that a model is put into to be run elsewhere; one that was not trained here is what it was before.
_EXPORTS = frozenset({"onnx", "torchscript", "torch-export"})
# Gradients are put to use, by whatever optimizer.
_STEPS = pattern(r"\.step\(|apply_gradients|minimize\(|value_and_grad|train_on_batch")


def has_result(experiment: Experiment) -> bool:
    """Is there anything to repeat: a score, a split, a look into a model, a saved one, a number told of predictions?

    A picture, a lesson, a time, a stored table is none; nor is what a function does that nothing calls.

    Nor is what a training on noise gives: a network's, be it scored or stored, that of another model if it is the only one.
    """
    if fits_once_on_noise(experiment):
        return False
    if _resamples(experiment) or _divides(experiment):
        return True
    dropped = dropped_calls(experiment)
    if any(explain.place.node not in dropped for explain in experiment.explanations):
        return True
    without = _ARRAYS if trains_anything(experiment) else _ARRAYS | _EXPORTS
    kept = any(save.format not in without and may_run(save) for save in experiment.saves)
    kept = kept or any(map(_keeps_network, experiment.calls))
    if experiment.has("score") and not trains_networks_on_noise(experiment):
        return True
    told = kept or any(map(_tells_of_predictions, experiment.shown))
    return told and not only_made_up_data(experiment)


def leaves_something(experiment: Experiment) -> bool:
    """Does it store, draw or tell anything at all but words and the progress of a training?"""
    if any(map(may_run, experiment.saves)) or any(map(_tells_anything, experiment.shown)) or has_result(experiment):
        return True
    calls = (place for place in experiment.places_of(ast.Call) if called(place.node) != "print")
    return any(displays(experiment, place.source, place.node) for place in calls)


def trains_anything(experiment: Experiment) -> bool:
    """Does the program fit a model, or train a network? An optimizer that is only made, or gradients alone, train nothing."""
    if any(fit.entry_point and fit.family != "statistic" for fit in experiment.fits) or steps(experiment):
        return True
    trainers = any(call.entry is not None and call.entry.role == "trainer" for call in experiment.calls)
    return trainers or (trains_networks(experiment, experiment.source) and _STEPS.search(experiment.text) is not None)


def _tells_anything(show: Show) -> bool:
    return show.entry_point and any(not isinstance(value, (Constant, Estimator)) for value in show.values)


def _resamples(experiment: Experiment) -> bool:
    """Are rows repeated or thinned out, and the result not thrown away?"""
    return any(
        one.place.node not in replaced(experiment, one.place.source, {one.place.node}) for one in experiment.resamples
    )


def _divides(experiment: Experiment) -> bool:
    """Is any split used: are names that its parts are given read, other than by splits which are not?"""
    splits = {split.place.node: split.place.source for split in experiment.splits}
    idle: set[ast.AST] = set()
    while found := {node for node, source in splits.items() if node not in idle and _is_idle(node, source, idle)}:
        idle |= found
    return len(idle) < len(splits)


def _is_idle(split: ast.AST, source: Source, idle: set[ast.AST]) -> bool:
    for assign in source.nodes_of(ast.Assign):
        if assign.value is split:
            stored = [part for target in assign.targets for part in within(target)]
            names = {part.id for part in stored if isinstance(part, ast.Name)}
            if not all(isinstance(part, (ast.Name, ast.Tuple, ast.expr_context)) for part in stored):
                return False
            reads = [one for one in source.nodes_of(ast.Name) if one.id in names and isinstance(one.ctx, ast.Load)]
            return not {*reads} - {part for node in idle for part in within(node)}
    return False


def _tells_of_predictions(show: Show) -> bool:
    """Is one number computed from what a model trained here predicted, such as an error, printed or displayed?"""
    if show.kind not in {"print", "display"} or not show.entry_point:
        return False
    parts = [part for value in show.values for part in values_shown(value) if isinstance(part, Data)]
    told = [part for part in parts if part.statistic and part.kind != "importances"]
    return any(fit.entry_point and fit.rows != NOTHING for part in told for fit in part.predicted_by)


def _keeps_network(call: Call) -> bool:
    """`model.save("a.keras")` of a network that this program built, or a callback that stores it as it trains."""
    if call.entry is not None and call.entry.kind == "checkpoint":
        return call.entry_point
    model = call.receiver
    built = isinstance(model, Estimator) and model.entry is not None and model.entry.role == "network"
    return (built or (model is not None and is_layer(model))) and call.name.rpartition(".")[2] in {
        "save",
        "save_weights",
    }
