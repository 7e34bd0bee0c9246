"""Where counting starts: the first value of loop counters, of `arange`, and of sums of them with literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks.ranking._scopes import Scope, names, whole_number
from reprolint.records import dataclass
from reprolint.source.walking import called


@dataclass(frozen=True, slots=True)
class Counter:
    """`name` counts the ranks of what is looped over, and is `first` in the first turn. `loop` is a loop or comprehension."""

    name: str
    first: int
    loop: ast.AST
    element: str
    iterable: ast.expr
    enumerated: bool


def counters(scope: Scope) -> Iterator[Counter]:
    """Counters of loops and comprehensions that nothing in the scope compares with a literal or binds anew."""
    handled: set[str] | None = None
    for node in scope.nodes:
        if isinstance(node, (ast.For, ast.comprehension)):
            handled = _handled(scope) if handled is None else handled
            counter = _counter(node.target, node.iter)
            if counter is None or counter[0] in handled:
                continue
            loop = node if isinstance(node, ast.For) else scope.parents[node]
            yield Counter(counter[0], counter[1], loop, counter[2], node.iter, called(node.iter) == "enumerate")


def _counter(target: ast.expr, iterable: ast.expr) -> tuple[str, int, str] | None:
    """Name, first value and name of the element beside it."""
    if not isinstance(iterable, ast.Call) or not isinstance(iterable.func, ast.Name):
        return None
    if iterable.func.id == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        index, element = target.elts
        start = iterable.args[1] if len(iterable.args) > 1 else None
        start = next((keyword.value for keyword in iterable.keywords if keyword.arg == "start"), start)
        first = 0 if start is None else whole_number(start)
        if isinstance(index, ast.Name) and first is not None:
            return index.id, first, getattr(element, "id", "")
    if iterable.func.id == "range" and isinstance(target, ast.Name) and iterable.args:
        first = 0 if len(iterable.args) == 1 else whole_number(iterable.args[0])
        if first is not None and len(iterable.args) < 3:
            return target.id, first, ""
    return None


def _handled(scope: Scope) -> set[str]:
    """Names whose first turn is looked at on its own, or that are changed."""
    found = {
        name for name, values in scope.assigned.items() if None in values and any(value is not None for value in values)
    }
    for node in scope.nodes:
        tests: list[ast.expr] = []
        if isinstance(node, ast.AugAssign):
            found.add(getattr(node.target, "id", ""))
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(whole_number(side) is not None for side in sides):
                found.update(getattr(side, "id", "") for side in sides)
        elif isinstance(node, (ast.If, ast.IfExp)):
            tests = [node.test]
        elif isinstance(node, ast.comprehension):
            tests = node.ifs
        found.update(getattr(test.operand if isinstance(test, ast.UnaryOp) else test, "id", "") for test in tests)
    return found


def first_value(expression: ast.expr, firsts: dict[str, int], scope: Scope, depth: int = 8) -> int | None:
    """The first value of a counter, an `arange` or a sum of one with literals; None when it is not known."""
    if depth == 0:
        return None
    if isinstance(expression, ast.Name):
        if expression.id in firsts:
            return firsts[expression.id]
        value = scope.only_value(expression)
        return None if value is expression else first_value(value, firsts, scope, depth - 1)
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, (ast.Add, ast.Sub)):
        left, right = expression.left, expression.right
        if isinstance(expression.op, ast.Add) and whole_number(left) is not None:
            left, right = right, left
        shift, start = whole_number(right), first_value(left, firsts, scope, depth - 1)
        if shift is None or start is None:
            return None
        return start + shift if isinstance(expression.op, ast.Add) else start - shift
    if called(expression) == "arange" and isinstance(expression, ast.Call):
        return _first_of_arange(expression)
    if called(expression) in {"float", "int", "asarray", "array"} and isinstance(expression, ast.Call):
        return first_value(expression.args[0], firsts, scope, depth - 1) if len(expression.args) == 1 else None
    return None


def _first_of_arange(call: ast.Call) -> int | None:
    given = [argument for argument in call.args if not isinstance(argument, ast.Starred)]
    if len(given) != len(call.args) or any(keyword.arg in {"start", "step", None} for keyword in call.keywords):
        return None
    if len(given) == 1:
        return 0
    return whole_number(given[0]) if len(given) == 2 else None


def asks_of_element(scope: Scope, node: ast.AST, counter: Counter) -> ast.AST | None:
    """The condition on the counted element under which the node is computed."""
    for parent in scope.around(node):
        tests: list[ast.expr] = []
        if isinstance(parent, (ast.If, ast.IfExp)):
            tests = [parent.test]
        elif isinstance(parent, (ast.ListComp, ast.GeneratorExp, ast.SetComp)):
            tests = [test for generator in parent.generators for test in generator.ifs]
        if any(_names_element(test, counter) for test in tests):
            return parent
        if parent is counter.loop:
            return None
    return None


def _names_element(test: ast.expr, counter: Counter) -> bool:
    if counter.element and counter.element in names(test):
        return True
    return any(
        isinstance(node, ast.Subscript) and getattr(node.slice, "id", "") == counter.name for node in ast.walk(test)
    )
