"""EVA002: a network that is trained on a part of a table and judged on all of it."""

from __future__ import annotations

from tests.checks.leakage.asking import findings, related, snippets

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
def rows(frame):
    return TensorDataset(torch.tensor(frame[["a", "b"]].values), torch.tensor(frame["y"].values))
table = df.sample(frac=1, random_state=48)
rest = int(len(table) * 0.1)
train, valid = table[:-rest], table[-rest:]
net = nn.Linear(2, 2)
steps = torch.optim.Adam(net.parameters())
for _ in range(10):
    for x, y in DataLoader(rows(train), 64, shuffle=True):
        loss = nn.functional.cross_entropy(net(x), y)
        loss.backward()
        steps.step()
        steps.zero_grad()
def judge(frame):
    found, truth = [], []
    with torch.no_grad():
        for x, y in DataLoader(rows(frame), 64):
            found += net(x).argmax(dim=1).tolist()
            truth += y.tolist()
    return accuracy_score(truth, found)
"""


def test_all_rows_judge():
    (found,) = findings("EVA002", PROGRAM + "print('accuracy', judge(table))\n")
    assert snippets([found]) == ["return accuracy_score(truth, found)"]
    assert related(found) == {"loss.backward()": "fitted to some of these rows"}


def test_the_other_rows_judge():
    assert not findings("EVA002", PROGRAM + "print('accuracy', judge(valid))\n")
    assert not findings("EVA002", PROGRAM + "print('all', judge(table), 'held out', judge(valid))\n")


def test_a_training_score():
    assert not findings("EVA002", PROGRAM + "print('training accuracy', judge(train))\n")
