"""BEN011: which readings of a clock belong together, and how what they gave is shown."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

NETWORK = """
import time
import torch
net = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU()).to("cuda")
x = torch.ones(5, 3).to("cuda")
"""
CLOCK = """
class Clock:
    def __init__(self):
        self.seconds = []

    def __enter__(self):
        {wait}
        self.begun = time.perf_counter()

    def __exit__(self, *problem):
        {wait}
        self.seconds.append(time.perf_counter() - self.begun)


clock = Clock()
for _ in range(9):
    with clock:
        net(x)
"""
LIST = """
taken = []
for _ in range(9):
    begun = time.perf_counter()
    net(x)
    taken.append(time.perf_counter() - begun)
"""


@pytest.mark.parametrize(
    "shown",
    [
        "print(np.mean(clock.seconds))",
        "print({'median': np.median(clock.seconds), 'rounds': 9})",
        "row = {'net': 'small'} | {'median': np.median(clock.seconds)}\nprint(row)",
        "row = dict(zip(('low', 'high'), np.percentile(clock.seconds, [5, 95])))\nprint('{low} {high}'.format(**row))",
    ],
)
def test_a_clock_that_is_entered_and_left(shown):
    [finding] = findings("BEN011", NETWORK + CLOCK.format(wait="pass") + shown)
    assert finding.primary.label == "stopped before the work is done"
    assert not findings("BEN011", NETWORK + CLOCK.format(wait="torch.cuda.synchronize()") + shown)


def test_nothing_of_it_is_shown():
    assert not findings("BEN011", NETWORK + CLOCK.format(wait="pass") + "print({'rounds': len(clock.seconds)})")
    assert findings("BEN011", NETWORK + LIST + "print({'taken': taken})")
