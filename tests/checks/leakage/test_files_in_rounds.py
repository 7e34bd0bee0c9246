"""LEA001: what is computed from one file is of that file, however the program goes through the files."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

HEAD = """
import os
import cv2
from sklearn.svm import SVC


def loaded(path):
    image = {read}(path)
    return image / image.max()


files = pd.read_csv("files.csv")
names = {names}
"""
ENDING = """
X_train, X_test, y_train, y_test = train_test_split(X.reshape(len(X), -1), files["label"], random_state=0)
print(SVC().fit(X_train, y_train).score(X_test, y_test))
"""
ROUNDS = [
    "X = np.array([loaded(name) for name in names])",
    "X = np.array([loaded(f'scans/{name}.npy') for name in names])",
    "X = np.stack([loaded(os.path.join('scans', name)) for name in names])",
    "X = np.array(list(map(loaded, names)))",
    "X = np.array([image.ravel() for image in (loaded(name) for name in names)])",
    "X = []\nfor name in names:\n    X.append(loaded(name))\nX = np.array(X)",
]
NAMES = ["files['name']", "files['name'].values", "sorted(os.listdir('scans'))"]


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("read", ["np.load", "cv2.imread"])
def test_the_brightest_point_of_a_picture_is_learned_from_no_other_picture(read, names, rounds):
    assert findings("LEA001", HEAD.format(read=read, names=names) + rounds + ENDING) == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_that_of_all_pictures_is(rounds):
    program = HEAD.format(read="np.load", names=NAMES[0]) + rounds + "\nX = X / X.max()" + ENDING
    (one,) = findings("LEA001", program)
    assert one.primary.snippet.strip() == "X = X / X.max()"


STEERED = """
import torch
from torch.utils.data import DataLoader, Dataset
class Walks(Dataset):
    def __init__(self, walkers):
        self.items = []
        for walker in walkers:
            stored = np.load(f"gait/{{walker}}.npz")
            for step, kind in zip(stored["x"], stored["y"]):
                self.items.append((step, kind))
    def __len__(self):
        return len(self.items)
    def __getitem__(self, i):
        return self.items[i]
walkers = [f"w{{i}}" for i in range(60)]
def run(seed):
    {lists}
    net = torch.nn.Linear(9, 2)
    steps = torch.optim.Adam(net.parameters())
    best = 0.0
    def judge(some):
        net.eval()
        told, truth = [], []
        with torch.no_grad():
            for x, y in DataLoader(Walks(some)):
                told.append(net(x).argmax(1))
                truth.append(y)
        return accuracy_score(torch.cat(truth), torch.cat(told))
    for epoch in range(20):
        net.train()
        for x, y in DataLoader(Walks(train)):
            torch.nn.functional.cross_entropy(net(x), y).backward()
            steps.step()
        now = judge({decides})
        if now > best:
            best = now
            torch.save(net.state_dict(), f"{{seed}}.pt")
    net.load_state_dict(torch.load(f"{{seed}}.pt"))
    return judge(test)
print("accuracy on the test walkers", [run(seed) for seed in (1, 2, 3)])
"""
SPLIT = "train, test = train_test_split(walkers, random_state=seed)\n    train, dev = train_test_split(train, random_state=seed)"
CUT = (
    "order = np.random.default_rng(seed).permutation(walkers)\n"
    "    test, dev, train = order[:10], order[10:20], order[20:]"
)


@pytest.mark.parametrize("lists", [SPLIT, CUT])
def test_a_list_of_test_names_that_decides_is_a_test_in_every_round(lists):
    (one,) = findings("LEA011", STEERED.format(lists=lists, decides="test"))
    assert one.primary.snippet.strip() == "if now > best:"


@pytest.mark.parametrize("lists", [SPLIT, CUT])
def test_other_names_of_the_same_list_may_decide(lists):
    assert findings("LEA011", STEERED.format(lists=lists, decides="dev")) == []


STANDARDISED = """
from sklearn.preprocessing import StandardScaler
order = np.random.default_rng(0).permutation([f"s{i}" for i in range(40)])
def read(some):
    parts = []
    for one in some:
        x = np.load(f"emg/{one}.npy")
        parts.append(StandardScaler().fit_transform(x))
    return np.concatenate(parts)
def kinds(some):
    return np.concatenate([np.load(f"emg/{one}_kinds.npy") for one in some])
model = LogisticRegression().fit(read(order[8:]), kinds(order[8:]))
print(accuracy_score(kinds(order[:8]), model.predict(read(order[:8]))))
"""


def test_each_recording_may_be_standardised_by_its_own_numbers():
    assert findings("LEA001", STANDARDISED) == []
    assert findings("LEA006", STANDARDISED) == []


def test_a_scaler_of_all_recordings_may_not():
    program = STANDARDISED.replace("StandardScaler().fit_transform(x)", "x").replace(
        "model =", "scaler = StandardScaler().fit(read(order))\nmodel ="
    )
    program = program.replace("read(order[8:])", "scaler.transform(read(order[8:]))")
    (one,) = findings("LEA001", program)
    assert one.primary.snippet.strip() == "scaler = StandardScaler().fit(read(order))"


KEYED = """
import torch
from torch.utils.data import DataLoader, TensorDataset
order = np.random.default_rng(0).permutation([f"c{{i}}" for i in range(40)])
lists = {{"train": order[20:], "test": order[:10], "dev": order[10:20]}}
def rows_of(some):
    stored = [np.load(f"calls/{{one}}.npz") for one in some]
    x, y = np.concatenate([one["x"] for one in stored]), np.concatenate([one["y"] for one in stored])
    return DataLoader(TensorDataset(torch.tensor(x), torch.tensor(y)))
loaders = {{part: rows_of(some) for part, some in lists.items()}}
net = torch.nn.Linear(9, 2)
steps = torch.optim.Adam(net.parameters())
def outputs(rows):
    told, truth = [], []
    with torch.no_grad():
        for x, y in rows:
            told.append(net(x).argmax(1))
            truth.append(y)
    return torch.cat(truth), torch.cat(told)
best = 0.0
for epoch in range(20):
    for x, y in loaders["train"]:
        torch.nn.functional.cross_entropy(net(x), y).backward()
        steps.step()
    now = accuracy_score(*outputs(loaders["{decides}"]))
    if now > best:
        best = now
        torch.save(net.state_dict(), "net.pt")
net.load_state_dict(torch.load("net.pt"))
print("accuracy", accuracy_score(*outputs(loaders["test"])))
"""


@pytest.mark.parametrize(("decides", "told"), [("test", 1), ("dev", 0)])
def test_a_list_is_called_a_test_by_the_key_that_it_stands_under(decides, told):
    assert len(findings("LEA011", KEYED.format(decides=decides))) == told
