"""What REP001 advises can be followed, and its place is where the draw that counts is made."""

from __future__ import annotations

import pytest

import reprolint
from reprolint.findings import Confidence
from tests.checks.leakage.asking import LOW, findings

GENERATOR = "`rng = np.random.default_rng(seed)`"
HAND_OVER = f"Make one generator with a seed, {GENERATOR}, and hand it to `noise`"
WHERE_MADE = "Give each generator a seed where it is made, as in `np.random.default_rng(seed)`"
FIT = "made = {rows}\nprint(LogisticRegression().fit(made, df['y']).score(df[['a']], df['y']))"
NOISE = "def noise(n):\n    rng = np.random.default_rng()\n    return rng.normal(size=n)\n"
ASKS = "def noise(n, rng=None):\n    if rng is None:\n        rng = np.random.default_rng()\n    return rng.normal(size=n)\n"


def help_for(program: str, rows: str) -> str:
    [finding] = findings("REP001", program + FIT.format(rows=rows))
    return finding.help


@pytest.mark.parametrize(
    ("program", "rows", "expected"),
    [
        ("rng = np.random.default_rng()\n", "rng.normal(size=9)", WHERE_MADE),
        (NOISE, "noise(9)", WHERE_MADE),
        (NOISE, "noise(9) + noise(9)", HAND_OVER),
        (NOISE, "[noise(9) for _ in range(n)]", HAND_OVER),
        (ASKS, "noise(9)", HAND_OVER),
        (
            "class Noise:\n    def __init__(self):\n        self.rng = np.random.default_rng()\n",
            "[Noise().rng.normal() for _ in range(n)]",
            HAND_OVER.replace("noise", "Noise"),
        ),
        (
            "rows = []\nfor i in df:\n    rng = np.random.default_rng()\n    rows.append(rng.normal(size=9))\n",
            "rows",
            f"Make one generator with a seed, {GENERATOR}, before the loop",
        ),
        (
            f"{NOISE}top = np.random.default_rng()\n",
            "noise(9) + noise(9) + top.normal()",
            f"{HAND_OVER}; give the others a seed where they are made",
        ),
        (
            "import random\nrng = random.Random()\n",
            "rng.random()",
            WHERE_MADE.replace("np.random.default_rng", "random.Random"),
        ),
    ],
)
def test_where_a_generator_is_made_again_and_again_it_is_to_be_handed_over(program, rows, expected):
    assert help_for(program, rows) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("rng.normal() + np.random.normal()", "call `np.random.seed(seed)` once, at the start"),
        (
            "rng.normal() + train_test_split(df)[0]",
            "pass `random_state=` with a fixed number to the other call that draws",
        ),
    ],
)
def test_draws_from_own_and_from_global_generators_get_a_step_each(rows, expected):
    assert help_for("rng = np.random.default_rng()\n", rows) == f"{WHERE_MADE}, and {expected}"


@pytest.mark.parametrize(
    ("imported", "besides"),
    [
        ("import json", ""),
        ("import torch", ", with `torch.manual_seed(seed)` for whatever else draws"),
        ("from captum.attr import GradientShap", ", with `torch.manual_seed(seed)` for whatever else draws"),
    ],
)
def test_a_library_that_is_imported_may_draw_where_nobody_sees_it(imported, besides):
    expected = f"Call `np.random.seed(seed)` once, at the start{besides}"
    assert help_for(f"{imported}\n", "np.random.normal(size=9)") == expected


@pytest.mark.parametrize(
    ("imported", "besides"),
    [
        ("import json", " and `np.random.seed(seed)`"),  # NumPy is imported above
        ("import albumentations", " and `random.seed(seed)` and `np.random.seed(seed)`"),
    ],
)
def test_augmentations_ask_generators_that_the_program_does_not_import(imported, besides):
    program = f"{imported}\nimport torch\nx = torch.rand(9)\n"
    expected = (
        f"Call `torch.manual_seed(seed)` once, at the start, with{besides.removeprefix(' and')} for whatever else draws"
    )
    assert help_for(program, "x.numpy()") == expected


NETS = """
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(10, 1)
    def forward(self, x):
        return self.a(x)
"""
TRAINED = """import torch
from nets import Net
x = torch.load("x.pt", weights_only=True)
model = Net()
{between}
model = Net().to("cpu")
torch.optim.Adam(model.parameters())
model(x).sum().backward()
torch.save(model.state_dict(), "out.pt")
"""


