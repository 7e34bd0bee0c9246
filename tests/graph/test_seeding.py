"""Which draws nothing fixes, and which of them reach a result."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.seeds.seeding import Seeding, seeding
from reprolint.graph.seeds.telling import most_telling_first
from reprolint.source import read_bytes
from tests.source.notebooks import notebook

HEAD = """
import random
import numpy as np
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.datasets import fetch_20newsgroups
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Perceptron
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.tree import DecisionTreeClassifier
df = pd.read_csv("a.csv")
X, y = df[["a", "b"]], df["y"]
"""

FIT = "print(RandomForestClassifier().fit(X, y).classes_)"


def found(program: str) -> Seeding | None:
    """What is seeded in the lines above followed by `program`."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    return seeding(build(source))


def free(program: str) -> list[str]:
    """Names of the draws that nothing fixes."""
    answer = found(program)
    assert answer is not None
    return [draw.name for draw in answer.free]


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("train_test_split(X, y)", ["train_test_split"]),
        ("train_test_split(X, y, random_state=None)", ["train_test_split"]),
        (f"{FIT}", ["RandomForestClassifier"]),
        (f"np.random.seed()\n{FIT}", ["RandomForestClassifier"]),
        (f"np.random.seed(None)\n{FIT}", ["RandomForestClassifier"]),
        (f"random.seed(1)\n{FIT}", ["RandomForestClassifier"]),
        (
            "cross_val_score(RandomForestClassifier(), X, y, cv=KFold(3, shuffle=True))",
            ["KFold", "RandomForestClassifier"],
        ),
        ("df = df.sample(frac=0.5)\ndf.to_csv('b.csv')", ["df.sample"]),
        ("random.shuffle(rows)\nLogisticRegression().fit(rows, y)", ["random.shuffle"]),
        ("rng = np.random.default_rng()\nnp.savetxt('a.txt', rng.normal(size=9))", ["rng.normal"]),
        ("if __name__ == '__main__':\n    train_test_split(X, y)", ["train_test_split"]),
    ],
)
def test_free(program, names):
    assert sorted(free(program)) == sorted(names)


@pytest.mark.parametrize(
    "program",
    [
        "train_test_split(X, y, random_state=1)",
        "train_test_split(X, y, shuffle=False)",
        "np.random.seed(1)\ntrain_test_split(X, y)",
        "import lab\na = lab.options()\nif a.seed is not None:\n    np.random.seed(a.seed)\ntrain_test_split(X, y)",
        "rng = np.random.default_rng(1)\nnp.savetxt('a.txt', rng.normal(size=9))",
        "fixed, rng = np.random.default_rng(1), np.random.default_rng()\nnp.savetxt('a.txt', rng.normal(size=9))",
        "def seed(n):\n    np.random.seed(n)\nseed(3)\ntrain_test_split(X, y)",
        "def f():\n    return train_test_split(X, y)",
        "fetch_20newsgroups()",
        "Perceptron().fit(X, y)",
        "LogisticRegression().fit(X, y)",
        "DecisionTreeClassifier(max_depth=2).fit(X, y)",
        "cross_val_score(LogisticRegression(), X, y, cv=KFold(3))",
        "for i in range(9):\n    train_test_split(X, y, random_state=None)",
        "train_test_split(X, y, **options)",
        "RandomForestClassifier(random_state=rng).fit(X, y)",
        "a = RandomForestClassifier()\na.set_params(random_state=1)\na.fit(X, y)",
        (
            "from sklearn import pipeline as p\na = p.Pipeline([('b', RandomForestClassifier())])\n"
            "a.set_params(b__random_state=1)\na.fit(X, y)"
        ),
        "replay.sample(32)\nLogisticRegression().fit(X, y)",
    ],
)
def test_not_free(program):
    assert free(program) == []


