"""Functions of a dictionary that are called by a key which is not known, and those that a name may be which branches bound."""

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
CHOSEN = "if len(sys.argv) > 1:\n    kind = wide\nelse:\n    kind = narrow"
ALL = ["nn.Conv1d", "nn.Linear"]


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("kinds = {'wide': wide, 'narrow': narrow}\nnet = kinds[sys.argv[1]]()", ALL),
        ("kinds = {'wide': wide, 'deep': Deep}\nnet = kinds[sys.argv[1]]()", ["nn.Conv1d", "nn.LSTM"]),
        ("net = Kinds().make(sys.argv[1])", ALL),
        ("kinds = {'wide': wide, 'narrow': narrow}\nnet = kinds['wide']()", ["nn.Conv1d"]),
        ("kinds = {'wide': wide, 'other': sys.argv}\nnet = kinds[sys.argv[1]]()", ["nn.Conv1d"]),
        ("kinds = {str(i): wide for i in range(9)}\nkinds['narrow'] = narrow\nnet = kinds[sys.argv[1]]()", ALL),
        ("kinds = {i: lambda: nn.Linear(i, 1) for i in sys.argv}\nnet = kinds[sys.argv[1]]()", ["nn.Linear"]),
        (f"{CHOSEN}\nnet = kind()", ALL),
        (f"{CHOSEN}\nif len(sys.argv) > 2:\n    kind = Deep\nnet = kind()", [*ALL[:1], "nn.LSTM", *ALL[1:]]),
        (f"{CHOSEN}\nkind = sys.argv\nnet = kind()", []),
        ("try:\n    from lab import make\nexcept ImportError:\n    make = narrow\nnet = make()", ["nn.Linear"]),
    ],
)
def test_each_function_that_it_may_be_is_called(call, names):
    assert sorted(free(NETS.format(call=call))) == names


TABLE = "kinds = {{'wide': wide, 'narrow': narrow}}\nnet = kinds[{key}]()"


@pytest.mark.parametrize(
    ("call", "apart"),
    [
        (TABLE.format(key="sys.argv[1]"), True),
        (TABLE.format(key="'wide'"), False),
        (f"{CHOSEN}\nnet = kind()", True),
        ("net = nn.Sequential(wide(), narrow())", False),
    ],
)
def test_functions_one_of_which_is_called_exclude_each_other(call, apart):
    answer = found(NETS.format(call=call))
    assert answer is not None
    assert exclude_each_other(answer.free) is apart
