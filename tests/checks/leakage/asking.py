"""Asks one check about a program given as text."""

from __future__ import annotations

from textwrap import dedent

from reprolint import checks
from reprolint.config import Config
from reprolint.findings import Confidence, Finding
from reprolint.graph import Experiment, build
from reprolint.graph.seeds.seeding import seeding
from reprolint.source import read_bytes

LOW = Config(confidence=Confidence.LOW)  # shows what is not told unless it is asked for
CHECKS = {check.code: check for check in checks.load()}
HEAD = """
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, cross_val_score, train_test_split
df = pd.read_csv("table.csv")
"""


def read(program: str) -> Experiment:
    """The experiment in the imports above followed by `program`."""
    source, problems = read_bytes((HEAD + dedent(program)).encode(), "analysis.py")
    assert source is not None, problems
    experiment = build(source)
    assert experiment.complete
    return experiment


def unseeded(program: str) -> list[str]:
    """The lines with draws that nothing seeds, in their order."""
    found = seeding(read(program))
    assert found is not None
    places = sorted(draw.place.location() for draw in found.free)
    return [place.snippet.strip() for place in places]


def findings(code: str, program: str) -> list[Finding]:
    """What the check of rule `code` finds in the imports above followed by `program`."""
    experiment = read(program)
    check = CHECKS[code]
    if not all(experiment.has(kind) for kind in check.needs):
        return []
    return list(check.function(experiment))


def snippets(found: list[Finding]) -> list[str]:
    """The lines that findings stand on."""
    return [finding.primary.snippet.strip() for finding in found]


def related(finding: Finding) -> dict[str, str]:
    """The further places of a finding: label by line of code."""
    return {place.snippet.strip(): place.label for place in finding.related}
