"""The rows of many queries are scored as one long ranking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import MISSING, Call, Event, HandOver, Place
from reprolint.graph.rows import Cut, Pick, Where, ancestors
from reprolint.graph.values import Constant, Data, Sequence, Unknown, Value
from reprolint.patterns import pattern

METRICS = ("sklearn.metrics.ndcg_score", "sklearn.metrics.dcg_score")
GROUPING = frozenset({"group", "qid", "group_id", "eval_group", "eval_qid", "group_col"})
QUERY = pattern(r"(q|query|search|session|srch|impression|request)_?(id|no|nr|key)s?|qids?|quer(y|ies)", re.IGNORECASE)
BY_QUERY = frozenset({"groupby", "nunique", "unique", "value_counts", "group_by"})
ALIKE = frozenset({"zeros", "zeros_like", "ones", "ones_like", "full", "full_like"})
ROW = (1, -1)


@check("MET003", needs={"call"})
def flattened_queries(experiment: Experiment) -> Iterator[Finding]:
    """One row of `ndcg_score` over the predictions of many queries; an `indexes=` of torchmetrics that is one number."""
    source = experiment.text
    if "ndcg_score" in source or "dcg_score" in source:
        grouping = next(_groupings(experiment), None)
        if grouping is not None:
            yield from _one_row(experiment, grouping)
    if "torchmetrics" in source and "indexes" in source:
        yield from _one_index(experiment)


def _groupings(experiment: Experiment) -> Iterator[Call]:
    """Calls that show that the rows belong to several queries."""
    for call in experiment.calls:
        grouped = any(_is_given(call.keywords.get(name)) for name in GROUPING) and not call.name.endswith("_score")
        if grouped or (call.name.rpartition(".")[2] in BY_QUERY and _names_queries(call)):
            yield call


def _is_given(value: Value | None) -> bool:
    return value is not None and not (isinstance(value, Constant) and value.value is None)


def _names_queries(call: Call) -> bool:
    """`frame.groupby("query_id")`, `frame["qid"].unique()`."""
    by = call.argument("by", 0)
    if isinstance(by, Constant) and isinstance(by.value, str):
        return QUERY.fullmatch(by.value) is not None
    columns = call.receiver.columns if isinstance(call.receiver, Data) else None
    names = columns.names if columns is not None and not columns.inverted else ()
    return len(names) == 1 and all(QUERY.fullmatch(name) is not None for name in names)


def _one_row(experiment: Experiment, grouping: Call) -> Iterator[Finding]:
    found: dict[Place, Call] = {}
    for call in sorted(experiment.calls_to(*METRICS), key=lambda each: each.order):
        if not call.loops and call.entry_point and _is_one_row(experiment, call.argument("y_score", 1)):
            found.setdefault(call.place, call)
    if not found:
        return
    first, *others = found.values()
    yield first.finding(
        f"`{first.name}` sees one row, so all queries are ranked against each other in one long list",
        label="one row for all queries",
        related=(
            grouping.place.location("the rows belong to several queries"),
            *(other.place.location("and here") for other in others),
        ),
    )


def _is_one_row(experiment: Experiment, value: Value) -> bool:
    """`[scores]`, `np.array([scores])` or `scores.reshape(1, -1)` of everything that was predicted."""
    if isinstance(value, Sequence):
        return value.rest is None and len(value.items) == 1 and _is_everything(value.items[0])
    maker = next((call for call in experiment.calls if call.result is value), None)
    if maker is None or not _is_everything(value):
        return False
    shape = [getattr(argument, "value", None) for argument in maker.arguments]
    if maker.name.endswith("reshape"):
        return tuple(shape[-2:]) == ROW or _is_row_shape(maker.arguments[-1:])
    given = maker.arguments[0] if maker.arguments else MISSING
    return maker.name.rpartition(".")[2] in {"array", "asarray", "expand_dims"} and (
        _is_one_row(experiment, given) if isinstance(given, Sequence) else shape[1:] == [0]
    )


def _is_row_shape(arguments: tuple[Value, ...]) -> bool:
    shape = arguments[0] if arguments else None
    items = shape.items if isinstance(shape, Sequence) else ()
    return tuple(getattr(item, "value", None) for item in items) == ROW


def _is_everything(value: Value) -> bool:
    """Predictions for rows that nobody picked out by query."""
    if not isinstance(value, Data):
        return False
    source = value.predicted_from.rows if value.predicted_from is not None else value.rows
    return bool(value.predicted_by) and not any(isinstance(step, (Pick, Where, Cut)) for step in ancestors(source))


def _one_index(experiment: Experiment) -> Iterator[Finding]:
    """`metric.update(scores, target, indexes=torch.zeros(...))` for one batch after the other."""
    closing = {
        loop for event in experiment.handovers if event.name.endswith((".reset", ".compute")) for loop in event.loops
    }
    alike = {id(call.result) for call in experiment.calls if call.name.rpartition(".")[2] in ALIKE}
    told = set()
    for event in experiment.handovers:
        if not event.loops or event.place in told or event.loops[-1] in closing or not _all_alike(event, alike):
            continue
        told.add(event.place)
        yield event.finding(
            f"Every batch enters `{event.name}` under one and the same index, as if all queries were one",
            label="one index for all queries",
        )


def _all_alike(event: Event, alike: set[int]) -> bool:
    keyword = next((each for each in getattr(event.place.node, "keywords", ()) if each.arg == "indexes"), None)
    if keyword is None or not isinstance(event, HandOver) or not event.name.endswith(".update"):
        return False
    return any(id(value) in alike or _is_cast(value, alike) for value in event.values)


def _is_cast(value: Value, alike: set[int]) -> bool:
    """`torch.zeros(n).long()`."""
    return (
        isinstance(value, Unknown)
        and value.hint.endswith(("long", "int", "to"))
        and any(id(one) in alike for one in value.inputs)
    )
