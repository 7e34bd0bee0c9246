"""Calls that look like draws and decide nothing: folds in order, weights that are put back, networks that nothing uses."""

from __future__ import annotations

import pytest

from tests.graph.test_seeding import free

FOLDS = (
    "from sklearn.model_selection import StratifiedKFold, check_cv\n"
    "class Patients(StratifiedKFold):\n    pass\n"
    "for a, b in {folds}.split(X, y):\n"
    "    print(LogisticRegression().fit(X.iloc[a], y.iloc[a]).score(X.iloc[b], y.iloc[b]))"
)


@pytest.mark.parametrize(
    ("folds", "names"),
    [
        ("check_cv()", []),
        ("check_cv(5, y, classifier=True)", []),
        ("check_cv(Patients(3), y)", []),
        ("check_cv(options.folds, y, shuffle=True)", []),
        ("check_cv(KFold(5), y, shuffle=True)", []),
        ("check_cv(KFold(5, shuffle=True), y)", ["KFold"]),
        ("check_cv(5, y, shuffle=True)", ["check_cv"]),
        ("check_cv(5, y, shuffle=True, random_state=0)", []),
    ],
)
def test_check_cv_divides_in_order_unless_it_is_to_shuffle_a_number_of_folds(folds, names):
    assert free(FOLDS.format(folds=folds)) == names
