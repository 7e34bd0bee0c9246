"""A metric that tells truth from prediction is given them in the wrong order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from reprolint.checks import check
from reprolint.findings import Edit, Finding, Fix, Severity
from reprolint.graph.events import Call, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.overlap import is_within
from reprolint.graph.rows import All, Cut, Part, Rows, ancestors
from reprolint.graph.values import Data, Sequence, Unknown, Value

TABLES = frozenset({"confusion_matrix", "multilabel_confusion_matrix", "contingency_matrix", "pair_confusion_matrix"})
BY_TRUE_CLASS = "weighted"  # an average weighted by the true counts tells the two apart in any metric
USUAL = ("y_true", "y_pred")  # names of the arguments
KINDS = frozenset({"", "curve"})  # of metrics; comparisons of clusterings and displays have other conventions


@check("EVA008", needs={"score"})
def swapped_arguments(experiment: Experiment) -> Iterator[Finding]:
    """`precision_score(y_pred, y_true)`, for metrics that give another number then."""
    by_prediction: dict[object, list[Score]] = {}
    for score in experiment.scores:
        if score.call is not None and is_swapped(score.call):
            by_prediction.setdefault(id(score.prediction), []).append(score)
    told: set[object] = set()
    for scores in by_prediction.values():
        # The same code may have run twice.
        unique = list({score.place: score for score in scores if score.place not in told}.values())
        told.update(score.place for score in unique)
        if unique:
            yield _finding(unique)


def is_swapped(call: Call) -> bool:
    """Is the first argument what a model predicted, the second observed on the same rows, and does it matter?"""
    entry = call.entry
    if entry is None or entry.role != "metric" or entry.kind not in KINDS or len(entry.arguments) < 2:
        return False
    if entry.symmetric and call.constant("average") != BY_TRUE_CLASS:
        return False
    given = (call.argument(name, position) for position, name in enumerate(entry.arguments[:2]))
    first, second = map(_collected, given)
    return _is_predicted(first) and _is_observed(second, first) and _same_column(first, second)


def _collected(value: Value) -> Value:
    """What a list or an array holds that was filled in a loop over folds, batches or rows."""
    if isinstance(value, Unknown) and value.faces is not None:
        return value.faces.get("data", value)
    return value.rest if isinstance(value, Sequence) and not value.items and value.rest is not None else value


def _is_predicted(value: Value) -> bool:
    return isinstance(value, Data) and bool(value.predicted_by) and not value.statistic


def _is_observed(value: Value, prediction: Value) -> bool:
    """Were they read from a file, or are they the rest of the labels that the model was trained with?"""
    if not isinstance(value, Data) or value.predicted_by or value.statistic:
        return False
    return bool(value.loads) or any(_is_rest_of(value, fit.target) for fit in getattr(prediction, "predicted_by", ()))


def _is_rest_of(truth: Data, target: Value | None) -> bool:
    """Are they another side of the split that the training target came from?"""
    if not isinstance(target, Data) or not isinstance(truth.rows, Part) or not isinstance(target.rows, Part):
        return False
    return truth.rows.parent == target.rows.parent and truth.rows != target.rows


def _same_column(prediction: Value, truth: Value) -> bool:
    """Do they speak of the same rows, and is the truth, where its columns are known, the target of the model?"""
    assert isinstance(prediction, Data)
    assert isinstance(truth, Data)
    if not (_same_rows(prediction.rows, truth.rows) or _fills(prediction, truth.rows)):
        return False
    known = truth.columns
    for fit in prediction.predicted_by:
        target = fit.target.columns if isinstance(fit.target, Data) else None
        if known and target and not known.inverted and not target.inverted and known.names != target.names:
            return False
    return True


def _same_rows(one: Rows, other: Rows) -> bool:
    """Are they the same, or the same part of inputs and targets that were read from files of their own?"""
    if one == other:
        return True
    if isinstance(one, Cut) and isinstance(other, Cut):
        whole = isinstance(one.parent, All) and isinstance(other.parent, All)
        return whole and (one.start, one.stop) == (other.start, other.stop)
    return isinstance(one, Part) and isinstance(other, Part) and (one.split, one.role) == (other.split, other.role)


def _fills(prediction: Data, rows: Rows) -> bool:
    """Was an array that the program made filled, fold by fold, with predictions for rows or targets that are among these?"""
    made = [step for step in ancestors(prediction.rows) if isinstance(step, All)]
    if not made or not all(isinstance(step.key, tuple) and step.key[0] == "made" for step in made):
        return False
    known = [prediction.predicted_from, *(fit.target for fit in prediction.predicted_by)]
    return any(isinstance(part, Data) and is_within(part.rows, rows) for part in known)


def _finding(scores: list[Score]) -> Finding:
    # A number that changed weighs more than a table that was transposed.
    first = min(scores, key=lambda score: (_short(score) in TABLES, score.order))
    others = [score for score in scores if score is not first]
    table = _short(first) in TABLES
    found = first.finding(
        f"`{first.name}` is given the predictions as truth and the truth as predictions, so {_consequence(_short(first))}",
        label="predictions first, truth second",
        related=tuple(score.place.location("swapped here too") for score in others[:4]),
        severity=Severity.WARNING if table else None,
        help=_by_name(first),
    )
    return replace(found, fix=_fix(scores))


def _by_name(score: Score) -> str:
    """The page's own help, where its names of the arguments are not those of this metric."""
    truth, prediction = score.call.entry.arguments[:2] if score.call and score.call.entry else USUAL
    if (truth, prediction) == USUAL:
        return ""
    return f"Put the observed values first and the predictions second, or name them with `{truth}=` and `{prediction}=`"


def _consequence(metric: str) -> str:
    if metric in TABLES:
        return "the table is transposed"
    if metric in {"classification_report", "precision_recall_fscore_support"}:
        return "precision and recall change places"
    name = metric.replace("_score", "").replace("_", " ").replace("roc", "ROC")
    return f"this is not the {name} of the model"


def _short(score: Score) -> str:
    return score.qualified.rpartition(".")[2]


def _fix(scores: list[Score]) -> Fix | None:
    """Exchange the two arguments; offered only where both are written out in place."""
    edits: list[Edit] = []
    for score in scores:
        node, source = score.place.node, score.place.source
        if not isinstance(node, ast.Call) or len(node.args) < 2:
            return None
        one, other = node.args[:2]
        if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
            return None
        texts = [ast.get_source_segment(source.text, part) for part in (one, other)]
        if texts[0] is None or texts[1] is None:
            return None
        edits += [Edit(source.location(one), texts[1]), Edit(source.location(other), texts[0])]
    return Fix("Put the truth first and the prediction second", tuple(edits), safe=False)
