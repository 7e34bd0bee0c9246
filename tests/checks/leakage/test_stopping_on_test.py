"""LEA011: who decides when training stops, and whether anybody else is left to judge."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence, Severity
from tests.checks.leakage.asking import findings, related, snippets

PARTS = """
import keras
import lightgbm as lgb
import xgboost as xgb
from catboost import CatBoostClassifier
from copy import deepcopy
from sklearn.linear_model import SGDClassifier
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="y"), df["y"])
model = xgb.XGBClassifier()
"""
LOOP = """
model = SGDClassifier()
best = 0
for _ in range(100):
    model.partial_fit(X_train, y_train)
    accuracy = model.score(X_test, y_test)
    if accuracy > best:
        best = accuracy
        {keep}
{ending}
"""
FOUND = {
    "rounds in the call": """
model.fit(X_train, y_train, eval_set=[(X_train, y_train), (X_test, y_test)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
""",
    "rounds in the constructor": """
model = xgb.XGBClassifier(early_stopping_rounds=5)
model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
print(accuracy_score(y_test, model.predict(X_test)))
""",
    "the best state that catboost keeps": """
model = CatBoostClassifier()
model.fit(X_train, y_train, eval_set=(X_test, y_test))
print(model.score(X_test, y_test))
""",
    "a function that trains": """
train, test = xgb.DMatrix(X_train, y_train), xgb.DMatrix(X_test, y_test)
model = xgb.train({}, train, 500, [(train, "train"), (test, "test")], early_stopping_rounds=5)
print(accuracy_score(y_test, model.predict(test) > 0.5))
""",
    "a checkpoint": """
model = keras.Sequential()
model.compile(loss="mse")
keep = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
model.fit(X_train, y_train, epochs=50, validation_data=(X_test, y_test), callbacks=[keep])
model.load_weights("best.keras")
print(model.evaluate(X_test, y_test))
""",
    "patience that ends before the training does": """
model = keras.Sequential()
stop = keras.callbacks.EarlyStopping(patience=10)
model.fit(X_train, y_train, epochs=12, validation_data=(X_test, y_test), callbacks=[stop])
print(model.evaluate(X_test, y_test))
""",
    "patience beside a checkpoint that is read back": """
model = keras.Sequential()
stop = keras.callbacks.EarlyStopping(patience=10)
keep = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
model.fit(X_train, y_train, epochs=10, validation_data=(X_test, y_test), callbacks=[stop, keep])
model.load_weights("best.keras")
print(model.evaluate(X_test, y_test))
""",
    "the last of two sets decides": """
X_a, X_b, y_a, y_b = train_test_split(X_train, y_train)
model.fit(X_a, y_a, eval_set=[(X_b, y_b), (X_test, y_test)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
""",
    "one picture beside it": """
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
print(model.predict(fetch_example()))
""",
    "a loop that keeps a copy": LOOP.format(keep="kept = deepcopy(model)", ending="print(kept.score(X_test, y_test))"),
    "a loop whose best score is shown": LOOP.format(keep="kept = deepcopy(model)", ending='print("accuracy", best)'),
}
SILENT = {
    "cut points, of which a copy is kept": """
model = model.fit(X_train, y_train)
told, cuts, best = model.predict(X_test), [0.3, 0.7], 0
for value in np.arange(0.1, 0.9, 0.1):
    moved = cuts.copy()
    moved[0] = value
    accuracy = accuracy_score(y_test, np.digitize(told, moved))
    if accuracy > best:
        best, cuts = accuracy, moved.copy()
print(accuracy_score(y_test, np.digitize(told, cuts)))
""",
    "patience as long as the training": """
model = keras.Sequential()
stop = keras.callbacks.EarlyStopping(patience=10)
model.fit(X_train, y_train, epochs=10, validation_data=(X_test, y_test), callbacks=[stop])
print(model.evaluate(X_test, y_test))
""",
    "a best state that is saved and never read back": """
model = keras.Sequential()
keep = keras.callbacks.ModelCheckpoint("best.keras", save_best_only=True)
model.fit(X_train, y_train, epochs=50, validation_data=(X_test, y_test), callbacks=[keep])
print(model.evaluate(X_test, y_test))
""",
    "another set than the test rows decides": """
X_a, X_b, y_a, y_b = train_test_split(X_train, y_train)
model.fit(X_a, y_a, eval_set=[(X_test, y_test), (X_b, y_b)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
""",
    "fewer rounds than it would wait": """
train, test = xgb.DMatrix(X_train, y_train), xgb.DMatrix(X_test, y_test)
model = xgb.train({}, train, 50, [(test, "test")], early_stopping_rounds=50)
print(accuracy_score(y_test, model.predict(test) > 0.5))
""",
    "nothing is decided": """
model.fit(X_train, y_train, eval_set=[(X_test, y_test)])
print(model.score(X_test, y_test))
""",
    "stopped by the training loss": """
model = keras.Sequential()
stop = keras.callbacks.EarlyStopping(monitor="loss")
model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[stop])
print(model.evaluate(X_test, y_test))
""",
    "every state is saved": """
model = keras.Sequential()
keep = keras.callbacks.ModelCheckpoint("epoch.keras")
model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=[keep])
print(model.evaluate(X_test, y_test))
""",
    "validation rows come from the training rows": """
X_fit, X_check, y_fit, y_check = train_test_split(X_train, y_train)
model.fit(X_fit, y_fit, eval_set=[(X_check, y_check)], early_stopping_rounds=5)
print(model.score(X_check, y_check), model.score(X_test, y_test))
""",
    "the other half of the test rows judges": """
X_check, X_last, y_check, y_last = train_test_split(X_test, y_test)
model.fit(X_train, y_train, eval_set=[(X_check, y_check)], early_stopping_rounds=5)
print(model.score(X_check, y_check), model.score(X_last, y_last))
""",
    "another file judges": """
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
model.predict(pd.read_csv("unseen.csv"))
""",
    "the rows are called validation rows": """
X_fit, X_valid, y_fit, y_valid = train_test_split(df.drop(columns="y"), df["y"])
model.fit(X_fit, y_fit, eval_set=[(X_valid, y_valid)], early_stopping_rounds=5)
print(model.score(X_valid, y_valid))
""",
    "never scored afterwards": """
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], early_stopping_rounds=5)
""",
    "only the training rows are watched": """
model.fit(X_train, y_train, eval_set=[(X_train, y_train)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
""",
    "a loop that only remembers the best number": LOOP.format(
        keep="epoch = 3", ending="print(model.score(X_test, y_test))"
    ),
    "callbacks that are not known": """
model = keras.Sequential()
model.fit(X_train, y_train, validation_data=(X_test, y_test), callbacks=load_callbacks())
print(model.evaluate(X_test, y_test))
""",
}


@pytest.mark.parametrize("program", FOUND.values(), ids=FOUND.keys())
def test_found(program):
    (one,) = findings("LEA011", PARTS + program)
    assert "test rows" in one.message


def test_boosting_that_waits_longer_than_it_lasts_still_keeps_its_best_round():
    (one,) = findings(
        "LEA011",
        PARTS
        + """
model = lgb.LGBMClassifier(n_estimators=40)
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], callbacks=[lgb.early_stopping(50)])
print(model.score(X_test, y_test))
""",
    )
    assert "keeps the state that does best on the test rows" in one.message


@pytest.mark.parametrize("program", SILENT.values(), ids=SILENT.keys())
def test_silent(program):
    assert findings("LEA011", PARTS + program) == []


def test_the_story_names_the_split_and_the_final_scores():
    (one,) = findings("LEA011", PARTS + FOUND["rounds in the call"])
    assert snippets([one])[0].startswith("model.fit(")
    assert list(related(one).values()) == [
        "these rows were set apart for testing here",
        "scored on the rows that made the choice",
    ]
    assert one.confidence is Confidence.HIGH


def test_a_model_of_an_unknown_class_is_a_warning():
    (one,) = findings(
        "LEA011",
        PARTS
        + """
from shop import Booster
model = Booster()
model.fit(X_train, y_train, eval_set=[(X_test, y_test)], early_stopping_rounds=5)
print(model.score(X_test, y_test))
""",
    )
    assert one.severity is Severity.WARNING
    assert one.confidence is Confidence.MEDIUM


HELD = """
import lightgbm as lgb
X, y = df[["a", "b"]], df["y"]
X_train, X_val, y_train, y_val = train_test_split(X, y, random_state=0)
model = lgb.LGBMClassifier(random_state=0)
model.fit(X_train, y_train, eval_set=[(X_val, y_val)], callbacks=[lgb.early_stopping(50)])
print("{text}", accuracy_score(y_val, model.predict(X_val)))
"""


@pytest.mark.parametrize(("text", "found"), [("accuracy", 1), ("validation accuracy", 0), ("Val accuracy", 0)])
def test_validation_rows_that_give_the_only_result(text, found):
    assert len(findings("LEA011", HELD.format(text=text))) == found


def test_a_model_of_this_class_that_is_judged_on_other_rows():
    after = "other = lgb.LGBMClassifier().fit(X_val, y_val)\nother.score(X_train, y_train)"
    assert not findings("LEA011", HELD.format(text="accuracy") + after)


FLAGGED = """
import shutil
import torch
def keep(state, best):
    torch.save(state, "last.pt")
    if best:
        shutil.copyfile("last.pt", "best.pt")
X_train, X_test, y_train, y_test = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=0)
a, b, c, d = (torch.tensor(part) for part in (X_train, X_test, y_train, y_test))
net = torch.nn.Linear(9, 2)
optimizer = torch.optim.Adam(net.parameters())
best = 0.0
for epoch in range(90):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(a), c).backward()
    optimizer.step()
    now = (net(b).argmax(1) == d).float().mean().item()
    is_best = now > best
    best = max(now, best)
    keep(net.state_dict(), {flag})
