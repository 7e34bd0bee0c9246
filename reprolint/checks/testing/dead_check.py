"""A comparison stands as a statement of its own: its answer is dropped, and nothing is checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.testing._shown import last_of_cells
from reprolint.checks.testing._slips import slip, slips_of
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import Experiment
from reprolint.patterns import pattern
from reprolint.source import Source
from reprolint.source.walking import called

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef

COMPARERS = frozenset(
    {"allclose", "array_equal", "array_equiv", "isclose", "equals", "isinstance", "startswith", "endswith"}
)
EXCUSES = pattern(
    r"rais|warn|error|exception|crash|\bworks?\b|cache|trigger|populat|smoke|regression|recurs|segfault|fail|memory|leak|"
    r"noqa|pylint|\bgh-?\s?#?\d|#\s?\d{3,}|issue|ticket|deprecat",
    re.IGNORECASE,
)
EXPECTING = ("raises", "warns", "suppress", "deprecated_call", "assertRaises", "assertWarns", "catch_warnings")
BODIES = ("body", "orelse", "cases")  # of statements, those of `try` apart
DEMONSTRATION = 5  # more than so many on the top level of one script were meant to be looked at; chosen by us
BARE = (ast.Attribute, ast.Subscript, ast.Name, ast.BinOp, ast.Compare, ast.BoolOp)
SHOWN = "A notebook shows this answer and goes on whatever it is; an `assert` would stop"
PAIR = "Leave out the parentheses around condition and message"


@check("TST005")
def dead_check(experiment: Experiment) -> Iterator[Finding]:
    """Walks the statements; a comparison that the last line of a cell shows is a note that only those who ask for it see."""
    source = experiment.source
    if "ast_node_interactivity" in source.text:  # then a notebook shows every expression
        return
    if not any(_checked(each.value) for each in source.nodes_of(ast.Expr)) and not source.nodes_of(ast.Assert):
        return  # most files, and the rest takes long
    shown = last_of_cells(source)
    dropped: dict[tuple[Scope, int], list[tuple[ast.Expr, str]]] = {}  # by function, and by cell of a notebook
    slips = slips_of(source)
    for scope, statement in _statements(source.tree, source.tree):
        if isinstance(statement, ast.Assert):
            if isinstance(statement.test, ast.Tuple) and statement.test.elts:
                message = "This `assert` holds a pair in parentheses, which is always true, and so cannot fail"
                yield Finding(message, source.location(statement, "always true"), help=PAIR)
        elif checked := _checked(statement.value):
            if (setting := slips.get(statement)) is not None:
                if not _is_excused(scope, [(statement, checked)], source):
                    yield slip(statement, setting, source)
            elif id(statement) not in shown:
                cell = source.cell_at(statement.lineno)
                dropped.setdefault((scope, cell.number if cell else 0), []).append((statement, checked))
            elif _tells_one_answer(statement.value):
                message = f"The answer of {checked} is shown under the cell and enforced by nothing"
                place = source.location(statement, "shown, not enforced")
                yield Finding(message, place, help=SHOWN, severity=Severity.NOTE, confidence=Confidence.MEDIUM)
    for (scope, _), found in dropped.items():
        if (isinstance(scope, ast.Module) and _is_demonstration(found, source)) or _is_excused(scope, found, source):
            continue
        (first, checked), *others = found
        message = f"The answer of {checked} is dropped, so nothing is checked"
        related = tuple(source.location(each, "and here") for each, _ in others)
        yield Finding(message, source.location(first, "answer dropped"), related)


def _is_demonstration(found: list[tuple[ast.Expr, str]], source: Source) -> bool:
    """Are there so many bare values on the top level, of the script or the cell, that they were meant to be looked at?"""
    cell = source.cell_at(found[0][0].lineno)
    bare = {
        statement.lineno
        for statement in source.tree.body
        if isinstance(statement, ast.Expr)
        and isinstance(statement.value, BARE)
        and (not source.cells or source.cell_at(statement.lineno) == cell)
    }
    return len(bare | {statement.lineno for statement, _ in found}) > DEMONSTRATION


def _statements(node: ast.AST, scope: Scope) -> Iterator[tuple[Scope, ast.Expr | ast.Assert]]:
    """Expression and assert statements with the function they are in, but not those that are there to raise or warn."""
    for child in (part for name in BODIES for part in getattr(node, name, ())):
        if isinstance(child, (ast.Expr, ast.Assert)):
            yield scope, child
        elif isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not getattr(scope, "name", "").startswith("test"):  # within a test, often there to be seen raising
                yield from _statements(child, child)
        elif isinstance(child, (ast.With, ast.AsyncWith)) and any(
            word in ast.unparse(item.context_expr) for item in child.items for word in EXPECTING
        ):
            continue
        elif isinstance(child, (ast.Try, ast.TryStar)):
            for part in (*child.orelse, *child.finalbody, *child.handlers):
                yield from _statements(ast.Module([part], []) if isinstance(part, ast.stmt) else part, scope)
        elif isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _statements(child, scope)


def _checked(value: ast.expr) -> str:
    """What is compared, in words; "" when the expression is no check."""
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
        value = value.operand
    if isinstance(value, ast.Compare):
        return "" if _is_arrow(value) else "this comparison"
    if isinstance(value, ast.BoolOp):
        return "these comparisons" if all(isinstance(each, ast.Compare) for each in value.values) else ""
    name = called(value)
    if name in COMPARERS:
        return f"`{name}`"
    if name in {"all", "any"} and isinstance(value, ast.Call):
        inner = value.args or ([value.func.value] if isinstance(value.func, ast.Attribute) else [])
        return f"`{name}`" if any(_checked(each) for each in inner) else ""
    return ""


def _is_arrow(value: ast.Compare) -> bool:
    """`rows <- read(file)` assigns in R."""
    right = value.comparators[0]
    if not isinstance(value.ops[0], ast.Lt) or not isinstance(right, ast.UnaryOp) or not isinstance(right.op, ast.USub):
        return False
    return isinstance(value.left, ast.Name) and not isinstance(right.operand, ast.Constant)


def _tells_one_answer(value: ast.expr) -> bool:
    """Is the outcome one yes or no, rather than a column of them that somebody wants to look at?"""
    if isinstance(value, ast.Compare):
        text = ast.unparse(value)
        return isinstance(value.ops[0], (ast.Eq, ast.NotEq)) and any(
            word in text for word in (".shape", "len(", ".sum()")
        )
    if not isinstance(value, ast.Call) or any(keyword.arg == "axis" for keyword in value.keywords):
        return False
    name = called(value)
    return name in {"allclose", "array_equal", "array_equiv", "equals"} or (
        name == "all" and "==" in ast.unparse(value)
    )


def _is_excused(scope: Scope, found: list[tuple[ast.Expr, str]], source: Source) -> bool:
    """Does the name, the docstring or a comment nearby say that only running it matters?"""
    comments = {line: text for line, _, text in source.comments()}
    if isinstance(scope, ast.Module):
        said = [comments.get(line, "") for each, _ in found for line in (each.lineno - 1, each.lineno)]
    else:
        said = [comments.get(line, "") for line in range(scope.lineno, (scope.end_lineno or scope.lineno) + 1)]
        said += [scope.name, ast.get_docstring(scope) or ""]
    return any(EXCUSES.search(text) for text in said)
