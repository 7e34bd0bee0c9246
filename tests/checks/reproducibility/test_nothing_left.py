"""Programs that leave nothing to repeat, draws that only pick examples, and files that were not followed."""

from __future__ import annotations

import pytest

import reprolint
from reprolint.findings import Confidence
from tests.checks.leakage.asking import LOW, findings, unseeded
from tests.checks.reproducibility.test_seeds import FOREST, fired

TRAINED = """
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
files = ["a.npz", "b.npz", "c.npz"]
train, test = train_test_split(files, random_state=42)
data = np.load({path})
model = Sequential()
model.add(Dense(5))
model.compile(loss="mse")
model.fit(data["x"], data["y"], verbose=2)
{end}
"""


@pytest.mark.parametrize(
    ("path", "end", "codes"),
    [
        ("files[0]", "print('done')", []),
        ("files[0]", "model.save('m.keras')", ["REP003"]),
        ("files[0]", "print(model.predict(np.load('b.npz')['x']))", ["REP003"]),
        ("files[0]", "print(model.evaluate(data['x'], data['y']))", ["REP003"]),
        ("files[0]", "a, b = train_test_split(train, random_state=1)", []),
        ("files[0]", "a, b = train_test_split(train, random_state=1)\nlength = len(a)", ["REP003"]),
        ("train[0]", "print('done')", ["REP003"]),
    ],
)
def test_a_training_that_leaves_nothing_is_not_told(path, end, codes):
    assert fired(TRAINED.format(path=path, end=end)) == codes


SMOKE = """
import torch
X, y = torch.rand(64, 5), torch.randint(0, 2, (64,))
net = torch.nn.Linear(5, 2)
optimizer = torch.optim.SGD(net.parameters())
torch.nn.functional.cross_entropy(net(X), y).backward()
optimizer.step()
print(accuracy_score(y, net(X).argmax(1)))
"""


def test_the_score_of_a_network_on_noise_shows_how_training_works():
    from tests.checks.leakage import asking

    head = asking.HEAD.replace('df = pd.read_csv("table.csv")\n', "")
    from reprolint.graph import build
    from reprolint.source import read_bytes

    for rows, confidence in (("torch.rand(64, 5)", Confidence.LOW), ("torch.load('x.pt')", None)):
        source, _ = read_bytes((head + SMOKE.replace("torch.rand(64, 5)", rows)).encode(), "smoke.py")
        assert source is not None
        [finding] = asking.CHECKS["REP001"].function(build(source))
        assert finding.confidence is confidence


EXAMPLES = """
import random
texts = list(df["text"])
model = Ridge().fit(df[["a"]], df["y"])
print(model.score(df[["a"]], df["y"]))
def told(text):
    words = text.split()
    return words
for _ in range(9):
    text = random.choice(texts)
    print(text)
    {end}
"""


@pytest.mark.parametrize(
    ("end", "codes"),
    [
        ("print(told(text))", []),
        ("answer = told(text)\n    print(answer)", []),
        ("texts.append(text)\nmodel.fit(df.loc[texts, ['a']], df['y'])", ["REP001"]),
        ("np.save('text.npy', text)", ["REP001"]),
        ("print(model.fit(df.loc[text, ['a']], df['y']).coef_)", ["REP001"]),
        ("print(text + 1)\n    model.fit(df[['a']] + text, df['y'])", ["REP001"]),
    ],
)
def test_draws_that_only_pick_examples_do_not_count(end, codes):
    assert fired(EXAMPLES.format(end=end)) == codes


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The root of a project, in which imports are looked for."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


MAIN = """
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
{imports}
x, a, y, b = train_test_split(np.load("x.npy"), np.load("y.npy"))
print(LinearRegression().fit(x, y).score(a, b))
"""


@pytest.mark.parametrize("seed", ["model = lab.model(random_state=42)", "np.random.seed(1)", "options = {'seed': 1}"])
def test_a_seed_in_a_file_that_was_not_followed_is_not_nothing(folder, seed):
    for number in range(30):
        (folder / f"part{number}.py").write_text("import numpy as np\nimport lab\n")
    (folder / "main.py").write_text(MAIN.format(imports="\n".join(f"import part{number}" for number in range(30))))
    [finding] = reprolint.check([folder / "main.py"], config=LOW).findings
    assert finding.message.startswith("Nothing that was read is seeded: random numbers go into the results")
    assert finding.confidence is Confidence.LOW
    (folder / "part29.py").write_text(f"import numpy as np\nimport lab\n{seed}\n")
    assert reprolint.check([folder / "main.py"], config=LOW).findings == ()