net.load_state_dict(torch.load("best.pt"))
print("test accuracy", (net(b).argmax(1) == d).float().mean().item())
"""


def test_a_comparison_that_is_handed_on_as_a_flag_decides_where_it_is_made():
    (one,) = findings("LEA011", FLAGGED.format(flag="is_best"))
    assert one.primary.snippet.strip() == "is_best = now > best"
    assert "`now > best` chooses which state is kept by the test rows" in one.message
    assert findings("LEA012", FLAGGED.format(flag="is_best")) == []
    assert findings("LEA011", FLAGGED.format(flag="epoch == 89")) == []


EPOCHS = """
import torch
X_train, X_test, y_train, y_test = train_test_split(np.load("x.npy"), np.load("y.npy"), random_state=0)
a, b, c, d = (torch.tensor(part) for part in (X_train, X_test, y_train, y_test))
net = torch.nn.Linear(9, 2)
optimizer = torch.optim.Adam(net.parameters())
best = 0.0
for epoch in range(90):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(a), c).backward()
    optimizer.step()
    now = (net(b).argmax(1) == d).float().mean().item()
    print("accuracy", now)
    if now > best:
        best = now
        torch.save(net.state_dict(), "best.pt")
{ending}
"""


def test_the_final_score_is_named_where_the_deciding_one_is_shown_too():
    ending = 'net.load_state_dict(torch.load("best.pt"))\nprint(accuracy_score(d, net(b).argmax(1)))'
    (one,) = findings("LEA011", EPOCHS.format(ending=ending))
    assert one.message.endswith("and the same rows give the final score")
    assert related(one)["print(accuracy_score(d, net(b).argmax(1)))"] == "scored on the rows that made the choice"
    assert one.confidence is Confidence.HIGH


def test_where_no_other_score_is_known_the_deciding_one_is_not_called_the_final_one():
    (one,) = findings("LEA011", EPOCHS.format(ending=""))
    assert one.message.endswith("and the score that is told is on the same rows")
    assert related(one)["now = (net(b).argmax(1) == d).float().mean().item()"] == "this score decides"
    assert one.confidence is Confidence.MEDIUM


NAMED = """
from sklearn.linear_model import SGDClassifier
names = {names}
here, there = train_test_split(names, random_state=0)
train, test = df[df["{column}"].isin(here)], df[df["{column}"].isin({chosen})]
X_train, X_test, y_train, y_test = train[["a"]], test[["a"]], train["y"], test["y"]
"""


@pytest.mark.parametrize("names", ['df["ward"].unique()', 'pd.read_csv("wards.csv")["ward"]'])
def test_rows_that_are_called_by_the_names_in_the_test_side_of_a_split(names):
    steps = NAMED.format(names=names, column="ward", chosen="there") + LOOP.format(
        keep='joblib.dump(model, "best")', ending="print(model.score(X_test, y_test))"
    )
    (finding,) = findings("LEA011", "import joblib\n" + steps)
    assert "the test rows" in finding.message
    assert related(finding)["here, there = train_test_split(names, random_state=0)"] == (
        "these rows were set apart for testing here"
    )


@pytest.mark.parametrize(
    ("names", "chosen"), [('df["ward"]', "there"), ('pd.read_csv("wards.csv")["ward"]', 'pd.read_csv("b.csv")["ward"]')]
)
def test_names_that_may_stand_for_rows_on_both_sides(names, chosen):
    steps = NAMED.format(names=names, column="ward", chosen=chosen) + LOOP.format(
        keep='joblib.dump(model, "best")', ending="print(model.score(X_test, y_test))"
    )
    assert findings("LEA011", "import joblib\n" + steps) == []


PICKED_CLASS = """
import sys
import torch
from torch import nn
class Narrow(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(1, 1)
    def forward(self, x):
        return self.out(x)
class Wide(Narrow):
    pass
class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Sequential(nn.Linear(1, 4), nn.ReLU(), nn.Linear(4, 1))
    def forward(self, x):
        return self.out(x)
kind = {picked}
X, t, y, s = train_test_split(df[["a"]].values, df["y"].values, random_state=1)
net = kind().to("cpu")
optimizer = torch.optim.Adam(net.parameters())
best = 1000
for epoch in range(9):
    net.train()
    optimizer.zero_grad()
    nn.functional.mse_loss(net(torch.tensor(X)), torch.tensor(y)).backward()
    optimizer.step()
    net.eval()
    with torch.no_grad():
        wrong = [accuracy_score(s, net(torch.tensor(t)).numpy() > 0.5), epoch]
    if wrong[0] < best:
        best = wrong[0]
        torch.save(net.state_dict(), "net.pt")
print("best", best)
"""


@pytest.mark.parametrize(
    ("picked", "told"),
    [
        ("Narrow", 1),
        ("[Narrow, Deep][int(sys.argv[1])]", 1),
        ("{'narrow': Narrow, 'wide': Wide, 'deep': Deep}[sys.argv[1]]", 1),
        ("[Narrow, dict][int(sys.argv[1])]", 0),  # which may be no network
    ],
)
def test_one_of_several_networks_is_a_network(picked, told):
    assert len(findings("LEA011", PICKED_CLASS.format(picked=picked))) == told


@pytest.mark.parametrize(("update", "told"), [("best = wrong[0]", 1), ("least = wrong[0]", 0)])
def test_a_bound_that_never_changes_chooses_nothing(update, told):
    program = PICKED_CLASS.format(picked="Narrow").replace("best = wrong[0]", update)
    assert len(findings("LEA011", program)) == told


FOLDS = """
import keras
from sklearn.model_selection import StratifiedKFold
X, y = df[["a"]].to_numpy(), df["y"].to_numpy()
more, wanted = np.load("more.npy"), np.load("wanted.npy")
for train, valid in StratifiedKFold().split(X, y):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    stop = keras.callbacks.EarlyStopping(patience=3)
    model.fit(X[train], y[train], validation_data=(X[valid], y[valid]), epochs=90, callbacks=[stop])
    print("score", model.evaluate(X[valid], y[valid]))
    {besides}
"""


@pytest.mark.parametrize(
    ("besides", "told"),
    [
        ("pass", 1),
        ("print('training', model.evaluate(X[train], y[train]))", 1),
        ("print('others', model.evaluate(more, wanted))", 0),
        ("guesses = model.predict(np.vstack([X[valid], more]))", 0),  # others are among them
    ],
)
def test_folds_that_stop_a_training_give_the_only_result(besides, told):
    assert len(findings("LEA011", FOLDS.format(besides=besides))) == told


THREE_PERIODS = """
import lightgbm as lgb
import keras
df = df.set_index("when").sort_index()
def period(first, last):
    rows = df.loc[first:last]
    return rows[["a", "b"]], rows["y"]
learn, middle, late = period("2010", "2015"), period("2016", "2017"), period("2018", "2019")
stop = keras.callbacks.EarlyStopping(patience=5)
net = keras.Sequential([keras.layers.Dense(1)])
net.compile(loss="mse")
net.fit(*learn, validation_data={net}, epochs=99, callbacks=[stop])
print(accuracy_score(late[1], net.predict(late[0])))
trees = lgb.LGBMClassifier(n_estimators=900)
trees.fit(*learn, eval_set=[{trees}], callbacks=[lgb.early_stopping(20)])
print(accuracy_score(late[1], trees.predict(late[0])))
{besides}
"""


@pytest.mark.parametrize(
    ("net", "trees", "besides", "told"),
    [
        ("middle", "late", "", 1),
        ("middle", "middle", "", 0),
        ("late", "late", "", 0),  # whether these are for testing nothing says
        ("middle", "late", "print(accuracy_score(middle[1], trees.predict(middle[0])))", 0),
        ("middle", "late", "print(net.evaluate(*period('2020', '2021')))", 1),  # another model
        ("middle", "late", "print(trees.score(*period('2020', '2021')))", 0),
    ],
)
def test_rows_that_test_a_model_which_other_rows_validated_are_test_rows(net, trees, besides, told):
    assert len(findings("LEA011", THREE_PERIODS.format(net=net, trees=trees, besides=besides))) == told


KEPT_EPOCHS = """
import copy
import torch
from torch.utils.data import DataLoader, TensorDataset
from sklearn.naive_bayes import GaussianNB
inside, {outside} = train_test_split(df, random_state=0)
def tensors(rows):
    return torch.tensor(rows[["a", "b"]].to_numpy()), torch.tensor(rows["y"].to_numpy())
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)
    def forward(self, x):
        return self.layer(x)
