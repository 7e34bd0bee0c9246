"""EVA007 where probabilities were made labels in place, also by another name."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

PROGRAM = """
from sklearn.metrics import f1_score, roc_auc_score
train, test = train_test_split(df, random_state=0)
model = LogisticRegression().fit(train[["a"]], train["y"])
risk = model.predict_proba(test[["a"]])[:, 1]
{before}
{lines}
print("F1", f1_score(test["y"], {name}))
{after}
"""
AUC = 'print("AUC", roc_auc_score(test["y"], risk))'
LABELS = "label = risk{copy}\nlabel[risk >= {cut}] = 1\nlabel[label < {cut}] = 0"


def found(lines: str, *, before: str = "", after: str = AUC, name: str = "risk") -> list[str]:
    """The lines with findings."""
    return snippets(findings("EVA007", PROGRAM.format(before=before, lines=lines, after=after, name=name)))


@pytest.mark.parametrize(
    "lines",
    [
        LABELS.format(copy="", cut=0.5),
        "risk[risk > 0.5] = 1\nrisk[risk <= 0.5] = 0",
        "risk[risk < 0.5] = 0\nrisk[risk > 0.5] = 1",
        "above = risk >= 0.5\nrisk[above] = 1\nrisk[~above] = 0",
    ],
)
def test_nothing_but_labels_is_left(lines):
    assert found(lines) == [AUC]


@pytest.mark.parametrize(
    "lines",
    [
        "risk[risk < 0.01] = 0",
        "risk[risk < 0.01] = 0\nrisk[risk > 0.99] = 1",
        "risk[risk >= 0.5] = 1",
        "risk[risk >= 0.5] = risk.max()\nrisk[risk < 0.5] = 0",
        "label = np.zeros(len(risk))\nlabel[risk >= 0.5] = 1\nlabel[risk < 0.5] = 0",
        "label = risk.copy()\nlabel[risk >= 0.5] = 1\nlabel[risk < 0.5] = 0",
    ],
)
def test_values_are_left(lines):
    assert found(lines) == []


def test_a_copy_was_cut():
    lines = "label = risk.copy()\nlabel[label >= 0.5] = 1\nlabel[label < 0.5] = 0"
    assert found(lines) == []
    assert found(lines, after=AUC.replace("risk", "label")) == [AUC.replace("risk", "label")]


def test_what_was_judged_before_had_its_values():
    assert found(LABELS.format(copy="", cut=0.5), before=AUC, after="") == []


def test_where_the_labels_come_from_is_not_where_they_were_predicted():
    network = """
import keras
net = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
net.compile(loss="binary_crossentropy")
net.fit(df[["a"]], df["y"])
late = pd.read_csv("late.csv")
p = net.predict(late[["a"]])
p[p >= 0.5] = 1
p[p < 0.5] = 0
from sklearn.metrics import roc_auc_score
print(roc_auc_score(late["y"], p))
"""
    (finding,) = findings("EVA007", network)
    assert related(finding) == {}
    assert finding.help == "Pass the outputs as they were before the threshold"
