"""EVA005: settings that a search found, cross-validated once more on the rows of the search."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, related, snippets

SEARCH = """
X, y = df[["a", "b"]], df["y"]
X_some, X_late, y_some, y_late = train_test_split(X, y, random_state=0)
search = GridSearchCV(Ridge(), {"alpha": [1, 10]}).fit(X, y)
"""
TOLD = 'print("R2", scores.mean(), scores.std())'
AGAIN = [
    "scores = cross_val_score(search.best_estimator_, X, y)",
    "scores = cross_val_score(Ridge(**search.best_params_), X, y)",
    "best = search.best_params_['alpha']\nscores = cross_val_score(Ridge(alpha=best), X_some, y_some)",
]


@pytest.mark.parametrize("again", AGAIN)
def test_a_cross_validation_on_searched_rows(again):
    (found,) = findings("EVA005", f"{SEARCH}{again}\n{TOLD}")
    assert found.severity is Severity.WARNING
    assert snippets([found]) == [TOLD]
    assert list(related(found)) == [
        'search = GridSearchCV(Ridge(), {"alpha": [1, 10]}).fit(X, y)',
        again.splitlines()[-1],
    ]


def test_folds_by_hand():
    program = """
scores = []
for seen, new in KFold(5).split(X):
    model = Ridge(**search.best_params_).fit(X.iloc[seen], y.iloc[seen])
    scores.append(model.score(X.iloc[new], y.iloc[new]))
print("R2", np.mean(scores), np.std(scores))
print("worst", np.min(scores))
"""
    assert snippets(findings("EVA005", SEARCH + program)) == ['print("R2", np.mean(scores), np.std(scores))']


def test_called_a_cross_validation_it_is_a_note():
    (found,) = findings("EVA005", f"{SEARCH}{AGAIN[0]}\nprint('CV score', scores.mean())")
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    "after",
    [
        "scores = cross_val_score(Ridge(alpha=10), X, y)",  # settings of another origin
        "scores = cross_val_score(search, X, y)",  # each fold is searched anew
        "new = pd.read_csv('new.csv')\nscores = cross_val_score(search.best_estimator_, new[['a', 'b']], new['y'])",
        f"{AGAIN[0]}\nprint('validation', scores.mean())\nscores = df['a']",  # called what it is
    ],
)
def test_other_scores(after):
    assert not findings("EVA005", f"{SEARCH}{after}\n{TOLD}")


def test_settings_that_are_judged_on_rows_of_their_own():
    program = f"{SEARCH.replace('fit(X, y)', 'fit(X_some, y_some)')}{AGAIN[2]}\n{TOLD}\n"
    assert findings("EVA005", program)
    assert not findings("EVA005", program + "print('R2', search.score(X_late, y_late))")


def test_the_best_score_is_told_once():
    (found,) = findings("EVA005", f"{SEARCH}print('R2', search.best_score_)\n{AGAIN[0]}\n{TOLD}")
    assert snippets([found]) == ["print('R2', search.best_score_)"]
