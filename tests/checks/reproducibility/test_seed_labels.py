"""What the findings of the rules on seeds say is true: which calls draw, which seeds reach them, for which program."""

from __future__ import annotations

from textwrap import dedent

import pytest

import reprolint
from reprolint.graph.seeds.networks_made import drawings
from reprolint.graph.seeds.seeding import seeding
from tests.checks.leakage.asking import LOW, findings, read, unseeded
from tests.checks.reproducibility.test_seeds import FOREST, fired

KERAS = """
from tensorflow.keras import initializers, layers, models
X, T, y, t = train_test_split(df[["a"]], df["y"], random_state=1)
inputs = layers.Input((1,))
{body}
model.compile(loss="mse")
model.fit(X, y)
print(model.evaluate(T, t))
"""


def drawing(body: str) -> list[str]:
    """What a network made by `body` draws with, in the order of the lines, by the code that draws."""
    found = findings("REP003", KERAS.format(body=dedent(body)))
    places = [place for one in found for place in (one.primary, *one.related) if "seed" not in place.label]
    return [place.snippet.strip() for place in sorted(places)]


def sequential(layer: str) -> str:
    return f"model = models.Sequential()\nmodel.add({layer})"


def test_the_layers_of_a_functional_model_draw_and_not_the_model():
    body = """
    x = layers.Dense(8)(inputs)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(
        1)(x)
    model = models.Model(inputs, x)
    """
    first, second, third = drawing(body)
    assert first.startswith("x = layers.Dense(8)")
    assert second.startswith("x = layers.Dropout")
    assert third.startswith("x = layers.Dense(")


@pytest.mark.parametrize(
    "layer",
    [
        "layers.Dense(1, kernel_initializer='zeros')",
        "layers.Dense(1, kernel_initializer=initializers.HeUniform(seed=1))",
        "layers.Dense(1, kernel_initializer=initializers.he_uniform(1))",
        "layers.Dense(1, kernel_initializer=start)",
        "layers.Embedding(5, 2, weights=[start])",
        "layers.Embedding(5, 2, embeddings_initializer=initializers.Constant(start))",
        "layers.LSTM(2, kernel_initializer='zeros', recurrent_initializer='identity')",
        "layers.Dropout(0.0)",
        "layers.Dropout(rate)",
        "layers.Attention()",
    ],
)
def test_layers_that_draw_nothing_for_certain_or_perhaps(layer):
    assert drawing(f"from lab import rate, start\n{sequential(layer)}") == []


@pytest.mark.parametrize(
    "layer",
    [
        "layers.Dense(1)",
        "layers.Convolution1D(1, 2)",
        "layers.Dense(1, kernel_initializer='uniform')",
        "layers.Dense(1, kernel_initializer=initializers.HeUniform())",
        "layers.LSTM(2, kernel_initializer='zeros')",
        "layers.LSTM(2, kernel_initializer='zeros', recurrent_initializer='identity', dropout=0.1)",
        "layers.Bidirectional(layers.LSTM(2))",
        "layers.TimeDistributed(layers.Dense(2))",
        "layers.Dropout(0.1)",
        "layers.GaussianNoise(0.1)",
    ],
)
def test_layers_that_draw(layer):
    assert drawing(sequential(layer)) == [f"model.add({layer})"]


def test_a_functional_model_whose_weights_are_loaded_draws_nothing_that_counts():
    program = """
    from tensorflow.keras import layers, models
    X, T, y, t = train_test_split(df[["a"]], df["y"], random_state=1)
    inputs = layers.Input((1,))
    model = models.Model(inputs, layers.Dense(1)(inputs))
    model.load_weights("model.h5")
    ridge = Ridge().fit(model.predict(X), y)
    print(ridge.score(model.predict(T), t))
    """
    assert fired(dedent(program)) == []


TORCH = """
import torch
class Net(torch.nn.Module):
    def __init__(self, p=0.0):
        super().__init__()
        self.drop = torch.nn.Dropout(p)
net = Net({p})
torch.save(net, "net.pt")
"""


