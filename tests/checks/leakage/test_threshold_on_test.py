"""LEA014 where the chosen threshold goes through a guard, and where its rows are no test rows."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint import checks
from reprolint.graph import build
from reprolint.source import read_bytes
from tests.checks.leakage.asking import findings, snippets

CHECKS = {check.code: check for check in checks.load()}
CHOICES = [
    "best = float(cuts[place]) if place < len(cuts) else 0.5",
    "best = 0.5\nif place < len(cuts):\n    best = cuts[place]",
    "print(len(cuts))\nbest = cuts[place]",
    "best = cuts[min(place, len(cuts) - 1)]",
]
PROGRAM = """
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_curve
from sklearn.model_selection import train_test_split
X, y = pd.read_csv("births.csv")[["age", "weight"]], pd.read_csv("births.csv")["preterm"]
X_rest, X_test, y_rest, y_test = train_test_split(X, y, random_state=0)
X_train, X_check, y_train, y_check = train_test_split(X_rest, y_rest, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
risk = model.predict_proba(X_test)[:, 1]
false, true, cuts = roc_curve({curve})
place = np.argmax(true - false)
{choice}
print(f1_score(y_test, {cut}))
"""


def found(choice: str, curve: str = "y_test, risk", cut: str = "risk >= best") -> list[int]:
    """Lines of the findings."""
    source, problems = read_bytes(PROGRAM.format(curve=curve, choice=choice, cut=cut).encode(), "analysis.py")
    assert source is not None, problems
    return [one.primary.line for one in CHECKS["LEA014"].function(build(source))]


@pytest.mark.parametrize("choice", CHOICES)
def test_rows_kept_for_such_choices(choice):
    assert found(choice, curve="y_check, model.predict_proba(X_check)[:, 1]") == []


@pytest.mark.parametrize("choice", CHOICES)
def test_another_number_is_the_threshold(choice):
    assert found(choice, cut="risk >= 0.5") == []


@pytest.mark.parametrize("choice", CHOICES)
def test_a_guard_does_not_hide_the_choice(choice):
    assert found(choice) == [13]


FILES = """
train, test = pd.read_csv("{train}"), pd.read_csv("{test}")
model = LogisticRegression().fit(train[["age"]], train["ill"])
risk = model.predict_proba(test[["age"]])[:, 1]
false, true, cuts = roc_curve(test["ill"], risk)
best = cuts[np.argmax(true - false)]
print(f1_score(test["ill"], risk >= best))
"""
CURVE = "from sklearn.metrics import f1_score, roc_curve\n"


def chosen(program: str) -> list[str]:
    """The lines with findings."""
    return snippets(findings("LEA014", CURVE + program))


def test_test_rows_from_a_file_of_their_own():
    assert chosen(FILES.format(train="births_train.csv", test="births_test.csv")) == [
        "best = cuts[np.argmax(true - false)]"
    ]


@pytest.mark.parametrize(
    "program",
    [
        FILES.format(train="births_test.csv", test="births_test.csv"),  # trained on them as well
        FILES.replace("test", "late").format(train="one.csv", late="other.csv"),  # no word of a test
        FILES.replace("test", "valid").format(train="train.csv", valid="test/valid.csv"),  # called for validation
    ],
)
def test_files_that_are_not_surely_for_testing(program):
    assert chosen(program) == []


GROUPS = """
X_train, X_test, y_train, y_test, _, place = train_test_split(df[["age"]], df["ill"], df["place"])
risk = LogisticRegression().fit(X_train, y_train).predict_proba(X_test)[:, 1]
y, p = y_test[{some}], risk[{some}]
false, true, cuts = roc_curve(y, p)
best = cuts[np.argmax(true - false)]
print(f1_score(y_test[{judged}], risk[{judged}] >= best))
"""


@pytest.mark.parametrize("some", ["place == 1", ":50"])
def test_the_same_part_of_the_test_rows_chooses_and_judges(some):
    assert chosen(GROUPS.format(some=some, judged=some)) == ["best = cuts[np.argmax(true - false)]"]


@pytest.mark.parametrize(("some", "judged"), [("place == 1", "place == 2"), (":50", "50:")])
def test_another_part_of_the_test_rows_judges(some, judged):
    assert chosen(GROUPS.format(some=some, judged=judged)) == []


READ_OFF = """
from sklearn.metrics import f1_score, roc_auc_score
train, test = train_test_split(df, random_state=1)
model = LogisticRegression().fit(train[["age"]], train["ill"])
risk = model.predict_proba(test[["age"]])[:, 1]
false, true, cuts = roc_curve(test["ill"], risk)
missed = 1 - true
"""


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("np.argmax(true - false)", "true[best], 1 - false[best]"),
        ("np.argmin(np.sqrt((1 - true) ** 2 + false**2))", "1 - false[best]"),
        ("(true - false).argmax()", "float(true[best])"),
    ],
)
def test_what_the_curve_says_at_the_chosen_point_is_told(choice, told):
    program = READ_OFF + f"best = {choice}\nprint('sensitivity', {told})\n"
    assert chosen(program) == [f"best = {choice}"]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("np.argmax(true - false)", "cuts[best]"),  # the threshold only
        ("np.argmin(np.abs(missed - false))", "false[best]"),  # where two errors are equal
        ("np.argmin(abs(false - 0.1))", "true[best]"),  # at a false alarm rate that was fixed before
        ("np.argmin((missed - false) ** 2)", "false[best]"),
        ("np.argmax(true >= 0.9)", "false[best]"),
        ("0", "np.max(true - false), roc_auc_score(test['ill'], risk)"),
    ],
)
def test_points_that_were_asked_for(choice, told):
    assert chosen(READ_OFF + f"best = {choice}\nprint('told', {told})\n") == []


@pytest.mark.parametrize(
    "telling",
    [
        "print(true[best])",  # nothing says that this is a result
        "print('sensitivity in validation', true[best])",
        "print('highest possible sensitivity', true[best])",
        "import matplotlib.pyplot as plt\nplt.scatter(false[best], true[best], label='best')",
        "print('sensitivity', true[best])\nlate = pd.read_csv('late.csv')\nprint(model.score(late[['age']], late['ill']))",
    ],
)
def test_points_that_are_no_result(telling):
    assert chosen(READ_OFF + f"best = np.argmax(true - false)\n{telling}\n") == []


CUT_OF_A_NETWORK = """
import torch
from sklearn.metrics import f1_score, precision_recall_curve
from torch.utils.data import DataLoader, Dataset

class Scans(Dataset):
    def __init__(self, folder, part, flip=False):
        self.names = open(f"{folder}/{part}.txt").read().split()
        self.flip = flip

    def __len__(self):
        return len(self.names)

    def __getitem__(self, number):
        return torch.load(self.names[number]), float("ill" in self.names[number])

@torch.no_grad()
def risks(net, loader, dev):
    risk, ill = [], []
    for x, y in loader:
        risk.append(torch.sigmoid(net(x.to(dev))).cpu())
        ill.append(y)
    return torch.cat(risk).numpy(), torch.cat(ill).numpy()

def best_cut(ill, risk):
    precision, recall, cuts = precision_recall_curve(ill, risk)
    return cuts[np.argmax(precision * recall)]

dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
sets = {part: Scans("scans", part, flip=(part == "train")) for part in ("train", "valid", "test")}
loaders = {part: DataLoader(one, 8, shuffle=(part == "train")) for part, one in sets.items()}
net = torch.nn.Sequential(torch.nn.Linear(64, 1)).to(dev)
adam = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in loaders["train"]:
        adam.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(net(x.to(dev)), y.to(dev)).backward()
        adam.step()
risk, ill = risks(net, loaders["test"], dev)
others, healthy = risks(net, loaders["valid"], dev)
cut = best_cut({chosen})
print(f1_score(ill, risk >= cut))
"""


@pytest.mark.parametrize(("chosen", "told"), [("ill, risk", 1), ("healthy, others", 0)])
def test_parts_that_objects_of_one_class_are_asked_for_by_name(chosen, told):
    assert len(findings("LEA014", CUT_OF_A_NETWORK.replace("{chosen}", chosen))) == told


def test_rows_that_are_called_by_a_name_for_validation_and_no_device():
    program = CUT_OF_A_NETWORK.replace("{chosen}", "ill, risk")
    assert not findings("LEA014", program.replace("(dev)", "('cuda')").replace(", dev)", ", dev_part)"))


EVERY_POINT = """
from sklearn.metrics import f1_score, recall_score
train, test = train_test_split(df, random_state=1)
model = LogisticRegression().fit(train[["age"]], train["ill"])
risk = model.predict_proba(test[["age"]])[:, 1]
false, true, cuts = roc_curve(test["ill"], risk)
best = np.argmax(true - false)
print("threshold", cuts[best])
"""


@pytest.mark.parametrize(
    "judged",
    [
        "for cut in cuts:\n    print(recall_score(test['ill'], risk >= cut))",
        "for place in np.argsort(cuts):\n    print(recall_score(test['ill'], (risk >= cuts[place]).astype(int)))",
        "for place in range(len(cuts)):\n    print(recall_score(test['ill'], risk >= cuts[place]))",
        "print([recall_score(test['ill'], risk >= float(cut)) for cut in cuts])",
        "print(recall_score(test['ill'], risk >= cuts[3]))",
        "print(recall_score(test['ill'], risk >= np.median(cuts)))",
    ],
)
def test_scores_at_other_points_of_the_curve(judged):
    assert chosen(EVERY_POINT + judged) == []


@pytest.mark.parametrize(
    "judged",
    [
        "for cut in cuts:\n    print(recall_score(test['ill'], risk >= cut))\nprint(f1_score(test['ill'], risk >= cuts[best]))",
        "cut = round(float(cuts[best]), 2)\nprint(f1_score(test['ill'], risk >= cut))",
        "cuts = np.clip(cuts, 0, 1)\nprint(f1_score(test['ill'], risk >= cuts[best]))",
    ],
)
def test_a_score_at_the_chosen_point(judged):
    assert chosen(EVERY_POINT + judged) == ["best = np.argmax(true - false)"]


def test_a_helper_gives_the_cut_for_each_of_several_models():
    program = """
    train, test = train_test_split(df, random_state=1)
    risks = pd.DataFrame({
        "small": LogisticRegression().fit(train[["age"]], train["ill"]).predict_proba(test[["age"]])[:, 1],
        "large": LogisticRegression().fit(train[["age", "pulse"]], train["ill"]).predict_proba(test[["age", "pulse"]])[:, 1],
    })
    def cut_of(truth, risk):
        false, true, cuts = roc_curve(truth, risk)
        return cuts[np.argmax(true - false)]
    bounds = {name: cut_of(test["ill"], risks[name]) for name in ("small", "large")}
    for name, bound in bounds.items():
        print(name, accuracy_score(test["ill"], (risks[name] >= bound).to_numpy().astype(int)))
    """
    assert snippets(findings("LEA014", CURVE + dedent(program))) == ["return cuts[np.argmax(true - false)]"]
