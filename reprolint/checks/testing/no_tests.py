"""A repository of some size holds no test of its code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.patterns import pattern

# Less than both, and reading it through is as good as a test; chosen by us.
LINES = 200
FUNCTIONS = 5
DEFINITION = pattern(r'(?:^|\\n|")\s*(?:async )?def (\w+)', re.MULTILINE)  # in a script, or in the JSON of a notebook
TEST_LIBRARIES = frozenset({"pytest", "unittest", "nose", "doctest", "hypothesis", "testbook", "ward", "behave"})
TEST_COMMANDS = (
    "pytest",
    "unittest",
    "nosetests",
    "nox",
    "tox",
    "--doctest",
    "nbmake",
    "nbval",
    "make test",
    "just test",
    "npm test",
    "npm run test",
    "mvn test",
    "gradle test",
    "cargo test",
    "go test",
    "ctest",
)

if TYPE_CHECKING:
    from reprolint.project import Project
ELSEWHERE = (
    "test*.R",
    "*.test.[jt]s",
    "*.test.[jt]sx",
    "*.spec.[jt]s",
    "*Test.java",
    "*Tests.java",
    "*Test.kt",
    "*_test.go",
    "*_test.cc",
    "*_test.cpp",
    "test_*.jl",
    "runtests.jl",
    "tests.py",
    "conftest.py",
    "*.feature",
)


@check("TST001", over="project")
def no_tests(project: Project) -> Iterator[Finding]:
    """Asks for test files, for examples in docstrings that are run, and for test commands in what drives the project."""
    summaries = project.summaries
    lines = sum(one.code_lines for one in summaries if not one.is_test)
    functions = _functions(project)
    if (lines < LINES and functions < FUNCTIONS) or project.test_files or project.doctests:
        return
    if any(one.is_test or not TEST_LIBRARIES.isdisjoint(one.imports) for one in summaries):
        return
    if project.folder.matching(*ELSEWHERE):
        return
    if any(command in text for text in project.workflows.values() for command in TEST_COMMANDS):
        return
    size = f"{functions} functions" if functions >= FUNCTIONS else f"{lines} lines of code"
    unfound = next((one for one in summaries if one.asserting), None)
    if unfound is None:
        message = f"This project has {size} and no test, so nothing would notice if one computed something else"
        yield Finding(message, project.location())
    elif not project.finds_other_names:
        name, file = unfound.asserting[0], PurePosixPath(unfound.path)
        yield Finding(
            f"This project has {size} and no test that a runner finds: `{name}` asserts something, but stands in `{file.name}`",
            project.location(),
            help=f"Move `{name}` to `tests/test_{file.stem}.py`, where a runner such as pytest looks for tests, "
            "and add one known input and its known output for each function that computes a reported number",
        )


def _functions(project: Project) -> int:
    """How many functions the project's own files define; those that were not analysed are searched for their text.

    A file that lies in several folders counts once: the copies have its name, its functions and its lines. So does a
    notebook beside a script of its name with the same functions, as Jupytext keeps them in step.
    """
    folder, known = project.folder, {one.path: one for one in project.summaries}
    start = folder.display("").removesuffix(".").rstrip("/")
    found: dict[tuple[str, int, int], int] = {}
    scripts: dict[str, int] = {}
    for path in sorted(folder.matching("*.py", "*.ipynb"), key=lambda path: path.endswith(".ipynb")):
        one = known.get(f"{start}/{path}" if start else path)
        text = "" if one is not None else folder.read(path) or ""
        lines = one.code_lines if one is not None else text.count("\n")
        functions = one.functions if one is not None else len(_defined(text))
        script = f"{path.removesuffix('.ipynb')}.py"
        if not path.endswith(".ipynb"):
            scripts[path] = functions
        elif scripts.get(script) == functions and _defined(folder.read(script)) == _defined(folder.read(path)):
            continue
        found[PurePosixPath(path).name, functions, lines] = functions
    return sum(found.values())


def _defined(text: str | None) -> list[str]:
    """The names of the functions that the file defines, in order."""
    return DEFINITION.findall(text or "")
