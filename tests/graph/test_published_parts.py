"""Data sets that are published in parts: which rows `train=False` or `subset="test"` asks for."""

from __future__ import annotations

import pytest

from reprolint.graph import Answer, build, overlaps
from reprolint.source import read_bytes

HEAD = """
from datasets import load_dataset
from sklearn.datasets import fetch_20newsgroups
from torchvision.datasets import MNIST
"""


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ('MNIST("d", train=True)', 'MNIST("d", train=False)', Answer.NO),
        ('MNIST("d")', 'MNIST("d", False)', Answer.NO),
        ('MNIST("d", train=True)', 'MNIST("d", True)', Answer.YES),
        ('fetch_20newsgroups(subset="train")', 'fetch_20newsgroups(random_state=1, subset="test")', Answer.NO),
        ('fetch_20newsgroups(subset="all")', 'fetch_20newsgroups(subset="test")', Answer.YES),
        ('load_dataset("glue", split="train")', 'load_dataset("glue", split="validation")', Answer.NO),
    ],
)
def test_parts_of_one_data_set(one, other, answer):
    source, _ = read_bytes(f"{HEAD}\na = {one}\nb = {other}\n".encode(), "analysis.py")
    assert source is not None
    names = build(source).module.scope.names
    assert overlaps(names["a"].rows, names["b"].rows) is answer
