"""Choices on the test rows: what is compared decides."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

RECORDS = """
from sklearn.svm import SVC
X, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
found = []
for name, model in {{"a": LogisticRegression(), "b": SVC()}}.items():
    folds = cross_val_score(model, X, y, cv=5)
    model.fit(X, y)
    found.append({{"name": name, "tested": accuracy_score(s, model.predict(t)), "folds": np.mean(folds)}})
best = max(found, key=lambda one: one[{by!r}])
print(best["name"])
"""


@pytest.mark.parametrize(("by", "told"), [("tested", 1), ("folds", 0)])
def test_of_records_the_number_counts_that_they_are_compared_by(by, told):
    assert len(findings("LEA012", RECORDS.format(by=by))) == told


REPEATED = """
rows = []
for seed in range(4):
    train, held = train_test_split(df, test_size=0.3, random_state=seed)
    top, chosen = 0, None
    for depth in df.attrs["depths"]:
        forest = RandomForestClassifier(max_depth=depth, random_state=0).fit(train[["a"]], train["y"])
        found = accuracy_score({held}["y"], forest.predict({held}[["a"]]))
        if found > top:
            top, chosen = found, depth
    rows.append(dict(seed=seed, depth=chosen, accuracy=top))
    print("test", rows[-1])
"""


@pytest.mark.parametrize(("held", "told"), [("held", 1), ("train", 0)])
def test_a_choice_in_each_of_several_repetitions_is_no_choice_among_seeds(held, told):
    assert len(findings("LEA012", REPEATED.format(held=held))) == told


AMONG_SEEDS = """
train, test = train_test_split(df, random_state=0)
for depth in (2, 5):
    top = 0
    for number in range(9):
        forest = RandomForestClassifier(max_depth=depth, random_state=number).fit(train[["a"]], train["y"])
        found = accuracy_score(test["y"], forest.predict(test[["a"]]))
        if found > top:
            top = found
    print(depth, top)
"""


def test_the_luckiest_seed_of_each_candidate_is_no_choice_among_candidates():
    assert not findings("LEA012", AMONG_SEEDS)
    among_all = AMONG_SEEDS.replace("    top = 0\n", "").replace("for depth", "top = 0\nfor depth")
    assert len(findings("LEA012", among_all)) == 1


IN_BATCHES = """
import torch
inside, outside = train_test_split(df, random_state=3)
def tensors(part):
    return torch.tensor(part[["a", "b"]].to_numpy()), torch.tensor(part["y"].to_numpy())
X, y = tensors(inside)
best, width = 0, None
for hidden in df.attrs["widths"]:
    net = torch.nn.Sequential(torch.nn.Linear(2, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 2))
    adam = torch.optim.Adam(net.parameters())
    for epoch in range(30):
        for batch in torch.randperm(len(X)).split(64):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(net(X[batch]), y[batch]).backward()
            adam.step()
    T, t = tensors(outside)
    hit = accuracy_score(t, net(T).argmax(1))
    if hit > best:
        best, width = hit, hidden
print("accuracy", best, width)
"""


def test_outputs_for_the_batches_that_train_a_network_judge_nothing():
    assert len(findings("LEA012", IN_BATCHES)) == 1
    elsewhere = """
T, t = tensors(pd.read_csv("another_year.csv"))
print(accuracy_score(t, net(T).argmax(1)))
"""
    assert not findings("LEA012", IN_BATCHES + elsewhere)


THREE_NAMES = """
def divided():
    rest, {outer} = train_test_split(df, random_state=0)
    learn, {inner} = train_test_split(rest, random_state=0)
    return learn, {second}, {third}

tr, va, te = divided()
best = 0
for C in df.attrs["penalties"]:
    model = LogisticRegression(C=C).fit(tr[["a"]], tr["y"])
    hit = accuracy_score({judged}["y"], model.predict({judged}[["a"]]))
    if hit > best:
        best, penalty = hit, C
print(best, penalty)
"""


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"outer": "c", "inner": "b", "second": "b", "third": "c", "judged": "te"}, 1),
        ({"outer": "c", "inner": "b", "second": "c", "third": "b", "judged": "va"}, 0),
        ({"outer": "c", "inner": "b", "second": "b.copy()", "third": "c[c.y > 0]", "judged": "te"}, 1),
    ],
)
def test_of_several_parts_that_a_function_returns_the_name_of_the_judged_one_counts(names, told):
    assert len(findings("LEA012", THREE_NAMES.format(**names))) == told


def test_seeds_whose_models_are_all_trained_before_the_first_is_judged():
    program = """
train, test = train_test_split(df, random_state=0)
models = []
for number in range(50):
    for part in (["a"], ["a", "b"]):
        models.append(RandomForestClassifier(random_state={seed}).fit(train[part], train["y"]))