@pytest.mark.parametrize(
    "program",
    [
        "df.sample(3)",
        "print(df.sample(3))",
        "df.sample(3).head()",
        "np.random.rand(3)",
        "plt.scatter(df['a'] + np.random.rand(9), df['b'])\nLogisticRegression().fit(X, y)",
        "shown = df['a'] + np.random.rand(9)\nplt.plot(shown)\nLogisticRegression().fit(X, y)",
        "colour = random.choice(['r', 'g'])\nplt.plot(df['a'], color=colour)\nLogisticRegression().fit(X, y)",
    ],
)
def test_what_is_only_shown_does_not_matter(program):
    assert free(program) == []


@pytest.mark.parametrize(
    "program",
    [
        "noise = np.random.rand(9)\nLogisticRegression().fit(X + noise, y)",
        "for frame in [df]:\n    ages = np.random.rand(9)\n    frame['a'] = ages\nLogisticRegression().fit(df[['a']], y)",
        "def noise(n):\n    return np.random.rand(n)\nLogisticRegression().fit(X + noise(9), y)",
        "class A:\n    def __init__(self):\n        self.w = np.random.rand(9)\nLogisticRegression().fit(A().w, y)",
        "idx = list(range(9))\nnp.random.shuffle(idx)\ntrain = X.iloc[idx[:5]]\nLogisticRegression().fit(train, y)",
        "def fit(z):\n    LogisticRegression().fit(z, y)\nfit(np.random.rand(9))",
        "data = []\nfor i in range(9):\n    data.append(np.random.rand())\nLogisticRegression().fit(data, y)",
    ],
)
def test_what_reaches_a_model_matters(program):
    assert len(free(program)) == 1


def test_seeds_of_all_kinds_are_told_apart():
    nothing = found("train_test_split(X, y)")
    assert nothing is not None
    assert nothing.nothing_fixed
    argument = found("train_test_split(X, y)\nKFold(3, shuffle=True, random_state=2)")
    assert argument is not None
    assert (argument.seeds, len(argument.arguments)) == ((), 1)
    generator = found("rng = np.random.default_rng(1)\ntrain_test_split(X, y)")
    assert generator is not None
    assert [seed.name for seed in generator.seeds] == ["np.random.default_rng"]


@pytest.mark.parametrize(
    "program",
    [
        "from lab import fix_seeds\nfix_seeds(1)",
        "import lab.tools\nlab.tools.make_deterministic()",
        "options = {'random_state': 1}",
        "from transformers import TrainingArguments\nTrainingArguments('out')",
    ],
)
def test_what_may_seed_unseen_leaves_it_open(program):
    assert found(program + "\ntrain_test_split(X, y)") is None


def test_a_seed_that_goes_to_a_function_of_the_program_counts():
    simulate = "import os\ndef simulate(n, seed=None):\n    os.system(f'sim {seed}')\n"
    for call, fixed in (("simulate(9, 75)", 1), ("simulate(9, None)", 0), ("simulate(9)", 0)):
        answer = found(f"{simulate}{call}\nprint(train_test_split(X, y))")
        assert answer is not None
        assert len(answer.arguments) == fixed
    ignored = found("def simulate(n, seed):\n    return n\nsimulate(9, 75)\nprint(train_test_split(X, y))")
    assert ignored is not None
    assert ignored.arguments == ()


def test_another_notebook_may_seed():
    assert seeding(build(notebook("%run setup.ipynb", "import random\nx = random.random()"))) is None


def test_a_program_that_only_draws_learns_nothing():
    source, _ = read_bytes(b"import random\nx = [random.random() for i in range(9)]\ny = sum(x)\n", "program.py")
    assert source is not None
    answer = seeding(build(source))
    assert answer is not None
    assert len(answer.free) == 1
    assert not answer.learns


