"""Validation rows are cut off in an order: the end of rows sorted by class, or a data set that is shuffled anew each time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding, Severity
from reprolint.graph.events import Call, Fit, Load
from reprolint.graph.experiment import Experiment
from reprolint.graph.values import Constant, Data, Sequence, Unknown, Value

# Steps of a tf.data pipeline that hand the order on; `cache` freezes it, so that later shuffles are out of reach.
PASSING = frozenset(
    {"map", "batch", "prefetch", "repeat", "filter", "padded_batch", "with_options", "unbatch", "apply"}
)
DEPTH = 4  # computations that are followed back from a number
FROM_FOLDER = "_dataset_from_directory"
SORTED_BY_CLASS = frozenset({"sklearn.datasets.load_iris", "sklearn.datasets.load_wine"})
FILLED = {"numpy.zeros": 0, "numpy.ones": 1}


@check("EVA010")
def ordered_validation_split(experiment: Experiment) -> Iterator[Finding]:
    """`take` and `skip` after a shuffle that differs in every pass; `validation_split=` of rows sorted by class."""
    yield from _mixed(experiment)
    for fit in experiment.fits:
        share = fit.call.argument("validation_split") if fit.call is not None else None
        if isinstance(share, Constant) and isinstance(share.value, float) and share.value > 0 and fit.call is not None:
            sort = _sorted_by_class(experiment, fit)
            if sort is not None:
                yield fit.finding(
                    "`validation_split` takes the last rows as they come, and these are sorted by class: "
                    "the model is validated on classes that it hardly saw",
                    label="the last rows become the validation rows",
                    related=(sort.place.location("the classes stand one after the other"),),
                    severity=Severity.WARNING,
                )


def _mixed(experiment: Experiment) -> Iterator[Finding]:
    made = {id(call.result): call for call in experiment.calls if isinstance(call.result, Data)}
    calls = [call for call in experiment.calls if isinstance(call.receiver, Data) and call.receiver.kind == "dataset"]
    told: set[object] = set()
    for take in calls:
        if _method(take) != "take" or take.place in told:
            continue
        skip = next((call for call in calls if _method(call) == "skip" and _other_side(take, call)), None)
        shuffle = _reshuffling(made, take)
        if skip is None or shuffle is None:
            continue
        told.add(take.place)
        inside = shuffle.qualified.endswith(FROM_FOLDER)
        yield take.finding(
            f"`{shuffle.name}` shuffles anew in every pass, so `take` and `skip` give other rows each time: "
            "rows of one part turn up in the other",
            label="not the same rows in every epoch",
            related=(
                shuffle.place.location("shuffled again in every pass"),
                skip.place.location("what was taken before may be in here"),
            ),
            help=f"Pass `shuffle=False` to `{shuffle.name}`, and shuffle once with `reshuffle_each_iteration=False`"
            if inside
            else "",
        )


def _method(call: Call) -> str:
    return call.name.rpartition(".")[2]


def _other_side(take: Call, skip: Call) -> bool:
    """Are these the two sides of one cut of the same data set?"""
    if skip.receiver is not take.receiver or not take.arguments or not skip.arguments:
        return False
    written = [ast.unparse(call.node.args[0]) for call in (take, skip) if call.node.args]
    if len(set(written)) == 1 and _is_same(take.arguments[0], skip.arguments[0], DEPTH):
        return True
    one, other = take.arguments[0], skip.arguments[0]
    return one is other or (isinstance(one, Constant) and isinstance(other, Constant) and one.value == other.value)


def _is_same(one: Value, other: Value, depth: int) -> bool:
    """Were two numbers that are written alike computed from the same ones?"""
    if isinstance(one, Constant) and isinstance(other, Constant):
        return one.value == other.value
    if one is other or not depth or not isinstance(one, Unknown) or not isinstance(other, Unknown):
        return one is other
    if not one.inputs or one.hint != other.hint or len(one.inputs) != len(other.inputs):
        return False
    return all(_is_same(*pair, depth - 1) for pair in zip(one.inputs, other.inputs, strict=True))


def _reshuffling(made: dict[int, Call], take: Call) -> Call | None:
    """The shuffle that the data set went through before it was cut, when it does not repeat its order.

    Data sets that Keras makes of a folder are shuffled inside, unless told otherwise.
    """
    for call in _steps(made, take):
        if call.qualified.endswith(FROM_FOLDER):
            return call if call.constant("shuffle", default=True) is True else None
        if _method(call) == "shuffle":
            anew = call.constant("reshuffle_each_iteration", default=True, position=2) in {True, None}
            return call if anew and _of_tensorflow(made, call) else None
        if _method(call) not in PASSING:
            return None
    return None


def _steps(made: dict[int, Call], call: Call) -> Iterator[Call]:
    """The calls that made the data set on which `call` is called, last one first."""
    value = call.receiver
    while isinstance(value, Data) and (step := made.get(id(value))) is not None:
        yield step
        value = step.receiver


def _of_tensorflow(made: dict[int, Call], shuffle: Call) -> bool:
    """Does the data set come from TensorFlow? Those of other libraries repeat a seeded order."""
    names = [step.qualified for step in _steps(made, shuffle)]
    names += [load.qualified for load in shuffle.receiver.loads] if isinstance(shuffle.receiver, Data) else []
    return any(name.startswith("tensorflow") or name.endswith(FROM_FOLDER) for name in names)


def _sorted_by_class(experiment: Experiment, fit: Fit) -> Call | Load | None:
    """What put the classes one after the other, when nothing shuffled the rows since."""
    assert fit.call is not None
    target = fit.call.argument("y", 1)
    if not isinstance(target, Data) or "shuffled" in target.traits or fit.call.complete is False:
        return None
    for load in experiment.loads:
        if (
            load.qualified in SORTED_BY_CLASS
            and load.data is not None
            and fit.rows is load.data.rows
            and target.rows is fit.rows
        ):
            return load
    for call in experiment.calls:
        if call.order > fit.order:
            break
        if (
            call.result is target
            and call.qualified in {"numpy.concatenate", "numpy.hstack"}
            and _blocks(experiment, call)
        ):
            return call
        if _method(call) == "sort_values" and _sorts(call, target):
            return call
    return None


def _blocks(experiment: Experiment, call: Call) -> bool:
    """Are arrays of one number each joined, and the numbers differ?"""
    parts = call.arguments[0] if call.arguments else None
    if not isinstance(parts, Sequence) or parts.rest is not None or len(parts.items) < 2:
        return False
    numbers = [_filled(experiment, item) for item in parts.items]
    return None not in numbers and len(set(numbers)) == len(numbers)


def _filled(experiment: Experiment, item: Value) -> object:
    """The one number that an array is full of; None when it is not known."""
    made = next((call for call in experiment.calls_to(*FILLED, "numpy.full") if call.result is item), None)
    return None if made is None else FILLED.get(made.qualified, made.constant("fill_value", position=1))


def _sorts(call: Call, target: Data) -> bool:
    """Was the frame that the target is a column of sorted by that column?"""
    by = call.constant("by", position=0)
    is_column = isinstance(call.result, Data) and target.view_of is call.result
    return is_column and target.view_key is not None and by == target.view_key
