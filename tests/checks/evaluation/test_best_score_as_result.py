"""EVA005: which best scores are told as results, and what comes after them."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, related, snippets

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


@pytest.mark.parametrize(
    "text", ["mean inner score", "best validation score", "best Val AUC", "best over folds", "42: "]
)
def test_honest_and_bare_numbers(text):
    assert not told(text=text)


@pytest.mark.parametrize("told_too", ["search.best_params_", "search.best_estimator_.get_params()", "best['alpha']"])
def test_a_search_whose_settings_are_told_and_whose_model_is_not_used_is_a_note(told_too):
    before = f"best = search.best_estimator_.get_params()\nprint({told_too})"
    (finding,) = told(before=before)
    assert finding.severity is Severity.NOTE
    (finding,) = told(before="print(search.best_estimator_)")
    assert finding.severity is not Severity.NOTE


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


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("print('validation', search.best_score_)", 0),
        ("print('val', search.best_score_)", 0),
        ("print('Val AUC', round(search.best_score_, 3))", 0),
        ("best = search.best_score_\nprint('validation score', best)", 0),
        ("print(pd.DataFrame({'Best val': [search.best_score_]}))", 0),
        ("print('our value', search.best_score_)", 2),
        ("print('validation', 0.9)", 1),
        ("print(pd.DataFrame({'Best val': [0.9]}))", 1),
    ],
)
def test_what_another_place_calls_the_number(after, found):
    assert len(told(after=after)) == found


@pytest.mark.parametrize(
    ("after", "severity"),
    [
        ("", None),
        ("print(search.best_params_)", Severity.NOTE),
        ("for k, v in search.best_params_.items():\n    print(f'{k}: {v}')", Severity.NOTE),
        ("import json\njson.dump(search.best_params_, open('a.json', 'w'))", Severity.NOTE),
        ("import json\njson.dump({'a': search.best_params_}, open('a.json', 'w'))", Severity.NOTE),
        ("import joblib\nprint(search.best_params_)\njoblib.dump(search.best_estimator_, 'a.joblib')", None),
        ("print(search.best_params_)\nprint(search.best_estimator_.coef_)", None),
        ("print(search.best_params_)\nmodel = LogisticRegression().fit(X, y)", None),
    ],
)
def test_a_program_that_only_tunes_is_a_note(after, severity):
    [found] = told(after=after)
    assert found.severity is severity
    assert ("nothing here judges the chosen model on other rows" in found.message) == (severity is not None)


@pytest.mark.parametrize(
    ("after", "severity"),
    [("", None), ("print(study.best_params)", Severity.NOTE), ("print(study.best_trial.params)", Severity.NOTE)],
)
def test_a_study_that_only_tunes_is_a_note(after, severity):
    [found] = findings("EVA005", f'{STUDY}print("R2", study.best_value)\n{after}')
    assert found.severity is severity


def test_a_table_speaks_for_the_best_value_of_a_study():
    table = "rows = [{'model': 'Ridge', 'Best Val R2': study.best_value}]\nprint(pd.DataFrame(rows))"
    assert findings("EVA005", f'{STUDY}print("R2", study.best_value)\n{table}') == []


UNFOLLOWED = """
import json
import optuna
from lab import errors_of
def objective(trial):
    model = Ridge(alpha=trial.suggest_float("alpha", 0.1, 10)).fit(df[["a"]][:50], df["y"][:50])
    accuracy_score(df["y"][50:], model.predict(df[["a"]][50:]))
    return errors_of(model)["mean"]
study = optuna.create_study()
study.optimize(objective, n_trials=30)
{after}
"""


def test_settings_that_are_only_told_are_a_note_even_where_their_scores_cannot_be_followed():
    program = UNFOLLOWED.format(after='print("best error", study.best_value, "with", study.best_params)')
    (one,) = findings("EVA005", program)
    assert one.severity is Severity.NOTE
    used = 'Ridge(**study.best_params).fit(df[["a"]], df["y"])\nprint("best error", study.best_value)'
    (one,) = findings("EVA005", UNFOLLOWED.format(after=used))
    assert one.severity is None


TWO_STUDIES = """
import optuna
def first(trial):
    return cross_val_score(Ridge(alpha=trial.suggest_float("alpha", 0.1, 10)), df[["a"]], df["y"]).mean()
def second(trial):
    return cross_val_score(Ridge(tol=trial.suggest_float("tol", 0.1, 10)), df[["a"]], df["y"]).mean()
one, two = optuna.create_study(), optuna.create_study()
one.optimize(first, n_trials=30)
print("best R2", one.best_value)
two.optimize(second, n_trials=30)
print("best R2", two.best_value)
print("summary, penalty", one.best_value)
print("summary, tolerance", two.best_value)
"""


def test_a_study_is_told_once_with_its_other_places():
    one, two = findings("EVA005", TWO_STUDIES)
    assert snippets([one, two]) == ['print("best R2", one.best_value)', 'print("best R2", two.best_value)']
    assert related(one)['print("summary, penalty", one.best_value)'] == "and told again here"
    assert related(two)['print("summary, tolerance", two.best_value)'] == "and told again here"


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        ("df.sample(frac=0.5, random_state=1)", "no judgement of the chosen model leaves the searched rows out"),
        ("df", "the chosen model was judged on no other rows"),
    ],
)
def test_later_rows_that_are_more_than_the_searched_ones(rows, end):
    (finding,) = findings(
        "EVA005",
        f"""
        part = {rows}
        search = GridSearchCV(Ridge(), {{"alpha": [1, 10]}}).fit(part[["a", "b"]], part["y"])
        print("our accuracy", search.best_score_)
        print(cross_val_score(Ridge(alpha=3), df[["a", "b"]], df["y"]).mean())
        """,
    )
    assert finding.message.endswith(end)


BESIDE = """
from sklearn.dummy import DummyRegressor
X, y = df[["a", "b"]], df["y"]
search = GridSearchCV(Ridge(), {"alpha": [1, 10]}).fit(X, y)
floor = cross_val_score(DummyRegressor(), X, y)
"""


@pytest.mark.parametrize(
    "line",
    [
        'print("R2 %.2f, floor %.2f (SD over folds %.2f)" % (search.best_score_, floor.mean(), floor.std()))',
        'print(f"R2 {search.best_score_:.2f}, floor {floor.mean():.2f} (SD over folds {floor.std():.2f})")',
        'print("R2", search.best_score_, "floor", floor.mean(), "SD over folds", floor.std())',
    ],
)
def test_words_between_a_mean_and_its_spread_are_theirs(line):
    assert snippets(findings("EVA005", BESIDE + line)) == [line]


@pytest.mark.parametrize(
    "line",
    [
        'print("R2 %.2f, floor %.2f (over %d folds)" % (search.best_score_, floor.mean(), 5))',
        'print("R2 %.2f and floor %.2f (SD %.2f), over folds" % (search.best_score_, floor.mean(), floor.std()))',
        'print("folds: R2 %.2f, floor %.2f (SD %.2f)" % (search.best_score_, floor.mean(), floor.std()))',
        'print(f"R2 {search.best_score_:.2f} over folds, floor {floor.mean():.2f} (SD over folds {floor.std():.2f})")',
        'print("best %.2f, mean over folds %.2f" % (search.best_score_, search.cv_results_["mean_test_score"].mean()))',
    ],
)
def test_words_that_may_be_those_of_the_best_score(line):
    assert not findings("EVA005", BESIDE + line)
