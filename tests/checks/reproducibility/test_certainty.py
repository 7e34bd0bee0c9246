"""Which findings on seeds are told without being asked for: of programs that train, wholly read, with draws of their own."""

from __future__ import annotations

import pytest

import reprolint
from tests.checks.leakage.asking import LOW

CODES = frozenset({"REP001", "REP003", "REP005"})
NETWORK = (
    "import torch\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        self.out = torch.nn.Linear(3, 1)\n"
)
NETWORK += "    def forward(self, x):\n        return self.out(x)\n"
FORESTS = "from sklearn.ensemble import RandomForestClassifier\n\ndef forest():\n    return RandomForestClassifier()\n"
TRAIN = """
from nets import Net
import torch
{seed}
rows = torch.load("rows.pt")
net = Net()
optimizer = torch.optim.SGD(net.parameters())
{training}
torch.save(net.state_dict(), "net.pt")
"""
STEP = "net(rows).sum().backward()\noptimizer.step()"
FOREST = """
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier
from forests import forest
rows = pd.read_csv("rows.csv")
X, t, y, s = train_test_split(rows[["a"]], rows["y"], random_state=1)
print({model}.fit(X, y).score(t, s))
"""


def told(folder, program: str) -> tuple[list[str], list[str]]:
    """Codes of the rules on seeds for a program beside two modules: by default, and of low confidence as well."""
    (folder / "nets.py").write_text(NETWORK)
    (folder / "forests.py").write_text(FORESTS)
    (folder / "main.py").write_text(program)
    default, every = (
        [one.code for one in reprolint.check([folder / "main.py"], config).findings if one.code in CODES]
        for config in (None, LOW)
    )
    return default, every


@pytest.mark.parametrize(
    ("seed", "code"), [("", "REP001"), ("import numpy as np\nnp.random.seed(1)\nprint(np.random.rand(3))", "REP003")]
)
def test_a_program_that_trains_nothing_is_left_to_those_who_ask(tmp_path, monkeypatch, seed, code):
    monkeypatch.chdir(tmp_path)
    assert told(tmp_path, TRAIN.format(seed=seed, training=STEP)) == ([code], [code])
    assert told(tmp_path, TRAIN.format(seed=seed, training="print(net(rows).mean())")) == ([], [code])


@pytest.mark.parametrize(("model", "default"), [("RandomForestClassifier()", ["REP005"]), ("forest()", [])])
def test_partial_seeds_are_told_where_the_draws_stand_in_the_program(tmp_path, monkeypatch, model, default):
    monkeypatch.chdir(tmp_path)
    assert told(tmp_path, FOREST.format(model=model)) == (default, ["REP005"])


@pytest.mark.parametrize(("module", "default"), [("nets", ["REP001"]), ("utils.nets", [])])
def test_a_module_that_is_not_there_may_seed(tmp_path, monkeypatch, module, default):
    monkeypatch.chdir(tmp_path)
    program = TRAIN.format(seed="", training=STEP).replace(
        "from nets import Net", f"from {module} import Net\nlayer = torch.nn.Linear(3, 1)"
    )
    program = program.replace("import torch\n", "", 1)
    program = "import torch\n" + program.replace("net = Net()", "net = torch.nn.Sequential(layer, Net())")
    assert told(tmp_path, program) == (default, ["REP001"])


NOISE = """
import numpy as np
from sklearn.neighbors import KNeighborsRegressor
X = {rows}
y = np.arange(100) + np.random.rand(100)
{fit}
"""
ONCE = "print(KNeighborsRegressor().fit(X[:80], y[:80]).score(X[80:], y[80:]))"


@pytest.mark.parametrize(
    ("rows", "fit", "default"),
    [
        ("np.random.rand(100, 2)", ONCE, []),
        ("np.arange(100).reshape(-1, 1) + np.random.rand(100, 1)", ONCE, []),
        ("np.load('x.npy')", ONCE, ["REP001"]),
        ("np.random.rand(100, 2)", f"{ONCE}\nprint(KNeighborsRegressor(3).fit(X, y).score(X, y))", ["REP001"]),
        ("np.random.rand(100, 2)", f"for part in range(9):\n    {ONCE}", ["REP001"]),
        ("np.random.rand(100, 2)", f"{ONCE}\nnp.save('y.npy', y)", ["REP001"]),
    ],
)
def test_one_model_that_is_tried_out_on_noise_is_left_to_those_who_ask(tmp_path, monkeypatch, rows, fit, default):
    monkeypatch.chdir(tmp_path)
    assert told(tmp_path, NOISE.format(rows=rows, fit=fit)) == (default, ["REP001"])


READER = (
    "import numpy as np\nimport tensorflow as tf\n\ndef rows():\n"
    "    return tf.data.Dataset.from_tensor_slices((np.load('x.npy'), np.load('y.npy'))).shuffle(9)\n"
)
FED = """
import keras
import numpy as np
from reader import rows
from sklearn.model_selection import train_test_split
X, T, y, t = train_test_split(np.load("t.npy"), np.load("s.npy"), random_state=1)
model = {model}
model.compile(loss="mse")
model.fit(rows())
print(model.evaluate(T, t))
"""


@pytest.mark.parametrize(
    ("model", "default"),
    [("keras.Sequential([keras.layers.Dense(1)])", ["REP003"]), ("keras.models.load_model('m.keras')", [])],
)
def test_an_order_of_imported_rows_does_not_make_the_weights_uncertain(tmp_path, monkeypatch, model, default):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reader.py").write_text(READER)
    assert told(tmp_path, FED.format(model=model)) == (default, ["REP003"])
