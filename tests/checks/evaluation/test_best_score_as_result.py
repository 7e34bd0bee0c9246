"""EVA005: which best scores are told as results, and what comes after them."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, snippets

SEARCH = """
X, y = df[["a", "b"]], df["y"]
search = GridSearchCV(Ridge(), {grid})
search.fit(X, y)
{before}
print("{text}", search.best_score_)
{after}
"""


def told(grid='{"alpha": [1, 10]}', before="", text="our accuracy", after=""):
    return findings("EVA005", SEARCH.format(grid=grid, before=before, text=text, after=after))


def test_a_best_score_that_is_called_a_result():
    assert snippets(told()) == ['print("our accuracy", search.best_score_)']


@pytest.mark.parametrize("text", ["mean inner score", "best validation score", "best over folds", "42: "])
def test_honest_and_bare_numbers(text):
    assert not told(text=text)


def test_a_cross_validation_score_that_is_the_only_result_is_a_note():
    (finding,) = told(text="best CV score")
    assert finding.severity is Severity.NOTE
    assert not told(text="best CV score", after="search.predict(pd.read_csv('new.csv'))")


@pytest.mark.parametrize("grid", ['{"alpha": [1]}', "{}", "grid"])
def test_a_search_that_may_have_but_one_candidate(grid):
    assert not told(grid=grid)


@pytest.mark.parametrize(
    "after",
    [
        "cross_val_score(search, X, y)",
        'search.predict(pd.read_csv("new.csv"))',
        "from lab import review\nreview(search)",
        'other = pd.read_csv("other.csv")\nprint(search.score(other[["a", "b"]], other["y"]))',
    ],
)
def test_a_judgement_afterwards(after):
    assert not told(after=after)


@pytest.mark.parametrize(
    "after",
    [
        "search.best_estimator_.predict(X)",
        "from sklearn.svm import SVR\nX_a, X_b, y_a, y_b = train_test_split(X, y)\nSVR().fit(X_a, y_a).score(X_b, y_b)",
        "cross_val_score(Ridge(alpha=10), X, y)",
    ],
)
def test_rows_that_were_searched_and_other_models_judge_nothing(after):
    assert told(after=after)


def test_a_guess_is_no_judgement_of_the_chosen_model():
    assert told(after="from sklearn.dummy import DummyRegressor\ncross_val_score(DummyRegressor(), X, y)")


STUDY = """
import optuna
def objective(trial):
    model = Ridge(alpha=trial.suggest_float("alpha", 0.1, 10))
    return cross_val_score(model, df[["a"]], df["y"]).mean()
study = optuna.create_study(direction="maximize")
study.optimize(objective, n_trials=50)
"""


@pytest.mark.parametrize("best", ["study.best_value", "study.best_trial.value"])
def test_the_best_trial_of_a_study(best):
    assert snippets(findings("EVA005", f'{STUDY}print("R2", {best})')) == [f'print("R2", {best})']
    after = 'model = Ridge().fit(df[["a"]], df["y"])\nprint(model.score(df[["a"]], df["y"]))'
    assert not findings("EVA005", f'{STUDY}print("R2", {best})\n{after}')


LONG = """
X_train, X_test, y_train, y_test = train_test_split(df[["a", "b"]], df["y"], random_state=0)

def find(X, y):
    search = GridSearchCV(Ridge(), {"alpha": [1, 10]})
    search.fit(X, y)
    print("our accuracy", search.best_score_)
    return search

def work(number):
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"]:
        for other in ["a", "b", "c", "d", "e", "f", "g", "h"]:
            df[name + str(number)] = df[other].map(str)
"""
JUDGE = """
def judge(search):
    print("our test accuracy", search.score(X_test, y_test))
"""
WORK = "".join(f"work({number})\n" for number in range(120))


def test_what_a_long_program_does_again_may_judge_the_model():
    searched = "found = find(X_train, y_train)\n"
    assert len(findings("EVA005", LONG + WORK + searched)) == 1
    again = f"judge(Ridge().fit(X_train, y_train))\n{WORK}{searched}judge(found)\n"
    assert findings("EVA005", LONG + JUDGE + again) == []