def test_dropout_of_a_rate_that_is_a_default():
    assert fired(TORCH.format(p="")) == []
    assert fired(TORCH.format(p="0.3")) == ["REP001"]


def test_a_seed_for_graphics_processors_does_not_reach_the_weights():
    program = TORCH.format(p="0.3") + "torch.cuda.manual_seed(1)\n"
    assert fired(program) == []  # where the network is when it drops is not known
    [finding] = findings("REP003", f"{program}torch.save(torch.nn.Linear(2, 1), 'line.pt')")
    assert "`torch.nn.Linear` draws" in finding.message
    assert [place.label for place in finding.related] == ["seeds graphics processors only"]


def test_an_object_that_is_seeded_is_not_nothing():
    program = "import torch\nfrom lab import world\nworld().seed(3)\ntorch.save(torch.nn.Linear(2, 1), 'line.pt')"
    [finding] = findings("REP003", program)
    assert [place.label for place in finding.related] == ["a seed is given to this call"]


def test_tensorflow_1_draws_too():
    program = "import tensorflow as tf\nw = tf.truncated_normal([3])\nnp.save('w.npy', w)\n"
    assert fired(program) == ["REP001"]
    assert fired(f"import tensorflow as tf\ntf.set_random_seed(1)\n{program}") == []


def test_what_boruta_is_given_draws_by_the_seed_of_boruta():
    program = """
    from boruta import BorutaPy
    selector = BorutaPy(RandomForestClassifier(max_depth=5), random_state=1)
    selector.fit(df[["a"]].values, df["y"].values)
    print(selector.ranking_)
    """
    assert fired(dedent(program)) == []
    [finding] = findings("REP001", program.replace(", random_state=1", ""))
    assert "`BorutaPy` draws here" in finding.primary.label
    assert finding.related == ()


@pytest.mark.parametrize(
    ("before", "codes"),
    [
        ("from lab import run\nrun(df, seed=3)", []),
        ("from lab import run\nrun(df, random_state=3)", []),
        ("from lab import run, seed\nrun(df, seed)", []),
        ("from lab import run\nrun(df).simulate(seed=3)", []),
        ("seed = 3\nprint(seed)\nlabel = str(seed)", ["REP001"]),
        ("from lab import Clusters\nClusters(random_state=3).fit(df)", ["REP005"]),
        ("from lab import run\nrun(df).sample(random_state=3)", ["REP005"]),
        ("from lab import run\nrun(df, seed=None)", ["REP001"]),
        ("from lab import *\nset_seed(3)", []),
        ("from lab import tools\ntools().set_seed(3)", ["REP001"]),
        ("from lab import set_seed\nset_seed(3)", []),
        ("from pylab import *\nseed(3)", []),
    ],
)
def test_a_seed_given_to_something_unknown_may_reach_all_that_follows(before, codes):
    assert fired(f"{before}\n{FOREST}") == codes


def test_options_of_unknown_content_are_not_called_a_seed():
    program = """
    X, T, y, t = train_test_split(df[["a"]], df["y"], random_state=1)
    best = GridSearchCV(RandomForestClassifier(), {"max_depth": [2, 3]}).fit(X, y).best_params_
    print(RandomForestClassifier(**best).fit(X, y).score(T, t))
    """
    [finding] = findings("REP005", program)
    assert [place.snippet.strip() for place in finding.related] == [program.strip().splitlines()[0]]


@pytest.mark.parametrize("options", ["options = {'seed': 3}", "options = {}\noptions['random_seed'] = 3"])
def test_a_seed_among_options_is_not_nothing(options):
    program = f"import lab\n{options}\nlab.start(options)\n{FOREST}"
    [finding] = findings("REP005", program)
    assert [place.label for place in finding.related] == ["a seed is set here"]
    assert fired(program) == ["REP005"]
    assert fired(program.replace("3", "None")) == ["REP001"]


