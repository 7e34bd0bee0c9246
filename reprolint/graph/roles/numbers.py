"""Numbers computed from scores: means, deviations, maxima."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import Call, Score, Select
from reprolint.graph.iteration import items_of
from reprolint.graph.score_arithmetic import DISTANCE, of_number
from reprolint.graph.values import NONE, Data, Function, Instance, Mapping, Method, Number, Partial, Sequence, Value

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


def judged_by(run: Interpreter, call: Call, whole: Value) -> frozenset[Score]:
    """Of candidates that are no numbers themselves, the scores that `min(sizes, key=error_of)` compares."""
    key = call.keywords.get("key")
    own = isinstance(key, (Function, Partial)) or (isinstance(key, Method) and isinstance(key.receiver, Instance))
    if key is None or not own or isinstance(whole, (Number, Data)):
        return frozenset()
    from reprolint.graph.rounds import in_loop

    items, rest = items_of(run, whole)
    candidates = items[: 1 if run.hurried else MOST_RECORDS]
    outer, exact, unrolled = run.loops, run.exact, run.unrolled
    if rest is not None or len(items) > len(candidates):
        candidates, run.exact = [in_loop(run, rest, call.node) if rest is not None else items[0]], False
    run.loops, run.unrolled = (*outer, call.node), unrolled * max(1, len(candidates))
    try:
        found = [call_value(run, key, Arguments([one], {}), call.place.node) for one in candidates]
    finally:
        run.loops, run.exact, run.unrolled = outer, exact, unrolled
    if any(isinstance(number, Number) and number.hint == DISTANCE for number in found):
        return frozenset()  # the one that comes nearest to a value
    return frozenset[Score]().union(*map(numbers_in, found))


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
