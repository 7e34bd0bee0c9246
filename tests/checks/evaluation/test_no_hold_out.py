"""EVA001: one finding for a file, and everything that may be a judgement on other rows."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence
from tests.checks.leakage.asking import findings, related

SEEN = """
X, y = df[["a", "b"]], df["y"]
model = RandomForestClassifier().fit(X, y)
print(model.score(X, y))
"""


def test_several_scores_are_one_finding():
    (finding,) = findings("EVA001", SEEN + "print(accuracy_score(y, model.predict(X)))")
    assert finding.confidence is Confidence.HIGH
    assert list(related(finding).values()) == ["fitted to these rows", "and here"]


@pytest.mark.parametrize(
    "more",
    [
        "cross_val_score(model, X, y)",
        "train_test_split(X, y)",
        "from lab import review\nreview(model)",
        "for train, test in KFold().split(X):\n    pass",
        "accuracy_score(truth, guesses)",
        "import keras\nnet = keras.Sequential()\nnet.fit(X, y, validation_split=0.2)\nnet.evaluate(X, y)",
    ],
)
def test_what_may_judge_on_other_rows(more):
    assert not findings("EVA001", SEEN + more)


def test_rows_that_the_program_made_up_are_a_demonstration():
    made = "from sklearn.datasets import make_moons\nX, y = make_moons()\n"
    assert not findings("EVA001", made + "model = RandomForestClassifier().fit(X, y)\nprint(model.score(X, y))")
