"""Class labels are handed to a metric that judges an order of scores or probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation.swapped_arguments import is_swapped
from reprolint.findings import Confidence, Finding, Location
from reprolint.graph.events import MISSING, Call, Predict, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.values import Library

# They order documents by relevance, and predicted grades are scores of a kind.
GRADED = frozenset({"ndcg_score", "dcg_score"})
CHOOSES_OUTPUT = ("response_method", "needs_proba", "needs_threshold")


@check("EVA007", needs={"call"})
def labels_to_ranking_metric(experiment: Experiment) -> Iterator[Finding]:
    """`roc_auc_score(y, model.predict(X))` and `make_scorer(roc_auc_score)`."""
    by_prediction: dict[object, list[Score]] = {}
    for score in experiment.scores:
        # What is given in the wrong order is told so; which values to give instead comes after that.
        if _wants_order(score.call) and _holds_labels(score) and not (score.call and is_swapped(score.call)):
            by_prediction.setdefault(id(score.prediction), []).append(score)
    told: set[object] = set()
    for scores in by_prediction.values():
        first = scores[0]
        if first.place not in told:
            told.update(score.place for score in scores)
            yield _finding(experiment, scores)
    yield from _scorers(experiment)


def _wants_order(call: Call | None) -> bool:
    entry = call.entry if call is not None else None
    if entry is None or entry.name.rpartition(".")[2] in GRADED:
        return False
    return entry.role == "metric" and entry.expects in {"scores", "probabilities"}


def _holds_labels(score: Score) -> bool:
    """Labels of a classifier, or outputs of any model that were compared with a threshold."""
    return getattr(score.prediction, "output", "") == "labels" or _is_cut(score)


def _is_cut(score: Score) -> bool:
    """Was the output of a model compared with a threshold before it came here?"""
    prediction = score.prediction
    return getattr(prediction, "output", "") not in {"", "labels"} and getattr(prediction, "kind", "") == "mask"


def _finding(experiment: Experiment, scores: list[Score]) -> Finding:
    first = scores[0]
    related: list[Location] = [
        event.place.location("these are class labels")
        for event in experiment.of(Predict)
        if event.result is first.prediction and event.place.line != first.place.line
    ]
    others = {score.place: score for score in scores[1:] if score.place != first.place}
    related += [place.location("and here") for place in others]
    wanted = (
        "probabilities" if first.call and first.call.entry and first.call.entry.expects == "probabilities" else "scores"
    )
    what = "does not see how sure the model was" if wanted == "probabilities" else "sees no order within a class"
    return first.finding(
        f"`{first.name}` judges {wanted} but is given class labels, so it {what} and gives another number",
        label="class labels arrive here",
        related=tuple(related[:4]),
        help=_help(experiment, first),
    )


def _help(experiment: Experiment, score: Score) -> str:
    """What to hand over instead; the page speaks of `predict`."""
    if _is_cut(score):
        return "Pass the outputs as they were before the threshold"
    if getattr(score.prediction, "kind", "") == "mask":
        return "Sum the columns of `predict_proba` for the classes that pass the comparison, and pass that"
    made = next((call.qualified for call in experiment.calls if call.result is score.prediction), "")
    if made.endswith(".cross_val_predict"):
        return 'Pass `method="predict_proba"` to `cross_val_predict` and take the column of the class'
    return "Pass the outputs as they were before `argmax`" if made.endswith("argmax") else ""


def _scorers(experiment: Experiment) -> Iterator[Finding]:
    """A scorer hands over what `predict` answers unless it is told otherwise."""
    told: set[object] = set()
    for call in experiment.calls_to("sklearn.metrics.make_scorer"):
        metric = call.argument("score_func", 0)
        entry = metric.entry if isinstance(metric, Library) else None
        if entry is None or entry.role != "metric" or entry.expects not in {"scores", "probabilities"}:
            continue
        short = entry.name.rpartition(".")[2]
        if short in GRADED or call.place in told or any(call.argument(name) is not MISSING for name in CHOOSES_OUTPUT):
            continue
        told.add(call.place)
        yield call.finding(
            f"A scorer made from `{short}` without `response_method` hands it the class labels of `predict`",
            label="no `response_method` here",
            confidence=Confidence.MEDIUM,
            help="Pass `response_method` to `make_scorer`, or name the metric in `scoring=`",
        )
