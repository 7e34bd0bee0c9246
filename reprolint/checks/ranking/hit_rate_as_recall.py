"""A function called recall answers whether anything relevant was found, which is the hit rate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, lowered, scopes, whole_number
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.patterns import pattern
from reprolint.source.walking import called

RECALL = pattern(r"(^|_)recall(_|@|at|$|\d)|^(calc|compute|get)?_?[rR]ecall", re.IGNORECASE)
SAID = pattern(r"\bhit|any\b|_any|at least|success|single|exactly one|\bone\b", re.IGNORECASE)


@check("MET008")
def hit_rate_as_recall(experiment: Experiment) -> Iterator[Finding]:
    """Functions with recall in their names whose every answer is yes or no, over more than one relevant item."""
    source = experiment.source
    if "recall" not in lowered(experiment):
        return
    comments: dict[int, str] | None = None
    for scope in scopes(experiment):
        if isinstance(scope.node, ast.Module) or not RECALL.search(scope.name) or SAID.search(scope.name):
            continue
        if comments is None:
            comments = {line: text for line, _, text in source.comments()}
        lines = range(scope.node.lineno - 1, (scope.node.end_lineno or 0) + 1)
        if SAID.search(" ".join([scope.docstring, *(comments.get(line, "") for line in lines)])):
            continue
        place = _any_hit(scope)
        if place is not None:
            yield Finding(
                f"`{scope.name}` is 1 as soon as anything relevant is found: a hit rate, which is higher than recall",
                source.location(place, "found any, or none"),
            )


def _any_hit(scope: Scope) -> ast.AST | None:
    """The place that tells any from none, when the function returns nothing else."""
    returned = [node.value for node in scope.nodes if isinstance(node, ast.Return) and node.value is not None]
    if not returned:
        return None
    places: list[ast.AST] = []
    for value in returned:
        if _is_yes_or_no(value):
            places += [each for each in scope.around(value) if isinstance(each, ast.If) and _asks_for_any(scope, each)]
            continue
        place = _answer(scope, value) or _counted(scope, value)
        if place is None:
            return None
        places.append(place)
    return places[0] if places else None


def _is_yes_or_no(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and (isinstance(value.value, bool) or whole_number(value) in {0, 1})


def _answer(scope: Scope, value: ast.expr) -> ast.expr | None:
    """`int(any(...))`, `float(len(a & b) > 0)`, `1.0 if a & b else 0.0`."""
    value = scope.only_value(value)
    if isinstance(value, ast.Call) and called(value) in {"int", "float", "bool"} and len(value.args) == 1:
        return value if _is_overlap(scope, value.args[0]) else _answer(scope, value.args[0])
    if isinstance(value, ast.IfExp) and _is_yes_or_no(value.body) and _is_yes_or_no(value.orelse):
        return value if _is_overlap(scope, value.test) else None
    return value if _is_overlap(scope, value) and not isinstance(value, ast.BinOp) else None


def _is_overlap(scope: Scope, test: ast.expr) -> bool:
    """Does the expression say whether two collections share anything?"""
    test = scope.only_value(test)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return called(test.operand) == "isdisjoint"
    if isinstance(test, ast.Call):
        if called(test) == "any" and test.args and isinstance(test.args[0], (ast.GeneratorExp, ast.ListComp)):
            return any(isinstance(node, ast.In) for node in ast.walk(test.args[0].elt))
        if called(test) in {"bool", "len"} and test.args:
            return _is_overlap(scope, test.args[0])
        return called(test) == "intersection"
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Gt, ast.NotEq, ast.GtE)):
        limit = 1 if isinstance(test.ops[0], ast.GtE) else 0
        return whole_number(test.comparators[0]) == limit and _is_overlap(scope, test.left)
    if isinstance(test, ast.BinOp) and isinstance(test.op, ast.BitAnd):
        return any(called(side) == "set" or isinstance(side, ast.Name) for side in (test.left, test.right))
    return False


def _asks_for_any(scope: Scope, branch: ast.If) -> bool:
    """`for item in ranking: if item in relevant: return 1`, or an overlap that is asked for."""
    if _is_overlap(scope, branch.test):
        return True
    test = branch.test
    loop = next((each for each in scope.around(branch) if isinstance(each, ast.For)), None)
    return (
        loop is not None
        and isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.In)
        and isinstance(test.left, ast.Name)
        and test.left.id in {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        and isinstance(test.comparators[0], ast.Name)
        and _is_first_loop(scope, loop)
    )


def _is_first_loop(scope: Scope, loop: ast.For) -> bool:
    """Does the loop go through one query's items, rather than through queries?"""
    return not any(isinstance(each, ast.For) for each in scope.around(loop))


def _counted(scope: Scope, value: ast.expr) -> ast.AST | None:
    """`hits / len(queries)` where `hits` grows by one for each query with anything found."""
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div) and isinstance(value.left, ast.Name)):
        return None
    grown = [
        node
        for node in scope.nodes
        if isinstance(node, ast.AugAssign) and getattr(node.target, "id", "") == value.left.id
    ]
    if len(grown) != 1 or whole_number(grown[0].value) != 1:
        return None
    branch = scope.parents[grown[0]]
    return branch if isinstance(branch, ast.If) and _is_overlap(scope, branch.test) else None
