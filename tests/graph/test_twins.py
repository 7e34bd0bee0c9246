"""Data sets of the project that are made twice of the same values."""

from __future__ import annotations

import pytest

from reprolint.graph import Answer, build, overlaps
from reprolint.source import read_bytes

SONGS = """
import random
import sys
import torch
from pathlib import Path
from torch.utils.data import DataLoader, Dataset

class Songs(Dataset):
    def __init__(self, folder, names, length=30):
        self.folder, self.names, self.length = Path(folder), sorted(names), length

    def __len__(self):
        return len(self.names)

    def __getitem__(self, number):
        name = self.names[number]
        return torch.load(self.folder / name), len(name)

class Some(Songs):
    def __init__(self, folder, names):
        super().__init__(folder, names)
        self.names = random.sample(self.names, 40)

class Asked(Dataset):
    def __init__(self, options):
        self.options = options
        self.folder = options.folder

    def __len__(self):
        return 10

    def __getitem__(self, number):
        return torch.load(f"{self.folder}/{self.options.part}/{number}"), number

def listed(path):
    with open(path) as lines:
        return {line.strip() for line in lines if line.startswith("s")}

options = read_options(sys.argv)
folder = sys.argv[1]
some, others = listed("some.txt"), listed("others.txt")
net = torch.nn.Linear(3, 2)
"""
USES = """
adam = torch.optim.Adam(net.parameters())
for data in (first, second):
    for x, y in DataLoader(data, 16):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        adam.step()
"""


@pytest.mark.parametrize(
    ("made", "answer"),
    [
        ("first, second = Songs(folder, some), Songs(folder, some)", Answer.YES),
        ("first, second = Songs(folder, some, length=10), Songs(folder, some, length=10)", Answer.YES),
        ("first, second = Songs(folder, some), Songs(folder, others)", Answer.NO),
        ("first, second = Songs(folder, some), Songs(folder, some, 90)", Answer.NO),
        ("first, second = Songs(folder, some), Songs(folder, some)\nsecond.names = sorted(others)", Answer.NO),
        ("first, second = Some(folder, some), Some(folder, some)", Answer.NO),
        ("first = Asked(options)\noptions.part = 'more'\nsecond = Asked(options)", Answer.NO),
    ],
)
def test_objects_made_of_the_same_values_hold_the_same_rows(made, answer):
    source, _ = read_bytes((SONGS + made + USES).encode(), "songs.py")
    assert source is not None
    fits = build(source).fits
    assert overlaps(fits[0].rows, fits[-1].rows) is answer
