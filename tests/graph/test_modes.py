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


@pytest.mark.parametrize(
    "program",
    [
        "if torch.cuda.device_count() > 1:\n    net = nn.DataParallel(net)",
        "net = nn.parallel.DistributedDataParallel(net)\nif several:\n    net = net.module",
        "net = nn.DataParallel(net) if several else net",
        "def wrap(given):\n    if several:\n        given = nn.DataParallel(given)\n    return given\nnet = wrap(net)",
        "net = net.module if hasattr(net, 'module') else net",
        "if hasattr(torch, 'compile'):\n    net = torch.compile(net)",
        "if half:\n    net = net.half()",
        "net = net.double().to(device).requires_grad_()",
        "net = nn.SyncBatchNorm.convert_sync_batchnorm(net)",
    ],
)
@pytest.mark.parametrize("made", ["Net()", "nn.Sequential(nn.Linear(9, 9), nn.Dropout(0.5))"])
def test_a_network_that_may_be_wrapped_is_the_network_itself(made, program):
    known = experiment(
        f"net = {made}\nother = net\n{program}\nnet(rows).sum().backward()\nother.eval()\nguess = net(rows)"
    )
    *_, prediction = known.predictions
    assert prediction.estimator is known.module.scope.names["other"]
    assert prediction.modes == {"eval"}
    assert [fit.rows for fit in prediction.fits] == [known.module.scope.names["rows"].rows]


@pytest.mark.parametrize(
    "program", ["net = mix(net, other)", "net = torch.optim.swa_utils.AveragedModel(net)", "net = nn.Sequential(net)"]
)
def test_what_is_made_of_a_network_is_another_one(program):
    known = experiment(f"other = net\n{program}")
    assert known.module.scope.names["net"] is not known.module.scope.names["other"]


def test_a_function_is_compiled_and_remains_unknown():
    known = experiment("quick = torch.compile(shapes)\n@torch.compile(mode='max')\ndef body(x):\n    return x")
    assert not known.predictions
