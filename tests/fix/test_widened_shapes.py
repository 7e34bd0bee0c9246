"""Repairs of names that are bound again and again, as in notebooks, of steps beside a cross-validation, and of searches."""

from __future__ import annotations

import contextlib
import io

import pytest

from reprolint.api import check_text, repair_text
from reprolint.config import Config
from reprolint.fix.session import Repaired

HEAD = """\
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC
"""
WINES = "X, y = load_wine(return_X_y=True)\n"
CANCER = "X, y = load_breast_cancer(return_X_y=True)\n"
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)\n"
CHAIN = "from sklearn.pipeline import make_pipeline as chain\n"
# Rule, faulty program, and the same program as a careful person would have written it.
PROGRAMS = {
    "the step is kept for other rows": (
        "LEA002",
        WINES
        + "scaler = StandardScaler().fit(X)\nX_scaled = scaler.transform(X)\nmodel = SVC()\n"
        + "print(cross_val_score(model, X_scaled, y, cv=4))\nmodel.fit(X_scaled, y)\n"
        + "print(model.predict(scaler.transform(X[:9])))\n",
        CHAIN
        + WINES
        + "print(cross_val_score(chain(StandardScaler(), SVC()), X, y, cv=4))\n"
        + "print(chain(StandardScaler(), SVC()).fit(X, y).predict(X[:9]))\n",
    ),
    "fitted and applied in one expression": (
        "LEA002",
        WINES + "Z = StandardScaler().fit(X).transform(X)\nprint(Z.shape)\nprint(cross_val_score(SVC(), Z, y, cv=4))\n",
        CHAIN + WINES + "print(X.shape)\nprint(cross_val_score(chain(StandardScaler(), SVC()), X, y, cv=4))\n",
    ),
    "a selection before two models": (
        "LEA003",
        CANCER
        + "best = SelectKBest(k=3).fit_transform(X, y)\nprint(best.shape)\n"
        + "for model in [SVC(), LogisticRegression(max_iter=5000)]:\n    print(cross_val_score(model, best, y, cv=4))\n",
        CHAIN
        + CANCER
        + "print((569, 3))\nfor model in [SVC(), LogisticRegression(max_iter=5000)]:\n"
        + "    print(cross_val_score(chain(SelectKBest(k=3), model), X, y, cv=4))\n",
    ),
    "a search": (
        "LEA002",
        CANCER
        + "scaler = MinMaxScaler()\nX_scaled = scaler.fit_transform(X)\n"
        + "grid = {'C': [0.01, 100], \"gamma\": ['scale', 0.5]}\nsearch = GridSearchCV(SVC(), param_grid=grid, cv=4)\n"
        + "search.fit(X_scaled, y)\nprint(search.best_score_, search.cv_results_['mean_test_score'])\n",
        CHAIN
        + CANCER
        + "search = GridSearchCV(chain(MinMaxScaler(), SVC()), {'svc__C': [0.01, 100], 'svc__gamma': ['scale', 0.5]}, cv=4)\n"
        + "search.fit(X, y)\nprint(search.best_score_, search.cv_results_['mean_test_score'])\n",
    ),
    "a search over several grids, of a model with a name": (
        "LEA002",
        CANCER
        + "X_scaled = StandardScaler().fit_transform(X)\nmodel = SVC()\n"
        + "search = GridSearchCV(model, [{'C': [1, 9]}, {'kernel': ['linear'], 'C': [2]}], cv=4)\n"
        + "search.fit(X_scaled, y)\nprint(search.best_score_)\n",
        CHAIN
        + CANCER
        + "print(max(cross_val_score(chain(StandardScaler(), one), X, y, cv=4).mean()\n"
        + "    for one in (SVC(), SVC(C=9), SVC(kernel='linear', C=2))))\n",
    ),
    "fitted on test rows, over and over": (
        "LEA013",
        WINES
        + SPLIT
        + "scaler = StandardScaler()\nZ_train = scaler.fit_transform(X_train)\nZ_test = scaler.fit_transform(X_test)\n"
        + "print(SVC().fit(Z_train, y_train).score(Z_test, y_test))\n"
        + "scaler = MinMaxScaler()\nscaler.fit(X_train)\nZ_train = scaler.transform(X_train)\n"
        + "scaler.fit(X_test)\nZ_test = scaler.transform(X_test)\n"
        + "print(SVC().fit(Z_train, y_train).score(Z_test, y_test))\n",
        CHAIN
        + WINES
        + SPLIT
        + "for scaler in (StandardScaler(), MinMaxScaler()):\n"
        + "    print(chain(scaler, SVC()).fit(X_train, y_train).score(X_test, y_test))\n",
    ),
    "labels under one name for one model after the other": (
        "EVA007",
        CANCER
        + SPLIT
        + "model = LogisticRegression(max_iter=5000).fit(X_train, y_train)\npredicted = model.predict(X_test)\n"
        + "print(roc_auc_score(y_test, predicted))\n"
        + "model = RandomForestClassifier(random_state=0).fit(X_train, y_train)\npredicted = model.predict(X_test)\n"
        + "print(roc_auc_score(y_test, predicted))\n",
        CANCER
        + SPLIT
        + "for model in (LogisticRegression(max_iter=5000), RandomForestClassifier(random_state=0)):\n"
        + "    print(roc_auc_score(y_test, model.fit(X_train, y_train).predict_proba(X_test)[:, 1]))\n",
    ),
    "a forest of each size": (
        "REP005",
        WINES
        + SPLIT
        + "for trees in (1, 4):\n    forest = RandomForestClassifier(n_estimators=trees)\n"
        + "    print(forest.fit(X_train, y_train).score(X_test, y_test))\n",
        WINES
        + SPLIT
        + "print(RandomForestClassifier(1, random_state=0).fit(X_train, y_train).score(X_test, y_test))\n"
        + "print(RandomForestClassifier(4, random_state=0).fit(X_train, y_train).score(X_test, y_test))\n",
    ),
}
SCALED = WINES + "scaler = StandardScaler().fit(X)\nX_scaled = scaler.transform(X)\n"
SEARCH = "search = GridSearchCV(SVC(), {'C': [1, 9]}, cv=4)\nsearch.fit(X_scaled, y)\n"
BOTH = SPLIT + "scaler = StandardScaler()\nZ_train = scaler.fit_transform(X_train)\n"
JUDGED = "print(SVC().fit(Z_train, y_train).score(Z_test, y_test))\n"
# Rule, faulty program, a part of the reason why it is left alone.
DECLINED = {
    "the rows change in between": (
        "LEA002", SCALED + "X[0] = 0\nprint(cross_val_score(SVC(), X_scaled, y))\nscaler.transform(X)\n",
        "may change in between",
    ),
    "in place, and used later": (
        "LEA002", WINES + "scaler = StandardScaler()\nX = scaler.fit_transform(X)\nprint(cross_val_score(SVC(), X, y))\n"
        "print(SVC().fit(X, y))\n", "both input and output",
    ),
    "the search predicts": (
        "LEA002", SCALED + SEARCH + "print(search.best_score_, search.predict(X_scaled[:3]))\n",
        "more than the scores",
    ),
    "the best parameters are read one by one": (
        "LEA002", SCALED + SEARCH + "print(search.best_score_, search.best_params_['C'])\n", "more than the scores",
    ),
    "the best parameters are kept": (
        "LEA002", SCALED + SEARCH + "best = search.best_params_\nprint(search.best_score_, SVC(**best))\n",
        "more than the scores",
    ),
    "the grid is computed": (
        "LEA002", SCALED + SEARCH.replace("{'C': [1, 9]}", "dict(C=[1, 9])") + "print(search.best_score_)\n",
        "parameters are computed",
    ),
    "the grid serves two searches": (
        "LEA002", SCALED + "grid = {'C': [1, 9]}\n" + SEARCH.replace("{'C': [1, 9]}", "grid") + "print(search.best_score_)\n"
        "print(grid)\n", "`grid` is used for something else",
    ),
    "an unknown model is searched": (
        "LEA002", "from inhouse import Machine\n" + SCALED + SEARCH.replace("SVC()", "Machine()") + "print(search.best_score_)\n",
        "class of the model",
    ),
    "fitted on other rows in between": (
        "LEA013", WINES + BOTH + "print(scaler.fit_transform(X_train[:5]))\nZ_test = scaler.fit_transform(X_test)\n" + JUDGED,
        "from other rows in between",
    ),
    "made anew for the test rows": (
        "LEA013", WINES + BOTH + "scaler = StandardScaler()\nZ_test = scaler.fit_transform(X_test)\n" + JUDGED,
        "did not learn from the training rows before",
    ),
    "a model trained on test rows": (
        "LEA013", WINES + SPLIT + "model = SVC().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n"
        "model.fit(X_test, y_test)\nprint(model.score(X_test, y_test))\n", "a model is fitted here",
    ),
    "labels of either of two models": (
        "EVA007", CANCER + SPLIT + "model = SVC().fit(X_train, y_train)\npredicted = model.predict(X_test)\n"
        "if len(X) > 9:\n    predicted = SVC(C=3).fit(X_train, y_train).predict(X_test)\n"
        "print(roc_auc_score(y_test, predicted))\n", "in several places",
    ),
    "a forest over and over": (
        "REP005", WINES + SPLIT + "for run in range(3):\n"
        "    print(RandomForestClassifier(n_estimators=9).fit(X_train, y_train).score(X_test, y_test))\n", "in a loop",
    ),
    "each size over and over": (
        "REP005", WINES + SPLIT + "for run in range(3):\n    for trees in (1, 4):\n"
        "        print(RandomForestClassifier(trees).fit(X_train, y_train).score(X_test, y_test))\n", "in a loop",
    ),
}  # fmt: skip


