"""In which mode a network is when it is run, whether gradients are kept, and what it is made of."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint.graph import Experiment, build
from reprolint.graph.modes import layers, parts_of
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
import torch
from torch import nn
rows = torch.tensor(pd.read_csv("rows.csv").values)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(9, 9), nn.BatchNorm1d(9))
        self.heads = nn.ModuleList([nn.Linear(9, 1), nn.Dropout(0.1)])


net = Net()
"""


def experiment(program: str) -> Experiment:
    source, problems = read_bytes((HEAD + dedent(program)).encode(), "analysis.py")
    assert source is not None, problems
    return build(source)


@pytest.mark.parametrize(
    ("program", "modes"),
    [
        ("", {"train"}),
        ("net.eval()", {"eval"}),
        ("net.eval()\nnet.train()", {"train"}),
        ("net.train(False)", {"eval"}),
        ("net.train(mode=True)", {"train"}),
        ("net.train(flag)", {"train", "eval"}),
        ("net.to('cuda').eval().cpu()", {"eval"}),
        ("if flag:\n    net.train()\nelse:\n    net.eval()", {"train", "eval"}),
    ],
)
def test_the_mode_in_force(program, modes):
    (prediction,) = experiment(f"{program}\nnet(rows)").predictions
    assert prediction.modes == modes


def test_the_mode_reaches_the_networks_inside():
    (prediction,) = experiment("net.eval()\nnet.body(rows)").predictions
    assert prediction.modes == {"eval"}


def test_of_a_network_that_came_from_outside_no_mode_is_known():
    program = """
    class Trainer(nn.Module):
        def test(self, rows):
            return self(rows)
    """
    assert [prediction.modes for prediction in experiment(program).predictions] == [frozenset()]


@pytest.mark.parametrize(
    ("program", "gradients"),
    [
        ("net(rows)", True),
        ("with torch.no_grad():\n    net(rows)", False),
        ("with torch.inference_mode():\n    net(rows)", False),
        ("with torch.set_grad_enabled(False):\n    net(rows)", False),
        ("with torch.set_grad_enabled(flag):\n    net(rows)", True),
        ("with torch.no_grad():\n    pass\nnet(rows)", True),
        ("@torch.no_grad()\ndef judge():\n    net(rows)\njudge()", False),
        ("def judge():\n    net(rows)\nwith torch.no_grad():\n    judge()", False),
    ],
)
def test_gradients(program, gradients):
    (prediction,) = experiment(program).predictions
    assert prediction.gradients is gradients


def test_what_a_network_is_made_of():
    net = experiment("").module.scope.names["net"]
    assert next(iter(parts_of(net))) is net
    kinds = [layer.qualified.rpartition(".")[2] for layer in layers(net)]
    assert kinds == ["Sequential", "Linear", "BatchNorm1d", "ModuleList", "Linear", "Dropout"]
