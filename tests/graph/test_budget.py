"""Programs that would take for ever: reading ends, within a number of steps that is counted, and says so."""

from __future__ import annotations

import pytest

from reprolint.graph import Experiment, experiment
from reprolint.graph.interpreter import Interpreter
from reprolint.graph.values import Constant, Sequence
from tests.graph.claims import experiment_of

ITEMS = "[" + ", ".join(map(str, range(20))) + "]"


def nested(levels: int, line: str) -> str:
    """Loops within loops, each over twenty literal items."""
    loops = "".join(f"{'  ' * level}for x{level} in {ITEMS}:\n" for level in range(levels))
    return f"{loops}{'  ' * levels}{line}\n"


def calling(levels: int, times: int) -> str:
    """Functions each of which calls the next one several times."""
    calls = "; ".join(["f{}(x)"] * times)
    functions = (f"def f{level}(x):\n    {calls.replace('{}', str(level + 1))}\n" for level in range(levels))
    return "".join(functions) + f"def f{levels}(x):\n    return x\nf0(1)\n"


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Steps that were spent by each reading, in order."""
    spent: list[int] = []

    class Counting(Interpreter):
        def step(self) -> None:
            spent[-1] += 1
            super().step()

        def __init__(self, *arguments: object) -> None:
            spent.append(0)
            super().__init__(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(experiment, "Interpreter", Counting)
    return spent


def budget(text: str) -> int:
    """The steps a program is given."""
    return experiment.STEPS_AT_LEAST + experiment.STEPS_PER_LINE * (text.count("\n") + 1)


def test_loops_over_literals_within_loops_are_not_multiplied_out(used: list[int]):
    text = nested(6, "total = x0 + x1")
    found = experiment_of(text)
    assert found.complete
    assert found.problems == []
    assert used == [used[0]]
    assert used[0] < 2000  # of 20 ** 6 rounds


def test_one_loop_over_literals_is_followed_item_by_item(used: list[int]):
    experiment_of(nested(1, "last = x0"))
    assert used == [1 + 20]


def test_comprehensions_within_comprehensions_are_not_multiplied_out(used: list[int]):
    clauses = " ".join(f"for x{level} in {ITEMS}" for level in range(5))
    assert experiment_of(f"table = [x0 for row in [1] {clauses}]\n").complete
    assert used[0] < 500


@pytest.mark.parametrize(
    "text",
    [calling(9, 5), "f = lambda x: x\n" + "f = (lambda g: lambda x: g(g(g(g(x)))))(f)\n" * 12 + "f(1)\n"],
    ids=["functions", "lambdas"],
)
def test_calls_that_multiply_are_not_read_again_once_steps_are_scarce(used: list[int], text: str):
    assert experiment_of(text).complete
    assert used[0] < experiment.EASY_AT_LEAST * 2


def test_what_comes_after_calls_that_multiply_is_read(used: list[int]):
    prelude = "from sklearn.preprocessing import StandardScaler\n"
    last = "def last(data):\n    return StandardScaler().fit(data)\nlast(rows)\nlast(others)\n"
    found = experiment_of(prelude + calling(9, 5) + last)
    assert found.complete
    assert len(found.fits) == 1  # the second call is not read anew
    assert len(experiment_of(prelude + last).fits) == 2
    assert used


def test_loops_are_read_once_when_steps_are_scarce(used: list[int]):
    first = "import numpy as np\n" + calling(9, 5)
    loop = f"for x in {ITEMS}:\n    np.abs(x)\nwhile rows:\n    np.sum(rows)\n[np.sqrt(x) for x in {ITEMS}]\n"
    found = experiment_of(first + loop)
    assert [call.name for call in found.calls] == ["np.abs", "np.sum", "np.sqrt"]
    assert used


MANY = "x = 1; " * 20_000 + "\n"


def test_a_program_of_more_statements_than_its_budget_is_read_in_part_and_says_so(used: list[int]):
    assert_partly_analysed(experiment_of(MANY))
    assert used == [budget(MANY) + 1]


def test_what_was_read_before_the_budget_ran_out_is_kept(used: list[int]):
    first = "from sklearn.preprocessing import StandardScaler\nStandardScaler().fit(rows)\n"
    found = experiment_of(first + MANY + "StandardScaler().fit(others)\n")
    assert_partly_analysed(found)
    assert [fit.place.line for fit in found.fits] == [2]
    assert used


def assert_partly_analysed(found: Experiment) -> None:
    assert not found.complete
    assert [(problem.kind, problem.path) for problem in found.problems] == [("partly-analysed", "main.py")]


def test_recursion_is_cut(used: list[int]):
    text = "def f(n):\n    return f(n - 1) + f(n - 2)\nf(100)\n"
    assert experiment_of(text).complete
    assert used[0] < 50


def test_functions_that_call_each_other_are_cut(used: list[int]):
    text = "def even(n):\n    return odd(n - 1)\ndef odd(n):\n    return even(n - 1)\neven(10 ** 9)\n"
    assert experiment_of(text).complete
    assert used[0] < 50


def test_a_deep_chain_of_calls_is_followed_to_a_depth(used: list[int]):
    text = calling(60, 1)
    assert experiment_of(text).complete
    assert used[0] < budget(text)


def value_of(name: str, text: str) -> object:
    found = experiment_of(text)
    assert found.complete
    return found.module.scope.names[name]


@pytest.mark.parametrize(
    "line", ["text = text + text", "text = f'{text}{text}'", "text = text * 1000", "text = '%s%s' % (text, text)"]
)
def test_texts_do_not_grow_without_end(line: str):
    text = value_of("text", "text = 'ab'\n" + f"{line}\n" * 60)
    assert not isinstance(text, Constant) or len(str(text.value)) <= 20_000


@pytest.mark.parametrize("line", ["n = n * n", "n = n ** n", "n = n ** 1000", "n = n + n"])
def test_numbers_do_not_grow_without_end(line: str):
    n = value_of("n", "n = 9\n" + f"{line}\n" * 400)
    assert not isinstance(n, Constant) or n.value < 2**600  # type: ignore[operator]


@pytest.mark.parametrize("line", ["a = a + a", "a = [*a, *a]", "a.extend(a)", "a = a * 1000"])
def test_lists_do_not_grow_without_end(line: str):
    a = value_of("a", "a = [1, 2]\n" + f"{line}\n" * 60)
    assert isinstance(a, Sequence)
    assert len(a.items) <= 300


USES = "print(a); max(a); sum(a); np.mean(a); a == a; pd.DataFrame(a); frame.fillna(a); frame.isin(a)\nfor b in a: b\n"


@pytest.mark.parametrize(
    "made",
    [
        "a = [1]\n" + "a = [a, a]\n" * 60,
        "a = [frame]\n" + "a = [a, a, a, a]\n" * 60,
        "a = {}\n" + "a = {'x': a, 'y': [a, a]}\n" * 60,
        "a = []\na.append(a)\n",
        "a = {}\na['a'] = a\n",
        "a, c = [], []\nfor i in (1, 2, 3):\n    a.append(c)\n    c.append(a)\n",
        "a = 1\nfor i in range(9):\n" + "    a = [a, a] if i else (a, a, a)\n" * 40,
        "a = [1]\n" + "if x:\n    a = [a, a]\nelse:\n    a = [a, [a]]\n" * 40,
    ],
)
def test_values_that_hold_one_value_many_times_are_read_once(made: str):
    prelude = "import numpy as np\nimport pandas as pd\nframe = pd.read_csv('a.csv')\n"
    found = experiment_of(prelude + made + USES)
    assert found.complete
    assert {event.name for event in found.calls} >= {"print", "np.mean", "pd.DataFrame"}


@pytest.mark.parametrize(
    "text",
    [
        "class A(A):\n    pass\nA().x\n",
        "class A:\n    def __init__(self):\n        self.me = A()\nA()\n",
        "x = x\ndel x\nx.y.z\n",
        "f = lambda: f()\nf()\n",
        "def f(*, a, b=a): pass\nf(1, 2, 3, c=4)\nf(*f, **f)\n",
        "for x, (y, *z) in 3: x, y, z\n",
        "(a, b), *c = d = 1\n",
        "import os.path as p, sys\nfrom . import nothing\nfrom .. import *\nfrom nowhere import *\n",
        "async def f():\n    async for x in y:\n        await x\n",
        "match x:\n    case {'a': [b, *c], **d} if b: pass\n    case A(1, k=e) | (f as e): pass\n",
        "try:\n    pass\nexcept* ValueError as e:\n    raise e from None\n",
        "with a as b.c, d as e[0]: b.c += 1; e[0] @= 2\n",
        "global g\ng = 1\n",
        "print(f'{a!r:>{b}} {c=}')\nx: int\nassert x, y\n",
        "nan = float('nan')\nx = int('x')\ny = 1 / 0\nz = 'a' + 1\nw = -'a'\nv = 'a' % ()\n",
        "a = [][0]\nb = {}[1]\nc = ()[5:1:0]\nd = {[]: 1}\n",
        "import pandas as pd\nf = pd.read_csv()\nf[::0]\nf[1, 2, 3]\nf.iloc[...]\nf.drop()\nf.fillna()\nf.merge()\n",
        "import pandas as pd\nf = pd.read_csv()\nf.isin()\nf.eq()\nf.take()\nf.index.difference()\nf.sample()\n",
        "from sklearn.model_selection import *\ntrain_test_split()\ncross_val_score()\nKFold().split()\nGridSearchCV().fit()\n",
        "import numpy as np\nnp.split()\nnp.take()\nnp.mean()\nnp.split(x, 0)\nnp.array_split(x, -1)\nnp.where()\nnp.arange()\n",
        "from collections import namedtuple\nA = namedtuple()\nB = namedtuple('B', 'a b')\nB(1)\nx, y, z = B(1, 2, 3)\nB(1)[5]\n",
        "list(); list(range()); max(); zip(); enumerate(); next(); map(); dict(1); sum(); getattr(); open(); super()\n",
    ],
)
def test_odd_programs_are_read_without_a_crash(text: str):
    assert experiment_of(text).complete
