"""EVA013: which uses of the last fold's model are named."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related

LOOP = """
import numpy as np
from sklearn.model_selection import KFold
from sklearn.svm import SVC

x, y, new = np.load("x.npy"), np.load("y.npy"), np.load("new.npy")
{before}

def score_folds(clf):
    for train, test in KFold(3).split(x):
        clf.fit(x[train], y[train])
        print(clf.decision_function(x[test]).mean()){inside}

svm = SVC()
score_folds(svm)
print(svm.decision_function(new))
"""
REDEFINED = """
def score_folds(clf):
    for train, test in KFold(3).split(x):
        clf.fit(x[train], y[train])
        print(svm.decision_function(x[test]).mean())
"""
UNUSED = """
def show():
    print(svm.decision_function(new))
"""


def test_functions_that_never_run_after_the_loop_are_no_further_place():
    for before in (REDEFINED, UNUSED):
        (one,) = findings("EVA013", LOOP.format(before=before, inside=""))
        assert list(related(one).values()) == ["trained in every fold, and again overwritten"]


def test_within_a_function_that_nothing_calls_all_places_are_named():
    body = LOOP.format(before="", inside="\n    clf.predict(new)\n    print(clf.predict(new[:5]))").partition("svm = ")[
        0
    ]
    (one,) = findings("EVA013", body.replace("for train", "clf = SVC()\n    for train"))
    assert list(related(one).values()) == ["trained in every fold, and again overwritten", "and applied here"]


def test_a_loop_that_ends_early_has_no_known_last_fold():
    assert findings("EVA013", LOOP.format(before="", inside="\n        break")) == []


def test_a_function_that_returns_the_first_model_leaves_no_last_one():
    program = LOOP.format(before="", inside="\n        return clf")
    assert findings("EVA013", program) == []


def test_the_model_of_a_search_is_one_object_however_often_it_is_asked_for():
    program = """
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold

x, y, new = np.load("x.npy"), np.load("y.npy"), np.load("new.npy")
grid = GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}).fit(x, y)
for train, test in KFold(3).split(x):
    grid.best_estimator_.fit(x[train], y[train])
{again}
print(grid.best_estimator_.predict(new))
"""
    assert len(findings("EVA013", program.replace("{again}", ""))) == 1
    assert findings("EVA013", program.replace("{again}", "grid.best_estimator_.fit(x, y)")) == []


PIPELINE = """
from sklearn.pipeline import Pipeline
X, T, y, t = train_test_split(df.drop(columns="y"), df["y"], random_state=1)
pipeline = Pipeline([("forest", RandomForestClassifier(random_state=1))])
folds = KFold(5)
for train, check in folds.split(X):
    pipeline.fit(X.iloc[train], y.iloc[train])
    print(pipeline.score(X.iloc[check], y.iloc[check]))
search = GridSearchCV(pipeline, {"forest__max_depth": [2, 4]}, cv=folds).fit(X, y)
print(search.best_estimator_.score(T, t))
"""


@pytest.mark.parametrize("step", ['named_steps["forest"]', "named_steps.forest", '["forest"]', "[-1]", "steps[0][1]"])
def test_the_steps_of_what_a_search_found_are_its_own(step):
    of = "" if step.startswith("[") else "."
    asked = f"print({{model}}{of}{step}.feature_importances_)\n"
    assert findings("EVA013", PIPELINE + asked.format(model="search.best_estimator_")) == []
    if not step.startswith("steps"):
        [found] = findings("EVA013", PIPELINE + asked.format(model="pipeline"))
        assert found.primary.snippet.strip() == asked.format(model="pipeline").strip()


NETWORKS = """
import torch
from torch.utils.data import DataLoader, Subset
from sklearn.model_selection import KFold

data = torch.load("data.pt")
for train, held_out in KFold(5).split(data):
    net = torch.nn.Linear(4, 1)
    optimizer = torch.optim.Adam(net.parameters())
    for epoch in range(100):
        for x, y in DataLoader(Subset(data, train)):
            loss = torch.nn.functional.mse_loss(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if loss < 0.1:
            break
    for x, y in DataLoader(Subset(data, held_out)):
        print(torch.nn.functional.mse_loss(net(x), y).item())
"""


def test_networks_that_are_judged_in_their_own_fold_are_not_left_over():
    assert findings("EVA013", NETWORKS) == []


def test_a_network_that_is_saved_after_the_folds_is_the_last_ones():
    (one,) = findings("EVA013", NETWORKS + 'torch.save(net, "net.pt")\n')
    assert one.primary.snippet.startswith("torch.save")
    assert list(related(one).values()) == ["trained in every fold, and again overwritten"]


ONE_LEFT_OUT = """
from sklearn.model_selection import LeaveOneOut
X, y = df.drop(columns="y"), df["y"]
guesses = []
for train, test in LeaveOneOut().split(X):
    X_train, X_test, y_train = X.iloc[train], X.iloc[test], y.iloc[train]
    model = RandomForestClassifier(random_state=0)
    model.fit(X_train, y_train)
    guesses.append(model.predict(X_test)[0])
print("accuracy", accuracy_score(y, guesses))
"""


@pytest.mark.parametrize(
    "use",
    [
        "print('training accuracy', accuracy_score(y_train, model.predict(X_train)))",
        "print('training accuracy', model.score(X_train, y_train))",
        "print(model.predict(X_train[:5]))",
    ],
)
def test_how_well_it_answers_for_its_own_training_rows_takes_no_other_models_place(use):
    assert findings("EVA013", ONE_LEFT_OUT + use + "\n") == []
    both = ONE_LEFT_OUT + use + "\nprint(model.predict(pd.read_csv('new.csv')))\n"
    (one,) = findings("EVA013", both)
    assert list(related(one).values()) == ["trained in every fold, and again overwritten"]


TEAM = """
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold

X, y = df[["a", "b"]].values, df["y"].values


class Team:
    def fit(self, rows, target):
        self.members = [Ridge(alpha).fit(rows, target) for alpha in np.loadtxt("alphas.txt")]
        return self

    def predict(self, rows):
        answers = [self.members[number].predict(rows) for number in range(len(self.members))]
        return np.column_stack(answers).mean(axis=1)


team = Team()
for train, test in KFold(5).split(X):
    team.fit(X[train], y[train])
    print(np.mean((team.predict(X[test]) - y[test]) ** 2))
"""


def test_several_models_of_one_fold_are_used_within_the_fold():
    assert not findings("EVA013", TEAM)
    assert findings("EVA013", f"{TEAM}\nprint(team.predict(np.load('new.npy')))")
