"""EVA011: layers that know two modes, and reasons to say nothing."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), {layer})
optimizer = torch.optim.SGD(net.parameters())
for images, labels in DataLoader(MNIST("d", train=True)):
    loss = nn.functional.cross_entropy(net(images), labels)
    loss.backward()
    optimizer.step()
{between}
with torch.no_grad():
    for images, labels in DataLoader({rows}):
        outputs = net(images)
        {use}
"""


def asked(layer="nn.Dropout()", between="", rows='MNIST("d", train=False)', use="outputs.argmax(1)"):
    return findings("EVA011", PROGRAM.format(layer=layer, between=between, rows=rows, use=use))


@pytest.mark.parametrize(
    "layer", ["nn.Dropout(0.5)", "nn.Dropout2d(p=rate)", "nn.BatchNorm1d(10)", "nn.TransformerEncoderLayer(10, 2)"]
)
def test_layers_with_two_modes(layer):
    (finding,) = asked(layer)
    assert snippets([finding]) == ["outputs = net(images)"]
    assert "trained here, in training mode" in related(finding).values()


@pytest.mark.parametrize(
    "layer", ["nn.Dropout(0.0)", "nn.LayerNorm(10)", "nn.BatchNorm1d(10, track_running_stats=False)"]
)
def test_layers_with_one_mode(layer):
    assert not asked(layer)


@pytest.mark.parametrize(
    "between", ["net.eval()", "net.train(flag)", "from lab import prepare\nprepare(net)", "# MC dropout"]
)
def test_the_mode_was_set_or_may_have_been_or_is_meant(between):
    assert not asked(between=between)


def test_outputs_that_nothing_judges():
    assert not asked(use="print(outputs.shape)")


def test_training_rows_seen_again_are_no_evaluation():
    assert not asked(rows='MNIST("d", train=True)')


JUDGED = """
import torch
from torch import nn
from sklearn.metrics import roc_auc_score
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 1), nn.Dropout(0.4))
optimizer = torch.optim.SGD(net.parameters())
def judge(net, loader):
    given, told = [], []
    with torch.no_grad():
        for images, labels in loader:
            {passes}
            told.append(labels)
    return roc_auc_score(torch.cat(told).numpy(), torch.cat(given).numpy())
for epoch in range(30):
    net.train()
    for images, labels in DataLoader(MNIST("d", train=True)):
        nn.functional.binary_cross_entropy_with_logits(net(images), labels).backward()
        optimizer.step()
    print(judge(net, DataLoader(MNIST("d", train=False))))
"""


@pytest.mark.parametrize(
    "passes",
    [
        "given.append(torch.sigmoid(net(images)))",
        "images = images.cuda()\n            given.append(net(images).cpu())",
        "given += [net(image).sigmoid() for image in images.split(8)]",
    ],
)
def test_outputs_that_are_gathered_for_a_metric(passes):
    (finding,) = findings("EVA011", JUDGED.format(passes=passes))
    assert "trained here, in training mode" in related(finding).values()


@pytest.mark.parametrize(
    "passes",
    [
        "net.eval()\n            given.append(net(images))",
        "net(images)\n            net.eval()\n            given.append(net(images))",
        "given.append(torch.stack([net(images).sigmoid() for _ in range(passes)]).mean(0))",
        (
            "runs = []\n            for _ in range(20):\n                runs.append(net(images))\n"
            "            given.append(torch.stack(runs).mean(0))"
        ),
        "net(images)\n            given.append(images.mean((1, 2, 3)))",
    ],
)
def test_outputs_of_many_passes_or_in_evaluation_mode(passes):
    assert not findings("EVA011", JUDGED.format(passes=passes))
