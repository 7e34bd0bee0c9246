"""A ratio such as F1 or ROC AUC is computed batch by batch, and the mean over the batches is taken for the score."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._batch_ratios import compiled_ratios, division
from reprolint.checks.evaluation._logged_ratios import logged_ratios
from reprolint.findings import Finding, Location
from reprolint.graph.events import Call
from reprolint.graph.experiment import Experiment
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import Data, Sequence, Value
from reprolint.source.walking import within

SKLEARN = (
    "f1_score fbeta_score precision_score recall_score jaccard_score roc_auc_score average_precision_score r2_score "
    "balanced_accuracy_score matthews_corrcoef cohen_kappa_score explained_variance_score root_mean_squared_error"
)
TORCHMETRICS = "f1_score auroc r2_score precision recall average_precision matthews_corrcoef pearson_corrcoef"
# Scores of a whole that are not the mean of the scores of its parts.
WHOLE = frozenset(
    [f"sklearn.metrics.{name}" for name in SKLEARN.split()]
    + [f"torchmetrics.functional.{name}" for name in TORCHMETRICS.split()]
    + ["scipy.stats.pearsonr", "scipy.stats.spearmanr"]
)
MEANS = frozenset(
    {"numpy.mean", "numpy.nanmean", "numpy.average", "statistics.mean", "statistics.fmean", "builtins.sum"}
)
TRAINS = frozenset({"backward", "step", "train_on_batch", "apply_gradients", "zero_grad"})


@check("EVA012")
def mean_of_batch_means(experiment: Experiment) -> Iterator[Finding]:
    """Metrics called on a batch in a loop over batches and averaged after it; ratios given to `compile(metrics=)`."""
    told: set[object] = set()
    for call in experiment.calls:
        if call.qualified in WHOLE and call.place not in told and _on_batch(experiment, call):
            mean = _averaged(experiment, call)
            if mean is not None:
                told.add(call.place)
                yield call.finding(
                    f"`{call.name}` is computed for each batch and then averaged; that is not its value for all rows",
                    label="the score of one batch",
                    related=(mean,),
                )
        yield from compiled_ratios(experiment, call, told)
    yield from logged_ratios(experiment, WHOLE, told)


def _on_batch(experiment: Experiment, call: Call) -> bool:
    """Is it given batches of more than one row, in a loop over the batches that does not train?

    What the batches of an inner loop were put into, part by part, holds all rows when that loop is over.
    """
    if call.loop not in experiment.course.batches or call.constant("average") == "samples":
        return False
    assert call.loop is not None
    if any(isinstance(node, ast.Attribute) and node.attr in TRAINS for node in within(call.loop)):
        return False
    return any(_is_batch(experiment, value) for value in (*call.arguments, *call.keywords.values()))


def _is_batch(experiment: Experiment, value: Value) -> bool:
    if not isinstance(value, Data) or "batch" not in {value.kind, value.predicted_from and value.predicted_from.kind}:
        return False
    made = [each for each in experiment.calls_to("torch.utils.data.DataLoader") if _rows(each.result) is value.rows]
    sizes = [each.constant("batch_size", default=1, position=1) for each in made]
    return not any(size in {1, None} for size in sizes)


def _rows(value: Value) -> object:
    return value.rows if isinstance(value, Data) else None


def _averaged(experiment: Experiment, call: Call) -> Location | None:
    """Where the mean over the batches is taken."""
    for later in experiment.calls:
        if later.qualified in MEANS and later.order > call.order and call.loop not in later.loops:
            given = [
                part for value in later.arguments[:1] if isinstance(value, Sequence) for part in values_shown(value)
            ]
            if any(part is call.result for part in given):
                return later.place.location("the mean over the batches")
    assert call.loop is not None
    sums = _accumulators(call.loop, call.node)
    lengths = {each.node for each in experiment.calls_to("builtins.len") if _is_loader(each)}
    named = _names_of(call.place.source.tree, lengths) | _counters(call.loop)
    for node in within(call.place.source.tree) if sums else ():
        left, right = division(node)
        if not isinstance(left, ast.Name) or left.id not in sums:
            continue
        if right in lengths or (isinstance(right, ast.Name) and right.id in named):
            return call.place.source.location(node, "the mean over the batches")
    return None


def _is_loader(call: Call) -> bool:
    return (
        bool(call.arguments) and isinstance(call.arguments[0], Data) and call.arguments[0].kind in {"loader", "dataset"}
    )


def _accumulators(loop: ast.AST, metric: ast.Call) -> set[str]:
    """Names that the metric's bare value is added to in the loop; weighted by the batch's length it would be another sum."""
    names = _names_of(loop, {metric})
    found = set()
    for node in within(loop):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and isinstance(node.target, ast.Name):
            value = node.value
            if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "item":
                value = value.func.value
            if value is metric or (isinstance(value, ast.Name) and value.id in names):
                found.add(node.target.id)
    return found


def _names_of(tree: ast.AST, values: set[ast.Call]) -> set[str]:
    assigned = [node for node in within(tree) if isinstance(node, ast.Assign) and node.value in values]
    return {target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)}


def _counters(loop: ast.AST) -> set[str]:
    """Names that grow by one with every batch."""
    return {
        node.target.id
        for node in within(loop)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        and isinstance(node.value, ast.Constant) and node.value.value == 1
    }  # fmt: skip
