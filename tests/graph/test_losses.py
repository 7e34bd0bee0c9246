"""Losses of networks: which judge a network, and which it may be trained on."""

from __future__ import annotations

from textwrap import indent

import pytest

from reprolint.graph import Experiment, build
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
train, test = train_test_split(pd.read_csv("rows.csv"))
loader = DataLoader(TensorDataset(torch.tensor(train.values), torch.tensor(train["y"].values)), shuffle=True)
held_out = DataLoader(TensorDataset(torch.tensor(test.values), torch.tensor(test["y"].values)))
net, loss_fn = nn.Sequential(nn.Linear(9, 9), nn.Linear(9, 1)), nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters())


def judge(net, x, y):
    return loss_fn(net(x), y)


def improve(net, x, y):
    loss = loss_fn(net(x), y)
    loss.backward()
    optimizer.step()
    return loss


for epoch in range(9):
    net.train()
    for x, y in loader:
        improve(net, x, y)
"""


def experiment(program: str) -> Experiment:
    """What happens in `program`, in each epoch after the training."""
    source, problems = read_bytes((HEAD + indent(program, "    ")).encode(), "analysis.py")
    assert source is not None, problems
    return build(source)


@pytest.mark.parametrize(
    "loop",
    [
        "for x, y in held_out:\n    total += loss_fn(net(x), y).item()",
        "for x, y in held_out:\n    loss = loss_fn(net(x), y)\n    losses.append(loss.item())",
        "for i, (x, y) in enumerate(held_out):\n    total += judge(net, x, y).item() * len(y)",
        "for x, y in held_out:\n    loss = judge(net, x, y)\n    if not torch.isnan(loss):\n        total += loss.item()",
        "for x, y in held_out:\n    total += ((net(x) - y) ** 2).mean().item()",
    ],
)
def test_a_loop_that_only_adds_up_losses_of_held_out_rows_judges_the_network(loop):
    known = experiment(f"net.eval()\ntotal, losses = 0, []\n{loop}")
    (split,) = known.splits
    assert {score.rows for score in known.scores} == {split.parts["test"]}
    assert {fit.rows for score in known.scores for fit in score.fits} == {split.parts["train"]}


@pytest.mark.parametrize(
    ("mode", "loop"),
    [
        ("train", "for x, y in held_out:\n    total += loss_fn(net(x), y).item()"),
        ("eval", "for x, y in held_out:\n    total += improve(net, x, y).item()"),
        ("eval", "for x, y in held_out:\n    total += judge(net, x, y).item()\n    improve(net, x, y)"),
        ("eval", "for x, y in held_out:\n    loss = judge(net, x, y)\n    total += loss.item()\n    loss.backward()"),
        (
            "eval",
            "for x, y in held_out:\n    loss = judge(net, x, y)\n    scaler.scale(loss).backward()\n    total += loss.item()",
        ),
        (
            "eval",
            "for x, y in held_out:\n    loss = judge(net, x, y)\n    accelerator.backward(loss)\n    total += loss.item()",
        ),
        (
            "eval",
            "for x, y in held_out:\n    loss = judge(net, x, y)\n    fabric.backward(loss)\n    total += loss.item()",
        ),
        ("eval", "for x, y in held_out:\n    loss = judge(net, x, y)\n    follow(loss, net)\n    total += loss.item()"),
        ("eval", "for x, y in held_out:\n    loss = judge(net, x, y)\n    adapt(loss.item(), lr, optimizer)"),
        ("eval", "for x, y in loader:\n    total += judge(net, x, y).item()"),  # rows that it was trained on
        ("eval", "while wanted:\n    x, y = next(iter(held_out))\n    total += judge(net, x, y).item()"),
    ],
)
def test_where_something_may_be_trained_a_loss_judges_nothing(mode, loop):
    assert not experiment(f"net.{mode}()\ntotal = 0\n{loop}").scores
