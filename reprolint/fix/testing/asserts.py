"""`assert` in front of a comparison whose answer was dropped, and an `assert` freed of parentheses."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer
from reprolint.source.walking import called

ONE_ANSWER = frozenset({"allclose", "array_equal", "array_equiv", "equals", "isinstance", "startswith", "endswith"})
COUNTS = frozenset({"len", "sum", "nunique", "item", "count", "type", "id"})


@fixer("TST005")
def assert_it(program: Program, finding: Finding) -> Repair:
    """Safe in tests, which compute no published number; elsewhere a failing `assert` stops the program."""
    require(finding.primary.label != "compared, not set", "`=` may have been meant")
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes = []
    for place in places:
        statement = program.node_at(place, ast.stmt)
        if isinstance(statement, ast.Assert):
            changes.append(_freed(program, statement))
        elif isinstance(statement, ast.Expr):
            require(
                _has_one_answer(statement.value), "it may be a whole column of answers, which `assert` cannot judge"
            )
            program.own_lines(statement)
            start, _ = program.span(statement)
            changes.append(Change(start, start, "assert "))
        else:
            raise DeclinedError("it is no plain comparison")
    return Repair("Assert it", tuple(changes), safe=_is_test(program.source.path))


def _is_test(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.startswith("test_") or name.endswith("_test.py")


def _freed(program: Program, statement: ast.Assert) -> Change:
    pair = statement.test
    if not isinstance(pair, ast.Tuple) or len(pair.elts) != 2:
        raise DeclinedError("it is no pair of condition and message")
    condition, message = (program.segment(part) for part in pair.elts)
    require("#" not in program.segment(pair) and "\n" not in program.segment(pair), "it stands on several lines")
    require(
        not any(isinstance(part, (ast.Starred, ast.NamedExpr)) for part in pair.elts), "it holds more than two parts"
    )
    return program.replace(pair, f"{condition}, {message}")


def _has_one_answer(value: ast.expr) -> bool:
    """Is the outcome one yes or no, as far as the expression itself shows?"""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        return True
    if isinstance(value, ast.BoolOp):
        return all(_has_one_answer(part) for part in value.values)
    if isinstance(value, ast.Call):
        name = called(value)
        if name in {"all", "any"}:
            owner = value.func.value if isinstance(value.func, ast.Attribute) else None
            doubled = isinstance(owner, ast.Call) and called(owner) in {"all", "any"}
            builtin = isinstance(value.func, ast.Name)
            return builtin or doubled or (isinstance(owner, ast.Compare) and _is_column(owner.left))
        textual = isinstance(value.func, ast.Attribute) and ast.unparse(value.func.value).endswith(".str")
        return name in ONE_ANSWER and not textual
    if isinstance(value, ast.Compare):
        return any(_counts(part) for part in (value.left, *value.comparators))
    return False


def _is_column(node: ast.expr) -> bool:
    """One column, such as `table["mass"]`: then `all()` is one answer."""
    return (
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    )


def _counts(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute) and node.attr in {"shape", "ndim", "size"}:
        return True
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if not isinstance(node, ast.Call) or called(node) not in COUNTS:
        return False
    return isinstance(node.func, ast.Name) or (called(node) not in {"sum", "count"} or _called_twice(node))


def _called_twice(node: ast.Call) -> bool:
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(owner, ast.Call) and called(owner) == called(node)