@pytest.mark.parametrize(("between", "line"), [("print(x.shape)", 6), ("torch.save(model(x), 'first.pt')", 4)])
def test_a_network_that_is_replaced_before_it_is_used_is_not_the_place(tmp_path, monkeypatch, between, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nets.py").write_text(NETS)
    (tmp_path / "main.py").write_text(TRAINED.format(between=between))
    [finding] = [one for one in reprolint.check(config=LOW).findings if one.code == "REP001"]
    assert (finding.primary.path, finding.primary.line) == ("main.py", line)


@pytest.mark.parametrize(
    ("imported", "beginning"),
    [
        ("import json", "Nothing is seeded"),
        ("import mne", "Nothing is seeded"),
        ("from StringIO import StringIO", "Nothing is seeded"),
        ("from Dataset import Dataset", "Nothing that was read is seeded"),
        ("from utils.loading import load", "Nothing that was read is seeded"),
        ("import sys\nsys.path.append('..')\nimport fleet_data", "Nothing that was read is seeded"),
        (
            "import sys\nsys.path.append('..')\nimport json, nni, keras_cv, torch\nfrom PIL import Image",
            "Nothing is seeded",
        ),
        ("import helpers", "Nothing is seeded"),  # there it is
        ("from parts import first", "Nothing is seeded"),
        ("from parts.second import one", "Nothing is seeded"),
        ("from parts.first import one\nfrom parts.third import two", "Nothing that was read is seeded"),
        ("def later():\n    from .beside import one", "Nothing that was read is seeded"),
    ],
)
def test_a_module_of_the_project_that_is_not_there_may_seed(tmp_path, monkeypatch, imported, beginning):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts").mkdir()
    for name in ("helpers.py", "parts/first.py", "parts/second.py"):
        (tmp_path / name).write_text("one = 1\n")
    program = "from sklearn.datasets import load_diabetes\nfrom sklearn.ensemble import RandomForestRegressor\n"
    program += (
        "X, y = load_diabetes(return_X_y=True)\nprint(RandomForestRegressor().fit(X[:9], y[:9]).score(X[9:], y[9:]))\n"
    )
    (tmp_path / "main.py").write_text(f"{imported}\n{program}")
    [finding] = [one for one in reprolint.check(config=LOW).findings if one.code == "REP001"]
    assert finding.message.startswith(beginning)


SCORED = "print(model.fit(df[['a']], df['y']).score(df[['b']], df['y']))"


@pytest.mark.parametrize(
    ("model", "low"),
    [
        ("LogisticRegression(solver='saga', max_iter=2000)", True),
        ("Ridge(solver='sag')", True),
        ("Ridge(solver='sag', tol=0.1)", False),
        ("LogisticRegression(solver='saga', max_iter=5)", False),
        ("RandomForestClassifier()", False),
        ("GridSearchCV(RandomForestClassifier(), {'n_estimators': [5]})", False),
    ],
)
def test_a_solver_with_one_optimum_as_the_only_draw_is_told_with_low_confidence(model, low):
    [finding] = findings("REP001", f"model = {model}\n{SCORED}")
    assert (finding.confidence is Confidence.LOW) == low


@pytest.mark.parametrize(
    ("code", "seed"),
    [("REP003", "import random\nrandom.seed(1)"), ("REP005", "train_test_split(df, random_state=1)")],
)
def test_beside_seeds_it_is_told_with_low_confidence_as_well(code, seed):
    [finding] = findings(code, f"{seed}\nmodel = LogisticRegression(solver='saga')\n{SCORED}")
    assert finding.confidence is Confidence.LOW


def test_beside_another_draw_such_a_solver_is_not_the_place():
    program = f"model = LogisticRegression(solver='saga')\n{SCORED}\nmodel = RandomForestClassifier()\n{SCORED}"
    [finding] = findings("REP001", program)
    assert finding.confidence is None
    assert finding.primary.snippet.strip() == "model = RandomForestClassifier()"


LAYERS = "import torch\nnet = torch.nn.Linear(2, 1)\ntorch.save(net, 'm')"


@pytest.mark.parametrize(
    ("head", "more", "expected"),
    [
        (
            "",
            "",
            "Call `torch.manual_seed(seed)` once, at the start, with `np.random.seed(seed)` for whatever else draws",
        ),
        (
            "",
            "print(RandomForestClassifier().fit(df[['a']], df['y']).feature_importances_)",
            "Call `np.random.seed(seed)` and `torch.manual_seed(seed)` once, at the start",
        ),
        (
            "import random",
            "",
            (
                "Call `torch.manual_seed(seed)` once, at the start, "
                "with `random.seed(seed)` and `np.random.seed(seed)` for whatever else draws"
            ),
        ),
        (
            "np.random.seed(1)",
            "",
            "Call `torch.manual_seed(seed)` as well, once, at the start",
        ),
        (
            "import random\nrandom.seed(1)",
            "",
            (
                "Call `torch.manual_seed(seed)` as well, once, at the start, "
                "with `np.random.seed(seed)` for whatever else draws"
            ),
        ),
    ],
)
def test_seeds_for_what_draws_out_of_sight(head, more, expected):
    code = "REP003" if "(1)" in head else "REP001"
    [finding] = findings(code, f"{head}\n{LAYERS}\n{more}")
    assert finding.help == expected


TWO = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.1))
        self.b = nn.Linear(2, 1)
    def forward(self, x):
        return self.b(self.a(x))
