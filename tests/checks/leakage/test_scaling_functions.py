"""Functions that scale columns are judged as the classes of the same name are."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, related

PROGRAM = """
from scipy.stats import zscore
from sklearn.preprocessing import maxabs_scale, minmax_scale, normalize, robust_scale, scale
from sklearn.svm import SVC
X, y = df.drop(columns="y").to_numpy(), df["y"]
X = {step}
print(cross_val_score({model}, X, y, cv=5))
"""
BY_COLUMN = ["scale(X)", "minmax_scale(X)", "maxabs_scale(X)", "robust_scale(X)", "zscore(X)", "normalize(X, axis=0)"]
BY_ROW = ["scale(X, axis=1)", "minmax_scale(X, axis=1)", "zscore(X, axis=1)", "normalize(X)"]


@pytest.mark.parametrize("step", BY_COLUMN)
def test_trees_hardly_notice_what_a_function_scaled(step):
    (one,) = findings("LEA002", PROGRAM.format(step=step, model="RandomForestClassifier(random_state=0)"))
    assert one.severity is Severity.NOTE


@pytest.mark.parametrize("step", BY_COLUMN)
def test_machines_of_distances_do(step):
    (one,) = findings("LEA002", PROGRAM.format(step=step, model="SVC()"))
    assert one.severity is not Severity.NOTE


@pytest.mark.parametrize("step", BY_ROW)
def test_each_row_on_its_own_learns_nothing_from_the_others(step):
    assert findings("LEA002", PROGRAM.format(step=step, model="SVC()")) == []


def test_only_the_scores_that_notice_are_named():
    program = PROGRAM.format(step="scale(X)", model="RandomForestClassifier(random_state=0)")
    (one,) = findings("LEA002", program + "print(cross_val_score(SVC(), X, y, cv=5))\n")
    assert list(related(one)) == ["print(cross_val_score(SVC(), X, y, cv=5))"]