UNTRAINED = "import torch\nnet = torch.nn.Linear(5, 3)\nLogisticRegression().fit(X, y).score(X, y)\n"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (f"{UNTRAINED}print(net(torch.load('a')))", []),
        (f"{UNTRAINED}from lab import Extract\npart = Extract(net)\nprint(part(torch.load('a')))", []),
        (f"{UNTRAINED}from lab import Extract\npart = Extract(net)\nout = part(torch.load('a'))\nprint(out)", []),
        (f"{UNTRAINED}from lab import train\nprint(train(net))", ["torch.nn.Linear"]),
        (f"{UNTRAINED}import lab\nlab.train_all(net)", ["torch.nn.Linear"]),
        (f"{UNTRAINED}from lab import reduce\nbest = reduce(net)", ["torch.nn.Linear"]),
        (f"{UNTRAINED}torch.save(net, 'a')", ["torch.nn.Linear"]),
        (f"{UNTRAINED}torch.optim.SGD(net.parameters(), lr=1)\nnet(torch.load('a'))", ["torch.nn.Linear"]),
        (f"{UNTRAINED}net(torch.load('a')).sum().backward()", ["torch.nn.Linear"]),
    ],
)
def test_weights_of_a_network_count_once_something_trains_or_keeps_them(program, names):
    assert free(program) == names


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("RandomForestClassifier().fit(X, y)", []),
        ("import time\nt = time.time()\nm = RandomForestClassifier().fit(X, y)\nprint(time.time() - t)", []),
        ("m = RandomForestClassifier()\nm.fit(X, y)\nresults = m.predict(X)", []),
        (
            "m = RandomForestClassifier()\nm.fit(X, y)\nresults = m.predict(X)\nprint(results)",
            ["RandomForestClassifier"],
        ),
        ("m = RandomForestClassifier()\nm.fit(X, y)\nplt.plot(m.predict(X))", ["RandomForestClassifier"]),
        ("m = RandomForestClassifier()\nm.fit(X, y)\nimport lab\nlab.keep(m)", ["RandomForestClassifier"]),
        ("def f():\n    return RandomForestClassifier().fit(X, y)\nprint(f().classes_)", ["RandomForestClassifier"]),
        (
            "for n in (1, 2):\n    m = RandomForestClassifier(n).fit(X, y)\n    print(m.classes_)",
            ["RandomForestClassifier"],
        ),
    ],
)
def test_a_model_counts_once_something_of_it_is_read(program, names):
    assert free(program) == names


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("from scipy.stats import truncnorm\nnp.savetxt('a', truncnorm(-1, 1).rvs(9))", ["truncnorm().rvs"]),
        ("from scipy import stats\nnp.savetxt('a', stats.weibull_min.rvs(2, size=9))", ["stats.weibull_min.rvs"]),
        ("from scipy import stats\nnp.savetxt('a', stats.gamma(2).rvs(9, random_state=1))", []),
        ("from sklearn.metrics import silhouette_score as s\nprint(s(X, y, sample_size=9))", ["s"]),
        ("from sklearn.metrics import silhouette_score as s\nprint(s(X, y))", []),
        ("from torch import nn\nimport torch\nclass A(nn.Linear):\n    pass\ntorch.save(A(2, 1), 'a')", ["A"]),
        ("from torch import nn\nimport torch\nclass A(nn.Module):\n    pass\ntorch.save(A(), 'a')", []),
        ("train_test_split(X, y, random_state=np.random.RandomState())", ["train_test_split"]),
        ("train_test_split(X, y, random_state=np.random.RandomState(1))", []),
    ],
)
def test_draws_that_are_easily_missed(program, names):
    assert free(program) == names


