"""Probabilities of a model that learned from weighted or resampled classes are taken at face value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._imbalance import evened_out, weighs_classes
from reprolint.findings import Finding, Location
from reprolint.graph.events import Fit, Predict
from reprolint.graph.experiment import Experiment
from reprolint.graph.values import Data

# Whoever looks at the probabilities, mends them, or chooses the threshold on data knows what they are.
LOOKED_AT = (
    "calibration_curve",
    "CalibratedClassifierCV",
    "CalibrationDisplay",
    "IsotonicRegression",
    "brier_score_loss",
    "TunedThresholdClassifierCV",
    "precision_recall_curve",
    "roc_curve",
)
AVERAGES = frozenset({"mean", "sum", "average"})


@check("EVA016", needs={"predict", "fit"})
def uncalibrated_probability(experiment: Experiment) -> Iterator[Finding]:
    """Predicted probabilities that are compared with a literal or averaged, and nowhere calibrated."""
    if not experiment.complete or any(name in experiment.text for name in LOOKED_AT):
        return
    told: set[object] = set()
    for predict in experiment.predictions:
        if predict.output != "probabilities" or not predict.entry_point or predict.place in told:
            continue
        fit = next((fit for fit in sorted(predict.fits, key=lambda fit: fit.order) if _shifted(fit)), None)
        use = _face_value(experiment, predict) if fit is not None else None
        if fit is None or use is None:
            continue
        told.add(predict.place)
        how = "resampled" if evened_out(fit) else "weighted"
        yield predict.finding(
            f"The model learned from {how} classes, so its probabilities are not those of the population; "
            "here they are read as if they were",
            label="probabilities of other class shares",
            related=(fit.place.location(f"trained on {how} classes"), use),
        )


def _shifted(fit: Fit) -> bool:
    return fit.family == "model" and (evened_out(fit) or weighs_classes(fit))


def _face_value(experiment: Experiment, predict: Predict) -> Location | None:
    """Where the probabilities are compared with a number of the program's own, or averaged."""
    for call in experiment.calls:
        given = (call.receiver, *call.arguments)
        if call.name.rpartition(".")[2] in AVERAGES and any(_is_probability(value, predict) for value in given):
            return call.place.location("averaged")
    names: set[str] = set()
    for _ in range(2):  # once more for second names
        for node in predict.place.source.nodes_of(ast.Assign):
            again = isinstance(node.value, ast.Name) and node.value.id in names
            if again or any(part is predict.place.node for part in ast.walk(node.value)):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for compare in predict.place.source.nodes_of(ast.Compare):
        if _fixed(compare.comparators[0]) and _about(compare.left, names, predict.place.node):
            return predict.place.source.location(compare, "compared with a fixed number")
    return None


def _is_probability(value: object, predict: Predict) -> bool:
    return (
        isinstance(value, Data)
        and value.output == "probabilities"
        and bool(value.predicted_by & predict.fits)
        and value.rows is predict.rows
    )


def _fixed(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value < 1


def _about(left: ast.AST, names: set[str], call: ast.AST) -> bool:
    while isinstance(left, ast.Subscript):
        left = left.value
    return left is call or (isinstance(left, ast.Name) and left.id in names)
