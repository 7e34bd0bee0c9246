"""Items are ranked by scores that must tie, in an order that NumPy does not promise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, is_cut, scopes, speaks_of_ranks, whole_number
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.source.walking import called

ROUNDING = frozenset({"round", "rint", "floor", "ceil", "trunc", "digitize", "around", "sign", "fix"})
WHOLE = frozenset({"int", "bool", "int8", "int16", "int32", "int64", "uint8", "int_", "bool_", "long"})
SAME_VALUES = frozenset(
    {"asarray", "array", "ravel", "flatten", "copy", "to_numpy", "numpy", "squeeze", "concatenate", "astype"}
)
STABLE = frozenset({"stable", "mergesort"})


@check("MET005")
def unstable_ties(experiment: Experiment) -> Iterator[Finding]:
    """`argsort` without `kind="stable"` of scores that were rounded, cast to whole numbers or compared, cut to the first k."""
    source = experiment.source
    if "argsort" not in source.text or not speaks_of_ranks(experiment):
        return
    for scope in scopes(experiment):
        for node in scope.nodes:
            if not isinstance(node, ast.Call) or called(node) != "argsort" or _is_stable(node):
                continue
            coarse = _coarse(scope, _sorted(node))
            if coarse is None or not _is_ranking(scope, node):
                continue
            yield Finding(
                f"`{ast.unparse(coarse)}` has many equal values, and `argsort` puts equal ones in no promised order",
                source.location(node, "ties in any order"),
                (source.location(coarse, "equal scores are made here"),) if coarse.lineno != node.lineno else (),
            )


def _is_stable(call: ast.Call) -> bool:
    for keyword in call.keywords:
        if keyword.arg == "kind":
            return getattr(keyword.value, "value", "stable") in STABLE  # a kind that is not literal may be
        if keyword.arg == "stable":
            return getattr(keyword.value, "value", True) is not False
    return False


def _sorted(call: ast.Call) -> ast.expr:
    """What is sorted: the argument of `np.argsort(x)`, the receiver of `x.argsort()`."""
    function = call.func
    if isinstance(function, ast.Attribute) and getattr(function.value, "id", "") not in {"np", "numpy", "torch", "jnp"}:
        return function.value
    return call.args[0] if call.args else call


def _coarse(scope: Scope, value: ast.expr, depth: int = 8) -> ast.expr | None:
    """The expression by which scores became few values; None when they may all differ."""
    value = scope.only_value(value)
    if depth == 0:
        return None
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return _coarse(scope, value.operand, depth - 1)
    if isinstance(value, ast.Compare) or (isinstance(value, ast.BinOp) and isinstance(value.op, ast.FloorDiv)):
        return value
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Mult, ast.Sub)):
        sides = [side for side in (value.left, value.right) if whole_number(side) is None]
        return _coarse(scope, sides[0], depth - 1) if len(sides) == 1 else None
    if not isinstance(value, ast.Call):
        return None
    name = called(value)
    if name in ROUNDING:
        return value
    if name == "astype" and value.args and _is_whole(value.args[0]):
        return value
    if name in SAME_VALUES:
        method = isinstance(value.func, ast.Attribute) and getattr(value.func.value, "id", "") not in {"np", "numpy"}
        inner = value.func.value if method and isinstance(value.func, ast.Attribute) else next(iter(value.args), None)
        return _coarse(scope, inner, depth - 1) if inner is not None else None
    return None


def _is_whole(kind: ast.expr) -> bool:
    return (getattr(kind, "id", "") or getattr(kind, "attr", "") or getattr(kind, "value", "")) in WHOLE


def _is_ranking(scope: Scope, node: ast.Call) -> bool:
    """Is the order cut to its head, here or by the name that it gets?"""
    bound = {
        target.id
        for each in scope.around(node)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for each in scope.nodes:
        if is_cut(each) and isinstance(each, ast.Subscript):
            inside = list(ast.walk(each.value))
            if any(part is node for part in inside) or any(getattr(part, "id", "") in bound for part in inside):
                return True
    return False