SCORED = "print(LogisticRegression().fit(X, y).score(X, y))\n"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("a, b = train_test_split(df)\nprint(a.shape, len(b))", []),
        ("a, b = train_test_split(df)\nprint(a)", ["train_test_split"]),
        ("a, b = train_test_split(df)\na = X\nLogisticRegression().fit(a, y)", []),
        ("if y.any():\n    a = X\na, b = train_test_split(df)\nprint(a.mean())", ["train_test_split"]),
        ("a, b = train_test_split(df)\ndef f():\n    return a.mean()\na = X\nprint(f())", ["train_test_split"]),
        ("m = RandomForestClassifier()\nm = Perceptron()\nprint(m.fit(X, y).predict(X))", []),
        ("m = RandomForestClassifier()\nprint(m.fit(X, y).classes_)\nm = 1", ["RandomForestClassifier"]),
        ("def f():\n    a = np.random.rand(9)\n    a = X\n    return a\nLogisticRegression().fit(f(), y)", []),
        ("def f():\n    return a\na = np.random.rand(9)\nLogisticRegression().fit(f(), y)\na = 1", ["np.random.rand"]),
        ("m = RandomForestClassifier().fit(X, y)\nresults = m.predict(X)", []),
        ("m = RandomForestClassifier().fit(X, y)\nimport lab\nlab.keep(m.predict(X))", ["RandomForestClassifier"]),
        ("m = RandomForestClassifier().fit(X, y)\nassert m.score(X, y) > 0.5", ["RandomForestClassifier"]),
        ("m = RandomForestClassifier().fit(X, y)\nm.score(X, y)", ["RandomForestClassifier"]),
        ("from sklearn.cross_validation import KFold\nfolds = KFold(len(y), 3, shuffle=True)", []),
        (
            "from sklearn.cross_validation import KFold\nfor a, b in KFold(len(y), 3, shuffle=True):\n    print(a)",
            ["KFold"],
        ),
    ],
)
def test_beside_a_score_a_split_or_model_counts_only_once_its_numbers_are_read(program, names):
    assert free(SCORED + program) == names


def test_rows_of_a_notebook_of_which_only_the_fitted_model_is_shown_are_not_read():
    source = notebook(
        "import pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "from sklearn.linear_model import LogisticRegression\ndf = pd.read_csv('a.csv')",
        "LogisticRegression().fit(df[['a']], df['y']).coef_",
        "forest = RandomForestClassifier()\nforest.fit(df[['a']], df['y'])",
    )
    answer = seeding(build(source))
    assert answer is not None
    assert answer.free == ()


MACHINES = """
from sklearn.ensemble import VotingClassifier as Voting
from sklearn.multiclass import OneVsRestClassifier
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import SVC, LinearSVC
"""


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("m = SVC(probability=True).fit(X, y)\nunused = pd.DataFrame(m.predict_proba(X))\nprint(m.score(X, y))", []),
        ("m = SVC(probability=True).fit(X, y)\nprint(m.predict_proba(X))", ["SVC"]),
        ("m = LinearSVC(dual=True).fit(X, y)\nprint(m.score(X, y))", ["LinearSVC"]),
        ("m = SVC(probability=True).fit(X, y)\nimport lab\nlab.explain(m.predict_proba, X)", ["SVC"]),
        ("m = Voting([('a', SVC(probability=True))], voting='soft').fit(X, y)\nprint(m.score(X, y))", ["SVC"]),
        ("m = Voting([('a', SVC(probability=True))]).fit(X, y)\nprint(m.score(X, y))", []),
        ("m = SelfTrainingClassifier(SVC(probability=True)).fit(X, y)\nprint(m.predict(X))", ["SVC"]),
        ("m = OneVsRestClassifier(SVC(probability=True)).fit(X, y)\nprint(m.predict(X))", ["SVC"]),
        ("OneVsRestClassifier\nm = SVC(probability=True).fit(X, y)\nprint(m.score(X, y), X.shape)", []),
    ],
)
def test_a_support_vector_machine_draws_for_probabilities_that_are_read(program, names):
    assert free(MACHINES + program) == names


TIMED = "import time\nm = RandomForestClassifier().fit(X, y)\nstart = time.time()\nm.predict(X)\nprint(time.time() - start)\n"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (TIMED, []),
        (f"{TIMED}print(len(m.estimators_))", []),
        (f"{TIMED}print(m.feature_importances_)", ["RandomForestClassifier"]),
        (f"{TIMED}print(m.predict(X))", ["RandomForestClassifier"]),
        (f"{TIMED}print(m.score(X, y))", ["RandomForestClassifier"]),
    ],
)
def test_times_alone_are_no_result(program, names):
    assert free(program) == names


