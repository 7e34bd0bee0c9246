"""Rows of a classification are divided without regard to their classes."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.evaluation._imbalance import signs
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.graph.evaluations import Evaluation, evaluations, split_of
from reprolint.graph.events import Event, Split
from reprolint.graph.roles.families import predictor
from reprolint.graph.rows import Copies, ancestors
from reprolint.graph.values import Constant, Data, Splitter

DIVIDING = frozenset({"sklearn.model_selection.train_test_split", "sklearn.cross_validation.train_test_split"})
FOLDS = frozenset({"KFold", "RepeatedKFold", "ShuffleSplit"})
# As many rows of each class, as after resampling: a large share of them in any part comes by itself.
EVEN = frozenset({"load_iris", "load_digits", "fetch_olivetti_faces", "mnist", "fashion_mnist", "cifar10", "cifar100"})
SEVERAL_LABELS = ("MultiLabelBinarizer", "MultiOutputClassifier", "ClassifierChain", "multilabel")
MOST_FOLDS = 20
SHOWN = 3


@check("EVA003", needs={"split", "fit"})
def unstratified_split(experiment: Experiment) -> Iterator[Finding]:
    """Splits that could keep the shares of the classes and do not, with the classifiers that are judged on their parts."""
    if any(word in experiment.text for word in SEVERAL_LABELS):
        return
    stories: dict[object, tuple[Split, list[Evaluation]]] = {}
    evened = {resample.result for resample in experiment.resamples}
    for evaluation in evaluations(experiment):
        split = split_of(experiment, evaluation.rows)
        if split is None or any(isinstance(step, Copies) or step in evened for step in ancestors(split.parent)):
            continue
        if _could_stratify(split) and _is_classifier(evaluation):
            stories.setdefault(split.place, (split, []))[1].append(evaluation)
    if any(split.grouped or split.temporal for split in experiment.splits):
        return  # rows belong together in another way
    cause = next(signs(experiment), None)
    for split, found in stories.values():
        yield _finding(split, found, cause)


def _could_stratify(split: Split) -> bool:
    """Does the call divide at random or in order, and know nothing of the classes?"""
    if split.stratified is not False or split.grouped or split.temporal:
        return False
    if isinstance(split.splitter, Splitter):
        known = split.splitter.qualified.rpartition(".")[2] in FOLDS and _has_many_rows(split.splitter)
    else:
        known = split.call is not None and split.qualified in DIVIDING and split.shuffles is True
    data = split.data
    made = isinstance(data, Data) and (data.synthetic or any(_is_even(load.qualified) for load in data.loads))
    return known and not made


def _has_many_rows(splitter: Splitter) -> bool:
    """Does each part hold several rows? `KFold(len(X))` leaves out one, which is of one class anyhow."""
    count = splitter.parameters.get("n_splits")
    if count is None:
        return True
    return isinstance(count, Constant) and isinstance(count.value, int) and count.value <= MOST_FOLDS


def _is_even(name: str) -> bool:
    return not EVEN.isdisjoint(name.split("."))


def _is_classifier(evaluation: Evaluation) -> bool:
    model = predictor(evaluation.model.estimator)
    return model is not None and model.entry is not None and model.entry.role == "classifier"


def _finding(split: Split, found: list[Evaluation], cause: tuple[Event, str] | None) -> Finding:
    places = {one.event.place: "judged on such a part" for one in found[:SHOWN]}
    if cause is not None:
        places = {cause[0].place: cause[1], **places}
    places.pop(split.place, None)
    message = (
        f"`{split.name}` deals out the rows without `stratify`, so the shares of the classes differ from part to part"
    )
    if isinstance(split.splitter, Splitter):
        name = split.splitter.qualified.rpartition(".")[2]
        message = f"`{name}` deals out the rows without regard to their classes, whose shares differ from fold to fold"
    return split.finding(
        message,
        label="classes are left to chance",
        related=tuple(place.location(label) for place, label in places.items()),
        severity=None if cause is not None else Severity.NOTE,
        confidence=None if cause is not None else Confidence.MEDIUM,
    )