def test_a_layer_is_told_where_the_program_calls_what_makes_it(folder):
    (folder / "nets.py").write_text(
        "from tensorflow.keras.layers import Dense, Input\nfrom tensorflow.keras.models import Model\n\n"
        "class Net:\n    def build(self):\n        inputs = Input(shape=(3,))\n"
        "        self.model = Model(inputs=inputs, outputs=Dense(1)(inputs))\n        self.model.compile(loss='mse')\n"
        "    def fit(self, X, y):\n        self.model.fit(X, y)\n"
    )
    (folder / "main.py").write_text(
        "import numpy as np\nfrom sklearn.model_selection import train_test_split\nfrom nets import Net\n"
        "rows, test = train_test_split(np.load('a.npy'), random_state=0)\nnet = Net()\nnet.build()\n"
        "net.fit(rows[:, 1:], rows[:, 0])\nprint(net.model.evaluate(test[:, 1:], test[:, 0]))\n"
    )
    [finding] = [one for one in reprolint.check([folder / "main.py"], config=LOW).findings if one.code == "REP003"]
    assert (finding.primary.line, finding.primary.label) == (6, "this leads to it")


STUDY = """
import optuna
def objective(trial):
    return cross_val_score(Ridge(alpha=trial.suggest_float("alpha", 0.1, 10)), df[["a"]], df["y"]).mean()
study = optuna.create_study({sampler})
study.optimize(objective, n_trials=50)
print(study.best_value, study.best_params)
"""
FIXED = """
train, test = train_test_split(df, random_state=0)
print(Ridge().fit(train[["a"]], train["y"]).score(test[["a"]], test["y"]))
"""


@pytest.mark.parametrize(
    ("sampler", "draws"),
    [
        ("", True),
        ("sampler=None", True),
        ("sampler=optuna.samplers.TPESampler()", True),
        ("sampler=optuna.samplers.TPESampler(multivariate=True)", True),
        ("sampler=optuna.samplers.TPESampler(multivariate=True, seed=1)", False),
        ("sampler=optuna.samplers.RandomSampler(1)", False),
        ("sampler=optuna.samplers.GridSampler({'alpha': [1, 2]})", False),
        ("sampler=unknown", False),
        ("**options", False),
    ],
)
def test_a_study_of_optuna_draws_unless_its_sampler_is_seeded(sampler, draws):
    program = STUDY.format(sampler=sampler)
    assert fired(program) == (["REP001"] if draws else [])
    assert fired(FIXED + program) == (["REP003"] if draws else [])


def test_a_study_is_told_by_its_sampler():
    [finding] = findings("REP001", STUDY.format(sampler=""))
    assert finding.primary.label == "the sampler of `optuna.create_study` draws here, unseeded"
    assert finding.help == "Give the study a sampler with a seed, such as `optuna.samplers.TPESampler(seed=seed)`"
    [finding] = findings("REP003", "np.random.seed(1)\n" + STUDY.format(sampler="") + FOREST)
    assert finding.message.startswith("The sampler of `optuna.create_study` draws from a generator of its own")


GRAPHS = """
import torch
from {module} import DataLoader
from lab import Net
train, test = train_test_split(torch.load("graphs.pt"), random_state=0)
net = Net()
optimizer = torch.optim.Adam(net.parameters())
for batch in DataLoader(train, batch_size=32, shuffle={shuffle}):
    torch.nn.functional.mse_loss(net(batch), batch.y).backward()
    optimizer.step()
torch.save(net.state_dict(), "net.pt")
"""


@pytest.mark.parametrize("module", ["torch_geometric.loader", "torch_geometric.data"])
def test_loaders_of_graphs_shuffle_by_the_seed_of_torch(module):
    assert fired(GRAPHS.format(module=module, shuffle=True)) == ["REP003"]
    assert fired(GRAPHS.format(module=module, shuffle=False)) == []
    assert fired("import torch\ntorch.manual_seed(1)\n" + GRAPHS.format(module=module, shuffle=True)) == []


