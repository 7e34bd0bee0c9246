"""Which draws reach a result: by branches that they rule, in fields that are read, past names that only look the same."""

from __future__ import annotations

from textwrap import dedent

import pytest

import reprolint
from tests.checks.leakage.asking import LOW, findings, unseeded
from tests.checks.reproducibility.test_seeds import RULES, fired

TRAINED = """
X = torch.tensor(np.load("x.npy"))
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(9):
    optimizer.zero_grad()
    net(X).pow(2).mean().backward()
    optimizer.step()
torch.save(net.state_dict(), "net.pt")
"""
NETWORKS = """
import torch
from torch import nn
np.random.seed(0)
class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(5, 5)
        self.dropout = nn.Dropout(0.2)
    def forward(self, x):
        return self.line(x){heads}
class Net({base}):
    def __init__(self):
        super().__init__()
        self.heads = Heads()
        self.dropout = nn.Dropout(0.3)
    def forward(self, x):
        return self.dropout(self.heads(x)){more}
"""


def dropouts(heads: str = "", base: str = "nn.Module", more: str = "") -> list[str]:
    """The lines with dropouts of the two networks that draw."""
    program = NETWORKS.format(heads=heads, base=base, more=more)
    return sorted(line for line in unseeded(program + TRAINED) if "Dropout" in line)


LAST, FIRST = "self.dropout = nn.Dropout(0.3)", "self.dropout = nn.Dropout(0.2)"


def test_the_field_of_one_class_is_not_that_of_another():
    assert dropouts() == [LAST]
    assert dropouts(heads=" + self.dropout(x)") == [FIRST, LAST]
    assert dropouts(more=" + self.heads.dropout(x)") == [FIRST, LAST]
    assert dropouts(more=" + nn.functional.dropout(x)") == [LAST]


def test_a_class_may_read_the_fields_of_the_class_it_extends():
    assert dropouts(base="Heads") == [FIRST, LAST]


CHAIN = """
import random
train, test = train_test_split(df, random_state=0)
names = ["a", "b", "c"]
for i in range(100):
    u = np.random.rand()
    {body}
    print(LogisticRegression().fit(train[names], train["y"]).score(test[names], test["y"]))
"""


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("if u < 0.5:\n        names = names[1:]", ["REP003"]),
        ("if u < 0.5:\n        pass\n    else:\n        names.pop()", ["REP003"]),
        ("while u < 0.5:\n        names = names[1:]\n        u += 0.1", ["REP003"]),
        ("if np.random.rand() < 0.5:\n        names = names[1:]", ["REP003"]),
        ("if u < 0.5:\n        print('low')", []),
        ("if u is not None:\n        names = names[1:]", []),
        ("if isinstance(u, float):\n        names = names[1:]", []),
        ("names = [u for u in names if u != 'a']", []),
        ("names = sorted(names, key=lambda u: u)", []),
        ("names = [n for n in names if u < 0.5]", ["REP003"]),
        ("names = [u for u in names[int(3 * u) :]]", ["REP003"]),
    ],
)
def test_what_a_draw_decides_is_reached_by_it(body, codes):
    assert fired(CHAIN.format(body=body)) == codes


PICTURES = """
import matplotlib.pyplot as plt
def load(name):
    image = np.load(f"{{name}}.npy")
    return image - 1
picked = {picked}
for name in picked:
    image = load(name)
    plt.imshow(image[:, :, 0])
    plt.show()
X = np.array([load(name) for name in {names}])
train, test, y, z = train_test_split(X, df["y"], random_state=42)
print(LogisticRegression().fit(train, y).score(test, z))
"""


@pytest.mark.parametrize(
    "picked", ["df['id'].sample(2).values", "list(df['id'].sample(2))", "df['id'].sample(2).tolist()"]
)
def test_a_function_that_serves_a_picture_and_the_training(picked):
    assert fired(PICTURES.format(picked=picked, names="df['id']")) == []
    assert fired(PICTURES.format(picked=picked, names="picked")) == ["REP005"]


UNUSED = """
import torch
from torch import nn
np.random.seed(0)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.line = nn.Linear(5, 2)
    def forward(self, x):
        return self.line(x)
    def order(self, x):
        return {order}
net = Net()
print(net(torch.ones(3, 5)))
{more}
"""


@pytest.mark.parametrize(
    ("order", "more", "codes"),
    [
        ("x[torch.argsort(x)]", "", []),
        ("x[torch.argsort(x)]", "net.order(torch.ones(5))", []),
        ("StandardScaler().fit_transform(x)", "", []),
        ("x", "optimizer = torch.optim.SGD(net.parameters(), lr=0.1)\nassert optimizer.defaults['lr'] == 0.1", []),
        ("x", "optimizer = torch.optim.SGD(net.parameters(), lr=0.1)\nlab.work(net, optimizer)", ["REP003"]),
        ("x", "torch.save(net, 'net.pt')", ["REP003"]),
    ],
)
def test_a_network_that_is_only_looked_at(order, more, codes):
    assert fired(f"import lab\n{UNUSED.format(order=order, more=more)}") == codes


