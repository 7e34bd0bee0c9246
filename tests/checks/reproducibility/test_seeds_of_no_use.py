"""Seeds that stand in the code and fix nothing: in records, in arguments nobody reads, in code that does not run."""

from __future__ import annotations

import nbformat
import pytest

import reprolint
from tests.checks.reproducibility.test_seeds import FOREST, RULES, fired

KEPT = "class parted:\n    def __init__(self, rows, seed):\n        self.state = seed\n"
NOTHING, SOMETHING = ["REP001"], ["REP005"]


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("options = {'seed': 3}", NOTHING),
        ("options = {'seed': 3, 'trees': 9}\nprint(options, options['trees'])", NOTHING),
        ("options = {'seed': 3, 'trees': 9}\nlab.grow(options['trees'])", NOTHING),
        ("options = {'seed': 3, 'trees': 9}\nlab.grow(options['seed'])", SOMETHING),
        ("options = {'seed': 3, 'trees': 9}\nlab.grow(options.get('seed', 1))", SOMETHING),
        ("options = {'seed': 3, 'trees': 9}\nlab.grow(**options)", SOMETHING),
        ("options = {'seed': 3, 'trees': 9}\nlab.grow(options)", SOMETHING),
        ("options = {'seed': 3}\nfor name, value in options.items():\n    print(name, value)", NOTHING),
        ("options = {'seed': 3}\nfor name, value in options.items():\n    lab.set(name, value)", SOMETHING),
        ("options = dict(random_seed=3, trees=9)\njson.dump(options, open('options.json', 'w'))", NOTHING),
        ("options = dict(random_seed=3, trees=9)\nlab.grow(options['random_seed'])", SOMETHING),
        ("options = {}\noptions['seed'] = 3\njson.dump(options, open('options.json', 'w'))", NOTHING),
        ("options = {}\noptions['seed'] = 3\nlab.grow(options)", SOMETHING),
        ("torch.save({'seed': 3, 'trees': 9}, 'state.pt')", NOTHING),
        ("rows = []\nrows.append({'seed': 3, 'score': 0.5})\nprint(pd.DataFrame(rows)['score'].mean())", NOTHING),
        ("rows = []\nrows.append({'seed': 3, 'score': 0.5})\nlab.tell(rows)", SOMETHING),
        ("settings = {'forest': {'seed': 3}}\nprint(settings)", NOTHING),
        ("settings = {'forest': {'seed': 3}}\nlab.grow(settings['forest']['seed'])", SOMETHING),
        ("def write(what):\n    print(what)\nwrite({'seed': 3})", NOTHING),
        ("def start(what):\n    lab.start(what['seed'])\nstart({'seed': 3})", SOMETHING),
        ("def log(what):\n    lab.start(what['seed'])\nlog({'seed': 3})", SOMETHING),
        ("def made():\n    return {'seed': 3}\nprint(made())", NOTHING),
        ("def made():\n    return {'seed': 3}\nlab.start(made())", SOMETHING),
    ],
)
def test_a_seed_counts_where_it_is_read_and_may_come_to_be_used(options, codes):
    assert fired(f"import json\nimport lab\nimport torch\n{FOREST}\n{options}") == codes


@pytest.mark.parametrize(
    ("function", "codes"),
    [
        ("def parted(rows, seed=None):\n    return rows[:9]", NOTHING),
        ("def parted(rows, seed=None):\n    print('seed', seed)\n    return rows[:9]", NOTHING),
        ("def parted(rows, seed=None):\n    return lab.parted(rows, seed)", SOMETHING),
        ("def parted(rows, **options):\n    return lab.parted(rows, **options)", SOMETHING),
        ("class parted:\n    def __init__(self, rows, seed):\n        self.rows = rows", NOTHING),
        (KEPT, NOTHING),
        (f"{KEPT}    def order(self):\n        return lab.order(self.state)", SOMETHING),
        ("class parted(lab.Parted):\n    pass", SOMETHING),
    ],
)
def test_a_seed_that_a_function_of_the_program_ignores(function, codes):
    assert fired(f"import lab\n{function}\n{FOREST}\nparted(df, seed=3)") == codes


@pytest.mark.parametrize(
    ("program", "codes"),
    [
        ("if False:\n    lab.start(random_state=1)", NOTHING),
        ("TRY = False\nif TRY:\n    lab.start(random_state=1)", NOTHING),
        ("TRY = lab.options().tried\nif TRY:\n    lab.start(random_state=1)", SOMETHING),
        ("TRY = False\ndef tried():\n    lab.start(random_state=1)\nif TRY:\n    tried()", NOTHING),
        ("def tried():\n    lab.start(random_state=1)", SOMETHING),  # it may be called from elsewhere
        ("def told(tried):\n    if tried:\n        lab.start(random_state=1)\ntold(False)", NOTHING),
        ("def told(tried):\n    if tried:\n        lab.start(random_state=1)\ntold(False)\ntold(True)", SOMETHING),
        (
            "def told(tried):\n    if tried:\n        lab.start(random_state=1)\ntold(False)\nlab.each(told)",
            SOMETHING,
        ),
        ("@lab.command\ndef told(tried=False):\n    if tried:\n        lab.start(random_state=1)\ntold()", SOMETHING),
        ("def told():\n    return 1\n    lab.start(random_state=1)\ntold()", NOTHING),
        ("print('done')\nexit()\nlab.start(random_state=1)", NOTHING),
        ("TRY = False\ndef fix():\n    np.random.seed(1)\nif TRY:\n    fix()", NOTHING),
    ],
)
def test_a_seed_in_code_that_does_not_run(program, codes):
    assert fired(f"import lab\n{FOREST}\n{program}") == codes


NOTEBOOK = (
    "import numpy as np\nimport pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n"
    "df = pd.read_csv('t.csv')\n"
)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("def fixed():\n    np.random.seed(1)", ["REP001"]),  # nothing outside of a notebook calls what it defines
        ("def fixed():\n    np.random.seed(1)\nfixed()", []),
        ("def fixed():\n    np.random.seed(1)\nsteps = [fixed]", []),
    ],
)
def test_a_seed_in_a_function_that_its_notebook_never_calls(tmp_path, monkeypatch, cell, codes):
    monkeypatch.chdir(tmp_path)
    cells = [nbformat.v4.new_code_cell(text) for text in (cell, FOREST)]
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(NOTEBOOK), *cells]), "a.ipynb")
    assert [one.code for one in reprolint.check().findings if one.code in RULES] == codes


def test_what_a_file_makes_public_is_not_used_by_that(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    split = "    return train_test_split(table, random_state=411)\n"
    functions = f"\ndef rows():\n    return ['a']\ndef prepare(table):\n{split}"
    head = "from sklearn.model_selection import train_test_split\n"
    (tmp_path / "main.py").write_text(f"from lab import rows\n{NOTEBOOK}{FOREST}")
    for public, codes in (("__all__ = ['prepare', 'rows']", ["REP001"]), ("steps = ['prepare', 'rows']", ["REP005"])):
        (tmp_path / "lab.py").write_text(head + public + functions)
        assert [one.code for one in reprolint.check().findings if one.code in RULES] == codes