def judge(net, rows):
    X, y = tensors(rows)
    return accuracy_score(y, net(X).argmax(1))
for seed in {seeds}:
    torch.manual_seed(seed)
    net, best = Net(), 0
    adam = torch.optim.Adam(net.parameters())
    more = pd.read_csv({more})
    for epoch in range(40):
        for X, y in DataLoader(TensorDataset(*tensors(inside)), 64, shuffle=True):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(net(X), y).backward()
            adam.step()
        found = judge(net, {chosen})
        if found > best:
            best, kept = found, copy.deepcopy(net.state_dict())
    net.load_state_dict(kept)
    print("test accuracy", judge(net, {judged}))
{besides}
"""
USUAL = {"outside": "test", "seeds": "range(3)", "more": "'m.csv'", "chosen": "test", "judged": "test", "besides": ""}
OTHERS = "bayes = GaussianNB().fit(inside[['a', 'b']], inside['y'])\nprint(bayes.score(more[['a', 'b']], more['y']))"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, 1),
        ({"chosen": "more"}, 0),
        ({"besides": OTHERS}, 1),  # a baseline that is judged elsewhere
        ({"besides": "print(judge(net, more))"}, 0),
        # The last two have the rows of each round in a file of its own.
        ({"more": "f'{seed}.csv'", "chosen": "more", "judged": "more"}, 1),
        ({"more": "f'{seed}.csv'", "chosen": "more", "judged": "more", "besides": "print(judge(net, test))"}, 0),
    ],
)
def test_what_judges_another_model_does_not_judge_this_one(changes, told):
    assert len(findings("LEA011", KEPT_EPOCHS.format(**(USUAL | changes)))) == told
