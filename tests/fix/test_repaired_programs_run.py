"""Repaired programs run, and give the numbers of the same program written by hand with care."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reprolint.api import repair_text
from reprolint.config import Config

pytest.importorskip("sklearn", reason="the programs are run")

HEAD = """\
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline as chain
from sklearn.preprocessing import StandardScaler

X, y = load_wine(return_X_y=True)
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split({}, y, stratify=y, random_state=0)\n"
PROGRAMS = {
    "pipeline": (
        "X_scaled = StandardScaler().fit_transform(X)\n"
        + SPLIT.format("X_scaled")
        + "model = KNeighborsClassifier().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n",
        SPLIT.format("X")
        + "print(chain(StandardScaler(), KNeighborsClassifier()).fit(X_train, y_train).score(X_test, y_test))\n",
    ),
    "fitted behind the split": (
        "pca = PCA(n_components=3, random_state=0)\nX_pca = pca.fit_transform(X)\n"
        + SPLIT.format("X_pca")
        + "model = KNeighborsClassifier().fit(X_train, y_train)\nprint(model.score(X_test, y_test), X_train.shape)\n"
        + "print(pca.explained_variance_ratio_)\n",
        SPLIT.format("X")
        + "pca = PCA(n_components=3, random_state=0).fit(X_train)\n"
        + "model = KNeighborsClassifier().fit(pca.transform(X_train), y_train)\n"
        + "print(model.score(pca.transform(X_test), y_test), pca.transform(X_train).shape)\n"
        + "print(pca.explained_variance_ratio_)\n",
    ),
    "cross-validated selection": (
        (
            "X_best = SelectKBest(k=2).fit_transform(X, y)\n"
            "print(cross_val_score(LogisticRegression(max_iter=5000), X_best, y, cv=5))\n"
        ),
        "print(cross_val_score(chain(SelectKBest(k=2), LogisticRegression(max_iter=5000)), X, y, cv=5))\n",
    ),
    "transform only": (
        SPLIT.format("X")
        + "scaler = StandardScaler()\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.fit_transform(X_test)\n"
        + "model = KNeighborsClassifier().fit(X_train, y_train)\nprint(model.score(X_test, y_test))\n",
        SPLIT.format("X")
        + "print(chain(StandardScaler(), KNeighborsClassifier()).fit(X_train, y_train).score(X_test, y_test))\n",
    ),
}


def printed(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_repaired_program_prints_what_the_careful_one_prints(name: str) -> None:
    faulty, careful = PROGRAMS[name]
    file = repair_text(HEAD + faulty, "study.py", Config(select=("LEA",)), unsafe=True)
    assert [one.code[:3] for one in file.applied] == ["LEA"]
    after = file.after.decode()
    assert printed(after) == printed(HEAD + careful)
