"""LEA001 before models that answer a stretched or moved column with other coefficients only: a note, and a full one else."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings

ARRAYS = """
import statsmodels.api as sm
from sklearn.preprocessing import StandardScaler
X, y = StandardScaler().fit_transform(df.drop(columns="y")), df["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
{more}
print(accuracy_score(y_test, {model}.predict({test})))
"""
CONSTANT = "X_train, X_test = sm.add_constant(X_train), sm.add_constant(X_test)"
FRAMES = """
import statsmodels.formula.api as smf
from lifelines import CoxPHFitter, LogNormalAFTFitter, WeibullAFTFitter
df["a"] = (df["a"] - df["a"].mean()) / df["a"].std()
train, test = train_test_split(df, random_state=0)
{judged}
"""


def severities(program: str) -> list[Severity | None]:
    return [one.severity for one in findings("LEA001", program)]


@pytest.mark.parametrize("name", ["OLS", "Logit", "Probit", "GLM"])
def test_statsmodels_with_a_constant_hardly_notices_a_scaler(name):
    program = ARRAYS.format(more=CONSTANT, model=f"sm.{name}(y_train, X_train).fit()", test="X_test")
    assert severities(program) == [Severity.NOTE]


def test_without_a_constant_it_does():
    program = ARRAYS.format(more="", model="sm.OLS(y_train, X_train).fit()", test="X_test")
    assert severities(program) == [None]


@pytest.mark.parametrize("columns", ["X_train[:, 1:]", "X_train[:, [1, 2]]"])
def test_a_constant_that_may_have_been_left_out_is_none(columns):
    program = ARRAYS.format(more=CONSTANT, model=f"sm.OLS(y_train, {columns}).fit()", test="X_test")
    assert severities(program) == [None]


@pytest.mark.parametrize(
    ("formula", "severity"),
    [
        ("y ~ a + b", Severity.NOTE),
        ("y ~ 1 + a", Severity.NOTE),
        ("y ~ a - 1", None),
        ("y ~ 0 + a", None),
        ("y ~ a:b", None),
    ],
)
def test_a_formula_has_an_intercept_unless_it_says_otherwise(formula, severity):
    judged = f"print(accuracy_score(test['y'], smf.ols('{formula}', data=train).fit().predict(test)))"
    assert severities(FRAMES.format(judged=judged)) == [severity]


@pytest.mark.parametrize(
    ("model", "given", "severity"),
    [
        ("WeibullAFTFitter()", "", Severity.NOTE),
        ("LogNormalAFTFitter(penalizer=0.1)", "", Severity.NOTE),
        ("CoxPHFitter(penalizer=0.1, l1_ratio=0.5)", "", Severity.NOTE),
        ("WeibullAFTFitter(fit_intercept=False)", "", None),
        ("CoxPHFitter()", ", formula='a:b'", None),
        ("CoxPHFitter()", ", weights_col='a'", None),
    ],
)
def test_lifelines_divides_by_the_spread_inside(model, given, severity):
    judged = f"model = {model}\nmodel.fit(train, 't', 'e'{given})\nprint(model.score(test))"
    assert severities(FRAMES.format(judged=judged)) == [severity]


RESCALED = """
from sklearn.svm import SVC
X, y = df[["a", "b"]], df["y"]
X = {first}
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
middle, spread, low, high = X_train.mean(), X_train.std(), X_train.min(), X_train.max()
X_train, X_test = {train}, {test}
print(SVC().fit(X_train, y_train).score(X_test, y_test))
"""


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("X / X.max()", "({} - middle) / spread", 0),
        ("(X - X.mean()) / X.std()", "({} - low) / (high - low)", 0),
        ("X / X.max()", "{} / spread", 1),
        ("X / X.max()", "{} - middle", 1),
        ("np.log1p(X / X.max())", "({} - middle) / spread", 1),
    ],
)
def test_a_column_rescaled_by_hand_from_training_rows_forgets_what_stretched_it(first, last, expected):
    program = RESCALED.format(first=first, train=last.format("X_train"), test=last.format("X_test"))
    assert len(findings("LEA001", program)) == expected
