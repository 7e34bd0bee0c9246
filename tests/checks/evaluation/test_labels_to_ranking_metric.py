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
