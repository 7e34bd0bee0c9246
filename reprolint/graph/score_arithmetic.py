"""Arithmetic with numbers that were computed from scores: what is left of them, and which are held against each other."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.events import Comparison, Score
from reprolint.graph.values import Constant, Number, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

LARGEST = 10**6  # of factors that are remembered
# What a number is, as its `hint`: the least of the latter finds where two curves meet, or where one comes to a value.
DIFFERENCE, DISTANCE = "difference", "distance"
ABSOLUTE = frozenset({"abs", "absolute", "fabs"})


def arithmetic(run: Interpreter, left: Value, op: ast.operator, right: Value, node: ast.AST) -> Number:
    """`a - b` or `1.96 * spread`, where at least one side is a number of scores."""
    if isinstance(op, ast.Sub):
        note_comparison(run, node, "difference", [left, right])
    scores: frozenset[Score] = frozenset()
    factors: frozenset[float] = frozenset()
    reduced, hint, choice = "", "", None
    for side in (left, right):
        if isinstance(side, Number):
            scores |= side.scores
            factors |= side.factors
            reduced = side.reduced or reduced
            hint = hint or side.hint
            choice = choice or side.choice
        elif isinstance(op, ast.Mult) and isinstance(side, Constant) and isinstance(side.value, (int, float)):
            factors |= {float(side.value)} if abs(side.value) < LARGEST else frozenset()
    if isinstance(op, ast.Sub) and isinstance(left, Number) and isinstance(right, Number):
        hint = DIFFERENCE
    elif isinstance(op, ast.Pow) and hint == DIFFERENCE:
        hint = DISTANCE
    return Number(scores, reduced, hint, factors, choice)


def of_number(number: Number, name: str) -> Number:
    """What a function of one number, such as `np.sqrt` or `abs`, makes of it."""
    if name.rpartition(".")[2] not in ABSOLUTE:
        return number
    return Number(number.scores, number.reduced, DISTANCE, number.factors, number.choice)


def read_at(numbers: Number, place: Value) -> Number:
    """`rate[best]`: one of many numbers, by its position, which may have been chosen by the same scores."""
    if not isinstance(place, Number) or place.choice is None or place.scores != numbers.scores or numbers.reduced:
        return numbers
    return Number(numbers.scores, "", numbers.hint, numbers.factors, place.choice)


def note_comparison(run: Interpreter, node: ast.AST, kind: str, values: list[Value]) -> None:
    """Two numbers of different scores, held against each other."""
    sides = [value for value in values if isinstance(value, Number)]
    if len(sides) == len(values) == 2 and sides[0].scores.isdisjoint(sides[1].scores):
        run.record(Comparison(run.place(node), ast.unparse(node), kind=kind, sides=tuple(sides)))
