"""What the finding tells to hand over instead fits the way the labels were made (EVA007)."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

PROGRAM = """
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
model = RandomForestClassifier(random_state=0).fit(X, y)
print(roc_auc_score(t, {given}))
"""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("model.predict(T)", ""),  # the page's own help
        ("model.predict(T) > 2.5", "for the classes that pass the comparison"),
        ("model.predict_proba(T)[:, 1] > 0.3", "as they were before the threshold"),
        ("np.argmax(model.predict_proba(T), axis=1)", "as they were before `argmax`"),
        ("cross_val_predict(model, T, t)", 'method="predict_proba"'),
    ],
)
def test_the_help_fits_how_the_labels_were_made(given, told):
    [found] = findings("EVA007", PROGRAM.format(given=given))
    assert told in found.help
    assert bool(told) == bool(found.help)


FITTED = """
import statsmodels.api as sm
import statsmodels.formula.api as smf
from sklearn.metrics import roc_auc_score
X, T, y, t = train_test_split(df[["a", "b"]], df["y"], random_state=0)
print(roc_auc_score(t, {model}.predict(T)))
"""


@pytest.mark.parametrize(
    "model", ["sm.Logit(y, X).fit()", "sm.Probit(y, X).fit()", "smf.logit('y ~ a + b', X.join(y)).fit()"]
)
def test_models_whose_predict_gives_probabilities(model):
    assert findings("EVA007", FITTED.format(model=model)) == []
    assert len(findings("EVA007", FITTED.format(model="LogisticRegression().fit(X, y)"))) == 1


def test_what_is_swapped_is_told_as_swapped():
    swapped = """
    from sklearn.metrics import roc_auc_score, roc_curve
    X, T, y, t = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=0)
    labels = LogisticRegression().fit(X, y).predict(T)
    print(roc_curve({given}))
    """
    assert findings("EVA007", swapped.format(given="labels, t")) == []
    [found] = findings("EVA008", swapped.format(given="labels, t"))
    assert found.help.endswith("name them with `y_true=` and `y_score=`")
    assert findings("EVA008", swapped.format(given="t, labels")) == []
    assert len(findings("EVA007", swapped.format(given="t, labels"))) == 1
