"""A repository of some size holds no test of its code."""

from __future__ import annotations

from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.project import Project

SMALL = 200  # lines of code below which reading it through is as good as a test; chosen by us
TEST_LIBRARIES = frozenset({"pytest", "unittest", "nose", "doctest", "hypothesis", "testbook", "ward", "behave"})
TEST_COMMANDS = ("pytest", "unittest", "nosetests", "nox", "tox", "--doctest", "nbmake", "nbval", "make test", "just test")
ELSEWHERE = ("test*.R", "*.test.js", "test_*.jl", "runtests.jl", "tests.py", "conftest.py", "*.feature")


@check("TST001", over="project")
def no_tests(project: Project) -> Iterator[Finding]:
    """Asks for test files, for examples in docstrings that are run, and for test commands in what drives the project."""
    summaries = project.summaries
    lines = sum(one.code_lines for one in summaries if not one.is_test)
    if lines < SMALL or project.test_files or project.doctests:
        return
    if any(one.is_test or not TEST_LIBRARIES.isdisjoint(one.imports) for one in summaries):
        return
    if project.folder.matching(*ELSEWHERE):
        return
    if any(command in text for text in project.workflows.values() for command in TEST_COMMANDS):
        return
    files = "1 file" if len(summaries) == 1 else f"{len(summaries)} files"
    yield Finding(
        f"{lines} lines of code in {files} and no test: nothing would notice if a function computed something else",
        project.location(),
    )
