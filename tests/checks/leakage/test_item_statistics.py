"""LEA001 where a data set of the project learns numbers from its rows, and works them into each item."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

PROGRAM = """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset

class Echoes(Dataset):
    def __init__(self, file, normal=True):
        stored = np.load(file)
        self.waves, self.depth = stored["waves"], stored["depth"]
        self.normal = normal
        {init}

    def fit(self, rows):
        {fit}

    def __len__(self):
        return len(self.depth)

    def __getitem__(self, i):
        {item}

def loaders(rows, seed):
    rest, new = train_test_split(np.arange(len(rows)), random_state=seed)
    keep, aside = train_test_split(rest, random_state=seed)
    {before}
    found = []
    for number, part in enumerate((keep, aside, new)):
        found.append(DataLoader(Subset(rows, part), batch_size=16, shuffle=number == 0))
    return found

def judged(net, loader):
    net.eval()
    truth, found = [], []
    with torch.no_grad():
        for waves, depth in loader:
            found.append(net(waves).argmax(1))
            truth.append(depth)
    return accuracy_score(torch.cat(truth), torch.cat(found))

echoes = Echoes("echoes.npz")
for seed in range(5):
    torch.manual_seed(seed)
    train, held, test = loaders(echoes, seed)
    net = nn.Linear(40, 3)
    optimizer = torch.optim.Adam(net.parameters())
    for waves, depth in train:
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(waves), depth).backward()
        optimizer.step()
    print(judged(net, test))
"""
MEANS = "self.middle, self.spread = self.waves.mean(axis=0), self.waves.std(axis=0)"
ITEM = "return (self.waves[i] - self.middle) / self.spread, self.depth[i]"


def told(init: str = MEANS, item: str = ITEM, fit: str = "pass", before: str = "pass") -> list[str]:
    return snippets(findings("LEA001", PROGRAM.format(init=init, item=item, fit=fit, before=before)))


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        "wave = self.waves[i] - self.middle\n        wave = wave / self.spread\n        return wave, self.depth[i]",
        'return {"wave": self.waves[i] / (1e-6 + self.spread) / self.spread, "depth": self.depth[i]}',
        "return torch.from_numpy(self.waves[i] * self.spread), torch.tensor(self.depth[i])",
    ],
)
def test_numbers_of_all_rows_are_in_every_item(item):
    assert told(item=item) == [MEANS]


@pytest.mark.parametrize(
    "parts",
    [
        {"item": "return self.waves[i], self.depth[i]"},
        {"item": "return self.waves[i], (self.depth[i] - self.middle) / self.spread"},  # the target
        {"item": "if self.normal:\n            return self.waves[i] / self.spread, 0\n        return self.waves[i], 0"},
        {"item": "wave = self.waves[i]\n        return (wave - wave.mean()) / wave.std(), self.depth[i]"},
        {
            "init": "self.spread = self.waves.std(axis=1)",
            "item": "return self.waves[i] / self.spread[i], self.depth[i]",
        },
        {"init": "self.middle, self.spread = 0.5, 2.0"},
        {  # learned anew from the training rows, before or after the loaders are made
            "fit": "self.middle, self.spread = self.waves[rows].mean(axis=0), self.waves[rows].std(axis=0)",
            "before": "rows.fit(keep)",
        },
        {"before": "rows.middle, rows.spread = rows.waves[keep].mean(axis=0), rows.waves[keep].std(axis=0)"},
    ],
)
def test_numbers_of_one_row_of_the_training_rows_or_of_the_target_leak_nothing(parts):
    assert told(**parts) == []
