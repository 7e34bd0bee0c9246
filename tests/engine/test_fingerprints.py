"""Fingerprints survive what real formatters do to code, and what running a notebook again does to the notebook."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import reprolint
from reprolint.config import Config
from reprolint.engine.fingerprints import fingerprint
from reprolint.findings import Confidence, Finding, Location

CRAMPED = """\
import joblib, pandas as pd, torch
from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split
births = pd.read_csv('births.csv')
X, y = (SMOTE(k_neighbors = 5).fit_resample( births.drop(columns = ['preterm', 'it\\'s'] ), births[u'preterm'] ))   # copies
X_train, X_test, y_train, y_test = train_test_split( X, y )
model = LogisticRegression( ).fit(X_train, y_train)
print( roc_auc_score( y_test, model.predict_proba(X_test)[:, 1] ) )
joblib.dump( model,'model.joblib' , compress=(3) )
network = torch.load( 'network.pt',map_location='cpu', weights_only = False )
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reprolint.toml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fingerprints(*paths: str) -> list[tuple[str, str]]:
    found = reprolint.check(paths, Config(root=Path.cwd(), select=("ALL",), confidence=Confidence.LOW)).findings
    return sorted((finding.code, finding.fingerprint) for finding in found)


def formatted(path: Path, *options: str) -> None:
    """Let a real formatter rewrite the file."""
    pytest.importorskip("ruff")
    before = path.read_text()
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", *options, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    assert path.read_text() != before


@pytest.mark.parametrize("length", [30, 60, 88, 320])
def test_fingerprints_survive_a_formatter(project: Path, length: int) -> None:
    script = project / "study.py"
    script.write_text(CRAMPED)
    before = fingerprints("study.py")
    formatted(script, "--line-length", str(length))
    assert len(before) >= 3
    assert fingerprints("study.py") == before


def test_fingerprints_survive_single_quotes(project: Path) -> None:
    script = project / "study.py"
    script.write_text(CRAMPED)
    before = fingerprints("study.py")
    formatted(script, "--config", "format.quote-style='single'")
    assert fingerprints("study.py") == before


def notebook(count: int, identifier: str, outputs: list[object]) -> str:
    """The study in cells, as it is saved after one run."""
    head, tail = CRAMPED.split("X, y", 1)
    cells = [
        {
            "cell_type": "code",
            "id": f"{identifier}{number}",
            "source": text,
            "metadata": {"execution": {"iopub.status.idle": identifier}},
            "outputs": outputs,
            "execution_count": count + number,
        }
        for number, text in enumerate((head, f"X, y{tail}"))
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def test_fingerprints_survive_running_a_notebook_again_and_formatting_it(project: Path) -> None:
    path = project / "study.ipynb"
    path.write_text(notebook(1, "a", []))
    before = fingerprints("study.ipynb")
    shown: list[object] = [{"output_type": "stream", "name": "stdout", "text": ["0.998\n"]}]
    path.write_text(notebook(40, "b", shown))
    assert fingerprints("study.ipynb") == before
    formatted(path)
    assert fingerprints("study.ipynb") == before
    assert len(before) >= 3


def location(snippet: str, rest: str = "", lines: int = 1) -> Location:
    return Location("a.py", 1, 1, lines, len(snippet) + 1, snippet=snippet, rest=rest)


def test_a_span_longer_than_its_excerpt_is_the_same_on_one_line() -> None:
    short = Finding("m", location("fit(a,b,c,d,e,f,g,h)"), code="LEA901")
    tall = Finding("m", location("fit(\n a,  # first\n b,\n c,\n d,\n e,", "\n f,\n g,\n h,\n)", 10), code="LEA901")
    assert fingerprint(short, "a.py", 0) == fingerprint(tall, "a.py", 0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("f(.1, 1., 1E5)", "f(0.1, 1.0, 1e5,)", True),
        ("f(u'a', R'b', F'{c}')", 'f("a", r"b", f"{c}")', True),
        ("f('it\\'s')", 'f("it\'s")', True),
        ("f((a), (b,))", "f(\n(a), (b)\n)", True),
        ("f('a b')", "f('ab')", True),  # blanks in texts do not count either
        ("f(a)", "f(b)", False),
        ("f(1)", "f(2)", False),
        ("not python (", "not python ((", True),
    ],
)
def test_what_formatters_change_does_not_count(one: str, other: str, same: bool) -> None:
    first, second = (
        fingerprint(Finding("m", location(text, lines=text.count("\n") + 1)), "a.py", 0) for text in (one, other)
    )
    assert (first == second) is same


def test_path_message_and_occurrence_count_but_numbers_in_the_message_do_not() -> None:
    finding = Finding("learns from 10 rows", location("fit(rows)"), code="LEA901")
    name = fingerprint(finding, "a.py", 0)
    assert name == fingerprint(Finding("learns from 12 rows", location("fit(rows)"), code="LEA901"), "a.py", 0)
    others = {
        fingerprint(finding, "b.py", 0),
        fingerprint(finding, "a.py", 1),
        fingerprint(Finding("learns from rows", location("fit(rows)"), code="LEA901"), "a.py", 0),
        fingerprint(Finding("learns from 10 rows", location("fit(rows)"), code="LEA902"), "a.py", 0),
    }
    assert len(others | {name}) == 5