IMAGES = """
import torch
from torchvision import datasets
from torchvision.transforms import {module}
torch.manual_seed(0)
pick = {call}([transforms.ToTensor()])
rows = datasets.ImageFolder("images", transform=pick)
loader = torch.utils.data.DataLoader(rows, shuffle=True{workers})
net = torch.nn.Linear(3, 1)
for image, label in loader:
    torch.nn.functional.mse_loss(net(image), label).backward()
torch.save(net.state_dict(), "net.pt")
"""


@pytest.mark.parametrize(
    ("module", "call", "workers", "codes"),
    [
        ("transforms", "transforms.RandomChoice", "", ["REP003"]),
        ("transforms", "transforms.RandomOrder", ", num_workers=0", ["REP003"]),
        ("transforms", "transforms.RandomChoice", ", num_workers=2", []),
        ("v2 as transforms", "transforms.RandomChoice", "", []),
        ("transforms", "transforms.RandomApply", "", []),
    ],
)
def test_two_transforms_of_torchvision_ask_the_generator_of_python(module, call, workers, codes):
    program = IMAGES.format(module=module, call=call, workers=workers)
    program = program.replace("from torchvision.transforms import transforms", "from torchvision import transforms")
    assert fired(program) == codes


UNREACHED = """
from sklearn.model_selection import train_test_split

def common(frame):
    return list(frame.index)

class Apart:
    def parts(self, rows):
        return train_test_split(rows, random_state=2)
{more}
"""
PARTED = """
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
import lab
from lab import common
frame = pd.read_csv("a.csv")
train, test = train_test_split(common(frame), test_size=0.2)
net = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(net.parameters())
x = torch.tensor(frame.loc[train].values)
((net(x[:, :3]) - x[:, 3:]) ** 2).mean().backward()
optimizer.step()
torch.save(net.state_dict(), "net.pt")
print(frame.loc[test].mean())
{more}
"""


@pytest.mark.parametrize(
    ("lab", "main", "codes"),
    [
        ("", "", ["REP001"]),
        ("def other(rows):\n    return Apart().parts(rows)", "", ["REP001"]),
        ("other = Apart", "", ["REP001"]),
        ("other = Apart", "kind = lab.other().parts(frame)", ["REP003", "REP005"]),
        ("@register\ndef other(rows):\n    return Apart().parts(rows)", "", ["REP003", "REP005"]),
        ("def other(rows):\n    return Apart().parts(rows)", "from lab import other as mine", ["REP003", "REP005"]),
        ("", "def tried():\n    return lab.Apart().parts(frame)", ["REP003", "REP005"]),
        ("", "kind = getattr(lab, 'Apart')().parts(frame)", ["REP003", "REP005"]),
        ("", "kind = getattr(lab, 'Apart')", ["REP001"]),  # its method is never called
        ("", "import importlib\nlab = importlib.import_module('l' + 'ab')", ["REP003", "REP005"]),
        ("", "import fire\nimport lab\nfire.Fire(lab.Apart)", ["REP003", "REP005"]),
        ("if __name__ == '__main__':\n    print(Apart().parts(range(9)))", "", ["REP001"]),
        ("for one in [1]:\n    print(Apart().parts(range(9)))", "", ["REP003", "REP005"]),
        ("if open('a'):\n    print(Apart().parts(range(9)))", "", ["REP003", "REP005"]),
        ("DEBUG = False\nif DEBUG:\n    print(Apart().parts(range(9)))", "", ["REP001"]),
    ],
)
def test_seeds_of_imported_functions_that_nothing_names_do_not_count(folder, lab, main, codes):
    (folder / "lab.py").write_text(UNREACHED.format(more=lab))
    (folder / "main.py").write_text(PARTED.format(more=main))
    found = {one.code for one in reprolint.check([folder / "main.py"], config=LOW).findings}
    assert sorted(found & {"REP001", "REP003", "REP005"}) == codes


IMPORTS = "import joblib\nfrom sklearn.linear_model import LinearRegression\nfrom lab import engine"