class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = Net(), nn.Linear(2, 1)
    def forward(self, x):
        return self.left(x) + self.right(x)
    def widened(self):
        self.right = nn.Linear(2, 1)
        return self
class Smooth(Net):
    pass
class Lab:
    def __init__(self):
        self.net = {made}
def make():
    return {made}
{use}
torch.optim.Adam(net.parameters())
net(torch.load("x")).sum().backward()
torch.save(net, "m")
"""


@pytest.mark.parametrize(
    ("made", "use", "labels"),
    [
        ("Net()", "net = Net()", {"net = Net()": "the weights of `Net` are drawn"}),
        ("Pair()", "net = make()", {"return Pair()": "the weights of `Pair` are drawn"}),
        ("Net()", "net = Lab().net", {"self.net = Net()": "the weights of `Net` are drawn"}),
        ("Net()", "net = Smooth()", {"net = Smooth()": "the weights of `Smooth` are drawn"}),
        (
            "Net()",
            "net = Net()\nother = Pair()\ntorch.save(other, 'o')",
            {"net = Net()": "the weights of `Net` are drawn", "other = Pair()": "the weights of `Pair` are drawn"},
        ),
        (
            "Net()",
            "old = Net()\nold.load_state_dict(torch.load('o'))\ntorch.save(old(1), 'o')\nnet = make()",
            {"return Net()": "the weights of `Net` are drawn"},
        ),
        (
            "Pair()",
            "net = make()\nnet = net.widened()",
            {"return Pair()": "the weights of `Pair` are drawn", "self.right = nn.Linear(2, 1)": "`nn.Linear` draws"},
        ),
        (
            "Net()",
            "kind = Smooth if torch.load('o') else Pair\nnet = kind()",
            {"net = kind()": "the weights of `Net` or `Pair` are drawn"},
        ),
        ("nn.Linear(3, 1)", "net = make()", {"return nn.Linear(3, 1)": "`nn.Linear` draws"}),
        (
            "Net()",
            "net = Net()\nold = Net()\nold.load_state_dict(torch.load('o'))\ntorch.save(old(net.a), 'o')",
            {"net = Net()": "the weights of `Net` are drawn"},
        ),
    ],
)
def test_a_network_is_told_of_where_it_is_made(made, use, labels):
    [finding] = findings("REP001", TWO.format(made=made, use=use))
    told = {place.snippet.strip(): place.label for place in (finding.primary, *finding.related)}
    assert {
        line: label.removesuffix(", unseeded").removesuffix(" here").removesuffix(" as well")
        for line, label in told.items()
    } == labels


STORED = """
import joblib
from sklearn.utils import shuffle
from sklearn.metrics import accuracy_score
rows = shuffle(df)
{then}
"""


@pytest.mark.parametrize(
    ("then", "low"),
    [
        ("print(accuracy_score(rows['y'], joblib.load('m').predict(rows[['a']])))", True),
        ("joblib.dump(rows[:100], 'train.joblib')", True),  # nothing is trained
        ("print(LogisticRegression().fit(rows[['a']][:50], rows['y'][:50]).score(rows[['a']], rows['y']))", False),
    ],
)
def test_a_program_that_trains_nothing_is_told_only_if_asked_for(then, low):
    [finding] = findings("REP001", STORED.format(then=then))
    assert (finding.confidence is Confidence.LOW) is low


@pytest.mark.parametrize(
    ("more", "low"),
    [
        ("", False),
        ("print(best_of_all)", True),
        ("def told():\n    print(best_of_all)", False),  # never called
        ("def told():\n    print(best_of_all)\ntold()", True),
        ("from lab import *\nprint(best_of_all)", False),
        ("for best_of_all in [1]:\n    print(best_of_all)", False),
        ("try:\n    best_of_all\nexcept NameError:\n    pass", False),
    ],
)
def test_a_script_that_reads_names_which_nothing_binds_is_a_part_of_something(more, low):
    [finding] = findings(
        "REP001", f"{more}\nprint(RandomForestClassifier().fit(df[['a']], df['y']).feature_importances_)"
    )
    assert (finding.confidence is Confidence.LOW) is low


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ("same_seeds(1)", []),
        ("lab.same_seeds(1)", []),
        ("def same_seeds(number):\n    print(number)\nsame_seeds(1)", ["REP001"]),
        ("print(1)", ["REP001"]),
    ],
)
def test_a_function_from_nowhere_that_is_named_after_seeding(more, codes):
    program = f"import lab\n{more}\nprint(RandomForestClassifier().fit(df[['a']], df['y']).feature_importances_)"
    assert [one.code for one in (*findings("REP001", program), *findings("REP003", program))] == [""] * len(codes)


DRAWN_SEED = """
from sklearn.model_selection import KFold
{before}
for j in {numbers}:
    for train, test in KFold(5, shuffle=True, random_state={seed}).split(df):
        print(LogisticRegression().fit(df.loc[train, ["a"]], df.loc[train, "y"]).score(df.loc[test, ["a"]], df.loc[test, "y"]))
