"""A network with dropout or batch normalisation is judged while it is still in training mode."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Call, Predict
from reprolint.graph.modes import TRAIN, layers
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Constant, Data, Estimator, Instance, Value
from reprolint.patterns import pattern

# Dropout that stays on at prediction on purpose, and statistics that are recomputed on purpose.
ON_PURPOSE = pattern(r"mc[_ -]?drop|monte[_ -]?carlo|bayes|uncertaint|update_bn|swa_utils|recalibrat", re.IGNORECASE)
READS_CLASS = frozenset({"argmax", "max", "topk", "eq"})
ATTENTION = frozenset({"torch.nn.TransformerEncoderLayer", "torch.nn.TransformerDecoderLayer", "torch.nn.Transformer"})


@check("EVA011", needs={"predict"})
def eval_mode_missing(experiment: Experiment) -> Iterator[Finding]:
    """`model.train()` ... `with torch.no_grad(): model(x_test)` with no `model.eval()` between."""
    told: set[object] = set()
    for prediction in experiment.predictions:
        network = prediction.estimator
        if prediction.gradients or prediction.modes != TRAIN or prediction.place in told or network is None:
            continue
        layer = next((layer for layer in layers(network) if _depends_on_mode(layer)), None)
        if layer is None or not _is_judged(experiment, prediction) or _lent(experiment, prediction):
            continue
        if _is_drawn_again(experiment, prediction):
            continue
        trained = _trained(experiment, prediction)
        if trained is None:
            continue
        if ON_PURPOSE.search(experiment.text):  # asked late, since it takes long
            return
        told.add(prediction.place)
        yield _finding(prediction, trained, layer)


def _depends_on_mode(layer: Estimator) -> bool:
    """Dropout with a probability, batch normalisation that keeps statistics, attention with its usual dropout."""
    kind = layer.entry.kind if layer.entry is not None else ""
    if kind == "dropout":
        return not _is_zero(layer.parameters.get("p"))
    if kind == "batchnorm":
        return not _is_zero(layer.parameters.get("track_running_stats"))
    return layer.qualified in ATTENTION and not _is_zero(layer.parameters.get("dropout"))


def _is_zero(value: Value | None) -> bool:
    return isinstance(value, Constant) and not value.value


def _trained(experiment: Experiment, judged: Predict) -> Predict | None:
    """An earlier pass with gradients of the same network, on other rows: its training."""
    for event in experiment.predictions:
        earlier = event.estimator is judged.estimator and event.gradients and event.order < judged.order
        if not earlier or NOTHING in (event.rows, judged.rows):
            continue
        if overlaps(event.rows, judged.rows) is not Answer.YES:
            return event
    return None


def _is_judged(experiment: Experiment, prediction: Predict) -> bool:
    """Is the output turned into classes or compared with other data, as a metric or loss does; and is the input observed?

    What a loop gathers of outputs, or a function makes of them, is judged where a score is computed of it.
    """
    if prediction.data is None or prediction.data.synthetic:
        return False
    if any(_judges(call, prediction.result) for call in experiment.calls if call.order > prediction.order):
        return True
    outputs = (score.prediction for score in experiment.scores if score.order > prediction.order)
    scored = any(isinstance(one, Data) and one.predicted_from is prediction.data for one in outputs)
    return scored and not any(
        other.data is prediction.data and other.modes != TRAIN and other.estimator is prediction.estimator
        for other in experiment.predictions
    )


def _judges(call: Call, output: Data | None) -> bool:
    if call.receiver is output:
        return call.name.rpartition(".")[2] in READS_CLASS
    if not any(value is output for value in call.arguments):
        return False
    others = [value for value in call.arguments if isinstance(value, Data) and value is not output]
    return bool(others) or call.qualified.rpartition(".")[2] in READS_CLASS


def _is_drawn_again(experiment: Experiment, prediction: Predict) -> bool:
    """Does a loop pass the same rows through the network round after round, and train nothing? Then chance is wanted."""
    if not prediction.loops or prediction.call is None:
        return False
    innermost, passed = prediction.loops[-1], prediction.call.node
    if any(fit.estimator is prediction.estimator and innermost in fit.loops for fit in experiment.fits):
        return False
    known = prediction.place.source
    gathering: list[ast.ListComp | ast.GeneratorExp] = [
        *known.nodes_of(ast.ListComp),
        *known.nodes_of(ast.GeneratorExp),
    ]
    inside = list(ast.walk(next((one for one in gathering if innermost in one.generators), innermost)))
    if not any(node is passed for node in inside):
        return False  # a loop around the call of this function
    changed = {node.id for node in inside if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    given = {node.id for node in ast.walk(passed) if isinstance(node, ast.Name)}
    return changed.isdisjoint(given)


def _lent(experiment: Experiment, prediction: Predict) -> bool:
    """Was the network, before, given to a function of which nothing is known? It may have set the mode."""
    for call in experiment.calls:
        unknown = call.entry is None and call.receiver is None and not call.qualified.startswith("builtins.")
        if unknown and call.order < prediction.order and any(value is prediction.estimator for value in call.arguments):
            return True
    return False


def _finding(prediction: Predict, trained: Predict, layer: Estimator) -> Finding:
    network = prediction.estimator
    what = network.cls.name if isinstance(network, Instance) else prediction.name
    kind = "batch normalisation" if layer.entry is not None and layer.entry.kind == "batchnorm" else "dropout"
    does = "uses each batch's own statistics" if kind == "batch normalisation" else "is still dropping units at random"
    related = [trained.place.location("trained here, in training mode")]
    if layer.made_by is not None:
        related.append(layer.made_by.place.location(f"{kind} acts differently in training"))
    known = overlaps(trained.rows, prediction.rows) is Answer.NO
    return prediction.finding(
        f"`{what}` is judged in training mode: its {kind} {does}, so this is not the model you would use",
        label="no `eval()` before this",
        related=tuple(related),
        confidence=None if known else Confidence.MEDIUM,
    )
