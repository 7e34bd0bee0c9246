"""TST001, TST002 and TST005 in the corners that their pages leave out."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from reprolint import checks
from reprolint.engine.summaries import summarise
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import build
from reprolint.project import Project
from reprolint.source import read_bytes, read_file

CHECKS = {check.code: check for check in checks.load()}


def ask(code: str, program: str, name: str = "analysis.py") -> list[Finding]:
    source, problems = read_bytes(dedent(program).encode(), name)
    assert source is not None, problems
    return list(CHECKS[code].function(build(source)))


def ask_project(root: Path, files: dict[str, str]) -> list[Finding]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    sources = [read_file(path, path.name)[0] for path in sorted(root.rglob("*.py"))]
    return list(CHECKS["TST001"].function(Project(root, tuple(summarise(build(each)) for each in sources if each))))


LONG = "".join(f"x{number} = {number}\n" for number in range(200))
FUNCTIONS = "".join(f"def f{number}():\n    return {number}\n" for number in range(5))


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.py": LONG}, 1),
        ({"a.py": FUNCTIONS}, 1),
        ({"a.py": LONG.partition("\n")[2]}, 0),
        ({"a.py": FUNCTIONS, "tests/test_a.py": "def test_a():\n    assert True\n"}, 0),
        ({"a.py": FUNCTIONS, "checks/conftest.py": ""}, 0),
        ({"a.py": FUNCTIONS, "server/src/test/java/RowsTest.java": ""}, 0),
        ({"a.py": FUNCTIONS, "page/rows.spec.ts": ""}, 0),
        ({"a.py": FUNCTIONS, "x_test.csv": ""}, 1),
        ({"a.py": FUNCTIONS, ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: npm run test}]}}\n"}, 0),
        ({"a.py": f"import doctest\n{FUNCTIONS}doctest.testmod()\n"}, 0),
        ({"a.py": FUNCTIONS, ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: tox}]}}\n"}, 0),
        ({"a.py": FUNCTIONS, ".github/workflows/ci.yml": "jobs: {a: {steps: [{run: make figures}]}}\n"}, 1),
    ],
)
def test_what_counts_as_a_test(tmp_path, files, found):
    assert len(ask_project(tmp_path, files)) == found


@pytest.mark.parametrize(
    "function",
    [
        "def test_split():\n    print(f1())\n",
        "def test_split(model, loader):\n    assert len(loader)\n    return model(loader)\n",
        "def test_split(*paths):\n    assert paths\n",
        "def split():\n    assert f1() == 1\n",
        "class Model:\n    def test_split():\n        assert f1() == 1\n",
    ],
)
def test_what_is_no_test_wherever_it_stands(tmp_path, function):
    (finding,) = ask_project(tmp_path, {"a.py": f"{FUNCTIONS}{function}"})
    assert "functions and no test, so nothing" in finding.message
    assert not finding.help


def test_copies_of_a_file_count_once(tmp_path):
    copies = {f"run{number}/steps.py": FUNCTIONS for number in range(9)}
    (finding,) = ask_project(tmp_path, {**copies, "steps.py": f"{FUNCTIONS}def more():\n    return 1\n"})
    assert finding.message.startswith("This project has 11 functions and no test")


@pytest.mark.parametrize(("names", "count"), [("f0 f1 f2 f3 f4", 5), ("f0 f1 f2 f3 f4 f5", 11), ("f0 f1 f2 f3 g", 10)])
def test_a_script_and_the_notebook_that_it_is_kept_in_step_with_count_once(tmp_path, names, count):
    cells = [f"def {name}():\n" for name in names.split()]
    book = json.dumps({"cells": [{"cell_type": "code", "source": [cell, "    return 1"]} for cell in cells]}, indent=1)
    (finding,) = ask_project(tmp_path, {"a.py": FUNCTIONS, "a.ipynb": book})
    assert finding.message.startswith(f"This project has {count} functions and no test")


def test_a_test_in_a_file_where_no_runner_looks(tmp_path):
    program = f"{FUNCTIONS}def test_split():\n    for _ in range(3):\n        assert f1() == 1\ntest_split()\n"
    (finding,) = ask_project(tmp_path, {"data.py": program})
    assert finding.message == (
        "This project has 6 functions and no test that a runner finds: "
        "`test_split` asserts something, but stands in `data.py`"
    )
    assert finding.help.startswith("Move `test_split` to `tests/test_data.py`")
    (tmp_path / "pytest.ini").write_text("[pytest]\npython_files = *.py\n", encoding="utf-8")
    assert not ask_project(tmp_path, {})


@pytest.mark.parametrize(
    "body",
    ["run(3)", "...", "'''Says what it would test.'''", "return run(3) == 4", "run(3)\n    np.array_equal(1, 1)"],
)
def test_tests_that_cannot_fail(body):
    assert (
        len(ask("TST002", f"import numpy as np\nfrom lab import run\ndef test_sum():\n    {body}\n", "test_a.py")) == 1
    )


@pytest.mark.parametrize(
    "test",
    [
        "def test_sum():\n    assert run(3) == 4",
        "def test_sum():\n    with pytest.raises(ValueError):\n        run(3)",
        "def test_sum():\n    np.testing.assert_allclose(run(3), 4)",
        "def test_sum():\n    for compare in [np.testing.assert_equal]:\n        compare(run(3), 4)",
        "def test_sum(judge):\n    judge(run(3))",
        "def test_sum():\n    helper(3)",
        "def test_sum():\n    outer(3)",
        "def test_sum():\n    from_other_tests(3)",
        "def test_sum():\n    try:\n        run(3)\n    except ValueError:\n        pass",
        "@pytest.mark.xfail\ndef test_sum():\n    run(3)",
        "def test_sum_runs():\n    run(3)",
        "def test_sum():\n    run(3)  # used to crash, gh-12",
        "class TestMore(Base):\n    def test_sum(self):\n        pass",
        "class TestMore(Base):\n    def test_sum(self):\n        self.inherited(3)",
        "class TestMore:\n    def __init__(self):\n        pass\n    def test_sum(self):\n        run(3)",
        "def helps_test_sum():\n    run(3)",
    ],
)
def test_tests_that_judge_or_say_that_they_do_not(test):
    head = """
