"""STA001: one training under one literal seed, and signs that the project repeats it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reprolint import checks
from reprolint.findings import Finding
from reprolint.graph import build
from reprolint.project import Project
from reprolint.source import read_bytes

CHECK = next(check for check in checks.load() if check.code == "STA001")
PROGRAM = """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
df = pd.read_csv("table.csv")
X_train, X_test, y_train, y_test = train_test_split(df[["a"]], df["y"], random_state=0)
model = RandomForestClassifier(random_state={seed}).fit(X_train, y_train)
print("accuracy", model.score({rows}))
"""


def asked(root: Path, seed: str = "42", rows: str = "X_test, y_test", more: str = "") -> list[Finding]:
    source, _ = read_bytes((PROGRAM.format(seed=seed, rows=rows) + more).encode(), "analysis.py")
    assert source is not None
    return list(CHECK.function(build(source), Project(root)))


def test_one_run_names_its_seed(tmp_path):
    (finding,) = asked(tmp_path)
    assert finding.related[0].label == "trained once, with seed 42"


@pytest.mark.parametrize(
    "change",
    [
        {"seed": "seed"},
        {"rows": "X_train, y_train"},
        {"more": "from scipy.stats import bootstrap\nbootstrap((df['y'],), sum)\n"},
        {"more": "import argparse\n"},
        {"more": "for seed in range(5):\n    RandomForestClassifier(random_state=seed).fit(X_train, y_train)\n"},
    ],
)
def test_repeated_or_not_known_to_be_single(tmp_path, change):
    assert not asked(tmp_path, **change)


def test_a_script_that_runs_many_seeds(tmp_path):
    (tmp_path / "run.sh").write_text("for seed in 1 2 3; do python analysis.py; done\n", encoding="utf-8")
    assert not asked(tmp_path)