@pytest.mark.parametrize(
    ("store", "confidence"),
    [
        ("rows.to_csv('rows.csv')", Confidence.LOW),
        ("rows.to_sql('rows', engine, index=False)", Confidence.LOW),
        ("rows.to_parquet('rows.parquet')", Confidence.LOW),
        ("rows.to_excel('rows.xlsx')", Confidence.LOW),
        ("rows.to_hdf('rows.h5', 'rows')", Confidence.LOW),
        ("joblib.dump(LinearRegression().fit(rows[['a']], rows['y']), 'model')", None),
    ],
)
def test_stored_tables_are_alike_whatever_their_format(store, confidence):
    [finding] = findings("REP001", f"{IMPORTS}\nrows = df.sample(frac=1)\n{store}")
    assert finding.confidence is confidence


UNCALLED = """
import torch
from lab import command, start
net = torch.nn.Linear(4, 2)
print(net(torch.load("rows.pt")).shape)
{decorator}
def train(net, rows, optimizer):
    for row in rows:
        net(row).sum().backward()
        optimizer.step()
    torch.save(net, "net.pt")
{call}
"""


@pytest.mark.parametrize(
    ("decorator", "call", "confidence"),
    [
        ("", "", Confidence.LOW),
        ("@command", "", None),
        ("", "train(net, torch.load('rows.pt'), torch.optim.Adam(net.parameters()))", None),
        ("", "start(train, net)", None),
    ],
)
def test_what_a_function_stores_that_nothing_calls_is_no_result(decorator, call, confidence):
    [finding] = findings("REP001", UNCALLED.format(decorator=decorator, call=call))
    assert finding.confidence is confidence


SIZED = """
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, StratifiedKFold
rows = np.random.randn(100, 10)
labels, sites = np.repeat([0, 1], 50), np.repeat(range(10), 10)
{drawn}
for train, test in {splitter}.split({given}):
    parts.append(test)
{end}
np.save("parts.npy", parts)
"""


@pytest.mark.parametrize(
    ("drawn", "splitter", "given", "end", "codes"),
    [
        ("", "LeaveOneGroupOut()", "X=rows, y=labels, groups=sites", "", []),
        ("", "KFold(3)", "rows, labels", "", []),
        ("", "KFold(3)", "rows, labels", "parts.append(rows[test])", ["REP001"]),
        ("", "unknown", "rows, labels", "", ["REP001"]),
        ("labels = np.random.randint(0, 2, 100)", "KFold(3)", "df, labels", "", []),
        ("labels = np.random.randint(0, 2, 100)", "StratifiedKFold(3)", "df, labels", "", ["REP001"]),
        ("sites = np.random.randint(0, 9, 100)", "StratifiedKFold(3)", "df, labels, sites", "", []),
        ("sites = np.random.randint(0, 9, 100)", "GroupKFold(3)", "df, labels, sites", "", ["REP001"]),
    ],
)
def test_what_a_splitter_only_counts_does_not_matter(drawn, splitter, given, end, codes):
    program = SIZED.format(drawn=drawn, splitter=splitter, given=given, end=end)
    if drawn:
        program = program.replace("np.random.randn(100, 10)", "df")
    assert fired(program) == codes


NAMED_ALIKE = """
{head}

def total(ids):
    for one in ids:
        parts.append(one)
    return parts

ids = np.random.choice(10, 10, replace=False)
{use}
"""


@pytest.mark.parametrize(
    ("use", "codes"),
    [
        ("np.save('total.npy', total([0, 1, 2]))", []),
        ("np.save('total.npy', total(ids))", ["REP001"]),
        ("np.save('total.npy', total(ids=ids))", ["REP001"]),
        ("np.save('total.npy', list(pool.map(total, ids)))", ["REP001"]),
        ("for rows in (ids, [0, 1]):\n    np.save('total.npy', total(rows))", ["REP001"]),
    ],
)
def test_a_parameter_is_not_the_name_of_the_program(use, codes):
    program = NAMED_ALIKE.format(head="train, test = train_test_split(df, random_state=0)", use=use)
    assert fired(program) == (["REP003"] if codes else [])
    assert fired(NAMED_ALIKE.format(head="parts = []", use=use)) == codes


OPTION = """
import argparse
import random
import torch
parser = argparse.ArgumentParser()
parser.add_argument("--run", type=int, default=1000 + random.randint(0, 1000))
options = parser.parse_args()
net = torch.nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters())
net(torch.load("rows.pt")).sum().backward()
optimizer.step()
{end}
"""


