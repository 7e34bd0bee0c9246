"""What asserts: in a test itself, in helpers of its file, or perhaps in code that is out of sight."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Names of calls that judge something. Broad on purpose: a call that is taken for an assertion costs no more than a miss.
JUDGES = pattern(
    r"assert|check|verif|validat|expect|ensure|should|compar|raise|warns|deprecated|fail|skip|xfail|gradcheck|snapshot|"
    r"regression|benchmark|golden|testmod|testfile|exit|run_?test|simplefilter|filterwarnings|errstate",
    re.IGNORECASE,
)

# An assertion in code that is kept as text, for another interpreter to run.
WRITTEN = pattern(r"(?:^|[\n;:>])[ \t]*assert[ (]")
FIXTURE_JUDGES = pattern(r"assert|verif", re.IGNORECASE)


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
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(_is_written_assertion(part) for part in ast.walk(node.value)):
            file.judging |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for _ in range(3):  # helpers that call helpers
        file.judging |= {function.name for function in functions if judges(function, file)}
    return file


def judges(function: Function, file: TestFile) -> bool:
    """Does the test assert, raise, wait for an exception, or mention or call something that does or may?"""
    unknown = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)} - {"self", "cls"}
    unknown |= {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    docstring = function.body[0].value if isinstance(function.body[0], ast.Expr) else None
    for node in ast.walk(function):
        if isinstance(node, (ast.Assert, ast.Raise, ast.Try)):
            return True
        if node is not docstring and _is_written_assertion(node):
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


def _is_written_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITTEN.search(node.value) is not None


# --- fixtures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fixture:
    """A fixture: those that it asks for itself, whether every test gets it, and whether it asserts after its `yield`."""

    name: str
    asks: tuple[str, ...]
    automatic: bool
    asserts: bool


def fixtures_of(trees: Iterable[ast.Module]) -> dict[str, Fixture]:
    """All fixtures by name; where several have one name, that of the last tree."""
    return {fixture.name: fixture for tree in trees for fixture in _fixtures(tree)}


def judged_by_fixture(function: Function, fixtures: dict[str, Fixture]) -> bool:
    """Does the test get a fixture that asserts once the test is over, asked for or not?"""
    waiting = [*_asked(function), *(fixture.name for fixture in fixtures.values() if fixture.automatic)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        fixture = fixtures.get(name)
        if fixture is None or name in seen:
            continue
        if fixture.asserts:
            return True
        seen.add(name)
        waiting.extend(fixture.asks)
    return False


def _fixtures(tree: ast.Module) -> Iterator[Fixture]:
    for node in ast.walk(tree):
        if not isinstance(node, Function):
            continue
        decorator = next((one for one in node.decorator_list if "fixture" in ast.unparse(one)), None)
        if decorator is None:
            continue
        keywords = {one.arg: one.value for one in decorator.keywords} if isinstance(decorator, ast.Call) else {}
        name, automatic = (getattr(keywords.get(key), "value", None) for key in ("name", "autouse"))
        yield Fixture(
            name if isinstance(name, str) else node.name, _asked(node), automatic is True, _asserts_afterwards(node)
        )


def _asked(function: Function) -> tuple[str, ...]:
    arguments = function.args
    return tuple(one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def _asserts_afterwards(fixture: Function) -> bool:
    """Does an assertion stand below the `yield`, at which the test runs?"""
    nodes = list(ast.walk(fixture))
    first = min((node.lineno for node in nodes if isinstance(node, (ast.Yield, ast.YieldFrom))), default=None)
    return first is not None and any(_is_assertion(node) and getattr(node, "lineno", 0) > first for node in nodes)


def _is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return FIXTURE_JUDGES.search(ast.unparse(node.func)) is not None
    return isinstance(node, ast.Assert)