REPEATED = """
scores = []
for i in range({count}):
    a, b, c, d = train_test_split(X, y)
    model = LogisticRegression().fit(a, c)
    scores.append(model.score(b, d))
"""


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (REPEATED.format(count=1000) + "print(np.mean(scores), np.std(scores))", []),
        ("n = 600\n" + REPEATED.format(count="n") + "print(np.mean(scores))", []),
        (REPEATED.format(count=30) + "print(np.mean(scores))", ["train_test_split"]),
        (REPEATED.format(count="unknown") + "print(np.mean(scores))", ["train_test_split"]),
        (REPEATED.format(count=1000) + "print(max(scores))", ["train_test_split"]),
        (REPEATED.format(count=1000) + "print(np.mean(scores))\nprint(model.coef_)", ["train_test_split"]),
        (REPEATED.format(count=1000) + "    print(scores)\nprint(np.mean(scores))", ["train_test_split"]),
        (REPEATED.format(count=1000) + "print(np.mean(scores))\na = X\nprint(a.mean())", []),
    ],
)
def test_a_mean_over_very_many_passes_hardly_moves(program, names):
    assert free(program) == names


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("RandomForestClassifier(n_estimators=100)", []),
        ("DecisionTreeClassifier()", []),
        ("RandomForestClassifier(n_estimators=10)", ["RandomForestClassifier"]),
        ("RandomForestClassifier(n_estimators=100, max_depth=3)", ["RandomForestClassifier"]),
    ],
)
def test_trees_that_learn_their_rows_by_heart_are_judged_alike_on_them(model, names):
    assert free(f"m = {model}\nm.fit(X, y)\nunused = m.predict(pd.read_csv('b.csv'))\nprint(m.score(X, y))") == names
    assert free(f"m = {model}\nm.fit(X, y)\nprint(m.predict(X.head()))") == names
    whole = f"m = {model}\nm.fit(X, y)\nprint(m.score(X, y), m.score(pd.read_csv('b.csv'), y))"
    assert free(whole) == [model.partition("(")[0]]


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("start = random.randint(0, 9)\nprint(m.predict(X.iloc[start:start + 5]))", []),
        ("start = np.random.randint(9)\nsome = X.iloc[start]\nplt.plot(m.predict(some))", []),
        ("start = np.random.randint(0, 9, 5)\nprint(m.predict(X.iloc[start]))", ["np.random.randint"]),
        ("start = random.randint(0, 9)\nprint(m.score(X.iloc[start:], y))", ["random.randint"]),
        ("start = random.randint(0, 9)\nprint(m.predict(X + start))", ["random.randint"]),
        ("for i in y:\n    start = random.randint(0, 9)\n    print(m.predict(X.iloc[start]))", ["random.randint"]),
    ],
)
def test_a_place_to_look_at_is_no_result(program, names):
    assert free("m = LogisticRegression().fit(X, y)\n" + program) == names


RESTORED = "import torch\nnet = torch.nn.Linear(5, 3)\nnet.load_state_dict(torch.load('a'))\n"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (f"{RESTORED}torch.save(net(torch.load('b')), 'c')", []),
        (f"{RESTORED}torch.optim.SGD(net.parameters(), lr=1)\ntorch.save(net, 'c')", []),
        (f"{RESTORED}net(torch.load('b')).sum().backward()\ntorch.save(net, 'c')", []),
    ],
)
def test_weights_that_stored_ones_replace_do_not_matter(program, names):
    assert free(program) == names


@pytest.mark.parametrize(
    ("depths", "names"),
    [("[2, 3]", []), ("[None, 3]", ["DecisionTreeClassifier"]), ("depths", ["DecisionTreeClassifier"])],
)
def test_trees_that_a_search_stops_early_hardly_draw(depths, names):
    search = f"GridSearchCV(DecisionTreeClassifier(), {{'max_depth': {depths}}}).fit(X, y).best_score_"
    assert free(f"from sklearn.model_selection import GridSearchCV\nprint({search})") == names