@pytest.mark.parametrize(
    ("end", "others"),
    [
        ('torch.save(net, f"run{options.run}.pt")', []),
        ('torch.save(net, "run{}.pt".format(options.run))', []),
        ("torch.save(net * options.run, 'net.pt')", ["`random.randint` draws as well"]),
        ("torch.save({'net': net, **vars(options)}, 'net.pt')", ["`random.randint` draws as well"]),
    ],
)
def test_a_drawn_default_of_an_option_comes_last_or_names_a_file(end, others):
    [finding] = findings("REP001", OPTION.format(end=end))
    assert finding.primary.snippet.strip().startswith("net =")
    assert [place.label for place in finding.related] == others


MADE_ANEW = """
import torch
from torch import nn

class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Embedding(20, 3))

class Net(Base):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return self.out(self.first(x))

    def take(self, weights):
        self.first = nn.Embedding.from_pretrained(weights)

    def wrap(self):
        self.first = nn.Sequential(self.first, nn.Identity())

stored = torch.load("stored.pt")
net = Net()
optimizer = torch.optim.Adam(net.parameters())
{replaced}
net(torch.load("x.pt")).pow(2).mean().backward()
optimizer.step()
torch.save(net, "net.pt")
"""


@pytest.mark.parametrize(
    ("then", "both"),
    [
        ("", True),
        ("net.first = stored.first", False),
        ("net = net.to('cuda')\nnet.first = stored.first", True),  # not followed
        ("net.to('cuda')\nnet.take(stored)", False),
        ("net.wrap()", True),
        ("net.first = nn.Sequential(net.first, nn.Identity())", True),
        ("train(net)\nnet.first = stored.first", True),
        ("if stored.first:\n    net.first = stored.first", True),
        ("net.first = stored.first\nother = Net()\ntorch.save(other, 'other.pt')", True),
    ],
)
def test_layers_that_are_replaced_right_away_do_not_count(then, both):
    lines = unseeded(MADE_ANEW.format(replaced=then))
    first = "self.first = nn.Sequential(nn.Embedding(20, 3))"
    assert lines == ([first] if both else []) + ["self.out = nn.Linear(3, 1)"]


OVERWRITTEN = """
from sklearn.utils import shuffle
rows = df.groupby("grade").apply(lambda x: x.sample(150, replace=True)).reset_index(drop=True)
{meanwhile}
rows = df.dropna()
rows = shuffle(rows)
rows.to_csv("rows.csv")
"""


@pytest.mark.parametrize(
    ("meanwhile", "count"),
    [
        ("", 1),
        ("rows[['grade']].hist()", 1),
        ("import matplotlib.pyplot as plt\nplt.bar(rows['grade'].value_counts())", 1),
        ("rows.to_csv('first.csv')", 2),
        ("kept = rows", 2),
        ("rows.hist(weights=LogisticRegression().fit(rows[['a']], rows['b']).coef_)", 2),
    ],
)
def test_rows_that_only_a_picture_shows_before_they_are_overwritten(meanwhile, count):
    [finding] = findings("REP001", OVERWRITTEN.format(meanwhile=meanwhile))
    assert 1 + len(finding.related) == count
    assert (finding.confidence is None) is ("fit" in meanwhile)  # whatever else is stored, nothing is trained


def test_a_number_that_is_drawn_for_a_name_comes_last():
    end = "name = 'run' + str(random.random())\ntorch.save(net, name)"
    [finding] = findings("REP001", OPTION.replace("1000 + random.randint(0, 1000)", "1").format(end=end))
    assert finding.primary.snippet.strip().startswith("net =")
    assert [place.label for place in finding.related] == ["`random.random` draws as well"]


def test_a_model_that_is_judged_within_a_text_does_not_come_last():
    forest = "print(f'{RandomForestClassifier(n_estimators=9).fit(X, y).score(X_test, y)}')"
    [finding] = findings("REP001", f"{forest}\ntrain, test = train_test_split(df)\nprint(train, test)")
    assert finding.primary.snippet.strip() == forest
    assert [place.label for place in finding.related] == ["`train_test_split` draws as well"]
