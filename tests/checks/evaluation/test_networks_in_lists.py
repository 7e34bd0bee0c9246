"""EVA011 where a network holds others in a plain list, which `eval()` of the whole does not reach."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

PROGRAM = """
import torch
from sklearn.metrics import mean_absolute_error
from torch import nn


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(9, 5), {layer}, nn.Linear(5, 1))

    def forward(self, x):
        return self.layers(x)


class Committee(nn.Module):
    def __init__(self, towers):
        super().__init__()
        self.towers = {held}
        {then}

    def forward(self, x):
        return torch.stack([tower(x) for tower in self.towers]).mean(0)

    {more}


def trained(x, y):
    tower = Tower()
    optimizer = torch.optim.Adam(tower.parameters())
    tower.train()
    for _ in range(20):
        optimizer.zero_grad()
        nn.functional.l1_loss(tower(x), y).backward()
        optimizer.step()
    {end}
    return tower


x, y = np.load("yields_x.npy"), np.load("yields_y.npy")
x_fit, x_new, y_fit, y_new = train_test_split(x, y, random_state=0)
towers = []
for seed in range(5):
    torch.manual_seed(seed)
    towers.append(trained(torch.tensor(x_fit), torch.tensor(y_fit)))
committee = Committee(towers)
{mode}
found = []
with torch.no_grad():
    for rows in torch.tensor(x_new).split(64):
        found.append(committee(rows))
print(mean_absolute_error(y_new, torch.cat(found).numpy()))
"""
PARTS = {
    "layer": "nn.Dropout(0.2)",
    "held": "list(towers)",
    "then": "pass",
    "more": "spread = None",
    "end": "pass",
    "mode": "committee.eval()",
}


def program(**parts: str) -> str:
    return PROGRAM.format(**{**PARTS, **parts})


@pytest.mark.parametrize("held", ["list(towers)", "towers", "[*towers]", "dict(enumerate(towers))"])
def test_networks_in_a_plain_list_stay_in_training_mode(held):
    (found,) = findings("EVA011", program(held=held))
    assert snippets([found]) == ["found.append(committee(rows))"]
    assert found.message.startswith(
        "`Committee` holds its networks in a plain list, where `eval()` does not reach them"
    )
    assert found.help == "Keep the networks in `nn.ModuleList` or `nn.ModuleDict`"


def test_a_committee_that_is_never_put_into_evaluation_mode_is_told_as_any_other_network():
    assert not findings("EVA011", program(mode="pass"))  # it has not been trained itself
    (found,) = findings("EVA011", program(mode="committee.train()\ncommittee.eval()"))
    assert "plain list" in found.message


@pytest.mark.parametrize(
    "parts",
    [
        {"held": "nn.ModuleList(towers)"},
        {"held": "towers", "then": "self.known = nn.ModuleList(towers)"},
        {"held": "towers", "then": "for i, tower in enumerate(towers): self.add_module(str(i), tower)"},
        {"held": "towers", "then": "for i, tower in enumerate(towers): setattr(self, str(i), tower)"},
        {"more": "def eval(self): return [tower.eval() for tower in self.towers]"},
        {"more": "def ready(self):\n        for tower in self.towers: tower.eval()"},
        {"end": "tower.eval()"},
        {"mode": "committee.eval()\nfor tower in towers: tower.eval()"},
        {"mode": "for tower in committee.towers: tower.train(False)\ncommittee.eval()"},
        {"mode": "committee.eval()\n[tower.eval() for tower in towers]"},
        {"layer": "nn.ReLU()"},
        {"layer": "nn.Dropout(0)"},
    ],
)
def test_networks_that_are_reached_or_do_not_care_are_right(parts):
    assert not findings("EVA011", program(**parts))