def test_a_tree_that_is_used_beside_its_search_draws():
    search = (
        "from sklearn.model_selection import GridSearchCV\nfound = GridSearchCV(tree, {'max_depth': [2]}).fit(X, y)"
    )
    beside = "print(tree.fit(X, y).predict(pd.read_csv('b.csv')))"
    assert free(f"tree = DecisionTreeClassifier()\n{search}\n{beside}") == ["DecisionTreeClassifier"]


@pytest.mark.parametrize(
    ("program", "first"),
    [
        (
            "a = RandomForestClassifier().fit(X, y)\nplt.plot(a.predict(X))\nb = RandomForestClassifier(9).fit(X, y)\n",
            2,
        ),
        ("a = DecisionTreeClassifier().fit(X, y)\nprint(a.predict(X))\nb = RandomForestClassifier(9).fit(X, y)\n", 2),
        (
            "b = RandomForestClassifier(9).fit(X, y)\na = RandomForestClassifier().fit(X, y)\nplt.plot(a.predict(X))\n",
            0,
        ),
    ],
)
def test_the_first_place_is_one_that_a_score_depends_on(program, first):
    source, _ = read_bytes((HEAD + program + "print(b.score(X, y))").encode(), "program.py")
    assert source is not None
    experiment = build(source)
    answer = seeding(experiment)
    assert answer is not None
    assert most_telling_first(experiment, answer.free)[0].place.line == HEAD.count("\n") + 1 + first


@pytest.mark.parametrize(
    ("settings", "draws"),
    [
        ("{'C': [1], 'tol': [0.1]}", False),
        ("{'C': [1, 2, 3, 4, 5], 'tol': [0.1, 0.2]}", False),
        ("{'C': [1, 2, 3, 4, 5, 6], 'tol': [0.1, 0.2]}", True),
        ("{'C': [1, 2, 3]}, n_iter=2", True),
        ("{'C': [1, 2, 3]}, n_iter=count", True),
        ("{'C': uniform(0, 1)}", True),
        ("{'C': [1, *more]}", True),
        ("{'C': [1], **more}", True),
        ("settings", True),
    ],
)
def test_a_random_search_that_tries_every_combination_draws_nothing(settings, draws):
    program = (
        "from sklearn.model_selection import RandomizedSearchCV\n"
        f"print(RandomizedSearchCV(LogisticRegression(), {settings}).fit(X, y).best_score_)"
    )
    assert free(program) == (["RandomizedSearchCV"] if draws else [])


@pytest.mark.parametrize(
    ("kinds", "test", "draws"),
    [
        ("['a']", "type(kinds) == list", False),
        ("['a']", "type(kinds) is list", False),
        ("['a']", "type(kinds) in (list, tuple)", False),
        ("('a',)", "type(kinds) != list", False),
        ("{'a': 1}", "type(kinds) is not list", False),
        ("{'a': 1}", "type(kinds) == dict", False),
        ("'a'", "type(kinds) == str", False),
        ("('a',)", "type(kinds) == list", True),
        ("['a']", "type(kinds) not in (list, tuple)", True),
        ("dict(a=1)", "type(kinds) == dict", True),  # it may be of a class that extends it
        ("settings", "type(kinds) == list", True),
        ("settings.type", "kinds == list", True),
    ],
)
def test_what_a_value_is_decides_which_branch_draws(kinds, test, draws):
    pick = f"def pick(kinds):\n    if {test}:\n        return kinds\n    return list(np.random.choice(df.columns, 3))\n"
    fit = "print(RandomForestClassifier(random_state=1).fit(df[cols], y).score(df[cols], y))"
    assert free(f"{pick}cols = pick({kinds})\n{fit}") == (["np.random.choice"] if draws else [])
