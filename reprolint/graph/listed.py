"""Lists of values that rows are chosen by: `isin([k])`, and `isin([f for f in folds if f != k])`, which lacks `k` for sure."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.values import Constant, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

ITEMS, LACKING = "items", "lacking"  # begin what a list is known by: what it holds, or some of what it does not


def note_left_out(run: Interpreter, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, made: Value) -> None:
    """Remember what `[f for f in folds if f != k]` leaves out; to be asked where `k` can be read as it is there."""
    clause = node.generators[0]
    target = clause.target
    if len(node.generators) > 1 or not isinstance(made, Sequence) or made.rest is None:
        return
    if not isinstance(target, ast.Name) or not isinstance(node.elt, ast.Name) or node.elt.id != target.id:
        return
    values = [run.eval(part) for test in clause.ifs for part in _named(test, target.id)]
    if values:
        made.lacks = (made.rest, tuple(values))


def _named(test: ast.expr, target: str) -> Iterator[ast.expr]:
    """What the target must not be for the test to hold: plain names and literals only."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for part in test.values:
            yield from _named(part, target)
    if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Name) or test.left.id != target:
        return
    other = test.comparators[0]
    if isinstance(test.ops[0], ast.NotEq):
        several = [other]
    elif isinstance(test.ops[0], ast.NotIn) and isinstance(other, (ast.Tuple, ast.List, ast.Set)):
        several = other.elts
    else:
        return
    yield from (one for one in several if isinstance(one, (ast.Name, ast.Constant)))


def known_by(run: Interpreter, given: Value) -> Hashable | None:
    """What tells such a list from others; None for one of which not enough is known."""
    if not isinstance(given, Sequence):
        return None
    if given.lacks is not None and given.lacks[0] is given.rest and not given.items:
        return (LACKING, run.fresh(), frozenset(frames.identity(run, value) for value in given.lacks[1]))
    if given.rest is None and all(isinstance(item, (Constant, Unknown)) for item in given.items):
        return (ITEMS, *(frames.identity(run, item) for item in given.items))
    return None


def are_apart(a: Hashable, b: Hashable) -> bool:
    """Do two lists, as they are known, surely hold nothing in common?"""
    if not isinstance(a, tuple) or not isinstance(b, tuple):
        return False
    if a[:1] == b[:1] == (ITEMS,):
        ours, theirs = _literals(a), _literals(b)
        return ours is not None and theirs is not None and ours.isdisjoint(theirs)
    for held, other in ((a, b), (b, a)):
        if held[:1] == (ITEMS,) and other[:1] == (LACKING,):
            return all(item in other[2] for item in held[1:])
    return False


def _literals(known: tuple[Hashable, ...]) -> set[Hashable] | None:
    """The values of a list that stands in the program; None where one of them is not literal."""
    values = [item[1] for item in known[1:] if isinstance(item, tuple)]
    return set(values) if len(values) == len(known) - 1 else None