found = [accuracy_score(test["y"], model.predict(test[model.feature_names_in_])) for model in models]
print(max(found))
"""
    assert not findings("LEA012", program.format(seed="number"))
    assert len(findings("LEA012", program.format(seed="0"))) == 1


RUNS = """
X, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
runs = []
for depth in range(2, 9):
    model = RandomForestClassifier(max_depth=depth, random_state=0).fit(X, y)
    runs.append(accuracy_score(s, model.predict(t)))
"""
AFTERWARDS = {
    "a span in one line": ("print(np.mean(runs), 'range', min(runs), max(runs))", 0),
    "a span in two lines": ("low = np.min(runs)\nhigh = np.max(runs)\nprint(low, high)", 0),
    "a span in a dict": ("print({'mean': np.mean(runs), 'min': min(runs), 'max': max(runs)})", 0),
    "only one of the two": ("print(np.mean(runs), max(runs))", 1),
    "called the best": ("print('best', max(runs), 'worst', min(runs))", 1),
    "a name that says so": ("best, worst = max(runs), min(runs)\nprint(best)", 1),
    "told as the best elsewhere": ("low, high = min(runs), max(runs)\nprint(f'best accuracy: {high}')", 1),
    "the ends of two lists": ("print(min(folds), max(runs))", 1),
    "far apart": ("print(max(runs))\nfor one in runs:\n    print(one)\nprint(min(runs))", 1),
    "and a position": ("print(min(runs), max(runs))\nprint(np.argmax(runs))", 1),
}


@pytest.mark.parametrize(("told", "count"), AFTERWARDS.values(), ids=AFTERWARDS.keys())
def test_the_span_of_scores_chooses_none(told, count):
    folds = "folds = cross_val_score(LogisticRegression(), X, y)\n"
    assert len(findings("LEA012", RUNS + folds + told)) == count


def test_runs_that_differ_by_their_seed_alone_may_be_scored_after_all_were_trained():
    program = """
X, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
answers = []
for {each} in range(5):
    answers.append(RandomForestClassifier(max_depth={depth}, random_state={seed}).fit(X, y).predict(t))
print("highest", max([accuracy_score(s, one) for one in answers]))
"""
    assert not findings("LEA012", program.format(each="run", depth=3, seed="run"))
    assert findings("LEA012", program.format(each="depth", depth="depth + 1", seed=0))


CANDIDATES = """
from sklearn.model_selection import cross_val_score
own, others = train_test_split(df, random_state=1)
def error_of(size, one=own, other=others):
    model = Ridge(size).fit(one[["a", "b"]], one["y"])
    return np.sqrt(np.mean((other["y"] - model.predict(other[["a", "b"]])) ** 2))
def inside(size):
    return np.mean(cross_val_score(Ridge(size), own[["a", "b"]], own["y"], cv=5))
best = {chosen}
print("error", error_of(best))
"""


@pytest.mark.parametrize(
    "chosen",
    [
        "min([1, 2, 5], key=error_of)",
        "min(range(1, 30), key=error_of)",
        "min(range(1, 30), key=lambda size: error_of(size))",
        "max(range(1, 30), key=lambda size: -error_of(size))",
        "(lambda found: min(found, key=lambda size: found[size]))({1: error_of(1), 2: error_of(2)})",
    ],
)
def test_candidates_are_judged_by_the_key(chosen):
    (one,) = findings("LEA012", CANDIDATES.format(chosen=chosen))
    assert one.primary.snippet.strip().startswith("best =")


@pytest.mark.parametrize(
    "chosen",
    [
        "max(range(1, 30), key=inside)",
        "max([1, 2, 5], key=lambda size: len(str(size)))",
        "min(range(1, 30), key=lambda size: abs(error_of(size) - 0.5))",
        "min(error_of(3), 1)",
        "sum(range(1, 30))",
    ],
)
def test_a_key_that_asks_something_else_chooses_nothing(chosen):
    assert not findings("LEA012", CANDIDATES.format(chosen=chosen))


def test_what_a_key_function_keeps_for_later_is_the_same_score():
    program = """
    own, others = train_test_split(df, random_state=1)
    def keeping(part):
        known = {}
        def error_of(size):
            if size not in known:
                model = Ridge(size).fit(own[["a"]], own["y"])
                known[size] = np.mean(np.abs(part["y"] - model.predict(part[["a"]])))
            return known[size]
        return error_of
    best = min(range(1, 9), key=keeping(%s))
    print("error", keeping(others)(best))
    """
    assert len(findings("LEA012", program % "others")) == 1
    assert not findings("LEA012", program % "own")
