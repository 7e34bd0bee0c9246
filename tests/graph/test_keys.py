"""JAX keys: used up by the first draw or split, along every path a program can take."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.events import KeyUse
from reprolint.source import read_bytes

HEAD = "import jax\nfrom jax import random\nkey = random.key(0)\n"


def reused(program: str) -> list[int]:
    """Lines of `program` on which a key goes in again."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    uses = build(source).of(KeyUse)
    return sorted({use.place.line - HEAD.count("\n") for use in uses if use.before is not None or use.repeated})


@pytest.mark.parametrize(
    ("program", "lines"),
    [
        ("a = random.normal(key)\nb = jax.random.uniform(key)", [2]),
        ("a, b = random.split(key)\nc = random.normal(key)", [2]),
        ("a = random.split(key)\nb = random.split(key)", [2]),
        ("other = key\na = random.normal(key)\nb = random.normal(other)", [3]),
        ("for i in range(9):\n    random.normal(key)", [2]),
        ("while True:\n    random.normal(key)", [2]),
        ("a = [random.normal(key) for i in range(n)]", [1]),
        ("def layer(k):\n    return random.split(k)\nlayers = [layer(key) for _ in range(n)]", [2]),
        ("def draw(k):\n    return random.normal(k)\ndraw(key)\ndraw(key)", [2]),
        ("def draw(k):\n    a = random.normal(k)\n    return random.normal(k)", [3]),
        ("if a:\n    b = random.normal(key)\nc = random.normal(key)", [3]),
        ("random.normal(shape=(3,), key=key)\nrandom.normal(shape=(3,), key=key)", [2]),
        ("class A:\n    def f(self):\n        random.normal(self.key)\n        random.normal(self.key)", [4]),
        ("keys = random.split(key, 3)\nrandom.normal(keys[0])\nrandom.normal(keys[0])", [3]),
    ],
)
def test_a_key_goes_in_again(program, lines):
    assert reused(program) == lines


@pytest.mark.parametrize(
    "program",
    [
        "a, b = random.split(key)\nrandom.normal(a)\nrandom.normal(b)",
        "a, b, c = random.split(key, 3)\nrandom.normal(a)\nrandom.normal(b)\nrandom.normal(c)",
        "for i in range(9):\n    key, a = random.split(key)\n    random.normal(a)",
        "for i in range(9):\n    random.normal(random.fold_in(key, i))\nrandom.normal(key)",
        "if a:\n    random.normal(key)\nelse:\n    random.uniform(key)",
        "def f(k, flag):\n    if flag:\n        return random.normal(k)\n    return random.uniform(k)",
        "for k in random.split(key, 9):\n    random.normal(k)",
        "a = [random.normal(k) for k in random.split(key, 3)]",
        "keys = random.split(key, 3)\nfor i in range(3):\n    random.normal(keys[i])",
        "def f(keys):\n    for k in keys:\n        random.normal(k)",
        "class A:\n    def f(self):\n        self.key, a = random.split(self.key)\n        random.normal(a)",
        "random.normal(random.key(1))\nrandom.normal(random.key(1))",
        "def f(k):\n    random.normal(k)\ndef g(k):\n    random.normal(k)",
        "def layer(k):\n    return random.split(k)\nlayers = [layer(k) for k in random.split(key, 4)]",
        "import numpy\nrng = numpy.random.default_rng(0)\nrng.normal()\nrng.normal()",
    ],
)
def test_each_key_goes_in_once(program):
    assert reused(program) == []
