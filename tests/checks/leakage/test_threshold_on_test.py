"""LEA014 where the chosen threshold goes through a guard, and where its rows are no test rows."""

from __future__ import annotations

import pytest

from reprolint import checks
from reprolint.graph import build
from reprolint.source import read_bytes

CHECKS = {check.code: check for check in checks.load()}
CHOICES = [
    "best = float(cuts[place]) if place < len(cuts) else 0.5",
    "best = 0.5\nif place < len(cuts):\n    best = cuts[place]",
    "print(len(cuts))\nbest = cuts[place]",
    "best = cuts[min(place, len(cuts) - 1)]",
]
PROGRAM = """
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_curve
from sklearn.model_selection import train_test_split
X, y = pd.read_csv("births.csv")[["age", "weight"]], pd.read_csv("births.csv")["preterm"]
X_rest, X_test, y_rest, y_test = train_test_split(X, y, random_state=0)
X_train, X_check, y_train, y_check = train_test_split(X_rest, y_rest, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
risk = model.predict_proba(X_test)[:, 1]
false, true, cuts = roc_curve({curve})
place = np.argmax(true - false)
{choice}
print(f1_score(y_test, {cut}))
"""


def found(choice: str, curve: str = "y_test, risk", cut: str = "risk >= best") -> list[int]:
    """Lines of the findings."""
    source, problems = read_bytes(PROGRAM.format(curve=curve, choice=choice, cut=cut).encode(), "analysis.py")
    assert source is not None, problems
    return [one.primary.line for one in CHECKS["LEA014"].function(build(source))]


@pytest.mark.parametrize("choice", CHOICES)
def test_rows_kept_for_such_choices(choice):
    assert found(choice, curve="y_check, model.predict_proba(X_check)[:, 1]") == []


@pytest.mark.parametrize("choice", CHOICES)
def test_another_number_is_the_threshold(choice):
    assert found(choice, cut="risk >= 0.5") == []


@pytest.mark.parametrize("choice", CHOICES)
def test_a_guard_does_not_hide_the_choice(choice):
    assert found(choice) == [13]
