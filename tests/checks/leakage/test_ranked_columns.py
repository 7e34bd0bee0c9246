"""LEA003 where columns are put in order by numbers that stand beside their names or positions."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

PROGRAM = """
import heapq
from scipy.stats import pearsonr, ttest_ind
y = df["y"].to_numpy()
X = df.drop(columns="y").to_numpy()
{worth}
{order}
X_train, X_test, y_train, y_test = train_test_split(X[:, best], y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
"""
TESTED = "worth = {j: abs(ttest_ind(X[y == 1, j], X[y == 0, j]).statistic) for j in range(X.shape[1])}"
LISTED = "worth = [ttest_ind(X[y == 1, j], X[y == 0, j]).pvalue for j in range(X.shape[1])]"
GROWN = """worth = {}
for j in range(X.shape[1]):
    worth[j] = abs(np.corrcoef(X[:, j], y)[0, 1])"""
APART = """worth = {}
for j in range(X.shape[1]):
    column = X[:, j]
    worth[j] = abs(column[y == 1].mean() - column[y == 0].mean())"""
BY_HAND = """import math
def apart(a, b):
    if len(a) < 2 or len(b) < 2:
        return 0.0
    middle, other = sum(a) / len(a), sum(b) / len(b)
    width = math.sqrt(sum((one - middle) ** 2 for one in a) / (len(a) - 1))
    return (middle - other) / width if width else 0.0
worth = {}
for j in range(X.shape[1]):
    worth[j] = abs(apart(X[:, j][y == 1].tolist(), X[:, j][y == 0].tolist()))"""
FOUND = {
    "means of two groups by hand": (BY_HAND, "best = sorted(worth, key=worth.get)[-20:]"),
    "sorted by what a dict holds": (TESTED, "best = sorted(worth, key=worth.get, reverse=True)[:20]"),
    "sorted by a function": (TESTED, "best = sorted(worth, key=lambda j: -worth[j])[:20]"),
    "the largest of a heap": (TESTED, "best = heapq.nlargest(20, worth, key=worth.get)"),
    "the smallest of a list": (LISTED, "best = heapq.nsmallest(20, range(X.shape[1]), key=lambda j: worth[j])"),
    "positions in order": (LISTED, "best = np.argsort(worth)[:20]"),
    "positions of the negative": (LISTED, "best = np.argsort([-one for one in worth])[:20]"),
    "correlations": (GROWN, "best = sorted(worth, key=worth.get)[-20:]"),
    "means of two groups": (APART, "best = sorted(worth, key=worth.get)[-20:]"),
    "means of two groups at once": (
        "worth = np.abs(X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0))",
        "best = np.argsort(worth)[-20:]",
    ),
}


@pytest.mark.parametrize(("worth", "order"), FOUND.values(), ids=FOUND.keys())
def test_found(worth, order):
    assert findings("LEA003", PROGRAM.format(worth=worth, order=order))


SILENT = {
    "told, and not used": (TESTED, "print(sorted(worth, key=worth.get)[:20])\nbest = [0, 1, 2]"),
    "another order": (TESTED, "best = sorted(worth)[:20]"),
    "an order of other things": (
        TESTED,
        "sizes = {'a': 3, 'b': 2}\nprint(sorted(sizes, key=sizes.get))\nbest = [0, 1, 2]",
    ),
    "a function that computes": (TESTED, "best = sorted(range(X.shape[1]), key=lambda j: hash(j))[:20]"),
    "groups of another column": (
        APART.replace("y == ", "site == ").replace("worth = {}", "worth, site = {}, df['site'].to_numpy()"),
        "best = sorted(worth, key=worth.get)[:20]",
    ),
    "one group alone": (
        "worth = X[y == 1].mean(axis=0)",
        "best = np.argsort(worth)[:20]",
    ),
}


@pytest.mark.parametrize(("worth", "order"), SILENT.values(), ids=SILENT.keys())
def test_silent(worth, order):
    assert not findings("LEA003", PROGRAM.format(worth=worth, order=order))


def test_on_the_training_rows_alone():
    program = """
from scipy.stats import ttest_ind
y = df["y"].to_numpy()
X = df.drop(columns="y").to_numpy()
X, X_test, y, y_test = train_test_split(X, y, random_state=0)
worth = {j: abs(ttest_ind(X[y == 1, j], X[y == 0, j]).statistic) for j in range(X.shape[1])}
best = sorted(worth, key=worth.get, reverse=True)[:20]
model = LogisticRegression().fit(X[:, best], y)
print(accuracy_score(y_test, model.predict(X_test[:, best])))
"""
    assert not findings("LEA003", program)
    assert not findings("LEA001", program)


def test_the_groups_are_compared_in_one_finding():
    (found,) = findings("LEA003", PROGRAM.format(worth=APART, order="best = sorted(worth, key=worth.get)[:20]"))
    assert snippets([found]) == ["worth[j] = abs(column[y == 1].mean() - column[y == 0].mean())"]
    assert not findings("LEA001", PROGRAM.format(worth=APART, order="best = sorted(worth, key=worth.get)[:20]"))


def test_models_in_order_of_their_scores_stay_models():
    program = """
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"], random_state=0)
models = {"a": LogisticRegression(), "b": RandomForestClassifier(random_state=0)}
scores = {name: cross_val_score(model, X_train, y_train).mean() for name, model in models.items()}
first = sorted(scores, key=scores.get)[-1]
print(accuracy_score(y_test, models[first].fit(X_train, y_train).predict(X_test)))
"""
    assert not findings("LEA003", program)


@pytest.mark.parametrize(
    ("mean", "told"),
    [
        ("sum(values) / len(values)", 1),
        ("sum(one for one in values) / (len(values) - 1)", 1),
        ("sum(kept) / len(kept)", 0),
        ("len(values) / 2", 0),
    ],
)
def test_a_mean_by_hand_is_a_number_and_no_rows(mean, told):
    program = f"""
from sklearn.neighbors import KNeighborsClassifier
train, test = train_test_split(df, random_state=0)
values, kept = df["a"].tolist(), train["a"].tolist()
middle = {mean}
model = KNeighborsClassifier().fit(train[["a", "b"]] / middle, train["y"])
print(accuracy_score(test["y"], model.predict(test[["a", "b"]] / middle)))
"""
    assert len(findings("LEA001", program)) == told


def test_a_model_whose_target_has_no_name_makes_no_second_finding():
    further = """
other = RandomForestClassifier(random_state=0).fit(X_train, relabelled(y_train))
print(accuracy_score(y_test, other.predict(X_test)))
"""
    program = PROGRAM.format(worth=APART, order="best = sorted(worth, key=worth.get)[:20]") + further
    program = program.replace("import heapq", "import heapq\nfrom lab import relabelled")
    assert len(findings("LEA003", program)) == 1
    assert not findings("LEA001", program)