def repaired(program: str, code: str) -> Repaired:
    return repair_text(program, "study.py", Config(select=(code,)), unsafe=True)


def printed(program: str) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(compile(program, "study.py", "exec"), {"__name__": "__main__"})
    return shown.getvalue()


@pytest.mark.parametrize("name", PROGRAMS)
def test_repaired_program_prints_what_the_careful_one_prints(name: str) -> None:
    pytest.importorskip("sklearn", reason="the programs are run")
    code, faulty, careful = PROGRAMS[name]
    file = repaired(HEAD + faulty, code)
    assert file.applied
    assert not file.declined
    after = file.after.decode()
    assert not check_text(after, "study.py", Config(select=(code,))).findings
    assert printed(after) == printed(HEAD + careful) != ""
    assert not repaired(after, code).changed


@pytest.mark.parametrize("name", DECLINED)
def test_what_may_be_meant_otherwise_is_left_alone(name: str) -> None:
    code, faulty, reason = DECLINED[name]
    file = repaired(HEAD + faulty, code)
    assert check_text(HEAD + faulty, "study.py", Config(select=(code,))).findings
    assert not file.changed
    assert any(reason in one.reason for one in file.declined), [one.reason for one in file.declined]


def test_a_module_that_is_imported_later_is_imported_above_too() -> None:
    program = "import keras\nmodel = keras.Sequential([keras.layers.Dense(1)])\nimport numpy as np\n"
    program += "X = np.load('x.npy') + np.random.rand(9, 3)\nmodel.compile(loss='mse')\nmodel.fit(X, X[:, 0])\n"
    program += "print(model.evaluate(X, X[:, 0]))\n"
    after = repaired(program, "REP001").after.decode()
    assert after.splitlines().count("import numpy as np") == 2
    taken = program.replace("import numpy as np", "np = None\nimport numpy as np")
    assert "already used for something else" in repaired(taken, "REP001").declined[0].reason
