"""LEA003 where the rows that judge a model chose its features, and no row of its training did."""

from __future__ import annotations

import pytest

from reprolint.findings import NOT_MEASURED, Severity
from tests.checks.leakage.asking import findings, snippets

PROGRAM = """
from sklearn.feature_selection import SelectKBest, mutual_info_classif
from sklearn.inspection import permutation_importance
X, y = df.drop(columns="y").to_numpy(), df["y"].to_numpy()
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
X_check, X_late, y_check, y_late = train_test_split(X_test, y_test, random_state=0)
model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
{choice}
model.fit(X_train[:, top], y_train)
print(model.score({judged}))
"""
ON_TEST = "X_test[:, top], y_test"
CHOICES = [
    "top = permutation_importance(model, X_test, y_test).importances_mean.argsort()[::-1][:10]",
    "top = mutual_info_classif(X_test, y_test).argsort()[::-1][:10]",
    "top = SelectKBest(k=10).fit(X_test, y_test).get_support(indices=True)",
]


@pytest.mark.parametrize("choice", CHOICES)
def test_the_test_rows_choose_and_judge(choice):
    (found,) = findings("LEA003", PROGRAM.format(choice=choice, judged=ON_TEST))
    assert (found.severity, found.effect) == (Severity.WARNING, NOT_MEASURED)
    assert snippets([found]) == [choice]


@pytest.mark.parametrize("choice", CHOICES)
def test_other_rows_choose(choice):
    chosen = choice.replace("_test", "_train")
    assert not findings("LEA003", PROGRAM.format(choice=chosen, judged=ON_TEST))


@pytest.mark.parametrize("choice", CHOICES)
def test_other_rows_judge_in_the_end(choice):
    chosen = choice.replace("_test", "_check")
    program = PROGRAM.format(choice=chosen, judged="X_check[:, top], y_check")
    assert findings("LEA003", program)
    assert not findings("LEA003", program + "print(model.score(X_late[:, top], y_late))\n")


def test_importances_that_are_only_told():
    told = "worth = permutation_importance(model, X_test, y_test)\nprint(worth.importances_mean)\ntop = [0, 1, 2]"
    assert not findings("LEA003", PROGRAM.format(choice=told, judged=ON_TEST))
