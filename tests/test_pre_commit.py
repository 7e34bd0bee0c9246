"""Real pre-commit, in a temporary repository, with the hooks of this checkout: what a commit meets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
HELPER = """\
from sklearn.preprocessing import StandardScaler


def scaled(rows):
    return StandardScaler().fit_transform(rows)
"""
LEAK = """\
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

births = pd.read_csv("births.csv")
X, y = SMOTE(random_state=0).fit_resample(births.drop(columns="preterm"), births["preterm"])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""
REPAIRED = """\
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

births = pd.read_csv("births.csv")
X_train, X_test, y_train, y_test = train_test_split(
    births.drop(columns="preterm"), births["preterm"], random_state=0
)
X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
"""


def notebook(text: str) -> str:
    cell = {"cell_type": "code", "id": "a", "source": text, "metadata": {}, "outputs": [], "execution_count": 1}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def run(*command: object, cwd: Path, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    full = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=cwd, env={**full, **identity, **environment}, capture_output=True, text=True, check=check
    )


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The files of this checkout as a repository of their own, and its only commit."""
    copy = tmp_path_factory.mktemp("reprolint")
    for name in ("reprolint", "rules"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, copy / name)
    run("git", "init", "--quiet", cwd=copy)
    run("git", "add", "--all", "--force", cwd=copy)
    run("git", "commit", "--quiet", "--message", "all", cwd=copy)
    return copy, run("git", "rev-parse", "HEAD", cwd=copy).stdout.strip()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environments that it builds, once for this module."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture
def project(tmp_path: Path, hooks: tuple[Path, str], store: Path) -> Path:
    """A repository whose commits are checked by the hook over files."""
    pytest.importorskip("pre_commit")
    run("git", "init", "--quiet", cwd=tmp_path)
    (tmp_path / "helpers.py").write_text(HELPER)
    (tmp_path / "pyproject.toml").write_text('[tool.reprolint]\nextend-exclude = ["old/"]\n')
    configure(tmp_path, hooks, "reprolint")
    run("git", "add", ".", cwd=tmp_path)
    run("git", "commit", "--quiet", "--message", "start", cwd=tmp_path)
    run(sys.executable, "-m", "pre_commit", "install", cwd=tmp_path, PRE_COMMIT_HOME=str(store))
    return tmp_path


def configure(folder: Path, hooks: tuple[Path, str], identifier: str) -> None:
    repository, revision = hooks
    hook = {"repo": repository.as_posix(), "rev": revision, "hooks": [{"id": identifier}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [hook]}))


def commit(folder: Path, store: Path) -> subprocess.CompletedProcess[str]:
    run("git", "add", ".", cwd=folder)
    return run("git", "commit", "--message", "work", cwd=folder, check=False, PRE_COMMIT_HOME=str(store))


@pytest.mark.slow
def test_a_commit_with_a_leak_is_refused_until_it_is_repaired(project: Path, store: Path) -> None:
    (project / "study.py").write_text(LEAK)
    refused = commit(project, store)
    assert refused.returncode == 1, refused.stderr
    assert "LEA004 resample-before-split" in refused.stdout + refused.stderr
    (project / "study.py").write_text(REPAIRED)
    accepted = commit(project, store)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert run("git", "log", "--format=%s", cwd=project).stdout.splitlines() == ["work", "start"]


@pytest.mark.slow
def test_notebooks_and_imported_helpers_are_known_to_the_hook(project: Path, store: Path) -> None:
    (project / "study.ipynb").write_text(notebook(LEAK))
    refused = commit(project, store)
    assert "study.ipynb:cell 1:8:8" in refused.stdout + refused.stderr
    imported = LEAK.replace("SMOTE(random_state=0).fit_resample(", "scaled(").replace("X, y = ", "X = ")
    imported = imported.replace(', births["preterm"])\nX_', ")\nX_").replace("(X, y,", '(X, births["preterm"],')
    (project / "study.ipynb").write_text(notebook("from helpers import scaled\n" + imported))
    helped = commit(project, store)
    assert "LEA001" in helped.stdout + helped.stderr  # the scaling stands in a file that is not part of the commit
    (project / "study.ipynb").write_text(notebook(REPAIRED))
    assert commit(project, store).returncode == 0


@pytest.mark.slow
def test_excluded_files_and_files_of_other_kinds_stop_no_commit(project: Path, store: Path) -> None:
    (project / "old").mkdir()
    (project / "old" / "study.py").write_text(LEAK)
    (project / "server.wsgi").write_text("application = None\n")
    accepted = commit(project, store)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr


@pytest.mark.slow
def test_the_hook_over_the_project_sees_all_of_it(project: Path, hooks: tuple[Path, str], store: Path) -> None:
    (project / "study.py").write_text(LEAK)
    run("git", "add", ".", cwd=project)
    run("git", "commit", "--no-verify", "--message", "as it was", cwd=project)
    configure(project, hooks, "reprolint-project")
    (project / "other.py").write_text("x = 1\n")
    refused = commit(project, store)
    assert refused.returncode == 1
    assert "study.py:8:8" in refused.stdout + refused.stderr  # a file that this commit does not touch


@pytest.mark.parametrize(
    ("name", "passed"),
    [("a.py", True), ("a.b.ipynb", True), ("bin/run", True), ("app.wsgi", False), ("x.gyp", False), ("v1.2/run", True)],
)
def test_only_kinds_that_are_read_are_passed(name: str, passed: bool) -> None:
    assert (re.search(HOOKS["reprolint"]["exclude"], name) is None) is passed


def test_hooks_are_valid() -> None:
    pytest.importorskip("pre_commit")
    path = ROOT / ".pre-commit-hooks.yaml"
    done = run(sys.executable, "-m", "pre_commit", "validate-manifest", path, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout
    assert set(HOOKS) == {"reprolint", "reprolint-project"}
