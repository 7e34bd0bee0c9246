"""LEA003: correlations of two columns choose features where one of the two is the target, and nowhere else."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

SHAPE = """
X, y, age = df.drop(columns="price"), df["price"], df["age"]
keep = []
for name in X.columns:
    if abs({relation}) > 0.2:
        keep.append(name)
X_train, X_test, y_train, y_test = train_test_split(X{columns}, y, random_state=0)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""


def told(relation: str, columns: str = "[keep]") -> list[str]:
    program = SHAPE.format(relation=relation, columns=columns)
    return [code for code in ("LEA001", "LEA003") for _ in findings(code, program)]


@pytest.mark.parametrize(
    "relation", ["X[name].corr(y)", "y.corr(X[name])", "np.corrcoef(X[name], y)[0, 1]", "y.cov(df[name])"]
)
@pytest.mark.parametrize("columns", ["[keep]", ".drop(columns=keep)"])
def test_a_correlation_with_the_target_chooses_features(relation, columns):
    assert told(relation, columns) == ["LEA003"]


def test_a_correlation_with_another_column_is_no_choice_by_the_target():
    assert told("X[name].corr(age)") == ["LEA001"]


def test_correlations_that_choose_nothing_are_not_told():
    assert told("X[name].corr(y)", "") == []


def test_features_that_are_left_out_for_each_other_are_not_chosen_by_the_target():
    program = """
X, y = df.drop(columns="price"), df["price"]
twice = set()
for one in X.columns:
    for other in X.columns:
        if one != other and abs(X[one].corr(X[other])) > 0.9:
            twice.add(one)
X_train, X_test, y_train, y_test = train_test_split(X.drop(columns=list(twice)), y, random_state=0)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""
    assert findings("LEA003", program) == []


def test_a_test_against_what_a_model_predicted_is_no_choice_by_the_target():
    program = """
from scipy.stats import spearmanr
X, y = df.drop(columns="price"), df["price"]
seen = X.copy()
seen["other"] = {other}
keep = []
for name in X.columns:
    if spearmanr(seen[name], seen["other"])[1] < 0.05:
        keep.append(name)
X_train, X_test, y_train, y_test = train_test_split(X[keep], y, random_state=0)
print(Ridge().fit(X_train, y_train).score(X_test, y_test))
"""
    assert len(findings("LEA003", program.replace("{other}", "y"))) == 1
    assert findings("LEA003", program.replace("{other}", "Ridge().fit(X, y).predict(X)")) == []


OTHER_TARGET = """
from scipy.stats import spearmanr
from sklearn.feature_selection import SelectKBest
features = df.drop(columns=["ill", "site"])
X = SelectKBest(k=9).fit_transform(features, df[{by!r}])
X, t, y, s = train_test_split(X, df["ill"], random_state=1)
print(LogisticRegression().fit(X, y).score(t, s))
"""


@pytest.mark.parametrize(("by", "told"), [("ill", 1), ("site", 0)])
def test_a_choice_by_another_column_than_the_target_learns_nothing_of_it(by, told):
    assert len(findings("LEA003", OTHER_TARGET.format(by=by))) == told


PROTEINS = """
table = pd.read_csv("proteins.csv")
levels = np.load("levels.npy")
ill = table["state"].eq("ill").to_numpy()
group = {group}
a, b = levels[group], levels[~group]
apart = (a.mean(axis=0) - b.mean(axis=0)) / np.sqrt(a.var(axis=0) / len(a) + b.var(axis=0) / len(b))
levels = {levels}
X, T, y, s = train_test_split(levels, ill, random_state=0)
model = LogisticRegression().fit(X, y)
print(accuracy_score(s, model.predict(T)))
"""
LARGEST = "levels[:, np.argsort(-np.abs(apart))[:50]]"


@pytest.mark.parametrize(
    ("group", "levels", "rules"),
    [
        ("ill", LARGEST, {"LEA003"}),
        ("table['state'].eq('ill').to_numpy()", LARGEST, {"LEA003"}),
        ("table['sex'].eq('f').to_numpy()", LARGEST, {"LEA001"}),  # no relation to the target
        ("ill", "levels[:, :50]", set()),
    ],
)
def test_columns_that_tell_two_groups_apart(group, levels, rules):
    program = PROTEINS.format(group=group, levels=levels)
    assert {code for code in ("LEA001", "LEA002", "LEA003") if findings(code, program)} == rules


def test_groups_of_training_rows_choose_for_these_alone():
    program = """
levels, table = np.load("levels.npy"), pd.read_csv("proteins.csv")
ill = table["state"].eq("ill").to_numpy()
for train, test in KFold(5, shuffle=True, random_state=0).split(levels):
    X, y = levels[train], ill[train]
    kept = np.argsort(X[y].mean(0) / len(X) - X[~y].mean(0) / len(X))[:9]
    model = LogisticRegression().fit(X[:, kept], y)
    print(accuracy_score(ill[test], model.predict(levels[test][:, kept])))
"""
    assert not any(findings(code, program) for code in ("LEA001", "LEA002", "LEA003"))
