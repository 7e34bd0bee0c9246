"""Class labels are handed to a metric that judges an order of scores or probabilities."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._named import metric_name
from reprolint.checks.evaluation.swapped_arguments import is_swapped
from reprolint.findings import Confidence, Finding, Location
from reprolint.graph.callers import called_from
from reprolint.graph.events import MISSING, Call, Place, Predict, Score
from reprolint.graph.experiment import Experiment
from reprolint.graph.values import DECODED, Data, Estimator, Library, Value

# They order documents by relevance, and predicted grades are scores of a kind.
GRADED = frozenset({"ndcg_score", "dcg_score"})
# Told which class is judged, or that there are several.
NAMES_CLASSES = ("pos_label", "multi_class", "labels", "average")
BINARIZER = "sklearn.preprocessing.LabelBinarizer"
INDICATORS = ("sklearn.preprocessing.label_binarize", "keras.utils.to_categorical")
SINGLE_TREES = frozenset({"sklearn.tree.DecisionTreeClassifier", "sklearn.tree.ExtraTreeClassifier"})
SIZES = frozenset(  # settings that end the growing of a tree before its leaves are pure
    {
        "max_depth", "max_leaf_nodes", "min_samples_leaf", "min_samples_split", "min_weight_fraction_leaf",
        "min_impurity_decrease", "ccp_alpha",
    }
)  # fmt: skip
CHOOSES_OUTPUT = ("response_method", "needs_proba", "needs_threshold")


@check("EVA007", needs={"call"})
def labels_to_ranking_metric(experiment: Experiment) -> Iterator[Finding]:
    """`roc_auc_score(y, model.predict(X))` and `make_scorer(roc_auc_score)`."""
    by_prediction: dict[object, list[Score]] = {}
    for score in experiment.scores:
        # What is given in the wrong order is told so; which values to give instead comes after that.
        swapped = score.call is not None and is_swapped(score.call)
        if _wants_order(score.call) and _holds_labels(score) and not swapped and not _knows_no_doubt(score):
            by_prediction.setdefault(id(score.prediction), []).append(score)
    told: set[object] = set()
    for scores in by_prediction.values():
        first = scores[0]
        if first.place not in told:
            told.update(score.place for score in scores)
            again = [one for each in by_prediction.values() for one in each if one.place == first.place]
            yield _finding(experiment, scores, called_from(experiment, again))
    yield from _scorers(experiment)


def _wants_order(call: Call | None) -> bool:
    entry = call.entry if call is not None else None
    if entry is None or entry.name.rpartition(".")[2] in GRADED:
        return False
    return entry.role == "metric" and entry.expects in {"scores", "probabilities"}


def _holds_labels(score: Score) -> bool:
    """Labels of a classifier, or outputs of any model that were compared with a threshold."""
    return getattr(score.prediction, "output", "") == "labels" or _is_cut(score)


def _knows_no_doubt(score: Score) -> bool:
    """Is it a single tree, grown until its leaves are pure? Its probabilities are 0 and 1, and its labels are no less."""
    models = [fit.estimator for fit in score.fits]
    return bool(models) and all(
        isinstance(model, Estimator) and model.qualified in SINGLE_TREES and SIZES.isdisjoint(model.parameters)
        for model in models
    )


def _is_cut(score: Score) -> bool:
    """Was the output of a model compared with a threshold before it came here?"""
    prediction = score.prediction
    return getattr(prediction, "output", "") not in {"", "labels"} and getattr(prediction, "kind", "") == "mask"


def _finding(experiment: Experiment, scores: list[Score], calls: list[Place]) -> Finding:
    """`calls` are those of a function that lead to the fault, where others do not."""
    first = scores[0]
    related: list[Location] = [
        event.place.location("these are class labels")
        for event in experiment.of(Predict)
        if event.result is first.prediction and event.place.line != first.place.line
    ]
    others = {score.place: score for score in scores[1:] if score.place != first.place}
    related += [place.location("called here") for place in calls if place not in others]
    related += [place.location("and here") for place in others]
    wanted = (
        "probabilities" if first.call and first.call.entry and first.call.entry.expects == "probabilities" else "scores"
    )
    what = "does not see how sure the model was" if wanted == "probabilities" else "sees no order within a class"
    return first.finding(
        f"`{metric_name(first)}` judges {wanted} but is given class labels, so it {what} and gives another number",
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
    if (decoder := _decoder(score.prediction)) is not None:
        return f"Pass the outputs as they were before `{decoder}`"
    return _of_classes(experiment, score)


def _decoder(prediction: Value | None) -> str | None:
    """The function that made labels of a model's outputs."""
    if not isinstance(prediction, Data):
        return None
    given = prediction.predicted_from.traits if prediction.predicted_from is not None else frozenset()
    found = sorted(trait for trait in prediction.traits - given if trait.startswith(DECODED))
    return found[0].removeprefix(DECODED) if found else None


def _of_classes(experiment: Experiment, score: Score) -> str:
    """The page's help is about the second of two classes, and about metrics that need no probabilities."""
    call = score.call
    several = call is not None and any(call.argument(name) is not MISSING for name in NAMES_CLASSES)
    encoded = [one.arguments[0] for one in experiment.calls_to(*INDICATORS) if one.arguments]
    encoded += [fit.data for fit in experiment.fits if fit.data is not None and _kind(fit.estimator) == BINARIZER]
    several = several or any(_may_be_target(one, score) for one in encoded)
    probabilities = call is not None and call.entry is not None and call.entry.expects == "probabilities"
    if several:
        also = "" if probabilities else ", or `decision_function(X)` of a model without it,"
        return f"Pass the columns of `predict_proba(X)`{also} that belong to the judged classes instead of `predict(X)`"
    if not probabilities:
        return ""
    whole = score.qualified.endswith("log_loss")
    return f"Pass `predict_proba(X){'' if whole else '[:, 1]'}` instead of `predict(X)`"


def _kind(model: Value | None) -> str:
    return model.qualified if isinstance(model, Estimator) else ""


def _may_be_target(encoded: Value, score: Score) -> bool:
    """May it be the target that is made into columns of 0 and 1, as far as names of columns tell?"""
    names = _names(encoded)
    targets = frozenset[str]().union(*(_names(fit.target) for fit in score.fits))
    return not names or not targets or bool(names & targets)


def _names(value: Value | None) -> frozenset[str]:
    columns = value.columns if isinstance(value, Data) else None
    return columns.names if columns is not None and not columns.inverted else frozenset()


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
