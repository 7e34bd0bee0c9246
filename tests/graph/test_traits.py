"""Which values were made from neighbouring rows, column by column, and which hold rows more than once."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.values import Data
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
df = pd.read_csv("table.csv")
df["before"] = df["level"].shift(1)
df["week"] = df["level"] - df["level"].rolling(7).mean()
"""


def traits(program: str) -> set[str]:
    """What is known of `x` at the end of `program`, as far as it is about neighbouring rows."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    value = build(source).module.scope.names["x"]
    assert isinstance(value, Data)
    return {trait for trait in value.traits if trait.startswith("lagged")}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("df", {"lagged before", "lagged week"}),
        ("df.dropna()", {"lagged before", "lagged week"}),
        ("df[['before', 'rain']]", {"lagged before"}),
        ("df.drop(columns=['before', 'week'])", set()),
        ("df.drop(columns='before').to_numpy()", {"lagged week"}),
        ("df[['week']].to_numpy().reshape(-1, 1)", {"lagged week"}),
        ("df[['week']].to_numpy().reshape(-1, 80, 2)", set()),
        ("df['week']", {"lagged"}),
        ("df['level']", set()),
        ("df.assign(after=df['level'].shift(-1))[['after']]", {"lagged after"}),
        ("df['level'].diff() > 0", {"lagged"}),
    ],
)
def test_lags_stay_with_their_columns(made, expected):
    assert traits(f"x = {made}\n") == expected


@pytest.mark.parametrize("name", ["f'lag{k}'", "'lag' + str(k)", "'lag%d' % k"])
@pytest.mark.parametrize("numbers", ["range(1, 8)", "range(1, n)", "range(n)"])
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("more.dropna()", {"lagged lag*"}),
        ("more.drop(columns='level')", {"lagged lag*"}),
        ("more[['lag1', 'rain']]", {"lagged lag*"}),
        ("more['lag1']", {"lagged"}),
        ("more[['level', 'lag']]", set()),
        ("more['rain']", set()),
    ],
)
def test_lags_of_every_number_are_columns_whose_names_begin_alike(name, numbers, made, expected):
    loop = f"more = pd.read_csv('more.csv')\nfor k in {numbers}:\n    more[{name}] = more['level'].shift(k)\n"
    assert traits(f"n = int(input())\n{loop}x = {made}\n") == expected


def test_lags_under_names_of_which_nothing_is_known_are_not_looked_for_by_name():
    loop = "more = pd.read_csv('more.csv')\nfor name in more.columns:\n    more[name + '_was'] = more[name].shift(1)\n"
    assert traits(f"{loop}x = more\n") == {"lagged *"}
    assert traits(f"{loop}x = more[['level', 'rain']]\n") == set()


def test_what_is_put_into_some_rows_is_no_column():
    assert traits("old = df['level'] > 3\nmore = df[['level']]\nmore[old] = df['level'].shift(1)\nx = more\n") == set()


def test_lags_within_groups_say_nothing_of_the_order_of_the_table():
    assert traits("x = df.groupby('river')['level'].shift(1)\n") == set()
    assert traits("x = df.groupby('river')['level'].rolling(7).mean()\n") == set()


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("np.concatenate([y, y])", True),
        ("np.concatenate((y, -y, y), axis=0).astype(float)", True),
        ("pd.concat([y, y], axis=1)", False),
        ("np.concatenate([y, df['rain']])", False),
        ("np.hstack([y, y])", False),
    ],
)
def test_rows_that_are_stacked_on_themselves_are_repeated(made, expected):
    source, _ = read_bytes(f"import numpy as np{HEAD}y = df['level']\nx = {made}\n".encode(), "program.py")
    assert source is not None
    value = build(source).module.scope.names["x"]
    assert isinstance(value, Data)
    assert ("repeated" in value.traits) is expected
