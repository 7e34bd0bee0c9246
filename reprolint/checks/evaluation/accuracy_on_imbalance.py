"""Only accuracy is told of classes that the program itself treats as unequal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._imbalance import signs
from reprolint.findings import Finding
from reprolint.graph.events import Event, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.rows import Copies, Where, ancestors
from reprolint.graph.shown import scores_shown
from reprolint.graph.values import Estimator, Sequence, Value
from reprolint.patterns import pattern

ACCURACY = frozenset({"accuracy", "accuracy_score", "score", "zero_one_loss"})
# What else may say how the rare class fares, under whatever name; losses are no such thing.
OTHER = pattern(
    r"f1|f_?score|fbeta|precision|recall|auc\b|_auc|roc_|\broc\b|matthews|\bmcc|balanced_acc|kappa|confusion|brier|"
    r"classification_report|sensitivity|specificity|gmean|geometric_mean|jaccard|dice|iou\b|crosstab|per_class",
    re.IGNORECASE,
)


@check("EVA006", needs={"score"})
def accuracy_on_imbalance(experiment: Experiment) -> Iterator[Finding]:
    """Shown accuracies of classifiers whose rows are weighted, resampled or drawn to be unequal, and no other metric."""
    if not experiment.complete:
        return
    shown = {score for show in experiment.shown for score in scores_shown(show)}
    scores = [score for score in experiment.scores if score in shown and not score.selected]
    if not scores or any(not _is_accuracy(experiment, score) for score in experiment.scores):
        return
    if OTHER.search(experiment.text):  # asked late, since so many words take long to look for
        return
    cause = next(signs(experiment), None)
    if cause is None:
        return
    event, what = cause
    first = next((score for score in scores if _is_of(score, event)), None)
    if first is None:
        return
    places = {score.place for score in scores if score.place != first.place}
    yield first.finding(
        "Accuracy is the only score, although the program itself treats the classes as unequal: "
        "always guessing the most frequent one may do as well",
        label="only accuracy is told",
        related=(
            event.place.location(what),
            *(place.location("and here") for place in sorted(places, key=lambda place: place.line)),
        ),
    )


def _is_accuracy(experiment: Experiment, score: Score) -> bool:
    """Is it surely the share of right answers? `score` of a model is, when it is a classifier."""
    if score.metric == "evaluate":
        asked = [
            call.argument("metrics")
            for call in experiment.calls
            if call.entry is not None and call.entry.kind == "compile"
        ]
        return bool(asked) and all(_only_accuracy(metrics) for metrics in asked)
    if score.metric not in ACCURACY:
        return False
    if score.metric != "score":
        return True
    models = [fit.estimator for fit in score.fits]
    return bool(models) and all(_is_classifier(model) for model in models)


def _only_accuracy(metrics: Value) -> bool:
    names = [getattr(item, "value", None) for item in metrics.items] if isinstance(metrics, Sequence) else []
    return bool(names) and {"accuracy", "acc", "binary_accuracy"}.issuperset(names)


def _is_classifier(model: Value | None) -> bool:
    if not isinstance(model, Estimator):
        return False
    inner = model.inner or (model.steps[-1][1] if model.steps else None)
    if isinstance(inner, Estimator):
        scoring = model.parameters.get("scoring")
        return _is_classifier(inner) and (scoring is None or getattr(scoring, "value", ...) in {None, "accuracy"})
    return model.entry is not None and model.entry.role == "classifier"


def _is_of(score: Score, event: Event) -> bool:
    """Was it computed after, and on rows whose classes were not evened out or picked?"""
    return score.order > event.order and not any(isinstance(step, (Copies, Where)) for step in ancestors(score.rows))
