"""A comparison stands as a statement of its own: its answer is dropped, and nothing is checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.source import Source

COMPARERS = frozenset(
    {"allclose", "array_equal", "array_equiv", "isclose", "equals", "isinstance", "issubclass", "startswith", "endswith", "issubset", "issuperset", "isdisjoint"}
)  # fmt: skip
REDUCERS = frozenset({"all", "any"})
EXPECTING = ("raises", "warns", "suppress", "deprecated_call", "assertRaises", "assertWarns", "catch_warnings")
SHOWN = "A notebook shows this answer and goes on whatever it is; an `assert` would stop"


@check("TST005")
def dead_check(experiment: Experiment) -> Iterator[Finding]:
    """Walks the statements; a comparison that the last line of a cell shows is a note that only those who ask for it see."""
    source = experiment.source
    if "ast_node_interactivity" in source.text:
        return
    shown = _last_of_cells(source)
    for statement in _statements(source.tree):
        if isinstance(statement, ast.Assert):
            if isinstance(statement.test, ast.Tuple) and statement.test.elts:
                message = "This `assert` holds a pair in parentheses, which is always true, and so cannot fail"
                yield Finding(message, source.location(statement, "always true"), help="Leave out the parentheses around condition and message")
            continue
        checked = _checked(statement.value)
        if not checked:
            continue
        if id(statement) not in shown:
            message = f"The answer of {checked} is dropped, so nothing is checked"
            yield Finding(message, source.location(statement, "answer dropped"))
        elif _tells_one_answer(statement.value):
            message = f"The answer of {checked} is shown under the cell and enforced by nothing"
            place = source.location(statement, "shown, not enforced")
            yield Finding(message, place, help=SHOWN, severity=Severity.NOTE, confidence=Confidence.MEDIUM)


def _statements(tree: ast.AST) -> Iterator[ast.Expr | ast.Assert]:
    """Expression and assert statements, but not those that are there to raise or warn."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Expr, ast.Assert)):
            yield node
        elif isinstance(node, (ast.With, ast.AsyncWith)) and any(
            word in ast.unparse(item.context_expr) for item in node.items for word in EXPECTING
        ):
            continue
        elif isinstance(node, (ast.Try, ast.TryStar)):
            for part in (*node.orelse, *node.finalbody, *node.handlers):
                yield from _statements(ast.Module([part], []))
        elif isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _statements(node)


def _checked(value: ast.expr) -> str:
    """What is compared, in words; "" when the expression is no check."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        value = value.operand
    if isinstance(value, ast.Compare):
        return "this comparison"
    if isinstance(value, ast.BoolOp):
        return "these comparisons" if all(isinstance(each, ast.Compare) for each in value.values) else ""
    if not isinstance(value, ast.Call):
        return ""
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    if name in COMPARERS:
        return f"`{name}`"
    if name in REDUCERS:
        inner = [value.func.value] if isinstance(value.func, ast.Attribute) and not value.args else value.args
        return f"`{name}`" if any(_checked(each) for each in inner) else ""
    return ""


def _tells_one_answer(value: ast.expr) -> bool:
    """Is the outcome one yes or no, rather than a column of them that somebody wants to look at?"""
    if isinstance(value, ast.Compare):
        text = ast.unparse(value)
        return isinstance(value.ops[0], (ast.Eq, ast.NotEq)) and any(word in text for word in (".shape", "len(", ".sum()"))
    if not isinstance(value, ast.Call) or any(keyword.arg == "axis" for keyword in value.keywords):
        return False
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return name in {"allclose", "array_equal", "array_equiv", "equals"} or (name == "all" and "==" in ast.unparse(value))


def _last_of_cells(source: Source) -> frozenset[int]:
    """Expressions whose value a notebook shows: the last of each cell, unless a semicolon hides it."""
    if not source.cells:
        return frozenset()
    last: dict[int, ast.stmt] = {}
    for statement in source.tree.body:
        cell = source.cell_at(statement.lineno)
        if cell is not None:
            last[cell.number] = statement
    lines = source.text.split("\n")
    return frozenset(
        id(statement) for statement in last.values() if not lines[(statement.end_lineno or 1) - 1].rstrip().endswith(";")
    )
