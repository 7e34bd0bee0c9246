"""Training rows and judged rows whose positions are each drawn from all rows."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related

PLOTS = """
class Drawing:
    def __init__(self, count, seed):
        self.count, self.rng = count, np.random.default_rng(seed)

    def some(self, share):
        return np.sort(self.rng.choice(self.count, size=int(share * self.count), replace=False))

X, y = df[["a", "b"]].to_numpy(), df["y"].to_numpy()
drawing = Drawing(len(y), 5)
own, others = drawing.some(0.7), {others}
forest = RandomForestClassifier(random_state=0).fit(X[own], y[own])
print(accuracy_score(y[others], forest.predict(X[others])))
"""


@pytest.mark.parametrize(
    ("others", "told"),
    [
        ("drawing.some(0.3)", 1),
        ("np.setdiff1d(np.arange(len(y)), own)", 0),
        ("np.delete(np.arange(len(y)), own)", 0),
        ("len(y) // 2 + np.random.choice(len(y) // 2, 20, replace=False)", 0),
        ("np.random.choice(np.setdiff1d(np.arange(len(y)), own), 20, replace=False)", 0),
        ("own", 0),
    ],
)
def test_two_draws_from_all_rows_share_some(others, told):
    assert len(findings("LEA006", PLOTS.format(others=others))) == told


def test_the_draws_are_pointed_at():
    program = PLOTS.format(others="np.random.choice(len(y), 90, replace=False)")
    (finding,) = findings("LEA006", program)
    assert sorted(related(finding).values()) == [
        "judged on rows it was trained on",
        "the judged rows are drawn from all rows here",
        "the training rows are drawn from all rows here",
    ]


ALL_THEN_SOME = """
X, y = df[["a", "b"]].to_numpy(), df["y"].to_numpy()
forest = RandomForestClassifier(random_state=0).fit(X, y)
few = np.random.choice(len(y), 200, replace=False)
print(accuracy_score(y[few], forest.predict(X[few])))
"""
BATCHES = """
import torch
X, y = torch.tensor(df[["a", "b"]].to_numpy()), torch.tensor(df["y"].to_numpy())
net = torch.nn.Linear(2, 2)
adam = torch.optim.Adam(net.parameters())
for step in range(900):
    rows = np.random.choice(len(y), 64, replace=False)
    adam.zero_grad()
    torch.nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()
    adam.step()
    if step % 100 == 0:
        seen = np.random.choice(len(y), 64, replace=False)
        print(accuracy_score(y[seen], net(X[seen]).argmax(1)))
"""


@pytest.mark.parametrize("program", [ALL_THEN_SOME, BATCHES])
def test_a_sample_to_watch_the_training_with_is_no_test_set(program):
    assert not findings("LEA006", program)
