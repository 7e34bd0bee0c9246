"""Numbers computed from scores: means, deviations, maxima."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import Call, Score, Select
from reprolint.graph.iteration import items_of
from reprolint.graph.score_arithmetic import DISTANCE, of_number
from reprolint.graph.values import NONE, Function, Mapping, Number, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

REDUCTIONS = {
    "mean": "mean", "average": "mean", "nanmean": "mean", "fmean": "mean", "std": "spread", "nanstd": "spread",
    "sem": "spread", "stdev": "spread", "var": "spread", "percentile": "spread", "quantile": "spread",
    "median": "mean", "max": "max", "nanmax": "max", "amax": "max", "min": "min", "amin": "min", "nanmin": "min",
    "argmax": "argmax", "argmin": "argmax", "sum": "mean", "nanargmax": "argmax", "nanargmin": "argmax",
    "idxmax": "argmax", "idxmin": "argmax", "sort_values": "sort", "sort": "sort", "argsort": "sort",
    "nlargest": "sort", "nsmallest": "sort",
}  # fmt: skip
WRITING = frozenset({"to_csv", "to_excel", "to_feather", "to_hdf", "to_parquet", "to_pickle"})
MOST_RECORDS = 12  # that a key is asked about
CHOOSING = frozenset({"max", "min", "argmax", "sort"})


def numbers_in(value: Value | None, depth: int = 4) -> frozenset[Score]:
    """Every score that a number or container of numbers holds."""
    if isinstance(value, Number):
        return value.scores
    found: frozenset[Score] = frozenset()
    if depth and isinstance(value, Sequence):
        for item in [*value.items, value.rest]:
            found |= numbers_in(item, depth - 1)
    elif depth and isinstance(value, Mapping):
        for item in [*value.items.values(), value.rest]:
            found |= numbers_in(item, depth - 1)
    return found


def compared_by(run: Interpreter, call: Call, whole: Value) -> frozenset[Score]:
    """Of records, the scores that `key=lambda one: one["accuracy"]` compares; none where it cannot be read."""
    key = call.keywords.get("key")
    if not isinstance(key, Function) or not numbers_in(whole):
        return frozenset()
    from reprolint.graph.functions import invoke

    items, rest = items_of(run, whole)
    records = [*items[:MOST_RECORDS], *([rest] if rest is not None else [])]
    return frozenset[Score]().union(*(numbers_in(invoke(run, key, [one], {}, call.place.node)) for one in records))


def of_one_model(items: list[Value]) -> bool:
    """Are these different metrics of the same models on the same rows? The largest of them chooses none of the models."""
    if len(items) < 2 or not all(isinstance(item, Number) and item.scores for item in items):
        return False
    found = [item.scores for item in items if isinstance(item, Number)]
    judged = [{(score.fits, score.rows) for score in scores} for scores in found]
    metrics = [score.metric for scores in found for score in {one.metric: one for one in scores}.values()]
    return all(one == judged[0] for one in judged) and len(metrics) == len(set(metrics))


def reduce(value: Value, name: str) -> Number | None:
    """A summary of scores: a number that remembers them. None when there are no scores."""
    scores = numbers_in(value)
    if not scores:
        return None
    return Number(scores, REDUCTIONS.get(name, name))


def call(run: Interpreter, receiver: Number, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of a number or array of scores."""
    event = record_call(run, "", None, arguments, node, receiver)
    if name in WRITING and (arguments.positional or arguments.keywords):
        return NONE  # written to a file; without a path it would be a text
    reduced = REDUCTIONS.get(name)
    if reduced in CHOOSING and len(receiver.scores) >= 1:
        select = run.record(Select(event.place, event.name, kind=reduced, scores=receiver.scores))
    else:
        select = None
    if reduced is not None and reduced != "sort":
        number = Number(receiver.scores, reduced, receiver.hint)
        note_choice(number, receiver, select)
        return number
    return of_number(receiver, name)


def note_choice(position: Number, values: Value, select: Select | None) -> None:
    """Remember what chose a position: the best of numbers, and not where they come nearest to a value or to one another."""
    if position.reduced == "argmax" and isinstance(values, Number) and values.hint != DISTANCE:
        position.choice = select