LOADER = """
import torch
from torch import nn
from torch.utils.data import DataLoader
np.random.seed(0)
settings = {{"shuffle": {shuffle}}}
options = {{"batch_size": 8, "shuffle": settings["shuffle"]}}
net = nn.Linear(3, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in DataLoader(torch.load("rows.pt"), **options):
    (net(x) - y).pow(2).mean().backward()
    optimizer.step()
torch.save(net.state_dict(), "net.pt")
"""


@pytest.mark.parametrize(("shuffle", "draws"), [("True", 2), ("1", 2), ("False", 1), ("0", 1)])
def test_a_loader_that_is_given_its_options_in_a_dictionary(shuffle, draws):
    [found] = findings("REP003", LOADER.format(shuffle=shuffle))
    assert len([place for place in (found.primary, *found.related) if "seeds" not in place.label]) == draws


FOREST_FILE = """
from sklearn.ensemble import RandomForestClassifier

def judged(train, test):
    return RandomForestClassifier().fit(train[["a"]], train["y"]).score(test[["a"]], test["y"])
"""
FOREST_MAIN = """
import pandas as pd
from sklearn.model_selection import train_test_split
import learning.rows
import learning.forest
import learning.absent

train, test = train_test_split(pd.read_csv("x.csv"), random_state=0)
print(learning.forest.judged(train, test), learning.rows.count(test), learning.absent.count(test))
"""


@pytest.mark.parametrize("package", [True, False])
def test_a_file_in_a_folder_is_followed_however_it_is_imported(tmp_path, monkeypatch, package):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "learning").mkdir()
    (tmp_path / "learning" / "forest.py").write_text(FOREST_FILE)
    (tmp_path / "learning" / "rows.py").write_text("def count(rows):\n    return len(rows)\n")
    if package:
        (tmp_path / "learning" / "__init__.py").write_text("")
    (tmp_path / "main.py").write_text(FOREST_MAIN)
    [found] = [one for one in reprolint.check(["main.py"], config=LOW).findings if one.code == "REP005"]
    assert [place.path for place in found.related if "no `random_state`" in place.label] == ["learning/forest.py"]


PASSED = dedent("""
    import argparse
    from sklearn.ensemble import RandomForestClassifier
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    train, test = train_test_split(df, random_state=args.seed)
    {more}
    print(RandomForestClassifier().fit(train[["a"]], train["y"]).score(test[["a"]], test["y"]))
    """)


def test_a_seed_whose_value_is_not_known_is_quoted():
    [found] = findings("REP005", PASSED.format(more=""))
    assert [place.label for place in found.related] == ["this call is given `random_state=args.seed`"]
    [found] = findings("REP005", PASSED.format(more="other = train_test_split(df, random_state=1)"))
    assert [place.label for place in found.related] == ["this call has its seed"]


def test_nothing_is_called_a_further_seed_where_none_can_be_shown():
    program = PASSED.replace("train, test = ", "def other():\n    return ") + "\n"
    program = program.replace("print(", "train, test = df[:9], df[9:]\nprint(").format(more="")
    [found] = findings("REP005", program)
    assert found.related == ()
    assert found.help == "Pass `random_state=` with a fixed number to this call of `RandomForestClassifier`"


REPEATED = """
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split

table = pd.read_csv("a.csv")
scores = []
{head}
    old, new, y_old, y_new = train_test_split(table[["a"]], table["y"])
    scores.append(Ridge().fit(old, y_old).score(new, y_new))
print("R2", sum(scores) / len(scores))
"""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("for i in range(50):", "Call `np.random.seed(seed)` once, at the start"),
        ("if True:", "Pass `random_state=` with a fixed number to this call of `train_test_split`"),
    ],
)
def test_one_number_for_the_splits_of_all_rounds_is_no_advice(tmp_path, head, expected):
    (tmp_path / "main.py").write_text(REPEATED.format(head=head))
    (one,) = [one for one in reprolint.check([tmp_path], config=LOW).findings if one.code == "REP001"]
    assert one.help == expected


JITTER = """
import random
import matplotlib.pyplot as plt
def jitter(length):
    vector = np.zeros(length)
    for {name} in range(length):
        vector[{name}] += random.gauss(0, 0.01)
    {shared}
    return vector
plt.plot(jitter(len(df)), df["age"], "o")
for i in range(5):
    kept = df.drop(df.index[{read}])
    print(LogisticRegression().fit(kept[["a"]], kept["y"]).score(df[["a"]], df["y"]))
"""


