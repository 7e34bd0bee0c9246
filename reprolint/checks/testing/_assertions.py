"""What asserts: in a test itself, in helpers of its file, or perhaps in code that is out of sight."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property

from reprolint.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Names of calls that judge something. Broad on purpose: a call that is taken for an assertion costs no more than a miss.
JUDGES = re.compile(
    r"assert|check|verif|validat|expect|ensure|should|compar|raise|warns|deprecated|fail|skip|xfail|gradcheck|snapshot|"
    r"regression|benchmark|golden|testmod|testfile|exit|run_?test|simplefilter|filterwarnings|errstate",
    re.IGNORECASE,
)


@dataclass
class TestFile:
    """Names of one test file: functions that judge, all that are defined here, and what comes from other test code."""

    source: Source
    judging: set[str]
    defined: set[str]
    borrowed: set[str]

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Line and text of each comment; read only once a test looks suspicious."""
        return [(line, text) for line, _, text in self.source.comments()]


def names_of(source: Source) -> TestFile:
    """Read the names of a test file, following helpers that call helpers."""
    tree = source.tree
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    file = TestFile(source, set(), {function.name for function in functions}, set())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or "test" in (node.module or "")):
            file.borrowed |= {alias.asname or alias.name for alias in node.names}
    for _ in range(3):  # helpers that call helpers
        file.judging |= {function.name for function in functions if judges(function, file)}
    return file


def judges(function: Function, file: TestFile) -> bool:
    """Does the test assert, raise, wait for an exception, or mention or call something that does or may?"""
    unknown = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)} - {"self", "cls"}
    unknown |= {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(function):
        if isinstance(node, (ast.Assert, ast.Raise, ast.Try)):
            return True
        if isinstance(node, ast.Attribute) and (JUDGES.search(node.attr) or node.attr in file.judging):
            return True
        if isinstance(node, ast.Name) and (JUDGES.search(node.id) or node.id in file.judging):
            return True
        if isinstance(node, ast.Call) and _may_judge(node.func, unknown, file):
            return True
    return False


def _may_judge(callee: ast.expr, unknown: set[str], file: TestFile) -> bool:
    """Is what is called out of sight: a parameter, a local name, an inherited method, a helper of other test code?"""
    if isinstance(callee, ast.Name):
        return callee.id in file.borrowed or callee.id in unknown
    if not isinstance(callee, ast.Attribute):
        return True  # a table of functions or the like
    root = callee.value
    if isinstance(root, ast.Call) and ast.unparse(root.func) == "super":
        return True
    if isinstance(root, ast.Name) and root.id in {"self", "cls"}:
        return callee.attr not in file.defined
    return isinstance(root, ast.Name) and root.id in file.borrowed
