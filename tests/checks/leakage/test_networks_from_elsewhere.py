"""LEA011 where the network is made by a library or file that is not read."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

TRAINED = """
import torch
from herbarium import leaf_net
from torch.utils.data import DataLoader
from torchvision import datasets
train, test = (DataLoader(datasets.ImageFolder(part)) for part in ({train}, "sheets/test"))
held = DataLoader(datasets.ImageFolder("sheets/held"))
net = leaf_net(depth=34)
net.head = torch.nn.Linear(net.head.in_features, 12)
steps = torch.optim.AdamW({given})
best = 0.0
def judge(net, sheets):
    net.eval()
    hits, count = 0, 0
    with torch.no_grad():
        for image, kind in sheets:
            hits += (net(image).argmax(1) == kind).sum().item()
            count += len(kind)
    return hits / count
for epoch in range(40):
    net.train()
    for image, kind in train:
        steps.zero_grad()
        torch.nn.functional.cross_entropy(net(image), kind).backward()
        steps.step()
    now = judge(net, {decides})
    if now > best:
        best = now
        torch.save(net.state_dict(), "leaf.pt")
net.load_state_dict(torch.load("leaf.pt"))
print("accuracy on the test sheets", judge(net, test))
"""


@pytest.mark.parametrize(
    ("train", "given", "decides", "told"),
    [
        ('"sheets/train"', "net.parameters()", "test", 1),
        ('"sheets/train"', "net.parameters()", "held", 0),
        ('"sheets/train"', "list(weights_of(net))", "test", 0),  # which may be no network at all
        ('"sheets/test"', "net.parameters()", "test", 0),  # trained on them, which is another fault
    ],
)
def test_the_epoch_is_chosen_on_the_test_folder(train, given, decides, told):
    found = findings("LEA011", TRAINED.format(train=train, given=given, decides=decides))
    assert snippets(found) == ["if now > best:"] * told