@pytest.mark.parametrize(
    ("name", "shared", "read", "codes"),
    [
        ("i", "pass", "i", []),
        ("row", "pass", "i", []),
        ("i", "global place; place = int(vector[0])", "place", ["REP001"]),
        ("i", "place = int(vector[0])", "place", []),
    ],
)
def test_names_of_a_function_are_its_own(name, shared, read, codes):
    assert fired(JITTER.format(name=name, shared=shared, read=read)) == codes


GIVEN = """
class Rows:
    def __init__(self, table):
        self.table = table
    def {method}(self, i):
        noise = np.random.normal(size=3)
        return self.table[i]{plus}
rows = Rows(np.load("x.npy"))
made = [{asked} for i in range(30)]
print(LogisticRegression().fit(made, df["y"]).score(df[["a"]], df["y"]))
"""


@pytest.mark.parametrize(
    ("method", "plus", "asked", "codes"),
    [
        ("give", " + noise", "rows.give(i)", ["REP001"]),
        ("give", "", "rows.give(i)", []),
        ("give", " + noise", "rows.table[i]", []),
        ("__getitem__", " + noise", "rows[i]", ["REP001"]),
        ("__call__", " + noise", "rows(i)", ["REP001"]),
    ],
)
def test_what_a_method_returns_reaches_who_asks_for_it(method, plus, asked, codes):
    assert fired(GIVEN.format(method=method, plus=plus, asked=asked)) == codes


LEARNED = """
import numpy as np
from lab import {name}
width = np.random.randint(5, 50)
settings = dict(width=width)
{name}(settings)
"""
LAB = """
import pandas as pd
from sklearn.neural_network import MLPClassifier
def learn(settings):
    df = pd.read_csv("t.csv")
    print(MLPClassifier(settings["width"], random_state=1).fit(df[["a"]], df["y"]).score(df[["a"]], df["y"]))
def tell(settings):
    print(settings)
"""


@pytest.mark.parametrize(("name", "codes"), [("learn", ["REP003"]), ("tell", [])])
def test_a_function_of_another_file_that_trains_is_a_result(tmp_path, monkeypatch, name, codes):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lab.py").write_text(LAB)
    (tmp_path / "main.py").write_text(LEARNED.format(name=name))
    found = reprolint.check([tmp_path / "main.py"]).findings
    assert [one.code for one in found if one.code in RULES] == codes


REBOUND = """
def made(rows):
    return rows[np.random.choice(len(rows))]
{guard}
    rows = np.load("rows.npy")
    picked = made(rows)
    {then}
    print(LinearRegression().fit(rows, picked).coef_)
"""


@pytest.mark.parametrize("guard", ["if __name__ == '__main__':", "with open('a') as file:", "def main():"])
@pytest.mark.parametrize(
    ("then", "codes"),
    [("pass", ["REP001"]), ("picked = rows[:, 1]", []), ("if rows:\n        picked = rows[:, 1]", ["REP001"])],
)
def test_a_name_that_is_bound_anew_holds_no_draw(guard, then, codes):
    program = "from sklearn.linear_model import LinearRegression\n" + REBOUND.format(guard=guard, then=then)
    assert fired(program + ("main()" if "main()" in guard else "")) == codes


EMBEDDINGS = "import numpy as np\ndef vectors(path):\n    return np.random.randn(3, 100)\n"
HELD = """
import torch
from torch import nn
import emb
class Net({base}):
    def __init__(self, path):
        super().__init__()
        torch.manual_seed(1337)
        self.embed = nn.Embedding(3, 100)
        {held}
    def {method}(self, x):
        return self.embed(x).mean(1)
"""
RUN = """
import torch
from nets import Net
model = Net("vec.txt")
torch.save(model, "net.pt")
"""


@pytest.mark.parametrize(
    ("base", "held", "method", "codes"),
    [
        ("nn.Module", "self.embed.weight.data = torch.Tensor(emb.vectors(path))", "forward", ["REP003"]),
        ("nn.Module", "print(torch.Tensor(emb.vectors(path)))", "forward", []),
        (
            "object",
            "self.rows = torch.Tensor(emb.vectors(path))",
            "rows",
            [],
        ),  # fields of other objects are not followed
    ],
)
def test_what_a_third_file_draws_for_the_fields_of_a_network(tmp_path, monkeypatch, base, held, method, codes):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "emb.py").write_text(EMBEDDINGS)
    (tmp_path / "nets.py").write_text(HELD.format(base=base, held=held, method=method))
    (tmp_path / "main.py").write_text(RUN)
    assert [
        one.code for one in reprolint.check([tmp_path / "main.py"], config=LOW).findings if one.code in RULES
    ] == codes