"""


@pytest.mark.parametrize(
    ("before", "numbers", "seed", "codes"),
    [
        ("", "np.random.randint(0, 99, size=5)", "j", ["REP001"]),
        ("", "range(5)", "np.random.randint(99)", ["REP001"]),
        ("k = np.random.randint(99)", "range(5)", "k", ["REP001"]),
        ("k = np.random.randint(99)\nk = 3", "range(5)", "k", []),
        ("", "range(5)", "j", []),
        ("np.random.seed(1)", "np.random.randint(0, 99, size=5)", "j", []),
    ],
)
def test_a_seed_that_is_drawn_is_none(before, numbers, seed, codes):
    program = DRAWN_SEED.format(before=before, numbers=numbers, seed=seed)
    assert [code for code in ("REP001", "REP003", "REP005") if findings(code, program)] == codes


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("RandomForestClassifier()", "GradientBoostingClassifier(subsample=0.5)", ["REP001"]),
        ("LogisticRegression()", "RandomForestClassifier()", ["REP001"]),
        ("LogisticRegression()", "Ridge()", []),
        ("RandomForestClassifier(random_state=1)", "RandomForestClassifier()", ["REP005"]),
    ],
)
def test_either_of_two_models_that_are_fitted_below_draws(first, second, codes):
    program = (
        "import sys\nfrom sklearn.ensemble import GradientBoostingClassifier\n"
        f"if sys.argv:\n    model = {first}\nelse:\n    model = {second}\n"
        "model.fit(df[['a']], df['y'])\nprint(model.score(df[['b']], df['y']))"
    )
    assert [code for code in ("REP001", "REP003", "REP005") if findings(code, program)] == codes
    if codes == ["REP001"] and first == "RandomForestClassifier()":
        [finding] = findings("REP001", program)
        assert len(finding.related) == 1


def test_a_call_without_a_seed_in_a_branch_is_told_as_such():
    program = (
        "import sys\nX, t, y, s = train_test_split(df[['a']], df['y'], random_state=1)\n"
        "if sys.argv:\n    model = RandomForestClassifier()\nelse:\n    model = LogisticRegression()\n"
        "print(model.fit(X, y).score(t, s))"
    )
    [finding] = findings("REP005", program)
    assert finding.message.endswith(": each run that comes here gives another result")
    assert finding.primary.label == "no `random_state`, if the program comes here"


def test_where_not_all_was_read_other_imported_libraries_are_to_be_seeded_as_well(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = (
        "import random\nimport numpy as np\nfrom {module} import rows\n{use}np.savetxt('a.txt', np.random.rand(3))\n"
    )
    fit = "from sklearn.linear_model import LinearRegression\nprint(LinearRegression().fit(np.random.rand(9, 2), rows()).coef_)\n"
    for module, expected in (
        (
            "utils.rows",
            "Call `np.random.seed(seed)` once, at the start, with `random.seed(seed)` for whatever else draws",
        ),
        ("csv", "Call `np.random.seed(seed)` once, at the start"),
    ):
        (tmp_path / "main.py").write_text(program.format(module=module, use=fit))
        [finding] = [one for one in reprolint.check(config=LOW).findings if one.code == "REP001"]
        assert finding.help == expected
