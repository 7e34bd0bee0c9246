"""A test runs code and asserts nothing about what came out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.checks.testing._assertions import (
    Fixture,
    Function,
    TestFile,
    fixtures_of,
    judged_by_fixture,
    judges,
    names_of,
)
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.patterns import pattern
from reprolint.source import Source, read_bytes

# The name, docstring or a comment says that running through is all that is asked.
SMOKE = pattern(
    r"smoke|import|_runs?(_|\b)|works?(_|\b)|execut|segfault|deadlock|hang|crash|leak|recursion|issue|bug|error|exception|"
    r"without[ _](err|exc|warn|fail|complain)|\bno[ _](longer|err|exc|warn|fail)|warning|division|"
    r"not?_?[ _]+(be )?(raise|fail|err|warn|throw|exit|break|blow|complain)|n['_]?t[ _](raise|fail|err|warn|throw|break)|"
    r"valid|allow|accept|support|can[ _]|benchmark|perf|verbose|repr|str_|doc|info|print|plot|pickl|"
    r"\bgh-?\s?#?\d|#\s?\d{3,}",
    re.IGNORECASE,
)
JUDGING_DECORATORS = pattern(
    r"figures|image|xfail|skip|fixture|given|benchmark|raises|warns|warnings|snapshot|fail|timeout|slow", re.IGNORECASE
)

if TYPE_CHECKING:
    from reprolint.project import Project


@check("TST002", with_project=True)
def asserting_nothing(experiment: Experiment, project: Project | None = None) -> Iterator[Finding]:
    """Asks every function that a runner collects; calls of helpers are followed in this file, and excused elsewhere.

    Without a project the fixtures of `conftest.py` are out of sight.
    """
    source = experiment.source
    name = PurePosixPath(source.path).name
    if source.kind == "notebook" or not (name.startswith("test_") or name.endswith("_test.py")):
        return
    file = names_of(source)
    fixtures: dict[str, Fixture] | None = None
    for function in _collected(source.tree):
        if any(JUDGING_DECORATORS.search(ast.unparse(one)) for one in function.decorator_list) or judges(
            function, file
        ):
            continue
        if not _is_empty(function) and SMOKE.search(f"{function.name} {_prose(function, file)}"):
            continue
        if fixtures is None:  # read once, and only when a test looks suspicious
            fixtures = fixtures_of([*(_conftests(source, project) if project else ()), source.tree])
        if not _is_empty(function) and judged_by_fixture(function, fixtures):
            continue
        yield Finding(_message(function), source.line_location(function.lineno, "asserts nothing"))


def _conftests(source: Source, project: Project) -> Iterator[ast.Module]:
    """The files whose fixtures pytest hands to the tests of this one, from the root down."""
    for path in sorted(project.folder.matching("conftest.py"), key=lambda path: path.count("/")):
        shown = project.folder.display(path)
        if PurePosixPath(source.path).is_relative_to(PurePosixPath(shown).parent):
            conftest, _ = read_bytes((project.folder.read(path) or "").encode(), shown)
            if conftest is not None:
                yield conftest.tree


def _collected(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield node
        elif isinstance(node, ast.ClassDef) and _is_test_class(node):
            yield from (each for each in node.body if isinstance(each, Function) and _counts(each, node))


def _counts(method: Function, owner: ast.ClassDef) -> bool:
    """An empty method below a base class may switch an inherited test off."""
    return method.name.startswith("test_") and not (owner.bases and _is_empty(method))


def _is_test_class(node: ast.ClassDef) -> bool:
    if any("TestCase" in ast.unparse(base) for base in node.bases):
        return True
    return node.name.startswith("Test") and not any(
        isinstance(each, Function) and each.name == "__init__" for each in node.body
    )


def _prose(function: Function, file: TestFile) -> str:
    """The docstring and the comments of a test."""
    last = function.end_lineno or function.lineno
    said = [text for line, text in file.comments if function.lineno - 1 <= line <= last]
    return " ".join([ast.get_docstring(function) or "", *said])


def _is_empty(function: Function) -> bool:
    return all(
        isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in function.body
    )


def _message(function: Function) -> str:
    if _is_empty(function):
        return f"`{function.name}` is empty, and a runner counts it as a test that passed"
    last = function.body[-1]
    if isinstance(last, ast.Return) and isinstance(last.value, (ast.Compare, ast.BoolOp)):
        return f"`{function.name}` returns its comparison instead of asserting it, and so passes whatever comes out"
    return f"`{function.name}` runs code and asserts nothing, and so passes whatever comes out"
