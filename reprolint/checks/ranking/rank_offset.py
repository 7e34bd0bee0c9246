"""A discount or reciprocal of ranks counts from the wrong number: the first place gets 1/0, or what the second should."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._counting import Counter, asks_of_element, counters, first_value
from reprolint.checks.ranking._scopes import Scope, is_cut, may_rank, scopes, whole_number
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.source.walking import called, within

LOGARITHMS = frozenset({"log", "log2", "log10"})
ADDING = frozenset({"sum", "nansum", "fsum", "dot", "append", "mean"})


@check("MET002")
def rank_offset(experiment: Experiment) -> Iterator[Finding]:
    """Follows counters and `arange` into denominators: `log2` of them, and themselves under 1."""
    source = experiment.source
    if not may_rank(experiment):
        return
    for scope in scopes(experiment):
        counted = list(counters(scope))
        divisions = [node for node in scope.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)]
        faults = [(division, fault) for division in divisions if (fault := _fault(scope, division, counted))]
        if not faults:
            continue
        (first, (message, label, counter)), *others = faults
        related = [source.location(counter.iterable, f"counted from {counter.first}")] if counter else []
        related += [source.location(division, each[1]) for division, each in others]
        yield Finding(message, source.location(first, label), tuple(related))


Fault = tuple[str, str, Counter | None]


def _fault(scope: Scope, division: ast.BinOp, counted: list[Counter]) -> Fault | None:
    around = set(scope.around(division))
    inside = [each for each in counted if each.loop in around]
    firsts = {each.name: each.first for each in inside}
    return _discount(scope, division, firsts, inside) or _reciprocal(scope, division, firsts, inside)


def _discount(scope: Scope, division: ast.BinOp, firsts: dict[str, int], inside: list[Counter]) -> Fault | None:
    """`gain / log2(rank)`."""
    logarithm = scope.only_value(division.right)
    if called(logarithm) not in LOGARITHMS or not isinstance(logarithm, ast.Call) or not logarithm.args:
        return None
    first = first_value(logarithm.args[0], firsts, scope)
    if first is None or not _is_added_up(scope, division):
        return None
    counter = _of(logarithm.args[0], inside)
    text = ast.unparse(logarithm)
    if first <= 1:
        worth = "0, so its gain is divided by zero" if first == 1 else "not defined"
        return f"`{text}` of the first rank is {worth}", f"log of {first} at the first rank", counter
    if first == 3 and counter and counter.enumerated and counter.first == 1 and not _starts_late(counter.iterable):
        return f"`{text}` discounts the first rank as if it were the second", "log of 3 at the first rank", counter
    return None


def _is_added_up(scope: Scope, division: ast.BinOp) -> bool:
    """Is the quotient a term of a sum?"""
    around = [division, *scope.around(division)]
    if any(isinstance(each, ast.AugAssign) or called(each) in ADDING for each in around):
        return True
    bound = next((each for each in around if isinstance(each, ast.Assign)), None)
    if bound is None or not isinstance(bound.targets[0], ast.Name):
        return False
    name = bound.targets[0].id
    return any(
        (called(each) in ADDING or isinstance(each, ast.AugAssign))
        and any(getattr(inner, "id", "") == name for inner in within(each))
        for each in scope.nodes
    )


def _reciprocal(scope: Scope, division: ast.BinOp, firsts: dict[str, int], inside: list[Counter]) -> Fault | None:
    """`1 / rank` of what was found."""
    if whole_number(division.left) != 1:
        return None
    text = ast.unparse(division)
    denominator = scope.only_value(division.right)
    if (
        called(denominator) == "index"
        and isinstance(denominator, ast.Call)
        and isinstance(denominator.func, ast.Attribute)
    ):
        if isinstance(division.right, ast.Name) and _is_compared(scope, division.right.id):
            return None
        message = f"`{text}` is 1 / 0 for what stands in the first place: `index` counts from 0"
        return message, "1 / 0 at the first rank", None
    counter = _of(division.right, inside)
    first = first_value(division.right, firsts, scope)
    condition = asks_of_element(scope, division, counter) if counter else None
    if counter is None or first is None or condition is None:
        return None
    if first == 0:
        message = f"`{text}` is 1 / 0 for a hit in the first place: `{counter.name}` counts from 0"
        return message, "1 / 0 at the first rank", counter
    if (
        first == 2
        and counter.enumerated
        and not _starts_late(counter.iterable)
        and _is_first_hit(scope, division, condition)
    ):
        return f"`{text}` gives a hit in the first place one half instead of 1", "1 / 2 at the first rank", counter
    return None


def _is_compared(scope: Scope, name: str) -> bool:
    return any(
        isinstance(each, ast.Compare) and name in {getattr(side, "id", "") for side in (each.left, *each.comparators)}
        for each in scope.nodes
    )


def _of(expression: ast.expr, inside: list[Counter]) -> Counter | None:
    found = {node.id for node in within(expression) if isinstance(node, ast.Name)}
    return next((counter for counter in reversed(inside) if counter.name in found), None)


def _starts_late(iterable: ast.expr) -> bool:
    """Does the loop leave out the head, as `enumerate(gains[1:], 1)` does?"""
    return any(isinstance(node, ast.Slice) and node.lower is not None for node in within(iterable)) and not any(
        is_cut(node) for node in within(iterable)
    )


def _is_first_hit(scope: Scope, division: ast.BinOp, condition: ast.AST) -> bool:
    """Does the loop end at this hit?"""
    statement = next((each for each in scope.around(division) if isinstance(each, ast.stmt)), None)
    if isinstance(statement, ast.Return):
        return True
    return isinstance(condition, ast.If) and any(isinstance(each, ast.Break) for each in condition.body)