import numpy as np
import pytest
from lab import run
from tests.tools import from_other_tests
def helper(x):
    assert run(x)
def outer(x):
    helper(x)
"""
    assert not ask("TST002", f"{head}{test}\n", "test_a.py")


@pytest.mark.parametrize("name", ["analysis.py", "tests/tools.py", "test_notes.ipynb"])
def test_only_test_modules_are_asked(name):
    text = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}' if name.endswith("ipynb") else ""
    assert not ask("TST002", text or "def test_sum():\n    pass\n", name)


@pytest.mark.parametrize(
    "statement",
    [
        "x == 3",
        "not x == 3",
        "x > 1 and x < 3",
        "np.allclose(x, 3)",
        "(x == 3).all()",
        "all(x == 3)",
        "assert (x == 3, 'no')",
    ],
)
def test_answers_that_are_dropped(statement):
    (finding,) = ask("TST005", f"import numpy as np\nx = 3\n{statement}\n")
    assert finding.severity is None


@pytest.mark.parametrize(
    "statement",
    [
        "y = x == 3",
        "assert x == 3, 'no'",
        "assert ()",
        "print(x == 3)",
        "x.all()",
        "x == 3  # raises for mixed types",
        "try:\n    x == 'a'\nexcept TypeError:\n    pass",
        "with pytest.raises(TypeError):\n    x < 'a'",
        "def test_a():\n    def compare():\n        x < 'a'\n    check_raises(compare)",
        "x < 1\nx < 2\nx < 3\nx < 4\nx < 5\nx < 6",
    ],
)
def test_answers_that_are_used_or_not_wanted(statement):
    assert not ask("TST005", f"import pytest\nx = 3\n{statement}\n")


@pytest.mark.parametrize(
    "statement",
    [
        "df.shape",
        "df['mass']",
        "df.loc[0:3]",
        "df * 2",
    ],
)
def test_values_that_are_looked_at_one_by_one(statement):
    assert not ask("TST005", f"df = load()\n{statement}\ndf['city'] == 'Tromso'\n" + f"{statement}\n" * 4)
    assert ask("TST005", f"df = load()\n{statement}\ndf['city'] == 'Tromso'\n" + f"{statement}\n" * 3)
    assert ask("TST005", "df = load()\ndf['city'] == 'Tromso'\n" + "df.describe()\n" * 9)


def test_in_a_notebook_the_values_of_one_cell_are_counted():
    cell = "# %%\ndf = load()\n" + "df.shape\n" * 4
    assert len(ask("TST005", f"{cell}df.size == 3\nprint(df)\n{cell}")) == 1
    assert not ask("TST005", f"{cell}df.shape\ndf.size == 3\nprint(df)\n")


@pytest.mark.parametrize(
    "program",
    [
        # what is compared is set nowhere else, or right above
        "class A:\n    def f(self):\n        self.x == 3\n",
        "class A:\n    def f(self):\n        self.x = g()\n        self.x == 3\n",
        "class A:\n    def f(self):\n        self.x = 3\n    def h(self):\n        self.x == 3\n",
        "def f(n):\n    n = n + 1\n    if n:\n        n == 3\n    return n\n",
        "def test_f(a):\n    if a:\n        a.x = 3\n    a.x == 3\n",
        "def f(a):\n    def g(a):\n        a.x = 3\n    a.x == 3\n    return g\n",
        "if a:\n    x = 3\nelse:\n    x > 4\n",
        "if a:\n    x = 3\nelse:\n    x == 4 == y\n",
        "if a:\n    x = 3\nelse:\n    y == 4\n",
    ],
)
def test_comparisons_that_were_meant(program):
    (finding,) = ask("TST005", program)
    assert "is dropped" in finding.message


@pytest.mark.parametrize(
    ("program", "target"),
    [
        (
            "def f(a, name):\n    if name == 'relu':\n        a.act = relu\n    elif name == 'gelu':\n        a.act == gelu\n",
            "a.act",
        ),
        ("if fast:\n    rounds = 3\nelif slow:\n    pass\nelse:\n    rounds == 30\n", "rounds"),
        ("if kind == 'a':\n    rounds = 3\nif kind == 'b':\n    rounds == 30\n", "rounds"),
        ("match kind:\n    case 1:\n        limit = 3\n    case _:\n        limit == 4\n", "limit"),
        ("def f(table):\n    if old:\n        table['dose'] == 0\n    table['dose'] = 1\n", "table['dose']"),
        (
            "class A:\n    def f(self):\n        self.device = 'cpu'\n        if cuda():\n            self.device == 'cuda'\n",
            "self.device",
        ),
    ],
)
def test_comparisons_that_were_to_set_something(program, target):
    (finding,) = ask("TST005", program)
    assert finding.message == f"This line only compares and does not set `{target}`"
    assert f"Write `=` if `{target}`" in finding.help
    assert [place.label for place in finding.related] == ["set here"]


def test_one_function_is_one_finding():
    (finding,) = ask("TST005", "def f(x):\n    x == 3\n    if x:\n        x == 4\n")
    assert [place.snippet.strip() for place in finding.related] == ["x == 4"]


def test_the_last_line_of_a_cell_is_shown():
    (finding,) = ask("TST005", "# %%\nx = [1]\nlen(x) == 1\n# %%\nx == [1]\n")
    assert (finding.severity, finding.confidence) == (Severity.NOTE, Confidence.MEDIUM)
    (hidden,) = ask("TST005", "# %%\nx = [1]\nlen(x) == 1;\n")
    assert hidden.severity is None
    (exported,) = ask("TST005", "# In[1]:\n\nx = [1]\nlen(x) == 1\n\n# In[2]:\n\nprint(x)\n")
    assert exported.severity is Severity.NOTE


def test_an_export_without_prompts():
    program = "#!/usr/bin/env python\n# coding: utf-8\n\n\nx = [1]\n\n\n\nlen(x) == 1\n\n\n\nprint(x)\n"
    (finding,) = ask("TST005", program)
    assert finding.severity is Severity.NOTE


def test_a_notebook_that_shows_every_line():
    setting = (
        "from IPython.core.interactiveshell import InteractiveShell as Shell\nShell.ast_node_interactivity = 'all'"
    )
    assert not ask("TST005", f"# %%\n{setting}\nx = 3\nx == 3\nprint(x)\n")


def test_an_assignment_in_r_is_no_comparison():
    assert not ask("TST005", "cast <- forecast(fit, h=365)\n")
    assert len(ask("TST005", "def f(a, b):\n    a < -1\n    return b\n")) == 1