def test_trees_alone_make_runs_that_can_differ():
    tree = "from sklearn.tree import DecisionTreeClassifier\n" + FOREST.replace("RandomForest", "DecisionTree")
    [finding] = findings("REP005", f"train_test_split(df, random_state=1)\n{tree}")
    assert finding.message.endswith("runs can differ")


MIX = "import numpy as np\n\ndef mix(y):\n    order = np.random.permutation(len(y))\n    return y[order]\n"
MAIN = """
import numpy as np
from mixing import mix
{seeding}
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import cross_val_score
x, y = np.load("x.npy"), np.load("y.npy")
{use}
"""
USED = "print(cross_val_score(LinearRegression(), x, mix(y)).mean())"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The root of a project, in which imports are looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(folder, seeding: str = "", use: str = USED, mix: str = MIX) -> list[str]:
    """Messages of the rules on seeds for a program of two files."""
    (folder / "mixing.py").write_text(mix)
    (folder / "main.py").write_text(MAIN.format(seeding=seeding, use=use))
    found = reprolint.check().findings
    return [one.message for one in found if one.code in {"REP001", "REP003", "REP005"}]


def test_a_draw_that_an_imported_function_returns_counts(folder):
    [message] = checked(folder)
    assert message.startswith("Nothing is seeded: random numbers go into the results")
    assert checked(folder, use="print(mix(y))") == []
    assert checked(folder, seeding="np.random.seed(1)") == []


def told(folder, **files: str) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Path, line and related places of what the rules on seeds say of a project."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    found = [one for one in reprolint.check(config=LOW).findings if one.code in {"REP001", "REP003", "REP005"}]
    return [(one.primary.path, one.primary.line, [(each.path, each.label) for each in one.related]) for one in found]


NETWORK = (
    "import torch\n\nclass Net(torch.nn.Module):\n    def __init__(self):\n        self.out = torch.nn.Linear(3, 1)\n"
)
TRAINED = """
import torch
from network import Net
{seeding}
rows = torch.load("x.pt")
def train():
    net = Net()
    optimizer = torch.optim.SGD(net.parameters())
    net(rows).sum().backward()
    optimizer.step()
    torch.save(net.state_dict(), "net.pt")
train()
"""


def test_every_program_is_told_where_it_calls_what_draws(folder):
    first, second = TRAINED.format(seeding=""), TRAINED.format(seeding="import random\nrandom.seed(1)")
    seeded = TRAINED.format(seeding="torch.manual_seed(1)")
    assert told(folder, network=NETWORK, first=first, second=second, seeded=seeded) == [
        ("first.py", 7, []),
        ("second.py", 8, [("second.py", "seeds `random` only")]),
    ]


def test_a_forest_of_an_imported_function_is_told_where_it_is_made(folder):
    made = "from sklearn.ensemble import RandomForestClassifier\n\ndef made():\n    return RandomForestClassifier()\n"
    use = """
import numpy as np
from sklearn.model_selection import train_test_split
from models import made
x, a, y, b = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=1)
model = made()
print(model.fit(x, y).score(a, b))
"""
    labels = [("models.py", "no `random_state`"), ("main.py", "this call has its seed")]
    assert told(folder, models=made, main=use) == [("main.py", 6, labels)]


def test_an_imported_file_that_seeds_counts(folder):
    (folder / "start.py").write_text("import numpy as np\n\ndef set_all(n):\n    np.random.seed(n)\n")
    assert checked(folder, seeding="from start import set_all\nset_all(3)") == []


def test_what_an_imported_object_keeps_in_its_fields_is_not_followed(folder):
    kept = """
import numpy as np

class Rows:
    def __init__(self, y):
        self.y = y
    def mix(self):
        if self.done:
            self.y = self.y[np.random.permutation(len(self.y))]
        return self.y

def mix(y):
    return Rows(y).mix()
"""
    assert checked(folder, mix=kept) == []


