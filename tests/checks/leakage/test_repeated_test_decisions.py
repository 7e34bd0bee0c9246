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
