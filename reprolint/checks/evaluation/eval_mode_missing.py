"""A network with dropout or batch normalisation is judged while it is still in training mode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph import Answer, Experiment, overlaps
from reprolint.graph.events import Call, Predict
from reprolint.graph.modes import EVAL, TRAIN, layers
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
        if prediction.gradients or prediction.place in told:
            continue
        found = next(filter(None, (_case(experiment, prediction, one) for one in _in_training(prediction))), None)
        if found is None:
            continue
        if ON_PURPOSE.search(experiment.text):  # asked late, since it takes long
            return
        told.add(prediction.place)
        yield _finding(prediction, *found)


def _in_training(prediction: Predict) -> tuple[Value, ...]:
    """What is in training mode: the network itself, or networks that it holds in a list, where its mode does not reach them."""
    if prediction.modes == TRAIN and prediction.estimator is not None:
        return (prediction.estimator,)
    return prediction.in_training if prediction.modes == EVAL else ()


def _case(experiment: Experiment, prediction: Predict, network: Value) -> tuple[Value, Predict, Estimator] | None:
    """A network that depends on its mode and was trained before the outcome was judged, with its training and such a layer."""
    layer = next((layer for layer in layers(network) if _depends_on_mode(layer)), None)
    if layer is None or not _is_judged(experiment, prediction) or _lent(experiment, prediction, network):
        return None
    trained = _trained(experiment, prediction, network)
    return (network, trained, layer) if trained is not None else None


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


def _trained(experiment: Experiment, judged: Predict, network: Value) -> Predict | None:
    """An earlier pass with gradients of the same network, on other rows: its training."""
    for event in experiment.predictions:
        earlier = event.estimator is network and event.gradients and event.order < judged.order
        if not earlier or NOTHING in (event.rows, judged.rows):
            continue
        if overlaps(event.rows, judged.rows) is not Answer.YES:
            return event
    return None


def _is_judged(experiment: Experiment, prediction: Predict) -> bool:
    """Is the output turned into classes or compared with other data, as a metric or loss does; and is the input observed?"""
    if prediction.data is None or prediction.data.synthetic:
        return False
    later = [call for call in experiment.calls if call.order > prediction.order]
    if any(_judges(call, prediction.result) for call in later):
        return True
    passed_again = prediction.modes == TRAIN and any(
        other.data is prediction.data and other.modes != TRAIN and other.estimator is prediction.estimator
        for other in experiment.predictions
    )
    return not passed_again and any(_scores(call, prediction) for call in later)


def _judges(call: Call, output: Data | None) -> bool:
    if call.receiver is output:
        return call.name.rpartition(".")[2] in READS_CLASS
    if not any(value is output for value in call.arguments):
        return False
    others = [value for value in call.arguments if isinstance(value, Data) and value is not output]
    return bool(others) or call.qualified.rpartition(".")[2] in READS_CLASS


def _scores(call: Call, prediction: Predict) -> bool:
    """Is it a metric or correlation of what became of the output, such as all batches together, and of other data?"""
    if call.entry is None or call.entry.role not in {"metric", "statistics"}:
        return False
    given = [value for value in (*call.arguments, *call.keywords.values()) if isinstance(value, Data)]
    outputs = [value for value in given if value.predicted_from is prediction.data]
    return 0 < len(outputs) < len(given)


def _lent(experiment: Experiment, prediction: Predict, network: Value) -> bool:
    """Was the network, before, given to a function of which nothing is known? It may have set the mode."""
    own = {id(network), id(prediction.estimator)}
    for call in experiment.calls:
        unknown = call.entry is None and call.receiver is None and not call.qualified.startswith("builtins.")
        if unknown and call.order < prediction.order and any(id(value) in own for value in call.arguments):
            return True
    return False


def _finding(prediction: Predict, network: Value, trained: Predict, layer: Estimator) -> Finding:
    what = network.cls.name if isinstance(network, Instance) else prediction.name
    kind = "batch normalisation" if layer.entry is not None and layer.entry.kind == "batchnorm" else "dropout"
    does = "uses each batch's own statistics" if kind == "batch normalisation" else "is still dropping units at random"
    related = [trained.place.location("trained here, in training mode")]
    if layer.made_by is not None:
        related.append(layer.made_by.place.location(f"{kind} acts differently in training"))
    known = overlaps(trained.rows, prediction.rows) is Answer.NO
    if network is not prediction.estimator:
        whole = prediction.estimator
        name = whole.cls.name if isinstance(whole, Instance) else prediction.name
        return prediction.finding(
            f"`{name}` holds its networks in a plain list, where `eval()` does not reach them: they are judged in training "
            f"mode, and their {kind} {does}",
            label="the networks within are still in training mode",
            related=tuple(related),
            help="Keep the networks in `nn.ModuleList` or `nn.ModuleDict`",
            confidence=None if known else Confidence.MEDIUM,
        )
    return prediction.finding(
        f"`{what}` is judged in training mode: its {kind} {does}, so this is not the model you would use",
        label="no `eval()` before this",
        related=tuple(related),
        confidence=None if known else Confidence.MEDIUM,
    )