@pytest.mark.parametrize(
    ("requirements", "call"),
    [("tensorflow==2.1.0", "tf.random.set_seed(seed)"), ("tensorflow==2.16.1", "tf.keras.utils.set_random_seed(seed)")],
)
def test_the_help_names_what_the_required_version_has(folder, requirements, call):
    (folder / "requirements.txt").write_text(requirements)
    layers = (
        "from tensorflow.keras import layers, models\nimport numpy as np\nX, y = np.load('x.npy'), np.load('y.npy')\n"
    )
    trained = "\nmodel.compile(loss='mse')\nmodel.fit(X, y)\nmodel.save('m.keras')\n"
    (folder / "main.py").write_text(layers + sequential("layers.Dense(1)") + trained)
    report = reprolint.check(config=LOW)
    assert [call in one.help for one in report.findings if one.code == "REP001"] == [True], report


def test_pylab_binds_numpy(folder):
    cells = [
        "%pylab inline",
        "np.random.seed(1)",
        "from sklearn.svm import SVC",
        "x = np.random.permutation(np.load('x.npy'))",
    ]
    text = "\n\n".join(
        f"# In[{n}]:\n\n\n{cell}" for n, cell in enumerate([*cells, "print(SVC().fit(x, x[:, 0]).score(x, x[:, 0]))"])
    )
    (folder / "main.py").write_text(f"#!/usr/bin/env python\n# coding: utf-8\n\n{text}\n")
    assert [one.code for one in reprolint.check(config=LOW).findings if one.code.startswith("REP")] == []


@pytest.mark.parametrize("given", ["model.set_weights(stored)", "model.load_weights('model.h5')"])
def test_weights_that_are_given_before_the_training_are_not_drawn(given):
    assert drawing(f"from lab import stored\n{sequential('layers.Dense(1)')}\n{given}") == []
    dropped = sequential("layers.Dense(1)") + "\nmodel.add(layers.Dropout(0.1))\n"
    assert drawing(f"from lab import stored\n{dropped}{given}") == ["model.add(layers.Dropout(0.1))"]
    assert drawing(f"from lab import stored\n{sequential('layers.Dense(1)')}\nmodel.fit(X, y)\n{given}") != []


def test_a_dropout_may_draw_by_the_seed_of_tensorflow(folder):
    (folder / "requirements.txt").write_text("tensorflow==2.14.0")
    rows = "import tensorflow as tf\nimport numpy as np\nfrom tensorflow.keras import layers, models\ntf.random.set_seed(1)\n"
    rows += "X, y = np.load('x.npy'), np.load('y.npy')\n"
    trained = "\nmodel.compile(loss='mse')\nmodel.fit(X, y)\nmodel.save('m.keras')\n"
    for layer, codes in (("layers.Dropout(0.1)", []), ("layers.Dense(1)", ["REP003"])):
        (folder / "main.py").write_text(rows + sequential(layer) + trained)
        assert [one.code for one in reprolint.check(config=LOW).findings if one.code.startswith("REP")] == codes


def test_a_random_state_of_none_is_told_as_such():
    seeded = "train_test_split(df, random_state=1)\n"
    (one,) = findings(
        "REP005", seeded + FOREST.replace("RandomForestClassifier()", "RandomForestClassifier(random_state=None)")
    )
    assert one.primary.label == "`random_state` is None"


def test_the_help_is_that_of_tensorflow_1_where_its_names_are_used(folder):
    program = """
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3])
weights = tf.Variable(tf.random_normal([3, 1]))
session = tf.Session()
session.run(tf.global_variables_initializer())
tf.train.Saver().save(session, "model.ckpt")
tf.train.AdamOptimizer().minimize(tf.reduce_mean(tf.matmul(x, weights)))
"""
    (folder / "main.py").write_text(program)
    helps = {one.help for one in reprolint.check(config=LOW).findings if one.code == "REP001"}
    assert helps == {"Call `tf.set_random_seed(seed)` once, at the start"}


EARLY = "; Keras before 2.7 has no such call, there it takes the seeds of `random`, NumPy and TensorFlow"
EARLY_KERAS = """
import pandas as pd
from keras.layers import Dense
from keras.models import Sequential
{imports}
table = pd.read_csv("t.csv")
model = Sequential([Dense(3)])
model.compile(loss="mse")
model.fit(table[["a"]], table["y"])
print(model.{predict}(table[["a"]]))
"""


