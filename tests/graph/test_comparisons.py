"""Scores that are held against each other, what numbers were multiplied by, and what goes out of sight."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.shown import numbers_shown
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score, train_test_split
df = pd.read_csv("table.csv")
train, test = train_test_split(df, random_state=0)
a = LogisticRegression().fit(train[["x"]], train["y"]).score(test[["x"]], test["y"])
b = LogisticRegression().fit(train[["z"]], train["y"]).score(test[["z"]], test["y"])
folds = cross_val_score(LogisticRegression(), df[["x"]], df["y"])
"""


def experiment(program):
    source, _ = read_bytes((HEAD + program).encode(), "analysis.py")
    assert source is not None
    return build(source)


@pytest.mark.parametrize(
    ("program", "kinds"),
    [
        ("gain = b - a", ["difference"]),
        ("if a < b:\n    print(a)", ["order"]),
        ("better = b if b >= a else a", ["order"]),
        ("gain = a - a", []),
        ("gain = a - 0.5", []),
        ("same = a == b", []),
        ("both = a + b", []),
    ],
)
def test_two_scores_held_against_each_other(program, kinds):
    found = experiment(program).comparisons
    assert [one.kind for one in found] == kinds
    assert all(len(one.sides) == 2 and one.sides[0].scores.isdisjoint(one.sides[1].scores) for one in found)


@pytest.mark.parametrize(
    ("shown", "factors"),
    [
        ("1.96 * folds.std()", {1.96}),
        ("folds.mean() + 2 * folds.std() / 5", {2.0}),
        ("folds.std()", set()),
        ("folds.std() / 2", set()),
        ("folds.std() * 10 ** 9", set()),
    ],
)
def test_what_a_spread_was_multiplied_by(shown, factors):
    (show,) = experiment(f"print({shown})").shown
    assert {factor for number in numbers_shown(show) for factor in number.factors} == factors


def test_what_goes_into_unknown_calls_is_kept():
    found = experiment('client = connect("here")\nclient.send(df)\nclient.close()\nlogger(a)').handovers
    assert [one.name for one in found] == ["client.send", "logger"]


def test_functions_and_classes_inside_of_functions_that_nothing_calls_are_read():
    program = """
def outer():
    def inner(rows):
        return LogisticRegression().fit(rows[["x"]], rows["y"])

    class Study:
        def train(self):
            return LogisticRegression().fit(df[["x"]], df["y"])
"""
    lines = {fit.place.line for fit in experiment(program).fits if not fit.entry_point}
    assert lines == {13, 17}


def test_an_experiment_knows_the_text_of_what_it_imports(tmp_path):
    from reprolint.graph import Modules
    from reprolint.source import read_file

    (tmp_path / "helper.py").write_text("LEVEL = 0.05  # of the helper\n")
    (tmp_path / "unread.py").write_text("# nobody imports this\n")
    main = tmp_path / "main.py"
    main.write_text("import helper\nprint(helper.LEVEL > 0.01)\n")
    source, _ = read_file(main, "main.py")
    found = build(source, Modules(tmp_path, lambda path: read_file(path, path.name)[0], tmp_path))
    assert [one.path for one in found.sources] == ["main.py", "helper.py"]
    assert "of the helper" in found.text
    assert "nobody" not in found.text
