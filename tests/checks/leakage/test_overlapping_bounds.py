"""LEA006 where literal bounds on a column overlap, and where a part of the held-out rows was added to the training."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings, related, snippets

YEARS = """
both, held = df[{both}], df[{held}]
model = Ridge().fit(both[["rain", "heat"]], both["yield"])
print("R2", model.score(held[["rain", "heat"]], held["yield"]))
"""
FIT = 'model = Ridge().fit(both[["rain", "heat"]], both["yield"])'


@pytest.mark.parametrize(
    ("both", "held"),
    [
        ("df.year < 2015", "df.year == 2014"),
        ("df.year < 2015", "df.year >= 2014"),
        ("df.year >= 2010", "df.year >= 2014"),
        ("(df.year >= 2010) & (df.year <= 2012)", "(df.year >= 2010) & (df.year <= 2014)"),
        ("df['day'] < '2015-01-01'", "(df['day'] >= '2014-06-01') & (df['day'] < '2015-06-01')"),
        ("df.year.between(2010, 2014)", "df.year.between(2014, 2016)"),
        ("df.visit.between(1, 4)", "df.visit.between(4, 6)"),
        ("df.depth.between(0, 10)", "df.depth.between(8, 20)"),
        ("df.year.between(left=2010, right=2014)", "df.year >= 2014"),
        ("df.year.between(2010, 2014, inclusive='right')", "df.year.between(2014, 2016, 'left')"),
        ("df.year.between(2010, 2014, inclusive='neither')", "df.year.between(2013, 2016)"),
    ],
)
def test_bounds_that_overlap(both, held):
    assert snippets(findings("LEA006", YEARS.format(both=both, held=held))) == [FIT]


@pytest.mark.parametrize(
    ("both", "held"),
    [
        ("df.year < 2015", "df.year >= 2015"),
        ("df.year < 2015", "df.year > 2014"),
        ("2015 > df.year", "df.year == 2015"),
        ("df.year < 2015", "df.field == 3"),
        ("df.year < 2015", "df.year > last"),
        ("(df.year < 2015) & (df.field == 3)", "(df.year < 2015) & (df.field == 4)"),
        ("df.year - 2000 < 15", "df.year >= 14"),
        ("df.year.between(2010, 2014)", "df.year.between(2015, 2016)"),
        ("df.year.between(2010, 2014, inclusive='left')", "df.year.between(2014, 2016)"),
        ("df.year.between(2010, 2014)", "df.year.between(2014, 2016, inclusive='right')"),
        ("df.year.between(2010, 2014, inclusive=ends)", "df.year.between(2014, 2016)"),
        ("df.year.between(2010, 2014, inclusive=True)", "df.year.between(2014, 2016, inclusive=False)"),
        ("df.depth.between(0, 10)", "df.depth.between(10, 20)"),  # of what is measured, no row lies just there
        ("df.year.between(2010, last)", "df.year.between(last, 2016)"),
    ],
)
def test_bounds_that_do_not_overlap_or_may_not(both, held):
    assert not findings("LEA006", YEARS.format(both=both, held=held))


PERIODS = """
periods = {{"old": (2004, 2014), "new": ({first}, 2018)}}

def rows_of(period):
    first, last = periods[period]
    return df["year"].between(first, last)

masks = {{name: rows_of(name) for name in periods}}
both, held = df.loc[masks["old"]], df.loc[masks["new"]]
model = Ridge().fit(both[["rain", "heat"]], both["yield"])
print("R2", model.score(held[["rain", "heat"]], held["yield"]))
"""


@pytest.mark.parametrize(("first", "told"), [(2014, 1), (2015, 0)])
def test_bounds_that_stand_in_settings(first, told):
    assert len(findings("LEA006", PERIODS.format(first=first))) == told


TWICE = """
train, rest = train_test_split(df, random_state=0)
valid, test = train_test_split(rest, random_state=0)
both = {both}
model = Ridge().fit(both[["rain", "heat"]], both["yield"])
print("R2", model.score({judged}[["rain", "heat"]], {judged}["yield"]))
"""


def test_a_part_of_the_held_out_rows_is_trained_on_and_judged():
    (found,) = findings("LEA006", TWICE.format(both="pd.concat([train, valid])", judged="valid"))
    assert snippets([found]) == [FIT]
    assert related(found)["train, rest = train_test_split(df, random_state=0)"] == "these rows were set apart here"


@pytest.mark.parametrize(
    ("both", "judged"),
    [
        ("pd.concat([train, valid])", "test"),
        ("pd.concat([train, valid])", "train"),  # a training score
        ("valid", "valid"),
        ("train", "valid"),
    ],
)
def test_other_parts_of_two_splits(both, judged):
    assert not findings("LEA006", TWICE.format(both=both, judged=judged))


def test_what_is_called_a_training_score():
    program = TWICE.format(both="pd.concat([train, valid])", judged="valid").replace('"R2"', '"R2 of training"')
    assert not findings("LEA006", program)
