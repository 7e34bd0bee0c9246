"""LEA011 where a helper of the program keeps the best state by errors it reckons itself, on periods cut by their dates."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, snippets

FORECAST = """
import torch
from torch import nn

class Best:
    def __init__(self):
        self.least, self.state = float("inf"), None
    def __call__(self, error, net):
        if error < self.least:
            self.least = error
            self.state = {name: part.detach().clone() for name, part in net.state_dict().items()}

class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRU(1, 8)
        self.out = nn.Linear(8, 1)
    def forward(self, x):
        return self.out(self.cell(x)[0])

def period(name):
    rows = {"first": flow[day < "2016-01-01"], "then": flow[(day >= "2016-01-01") & (day < "2018-01-01")],
            "last": flow[day >= "2018-01-01"]}[name]
    return torch.tensor(rows["level"].to_numpy()), torch.tensor(rows["level"].shift(-1).to_numpy())

def error(net, x, y):
    net.eval()
    with torch.no_grad():
        guessed = net(x) * spread
    return (guessed - y).abs().mean().item()

flow = pd.read_csv("river.csv", parse_dates=["day"]).set_index("day")
day = flow.index
spread = float(flow[day < "2016-01-01"]["level"].std())
x, y = period("first")
net, best = Recurrent(), Best()
steps = torch.optim.Adam(net.parameters())
for epoch in range(80):
    net.train()
    for some in torch.randperm(len(x)).split(32):
        steps.zero_grad()
        nn.functional.l1_loss(net(x[some]), y[some]).backward()
        steps.step()
    best(error(net, *period("{watched}")), net)
net.load_state_dict(best.state)
print("{text}", error(net, *period("{told}")))
"""


@pytest.mark.parametrize(
    ("watched", "told", "text", "found"),
    [
        ("last", "last", "error in cm", 1),
        ("then", "last", "error in cm", 0),
        ("first", "last", "error in cm", 0),
        ("then", "then", "validation error", 0),
    ],
)
def test_the_period_that_is_told_chooses_the_epoch(watched, told, text, found):
    shown = findings("LEA011", FORECAST.replace("{watched}", watched).replace("{told}", told).replace("{text}", text))
    assert snippets(shown) == ["if error < self.least:"] * found


DISTILLED = """
import torch
x = torch.tensor(np.load("x.npy"))
rows, others = x[:800], x[800:]
teacher, net = torch.nn.Linear(9, 2), torch.nn.Linear(9, 2)
steps = torch.optim.Adam(net.parameters())
least = 1000.0
for epoch in range(80):
    with torch.no_grad():
        wanted = {taught}(rows)
    steps.zero_grad()
    loss = (wanted - net(rows)).pow(2).mean()
    loss.backward()
    steps.step()
    if loss < least:
        least = loss
        torch.save(net.state_dict(), "net.pt")
print("loss", least)
"""


@pytest.mark.parametrize("taught", ["teacher", "net"])
def test_what_a_network_is_taught_by_another_one_trains_it(taught):
    """The outputs of one side are made without gradients, those of the other are trained by."""
    assert findings("LEA011", DISTILLED.format(taught=taught)) == []


SETTINGS = """
import joblib
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold
X, y = df[["wind", "moon"]], df["storm"]
best = 0.0
for rate in [0.001, 0.01, 0.1]:
    for first, then in StratifiedKFold(shuffle=True, random_state=0).split(X, y):
        model = SGDClassifier(alpha=rate, random_state=0)
        model.fit(X.iloc[first], y.iloc[first])
        now = accuracy_score(y.iloc[then], model.predict(X.iloc[then]))
        print("accuracy", now)
        if now > best:
            best = now
            joblib.dump(model, "best.joblib")
"""


def test_settings_that_are_compared_by_folds_steer_no_training():
    """Each round trains another model to its end: what is chosen are its settings, which is another rule's question."""
    assert findings("LEA011", SETTINGS) == []


DEALT = """
import torch
from torch.utils.data import DataLoader, Subset, TensorDataset
from sklearn.model_selection import GroupShuffleSplit
whole = TensorDataset(torch.tensor(np.load("x.npy")), torch.tensor(np.load("y.npy")))
x, y, boat = np.load("x.npy"), np.load("y.npy"), np.load("boat.npy")

def divided(seed):
    rest, last = next(GroupShuffleSplit(n_splits=1, random_state=seed).split(x, y, boat))
    a, b = next(GroupShuffleSplit(n_splits=1, random_state=seed + 1).split(x[rest], y[rest], boat[rest]))
    return rest[a], rest[b], last

def loaded(parts):
    made = [DataLoader(Subset(whole, rows.tolist())) for rows in parts]
    return [made[at] for at in np.argsort([len(rows) for rows in parts])]

def hits(net, rows):
    with torch.no_grad():
        return np.mean([(net(a).argmax(1) == b).float().mean().item() for a, b in rows])

for seed in np.arange(rounds_asked_for()):
    torch.manual_seed(seed)
    last, then, first = loaded(divided(seed))
    net, best = torch.nn.Linear(9, 2), 0
    steps = torch.optim.Adam(net.parameters())
    for epoch in range(90):
        for a, b in first:
            steps.zero_grad()
            torch.nn.functional.cross_entropy(net(a), b).backward()
            steps.step()
        now = hits(net, then)
        if now > best:
            best = now
            torch.save(net.state_dict(), "best.pt")
    net.load_state_dict(torch.load("best.pt"))
    print("accuracy", hits(net, last))
"""


def test_parts_of_which_it_is_not_known_which_one_decides():
    """The parts are put in the order of their sizes: what is taken out of the list may be any of them."""
    assert findings("LEA011", DEALT) == []