@pytest.mark.parametrize(
    ("imports", "predict", "calls"),
    [
        ("", "predict_classes", "`np.random.seed(seed)` and `tf.random.set_seed(seed)` once, at the start"),
        (
            "import tensorflow as tf\nsession = tf.Session()",
            "predict",
            "`np.random.seed(seed)` and `tf.set_random_seed(seed)` once, at the start",
        ),
        ("", "predict", f"`keras.utils.set_random_seed(seed)` once, at the start{EARLY}"),
    ],
)
def test_the_help_of_early_versions_of_keras_names_what_they_have(folder, imports, predict, calls):
    (folder / "main.py").write_text(EARLY_KERAS.format(imports=imports, predict=predict))
    (one,) = [one for one in reprolint.check(config=LOW).findings if one.code == "REP001"]
    assert one.help == f"Call {calls}"


def test_classes_that_take_a_random_state_without_drawing_may_be_given_one():
    program = """
    from sklearn.linear_model import LogisticRegression
    from sklearn.ensemble import RandomForestClassifier
    x, t, y, s = train_test_split(df[["a"]], df["y"], random_state=1)
    for kind in (LogisticRegression, RandomForestClassifier):
        print(kind().fit(x, y).score(t, s))
    """
    (one,) = findings("REP005", dedent(program))
    assert one.help == "Pass `random_state=` with a fixed number to this call of `kind` too"


def test_a_dropout_that_is_never_applied_draws_nothing():
    network = NETWORK + "        self.drop, self.spare = 1, 2\n        self.first = torch.nn.Dropout(0.1)\n"
    network += "        self.other = torch.nn.Dropout(0.1)\n    def forward(self, x):\n        return self.out(self.first(x))\n"
    lines = unseeded(network + TRAINED.format(seeding="").replace("from network import Net", ""))
    assert lines == ["self.out = torch.nn.Linear(3, 1)", "self.first = torch.nn.Dropout(0.1)"]


def test_what_an_imported_file_draws_at_once_is_told_for_the_program_that_imports_it(folder):
    (folder / "fitted.py").write_text(
        "from sklearn.datasets import load_iris\nfrom sklearn.ensemble import RandomForestClassifier\n"
        "model = RandomForestClassifier().fit(*load_iris(return_X_y=True))\n"
    )
    (folder / "study.py").write_text(
        "import pandas as pd\nfrom sklearn.metrics import accuracy_score\nfrom fitted import model\n"
        "new = pd.read_csv('new.csv')\nprint(accuracy_score(new['y'], model.predict(new[['a', 'b']])))\n"
    )
    [found] = [
        one for one in reprolint.check([folder / "study.py"], config=LOW).findings if one.code in {"REP001", "REP005"}
    ]
    assert (found.primary.path, found.primary.line) == ("fitted.py", 3)
    assert found.message.startswith("In a run of `study.py`, ")


ONE_OF = """
import sys
import torch
from torch import nn
{seeding}
def load(kind):
    if kind == "a":
        {first}
    {between}
    return {second}

net = load(sys.argv[1])
optimizer = torch.optim.Adam(net.parameters())
net(torch.load("x.pt")).pow(2).mean().backward()
optimizer.step()
torch.save(net, "net.pt")
"""


