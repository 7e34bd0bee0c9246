"""Predictions that a loop puts together, and what is computed from them by hand: which of it is a score, and of which rows."""

from __future__ import annotations

import pytest

from reprolint.graph import Experiment, build
from reprolint.graph.values import Data, Number
from reprolint.source import read_bytes

HEAD = """
import numpy as np
import pandas as pd
import torch
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
train, test = train_test_split(pd.read_csv("rows.csv"))
forest = Ridge().fit(train.drop(columns="y"), train["y"])
y, guess = test["y"], forest.predict(test.drop(columns="y"))
loader = DataLoader(TensorDataset(torch.tensor(train.values), torch.tensor(train["y"].values)), shuffle=True)
held_out = DataLoader(TensorDataset(torch.tensor(test.values), torch.tensor(test["y"].values)))
net = nn.Sequential(nn.Linear(9, 9), nn.Linear(9, 1))
for a, b in loader:
    nn.functional.mse_loss(net(a), b).backward()
net.eval()
"""


def experiment(program: str) -> Experiment:
    source, problems = read_bytes((HEAD + program).encode(), "analysis.py")
    assert source is not None, problems
    return build(source)


@pytest.mark.parametrize(
    ("first", "grow"),
    [
        ("torch.Tensor()", "torch.cat(({0}, {1}), 0)"),
        ("torch.FloatTensor().to(device)", "torch.cat([{0}, {1}])"),
        ("torch.tensor([])", "torch.cat((({0}, {1})), dim=0)"),
        ("torch.empty(0)", "torch.cat(({0}, {1}))"),
        ("np.array([])", "np.append({0}, {1}.numpy())"),
        ("np.array([])", "np.concatenate(({0}, {1}.numpy()), axis=0)"),
        ("np.empty((0, 1))", "np.vstack([{0}, {1}.numpy()])"),
        ("[]", "np.concatenate([{0}, {1}.numpy()])"),
        ("np.array([])", "np.hstack(({0}, {1}.numpy().flatten()))"),
    ],
)
def test_what_a_loop_puts_below_nothing_is_predicted_for_all_rows(first, grow):
    known = experiment(f"""
def predicting(model, batches):
    labels, outputs = {first}, {first}
    with torch.no_grad():
        for a, b in batches:
            outputs = {grow.format("outputs", "model(a)")}
            labels = {grow.format("labels", "b")}
    return labels, outputs

truth, predicted = predicting(net, held_out)
error = mean_squared_error(truth, predicted)
""")
    (split,) = known.splits
    names = known.module.scope.names
    assert [names[name].rows for name in ("truth", "predicted")] == [split.parts["test"]] * 2
    assert not names["truth"].predicted_by
    (score,) = known.scores
    assert (score.rows, [fit.rows for fit in score.fits]) == (split.parts["test"], [split.parts["train"]])


BY_HAND = [
    "((y - guess) ** 2).mean(axis=0)",
    "np.mean((y - guess) ** 2)",
    "np.sqrt(np.mean(np.square(y - guess)))",
    "np.abs(y - guess).mean()",
    "np.square(np.subtract(y, guess)).mean()",
    "sum(abs(one - other) for one, other in zip(y, guess)) / len(y)",
    "np.mean([one == other for one, other in zip(y, guess)])",
    "np.equal(y, guess).mean()",
    "-np.corrcoef(y, guess)[0, 1]",
    "pearsonr(y, guess)[0]",
    "spearmanr(guess, y)[0]",
]


@pytest.mark.parametrize("formula", BY_HAND)
def test_a_score_by_hand(formula):
    known = experiment(f"""
from scipy.stats import pearsonr, spearmanr
def judge(y, guess):
    return {formula}
found = judge(y, guess)
""")
    (split,) = known.splits
    (score,) = known.scores
    assert (score.rows, [fit.name for fit in score.fits]) == (split.parts["test"], ["Ridge().fit"])
    assert isinstance(known.module.scope.names["found"], Number)


@pytest.mark.parametrize("formula", BY_HAND)
def test_two_columns_are_no_score(formula):
    known = experiment(f"""
from scipy.stats import pearsonr, spearmanr
y, guess = train["y"], train["a"]
found = {formula}
""")
    assert not known.scores


@pytest.mark.parametrize("formula", [*BY_HAND[:4], "((y - guess) ** 2).mean().item()"])
def test_errors_of_outputs_that_are_numbers_now_judge_the_network(formula):
    known = experiment(f"""
labels, outputs = [], []
for a, b in held_out:
    outputs.extend(net(a).detach().numpy().flatten())
    labels.extend(b.numpy())
y, guess = np.array(labels), np.array(outputs)
found = {formula}
""")
    (split,) = known.splits
    (score,) = known.scores
    assert (score.rows, [fit.rows for fit in score.fits]) == (split.parts["test"], [split.parts["train"]])


@pytest.mark.parametrize("formula", ["((net(a) - b) ** 2).mean()", "torch.abs(torch.sub(net(a), b)).mean()"])
def test_a_loss_by_hand_of_outputs_with_gradients_is_none(formula):
    known = experiment(f"for a, b in loader:\n    loss = {formula}\n    loss.backward()")
    assert not known.scores
    assert len({fit.place for fit in known.fits if fit.name == "loss.backward"}) == 1
    assert isinstance(known.module.scope.names["loss"], Data)


@pytest.mark.parametrize(
    "program",
    [
        "np.corrcoef(guess, Ridge().fit(train, train['y']).predict(test))",
        "from sklearn.cluster import KMeans\nnp.corrcoef(KMeans().fit_predict(train), train['y'])",
        "from sklearn.decomposition import PCA\nnp.corrcoef(PCA(1).fit_transform(train), train['y'])",
        "np.all(np.equal(guess, y))",
    ],
)
def test_what_agrees_with_something_is_not_judged_by_that(program):
    assert not experiment(program).scores
