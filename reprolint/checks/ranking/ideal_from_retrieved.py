"""The ideal ranking that NDCG is divided by is made from the retrieved items alone, so what was missed costs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, is_cut, may_discount, names, scopes
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.source.walking import called

WRAPPERS = frozenset({"asarray", "array", "asfarray", "list", "tuple", "tensor", "float", "np_array"})
LOOPS = (ast.ListComp, ast.GeneratorExp)


@check("MET001")
def ideal_from_retrieved(experiment: Experiment) -> Iterator[Finding]:
    """A sorted copy of the head of the ranking, discounted like the head itself, divides it."""
    source = experiment.source
    if "sort" not in source.text or not may_discount(experiment):
        return
    whole, *_ = found = scopes(experiment)
    for scope in found:
        sortings = [
            (node, retrieved)
            for node in scope.nodes
            if isinstance(node, ast.expr) and (retrieved := _sorted_descending(node)) is not None
        ]
        for node, retrieved in sortings:
            cut = _cut(scope, retrieved)
            if cut is None or not _is_divided(scope) or not _is_discounted_alike(scope, whole, node, retrieved, cut):
                continue
            yield Finding(
                f"The ideal ranking is `{ast.unparse(retrieved)}` put in order, so relevant items that were missed cost nothing",
                source.location(node, "the best order of what was retrieved, not of all that is relevant"),
                () if cut is retrieved else (source.location(cut, "only the head of the ranking"),),
            )


def _sorted_descending(node: ast.AST) -> ast.expr | None:
    """What is sorted from high to low: `sorted(x, reverse=True)`, `np.sort(x)[::-1]`, `-np.sort(-x)`."""
    if isinstance(node, ast.Call) and called(node) == "sorted" and node.args and isinstance(node.func, ast.Name):
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        down = given.get("reverse")
        if isinstance(down, ast.Constant) and down.value is True and "key" not in given:
            return node.args[0]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call) and ast.unparse(node.slice) == "::-1":
        return node.value.args[0] if called(node.value) in {"sort", "sorted"} and len(node.value.args) == 1 else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and called(node.operand) == "sort":
        negated = node.operand.args[0] if isinstance(node.operand, ast.Call) and node.operand.args else None
        return negated.operand if isinstance(negated, ast.UnaryOp) and isinstance(negated.op, ast.USub) else None
    return None


def _cut(scope: Scope, expression: ast.expr) -> ast.expr | None:
    """Where the list was cut to the head of the ranking; None when it may hold all items."""
    seen: set[str] = set()
    while True:
        if is_cut(expression):
            return expression
        if isinstance(expression, LOOPS) and len(expression.generators) == 1:
            expression = expression.generators[0].iter
        elif isinstance(expression, ast.Call) and called(expression) in WRAPPERS | {"enumerate"} and expression.args:
            expression = expression.args[0]
        elif isinstance(expression, ast.Name) and expression.id not in seen:
            seen.add(expression.id)
            bound = _binding(scope, expression.id)
            if bound is None:
                return None
            expression = bound
        else:
            return None


def _binding(scope: Scope, name: str) -> ast.expr | None:
    """The one value of a name; for a list that a loop fills, what the loop goes through."""
    values = scope.assigned.get(name, [])
    if len(values) != 1 or values[0] is None:
        return None
    if not (isinstance(values[0], ast.List) and not values[0].elts):
        return values[0]
    for node in scope.nodes:
        if called(node) == "append" and isinstance(node, ast.Call) and ast.unparse(node.func) == f"{name}.append":
            return next((each.iter for each in scope.around(node) if isinstance(each, ast.For)), None)
    return None


def _is_divided(scope: Scope) -> bool:
    return any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) for node in scope.nodes)


def _is_discounted_alike(scope: Scope, whole: Scope, ideal: ast.expr, retrieved: ast.expr, cut: ast.expr) -> bool:
    """Do both the retrieved list and its sorted copy meet a logarithm of the rank?"""
    bound = {
        target.id
        for node in scope.nodes
        if isinstance(node, ast.Assign) and any(inner is ideal for inner in ast.walk(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: set[str] = set()
    for each in _discounted(scope, whole.node):
        if any(inner is ideal for inner in ast.walk(each)) or names(each) & bound:
            found.add("ideal")
        elif _is_same(scope, each, retrieved, cut):
            found.add("retrieved")
    return len(found) == 2


def _is_same(scope: Scope, discounted: ast.expr, retrieved: ast.expr, cut: ast.expr) -> bool:
    if isinstance(retrieved, ast.Name):
        return retrieved.id in names(discounted) or _cut(scope, discounted) is cut
    own = _cut(scope, discounted)
    return ast.dump(discounted) == ast.dump(retrieved) or (own is not None and ast.dump(own) == ast.dump(cut))


def _discounted(scope: Scope, tree: ast.AST) -> Iterator[ast.expr]:
    """What is divided by logarithms: looped over here, divided as a whole, or handed to a function of this file that does."""
    discounting = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node is not scope.node and _has_logarithm(node)
    }
    for node in scope.nodes:
        if isinstance(node, ast.For) and _has_logarithm(node):
            yield node.iter
        elif isinstance(node, LOOPS) and _has_logarithm(node.elt):
            yield node.generators[0].iter
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.Mult)):
            if _has_logarithm(scope.only_value(node.right)):
                yield node.left
        elif isinstance(node, ast.Call) and called(node) in discounting:
            yield from node.args[:2]


def _has_logarithm(node: ast.AST) -> bool:
    return any(called(each) in {"log2", "log"} for each in ast.walk(node))