@pytest.mark.parametrize(
    ("first", "between", "second", "sometimes"),
    [
        ("return nn.Linear(4, 2)", "", "nn.LSTM(4, 2)", [True, True]),
        ("net = nn.Linear(4, 2)", "else:\n        net = nn.LSTM(4, 2)", "net", [True, True]),
        ("print(kind)", "net = nn.Linear(4, 2)", "nn.Sequential(net, nn.LSTM(4, 2))", [False, False]),
        ("raise ValueError(kind)", "net = nn.Linear(4, 2)", "nn.Sequential(net, nn.LSTM(4, 2))", [False, False]),
        (
            "net = nn.Linear(4, 2)",
            "if kind != 'a':\n        net = nn.Linear(4, 2)",
            "nn.Sequential(net, nn.LSTM(4, 2))",
            [False, True, True],
        ),
        ("print(kind)", "net = nn.Linear(4, 2) if kind else nn.LSTM(4, 2)", "net", [True, True]),
        ("print(kind)", "net = len(kind) > 1 and nn.LSTM(4, 2)", "nn.Sequential(net, nn.Linear(4, 2))", [False, True]),
        (
            "print(kind)",
            "net = []\n    for i in range(2, len(kind)):\n        net.append(nn.Linear(4, 2))",
            "nn.Sequential(nn.LSTM(4, 2), *net)",
            [False, True],
        ),
        (
            "print(kind)",
            "try:\n        net = nn.Linear(4, 2)\n    except OSError:\n        net = nn.LSTM(4, 2)",
            "net",
            [False, True],
        ),
    ],
)
def test_places_that_a_run_may_not_come_to_are_told_as_such(first, between, second, sometimes):
    program = ONE_OF.format(seeding="", first=first, between=between, second=second)
    experiment = read(program)
    answer = seeding(experiment)
    assert answer is not None
    told = drawings(experiment, answer.free)
    assert sorted(one.sometimes for one in told) == sometimes
    assert not told[0].sometimes or all(one.sometimes for one in told)
    [finding] = findings("REP001", program)
    assert finding.message == "Nothing is seeded: random numbers go into the results, so they cannot be repeated"
    labels = [place.label for place in finding.related]
    assert [label.endswith(", if the program comes here") for label in labels] == [one.sometimes for one in told[1:]]
    [finding] = findings("REP003", program.replace("import sys\n", "import sys, random\nrandom.seed(1)\n"))
    more = "another draw is" if len(told) == 2 else "other draws are"
    assert finding.message.endswith(f"from the generator of PyTorch, which no seed here reaches; {more} unseeded too")
    assert finding.primary.label == f"other numbers in every run{told[0].condition}"


@pytest.mark.parametrize(("key", "sometimes"), [("sys.argv[1]", [True, True]), ("'a'", [False])])
def test_functions_of_a_table_may_not_be_the_one(key, sometimes):
    program = f"""
    import sys
    import torch
    from torch import nn
    def wide():
        return nn.Linear(4, 2)
    def deep():
        return nn.LSTM(4, 2)
    nets = {{"a": wide, "b": deep}}
    net = nets[{key}]()
    torch.optim.Adam(net.parameters())
    net(torch.load("x.pt")).sum().backward()
    torch.save(net, "net.pt")
    """
    experiment = read(program)
    answer = seeding(experiment)
    assert answer is not None
    assert [one.sometimes for one in drawings(experiment, answer.free)] == sometimes


def test_a_branch_of_known_outcome_is_no_condition():
    program = ONE_OF.format(
        seeding="", first="net = nn.Linear(4, 2)", between="else:\n        net = None", second="net"
    )
    experiment = read(program.replace("sys.argv[1]", "'a'"))
    answer = seeding(experiment)
    assert answer is not None
    assert [one.sometimes for one in drawings(experiment, answer.free)] == [False]


MADE_UP = """
import os
import sys
import torch
if "--dummy" in sys.argv:
    rows = {made}
else:
    rows = torch.load("rows.pt")
if not os.path.exists("net.pt"):
    net = torch.nn.Linear(3, 1)
    steps = torch.optim.SGD(net.parameters())
    net(rows).sum().backward()
    steps.step()
    torch.save(net.state_dict(), "net.pt")
"""


@pytest.mark.parametrize(
    ("made", "first"),
    [
        ("torch.rand(10, 3)", "`torch.nn.Linear` draws here"),
        ("torch.load('all.pt')[torch.randperm(10)]", "`torch.randperm` draws here"),
    ],
)
def test_made_up_rows_stand_behind_the_weights_that_a_real_run_draws(made, first):
    (finding,) = findings("REP001", MADE_UP.format(made=made))
    assert finding.primary.label.startswith(first)
    assert len(finding.related) == 1
