"""Scores by hand: functions that hold predictions against what came true, other than the operators `-` and `==`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import computed, score_event
from reprolint.graph.events import Call
from reprolint.graph.expressions import binary, data_comparison
from reprolint.graph.judged import judged_rows
from reprolint.graph.roles import learning
from reprolint.graph.rows import NOTHING
from reprolint.graph.selecting import tested
from reprolint.graph.values import Data, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

MATRIX = "numpy.corrcoef"


def _subtract(run: Interpreter, call: Call) -> Value:
    if len(call.arguments) != 2:
        return computed(run, call)
    return binary(run, call.arguments[0], ast.Sub(), call.arguments[1], call.node)


def _equal(run: Interpreter, call: Call) -> Value:
    if len(call.arguments) != 2 or not all(isinstance(value, Data) for value in call.arguments):
        return computed(run, call)
    return data_comparison(run, call.arguments[0], ast.Eq(), call.arguments[1])


def _correlation(run: Interpreter, call: Call) -> Value:
    """`pearsonr(y, predicted)`: a score, where one of the two was predicted by a model that was told a target."""
    sides = [value for value in (*call.arguments, *call.keywords.values()) if isinstance(value, Data)]
    predicted = [side for side in sides if any(fit.supervised for fit in side.predicted_by)]
    if len(sides) != 2 or len(predicted) != 1 or any(side.statistic or side.rows == NOTHING for side in sides):
        return learning.learn(run, call) if call.qualified == MATRIX else tested(run, call)
    (prediction,) = predicted
    (truth,) = (side for side in sides if side is not prediction)
    score = score_event(
        run, call, call.place.node, "correlation", inputs=prediction.predicted_from,
        fits=prediction.predicted_by, rows=judged_rows(prediction), truth=truth, prediction=prediction,
    )  # fmt: skip
    number = Number(frozenset((score,)), hint="correlation")
    return number if call.qualified == MATRIX else Sequence("tuple", [number, Unknown("p", (prediction,))])


SPECIAL = {
    "numpy.subtract": _subtract,
    "torch.sub": _subtract,
    "torch.subtract": _subtract,
    "numpy.equal": _equal,
    "torch.eq": _equal,
    MATRIX: _correlation,
    "scipy.stats.pearsonr": _correlation,
    "scipy.stats.spearmanr": _correlation,
    "scipy.stats.kendalltau": _correlation,
}
