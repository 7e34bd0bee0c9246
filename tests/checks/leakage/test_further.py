"""LEA006 and EVA013 where one model goes on learning from fold to fold."""

from __future__ import annotations

import pytest

from reprolint.findings import Severity
from tests.checks.leakage.asking import findings, related

KERAS = """
from sklearn.model_selection import TimeSeriesSplit
from tensorflow import keras
from lab import lab_folds
x, y = np.load("x.npy"), np.load("y.npy")
def build():
    return keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
model = build()
{before}
for train, test in {folds}:
    {start}
    model.fit(x[train], y[train], epochs=50)
    print(model.evaluate(x[test], y[test]))
    {end}
print(model.predict(np.load("new.npy")))
"""


def asked(code, folds="KFold(5).split(x)", before="", start="pass", end="pass"):
    return findings(code, KERAS.format(folds=folds, before=before, start=start, end=end))


def test_a_network_that_every_fold_goes_on_with_knows_the_later_folds():
    [found] = asked("LEA006")
    assert found.primary.snippet.strip() == "model.fit(x[train], y[train], epochs=50)"
    assert related(found) == {
        "return keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])": "made here, before the loop over folds",
        "for train, test in KFold(5).split(x):": "the folds are dealt here",
        "print(model.evaluate(x[test], y[test]))": "judged on rows of earlier training",
    }
    assert asked("EVA013") == []


@pytest.mark.parametrize(
    ("start", "before"),
    [
        ("model = build()", ""),
        ("model.set_weights(first)", "first = model.get_weights()"),
        ("import copy; model = copy.deepcopy(base)", "base = build()"),
    ],
)
def test_a_network_that_begins_anew_is_the_last_folds(start, before):
    assert asked("LEA006", start=start, before=before) == []
    assert len(asked("EVA013", start=start, before=before)) == 1


@pytest.mark.parametrize(
    ("start", "before"),
    [
        ("reset_weights(model)", "from lab import reset_weights"),
        ("for layer in model.layers: layer.reset_weights()", ""),
        ("begin()", "def begin():\n    from lab import reset_all\n    reset_all(model)"),
        ("model = keras.models.clone_model(model)", ""),
    ],
)
def test_what_may_begin_anew_is_not_known(start, before):
    assert asked("LEA006", start=start, before=before) == []
    assert asked("EVA013", start=start, before=before) == []


@pytest.mark.parametrize("folds", ["TimeSeriesSplit(5).split(x)", "lab_folds(x)", "KFold(1).split(x)"])
def test_folds_that_may_go_forward_in_time_or_are_one(folds):
    assert asked("LEA006", folds=folds) == []


def test_a_loop_that_ends_with_the_first_fold():
    assert asked("LEA006", end="break") == []


def test_rows_that_a_fit_judges_itself_are_told_where_nothing_else_does():
    program = KERAS.replace("epochs=50", "validation_data=(x[test], y[test])")
    outside = {"folds": "KFold(5).split(x)", "before": "", "start": "pass", "end": "pass"}
    [found] = findings("LEA006", program.format(**outside))
    assert "from the second fold on `model.evaluate` judges it" in found.message
    [found] = findings("LEA006", program.replace("print(model.evaluate(x[test], y[test]))", "pass").format(**outside))
    assert "the validation score of `model.fit` judges it" in found.message


MODELS = """
from sklearn.linear_model import SGDRegressor
x, y = df[["a", "b"]].to_numpy(), df["y"].to_numpy()
model = {model}
for train, test in KFold(5).split(x):
    model.{fit}(x[train], y[train])
    print(model.score(x[test], y[test]))
print(model.predict(pd.read_csv("new.csv")))
"""


@pytest.mark.parametrize(
    ("model", "fit", "leaks", "left"),
    [
        ("SGDRegressor()", "fit", 0, 1),
        ("SGDRegressor()", "partial_fit", 1, 0),
        ("RandomForestClassifier(warm_start=True)", "fit", 0, 0),
        ("RandomForestClassifier(warm_start=False)", "fit", 0, 1),
    ],
)
def test_models_of_sklearn_begin_anew_unless_told_otherwise(model, fit, leaks, left):
    program = MODELS.format(model=model, fit=fit)
    assert [len(findings(code, program)) for code in ("LEA006", "EVA013")] == [leaks, left]


TORCH = """
import torch
from torch.utils.data import DataLoader, Subset

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(4, 1)
    def forward(self, x):
        return self.layer(x)

data = torch.load("data.pt")
{before}
def run():
    for train, held_out in KFold(5).split(data):
        {inside}
        for epoch in range(100):
            for x, y in DataLoader(Subset(data, train)):
                loss = torch.nn.functional.mse_loss(net(x), y)
                loss.backward()
                optimizer.step()
        with torch.no_grad():
            for x, y in DataLoader(Subset(data, held_out)):
                print(torch.nn.functional.mse_loss(net(x), y).item())
run()
torch.save(net, "net.pt")
"""
MADE = "net = Net(); optimizer = torch.optim.Adam(net.parameters())"


def test_networks_of_torch():
    outside = TORCH.format(before=MADE, inside="pass")
    [found] = findings("LEA006", outside)
    assert found.primary.snippet.strip() == "loss.backward()"
    assert found.severity is not Severity.NOTE
    assert findings("EVA013", outside) == []
    inside = TORCH.format(before="", inside=MADE)
    assert findings("LEA006", inside) == []


def test_in_a_function_that_nothing_calls_it_is_a_note():
    program = TORCH.format(before=MADE, inside="pass").replace(
        "\nrun()\n", "\nprint(net)\nnet(torch.ones(4)).sum().backward()\n"
    )
    assert [found.severity for found in findings("LEA006", program)] == [Severity.NOTE]


def test_weights_that_are_given_elsewhere_change_nothing_in_the_loop():
    before = "def restored():\n    model.load_weights('best.h5')\n    return model"
    assert len(asked("LEA006", before=before)) == 1
