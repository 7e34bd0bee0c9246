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
