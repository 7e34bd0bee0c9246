"""Which columns of which table a value holds, how they were made, and when nothing is said of them."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.values import Columns, Data
from reprolint.source import read_bytes

HEAD = """
import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import LabelEncoder, StandardScaler
df = pd.read_csv("table.csv")
"""


def columns(program: str) -> Columns | None:
    """The columns of `x` at the end of `program`."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    value = build(source).module.scope.names["x"]
    assert isinstance(value, Data)
    return value.columns


@pytest.mark.parametrize(
    "made",
    [
        "StandardScaler().fit_transform(df[['a', 'b']])",
        "pd.DataFrame(StandardScaler().fit_transform(df[['a', 'b']]), columns=df[['a', 'b']].columns)",
        "np.array(df[['a', 'b']])",
        "df[['a', 'b']].to_numpy()",
        "df[['a', 'b']].fillna(0).astype(float)",
        "df[['a', 'b']].ffill()",
        "pd.read_csv('table.csv', usecols=['a', 'b'])",
    ],
)
def test_columns_stay_the_same(made):
    found = columns(f"x = {made}")
    assert found is not None
    assert (found.names, found.inverted) == ({"a", "b"}, False)


@pytest.mark.parametrize(
    "made",
    [
        "df.select_dtypes('number')",
        "df.select_dtypes(include=[np.number])",
        "df.select_dtypes(include=['int64', 'float64'])",
        "df.select_dtypes(exclude='object').dropna()",
    ],
)
def test_all_that_hold_numbers(made):
    found = columns(f"x = {made}")
    assert found is not None
    assert found.numeric


@pytest.mark.parametrize(
    "made",
    [
        "PCA().fit_transform(df)",
        "df.select_dtypes('float64')",
        "df.select_dtypes('number').iloc[:, 1:]",
        "df.filter(like='a')",
        "df[['a', 'b']][df[['a', 'b']].columns[:1]]",
        "pd.read_csv('table.csv', usecols=wanted)",
        "df['a'].shift(1)",
        "df['a'].rolling(3).mean()",
        "df.groupby('g')['a'].shift(1)",
        "df.groupby('g')['a'].transform('mean')",
        "df['a'] + other(df)['b']",
        "df['a'] + pd.read_csv('other.csv')['b']",
    ],
)
def test_nothing_is_known(made):
    assert columns(f"x = {made}") is None


@pytest.mark.parametrize("made", ["df.merge(other)", "df.rename(columns={'a': 'b'})", "pd.get_dummies(df)"])
def test_another_table(made):
    found = columns(f"other = pd.read_csv('other.csv')\nx = {made}")
    assert found is not None
    assert found.inverted
    assert found.table != ("file", "table.csv")


def test_new_names_make_another_table():
    found = columns("df.columns = ['a', 'b']\nx = df")
    assert found is not None
    assert found.table != ("file", "table.csv")


def test_an_index_is_no_column():
    found = columns("x = df.set_index('id')")
    assert found is not None
    assert (found.names, found.inverted) == ({"id"}, True)


@pytest.mark.parametrize(
    ("program", "sources"),
    [
        ("df['n'] = df['a'] > 1", {"a"}),
        ("df['n'] = np.where(df['a'] > df['b'], 1, 0)", {"a", "b"}),
        ("df['n'] = df['a'].mul(df['b'])", set()),
        ("df['n'] = df['a'].fillna(df['a'].mean())", {"a"}),
        ("df['n'] = (df['a'] - df['a'].mean()).round().astype(int)", {"a"}),
        ("df['n'] = df['a'].shift(1)", set()),
        ("df['n'] = 0", set()),
        ("df['n'] = df['a'] > 1\ndf.loc[df['b'] > 2, 'n'] = 0", set()),
        ("df.insert(0, 'n', df['a'] * 2)", {"a"}),
        ("df = df.assign(n=df['a'] * 2)", {"a"}),
    ],
)
def test_a_column_knows_what_it_was_computed_from(program, sources):
    found = columns(f"{program}\nx = df")
    assert found is not None
    assert dict(found.derived) == {"n": sources}


def test_an_old_column_in_another_form_is_still_the_old_one():
    found = columns("df['a'] = df['a'].map({'yes': 1, 'no': 0})\nx = df")
    assert found is not None
    assert found.derived == ()


def test_a_column_keeps_its_whole_history():
    found = columns("df['n'] = df['a'] / df['b']\ndf['m'] = df['n'] > 1\ndf['o'] = 3\nx = df['m']")
    assert found is not None
    assert dict(found.derived) == {"n": {"a", "b"}, "m": {"n"}}
