"""Functions of a dictionary that are called by a key which is not known."""

from __future__ import annotations

import pytest

from reprolint.graph.seeds.alternatives import exclude_each_other
from tests.graph.test_seeding import found, free

NETS = (
    "import sys\nimport torch\nfrom torch import nn\nfrom sklearn.preprocessing import StandardScaler\n"
    "def wide():\n    return nn.Conv1d(3, 9, 1)\n"
    "def narrow():\n    return nn.Linear(3, 1)\n"
    "class Deep(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.LSTM(3, 1)\n"
    "    def forward(self, x):\n        return self.a(x)\n"
    "class Kinds:\n    def __init__(self):\n        self.kinds = {{'wide': wide, 'narrow': narrow}}\n"
    "    def make(self, kind):\n        return self.kinds[f'{{kind}}']()\n"
    "{call}\n"
    "net(torch.load('x')).sum().backward()\n"
    "torch.save(net, 'c')"
)
ALL = ["nn.Conv1d", "nn.Linear"]


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("kinds = {'wide': wide, 'narrow': narrow}\nnet = kinds[sys.argv[1]]()", ALL),
        ("kinds = {'wide': wide, 'deep': Deep}\nnet = kinds[sys.argv[1]]()", ["nn.Conv1d", "nn.LSTM"]),
        ("net = Kinds().make(sys.argv[1])", ALL),
        ("kinds = {'wide': wide, 'narrow': narrow}\nnet = kinds['wide']()", ["nn.Conv1d"]),
        ("kinds = {'wide': wide, 'other': sys.argv}\nnet = kinds[sys.argv[1]]()", []),
        ("kinds = {str(i): wide for i in range(9)}\nkinds['narrow'] = narrow\nnet = kinds[sys.argv[1]]()", []),
    ],
)
def test_each_function_of_a_small_table_may_be_called(call, names):
    assert sorted(free(NETS.format(call=call))) == names


def test_functions_of_a_table_exclude_each_other():
    for key, apart in (("sys.argv[1]", True), ("'wide'", False)):
        answer = found(NETS.format(call=f"kinds = {{'wide': wide, 'narrow': narrow}}\nnet = kinds[{key}]()"))
        assert answer is not None
        assert exclude_each_other(answer.free) is apart
