"""Predictions of repeated splits are gathered and scored at once: each model answers for its own round's rows."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related

HEAD = """
X, y = np.load("x.npy"), np.load("y.npy")
guesses, labels = [], []
"""
ROUNDS = {
    "appended": """
for seed in range(5):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = LogisticRegression().fit({rows})
    guesses.append(model.predict(X_test))
    labels.append(y_test)
guesses, labels = np.hstack(guesses), np.hstack(labels)
""",
    "extended": """
for seed in range(5):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = LogisticRegression()
    model.fit({rows})
    guesses.extend(model.predict(X_test))
    labels.extend(y_test)
""",
    "flattened": """
for _ in range(5):
    X_train, X_test, y_train, y_test = train_test_split(X, y)
    model = LogisticRegression().fit({rows})
    guesses.append(model.predict(X_test).tolist())
    labels.append(list(y_test))
guesses = [guess for part in guesses for guess in part]
labels = [label for part in labels for label in part]
""",
    "returned": """
def once(seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)
    model = LogisticRegression().fit({rows})
    return model.predict(X_test), y_test


rounds = [once(seed) for seed in range(5)]
guesses, labels = np.concatenate([one[0] for one in rounds]), np.concatenate([one[1] for one in rounds])
""",
    "positions": """
for seed in range(5):
    train, test = train_test_split(np.arange(len(X)), random_state=seed)
    X_train, X_test, y_train, y_test = X[train], X[test], y[train], y[test]
    model = LogisticRegression().fit({rows})
    guesses.append(model.predict(X_test))
    labels.append(y_test)
guesses, labels = np.concatenate(guesses), np.concatenate(labels)
""",
}
SCORED = 'print("accuracy", accuracy_score(labels, guesses))\n'


@pytest.mark.parametrize("name", ROUNDS)
def test_no_round_is_judged_on_the_test_rows_of_another(name):
    program = HEAD + ROUNDS[name].format(rows="X_train, y_train") + SCORED
    assert findings("LEA006", program) == []
    assert findings("LEA001", program) == []


@pytest.mark.parametrize("name", ROUNDS)
def test_a_model_that_saw_the_test_rows_of_its_own_round_is_told(name):
    (one,) = findings("LEA006", HEAD + ROUNDS[name].format(rows="X, y") + SCORED)
    assert "judged on rows it was trained on" in related(one).values()


def test_what_was_learned_before_the_rounds_is_told():
    program = HEAD + "from sklearn.svm import SVC\nX = (X - X.mean(axis=0)) / X.std(axis=0)\n"
    program += ROUNDS["appended"].format(rows="X_train, y_train").replace("LogisticRegression", "SVC") + SCORED
    (one,) = findings("LEA001", program)
    assert "accuracy_score" in one.message


CALIBRATED = """
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedShuffleSplit
scores, y = np.load("scores.npy"), np.load("y.npy")
calibrator = IsotonicRegression()
chances, labels = [], []
for train, test in StratifiedShuffleSplit().split(scores, y):
    calibrator.fit({rows})
    chances.append(calibrator.{apply}(scores[test]))
    labels.append(y[test])
chances, labels = np.hstack(chances), np.hstack(labels)
known = np.isfinite(chances)
print("AUC", roc_auc_score(labels[known], chances[known]))
"""


@pytest.mark.parametrize("apply", ["predict", "transform"])
def test_an_isotonic_regression_predicts_by_either_name(apply):
    assert findings("LEA006", CALIBRATED.format(rows="scores[train], y[train]", apply=apply)) == []
    (one,) = findings("LEA006", CALIBRATED.format(rows="scores, y", apply=apply))
    assert one.primary.snippet.strip() == "calibrator.fit(scores, y)"


BOTH = """
from sklearn.preprocessing import MinMaxScaler
from sklearn.svm import SVC
X, y = np.load("x.npy"), np.load("y.npy")
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = MinMaxScaler().fit(X_train)
one = SVC(probability=True).fit(scaler.transform(X_train), y_train)
other = LogisticRegression().fit(scaler.transform(X_train), y_train)
everything = one.predict_proba(scaler.transform(X))
chance = (one.predict_proba(scaler.transform(X_test)) + other.predict_proba(scaler.transform(X_test))) / 2
print("accuracy", accuracy_score(y_test, chance.argmax(axis=1)))
np.save("all.npy", everything)
"""


def test_of_two_models_one_of_which_also_predicts_all_rows_both_are_judged_on_the_test_rows():
    assert findings("LEA001", BOTH) == []
    assert findings("LEA006", BOTH) == []
    assert len(findings("LEA001", BOTH.replace("fit(X_train)", "fit(X)"))) == 1


BY_POSITION = """
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error
X, y = np.load("x.npy"), np.load("y.npy")
order = np.random.default_rng(0).permutation(len(X))
half = len(X) // 2
train, test = order[:half], order[half:]
model = Ridge().fit(X[{fitted}], y[{fitted}])
print("error", mean_absolute_error(y[test], model.predict(X[test])))
print("on the training rows", mean_absolute_error(y[{judged}], model.predict(X[{judged}])))
"""


def test_some_of_the_rows_that_positions_name_are_no_further_ones():
    assert findings("LEA006", BY_POSITION.format(fitted="train[:20]", judged="train")) == []
    assert len(findings("LEA006", BY_POSITION.format(fitted="order", judged="test"))) == 1
