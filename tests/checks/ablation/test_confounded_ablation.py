"""ABL002: which names claim that only a step was taken out."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint import checks
from reprolint.findings import Finding
from reprolint.graph import build
from reprolint.source import read_bytes

CHECK = next(check for check in checks.load() if check.code == "ABL002")
HEAD = """
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
df = pd.read_csv("table.csv")
numbers = ("num", StandardScaler(), ["a", "b"])
words = ("cat", OneHotEncoder(), ["c"])
def cv(columns):
    return cross_val_score(make_pipeline(columns, Ridge()), df[["a", "b", "c"]], df["y"])
full = cross_val_score(make_pipeline(ColumnTransformer([numbers, words]), Ridge()), df[["a", "b", "c"]], df["y"])
"""
SCORE = 'cross_val_score(make_pipeline(ColumnTransformer([words]{rest}), Ridge()), df[["a", "b", "c"]], df["y"])'


def ask(program: str) -> list[Finding]:
    source, problems = read_bytes((HEAD + dedent(program)).encode(), "analysis.py")
    assert source is not None, problems
    return list(CHECK.function(build(source)))


@pytest.mark.parametrize(
    "program",
    [
        f'print("no scaling", {SCORE})',
        f"without_standardisation = {SCORE}",
        f"# ablation: without the scaler\nscores = {SCORE}",
        f'table = {{}}\ntable["w/o normalization"] = {SCORE}',
        f'scores = {SCORE}\nprint("No preprocessing:", scores.mean())',
        f"def no_scaling():\n    return {SCORE}\nprint(no_scaling())",
    ],
)
def test_names_of_a_step(program):
    (finding,) = ask(program.replace("{rest}", ""))
    assert "`num`" in finding.message


@pytest.mark.parametrize(
    "program",
    [
        f'print("without a and b", {SCORE})',
        f'print("no numeric features", {SCORE})',
        f'print("no scaling, columns dropped", {SCORE})',
        f"second = {SCORE}",
    ],
)
def test_names_of_columns_and_names_that_claim_nothing(program):
    assert not ask(program.replace("{rest}", ""))


def test_columns_that_pass_through_are_not_lost():
    assert not ask(f'print("no scaling", {SCORE})'.replace("{rest}", ', remainder="passthrough"'))
    assert not ask(f'print("no scaling", {SCORE})'.replace("{rest}", ", remainder=rest"))
    assert not ask(f'print("no scaling", {SCORE})'.replace("{rest}", ", **options"))


def test_other_columns_are_no_variant():
    other = SCORE.replace("[words]", '[("cat", OneHotEncoder(), ["d"])]')
    assert not ask(f'print("no scaling", {other})'.replace("{rest}", ""))
