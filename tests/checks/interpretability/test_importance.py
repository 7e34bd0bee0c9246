"""INT001 and INT002 where their pages are silent about order, cells and what counts as shown."""

from __future__ import annotations

from textwrap import dedent

import pytest

from reprolint import checks
from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph import build
from reprolint.source import read_bytes

CHECKS = {check.code: check for check in checks.load()}
HEAD = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.model_selection import train_test_split
X, y = pd.read_csv("table.csv")[["a", "b"]], pd.read_csv("table.csv")["y"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = RandomForestClassifier(random_state=0).fit(X_train, y_train)
"""
ON_TRAIN = "permutation_importance(model, X_train, y_train)"
ON_TEST = "permutation_importance(model, X_test, y_test)"


def ask(code: str, program: str, head: str = HEAD) -> list[Finding]:
    source, problems = read_bytes((head + dedent(program)).encode(), "analysis.py")
    assert source is not None, problems
    return list(CHECKS[code].function(build(source)))


@pytest.mark.parametrize("order", [(ON_TRAIN, ON_TEST), (ON_TEST, ON_TRAIN)])
def test_a_script_that_permutes_both_compares_them(order):
    assert not ask("INT001", "\n".join(order))


def test_a_later_cell_makes_the_earlier_figure_a_note():
    cells = "# %%" + HEAD
    (finding,) = ask("INT001", f"# %%\na = {ON_TRAIN}\n# %%\nb = {ON_TRAIN}\nc = {ON_TEST}\n", head=cells)
    assert finding.severity is Severity.NOTE
    assert [place.label for place in finding.related][-1] == "held-out rows"
    assert not ask("INT001", f"# %%\nc = {ON_TEST}\n# %%\na = {ON_TRAIN}\n", head=cells)


def test_held_out_rows_of_another_model_compare_nothing():
    other = "other = RandomForestClassifier(random_state=1).fit(X_train, y_train)"
    found = ask("INT001", f"{ON_TRAIN}\n{other}\npermutation_importance(other, X_test, y_test)")
    assert len(found) == 1


def test_all_rows_hold_training_rows_among_others():
    (finding,) = ask("INT001", "permutation_importance(model, X, y)")
    assert finding.confidence is Confidence.MEDIUM
    assert "also rows" in finding.message


@pytest.mark.parametrize(
    "shown",
    [
        "print(model.feature_importances_)",
        "pd.Series(model.feature_importances_, X.columns).nlargest(5).plot(kind='barh')",
        "pd.Series(model.feature_importances_, X.columns).plot.barh()",
        "for name, value in zip(X.columns, model.feature_importances_):\n    print(name, value)",
        "order = np.argsort(model.feature_importances_)\nplt.bar(order, model.feature_importances_[order])",
        "print(sorted(zip(model.feature_importances_, X.columns)))",
        "xgboost.plot_importance(xgboost.XGBClassifier().fit(X, y))",
        (
            "forests = {seed: RandomForestClassifier(random_state=seed).fit(X, y) for seed in np.loadtxt('seeds')}\n"
            "table = pd.DataFrame({seed: one.feature_importances_ for seed, one in forests.items()}, index=X.columns)\n"
            "print(table.mean(axis=1).sort_values())"
        ),
        "weights = {'forest': model.feature_importances_}\nprint(weights)",
    ],
)
def test_ways_to_show_an_importance(shown):
    assert len(ask("INT002", shown, HEAD.replace("from sklearn.inspection import permutation_importance", ""))) == 1


@pytest.mark.parametrize(
    "program",
    [
        "kept = X.columns[model.feature_importances_ > 0.1]\nprint(len(kept))",
        "print(model.score(X_test, y_test))",
        "xgboost.plot_importance(xgboost.XGBClassifier().fit(X, y), importance_type='gain')",
        "print(model.feature_importances_)\nimport shap\nshap.TreeExplainer(model)",
    ],
)
def test_importances_that_are_used_named_or_checked(program):
    assert not ask("INT002", program, HEAD.replace("from sklearn.inspection import permutation_importance", ""))


def test_another_look_anywhere_silences():
    assert not ask("INT002", "print(model.feature_importances_)")  # the head imports permutation_importance


ALONE = HEAD.replace("from sklearn.inspection import permutation_importance", "import lightgbm")


@pytest.mark.parametrize(
    "program",
    [
        "def show():\n    print(model.feature_importances_)",
        "print(model.feature_importances_)\nfrom rfpimp import importances",
        (
            "booster = xgboost.train({}, xgboost.DMatrix(X, y))\nxgboost.plot_importance(booster)\n"
            "booster.predict(xgboost.DMatrix(X), pred_contribs=True)"
        ),
        "linear = xgboost.XGBRegressor(booster='gblinear').fit(X, y)\nprint(linear.feature_importances_)",
        "gains = lightgbm.LGBMRegressor(importance_type='gain').fit(X, y)\nlightgbm.plot_importance(gains)",
    ],
)
def test_what_is_never_shown_checked_otherwise_or_measured_otherwise(program):
    assert not ask("INT002", program, ALONE)


def test_one_line_is_one_place():
    (finding,) = ask("INT002", "print(model.feature_importances_, model.feature_importances_.max())", ALONE)
    assert finding.related == ()


def test_a_mean_over_models_is_not_the_importance_of_one():
    (finding,) = ask(
        "INT002",
        """
from sklearn.ensemble import ExtraTreesClassifier
found = []
for one in [RandomForestClassifier(), ExtraTreesClassifier()]:
    found.append(pd.Series(one.fit(X, y).feature_importances_, index=X.columns))
plt.plot(pd.DataFrame(found).mean())
""",
        ALONE,
    )
    assert finding.message.startswith("`feature_importances_` goes into what is shown, with no permutation")


def test_an_importance_that_only_chose_columns_is_not_the_one_shown():
    program = """
    chosen = np.argsort(model.feature_importances_)[:5]
    shares = model.feature_importances_
    print(shares)
    """
    (one,) = ask("INT002", program, ALONE)
    assert one.primary.snippet.strip() == "shares = model.feature_importances_"
    assert one.related == ()


TREES = """
import lightgbm
trees = {model}.fit(X_train, y_train)
{show}
"""
ALONE = HEAD.replace("from sklearn.inspection import permutation_importance\n", "")
SPLITS = "it counts how often a feature is split on (`{}`), on training rows, and favours"
GAINS = "it adds up the gains of a feature's splits on training rows (`{}`) and favours"
MEAN = "it averages the gains of a feature's splits on training rows (`gain`), so one that is split on seldom can come first"
SHOWN = "print(trees.feature_importances_)"


@pytest.mark.parametrize(
    ("model", "show", "told"),
    [
        ("xgboost.XGBClassifier()", SHOWN, MEAN),
        ("xgboost.XGBClassifier(importance_type='gain')", SHOWN, MEAN),
        ("xgboost.XGBClassifier(importance_type='weight')", SHOWN, SPLITS.format("weight")),
        ("xgboost.XGBClassifier(importance_type='total_gain')", SHOWN, GAINS.format("total_gain")),
        ("xgboost.XGBClassifier(importance_type='cover')", SHOWN, "it is computed from training rows alone"),
        ("xgboost.XGBClassifier(importance_type=kind)", SHOWN, "it is computed from training rows alone"),
        ("xgboost.XGBClassifier()", "xgboost.plot_importance(trees)", SPLITS.format("weight")),
        ("lightgbm.LGBMClassifier()", SHOWN, SPLITS.format("split")),
        ("lightgbm.LGBMClassifier(importance_type='gain')", SHOWN, GAINS.format("gain")),
        ("RandomForestClassifier()", SHOWN, "it is computed from training rows alone and favours features with many"),
    ],
)
def test_what_is_wrong_with_an_importance_depends_on_its_kind(model, show, told):
    (finding,) = ask("INT002", TREES.format(model=model, show=show), ALONE)
    assert told in finding.message


def test_importances_of_another_kind_are_no_further_place():
    forest = TREES.format(model="RandomForestClassifier()", show=SHOWN)
    again = forest.replace("trees", "others")
    boosted = TREES.format(model="xgboost.XGBClassifier()", show=SHOWN)
    assert len(ask("INT002", forest + again, ALONE)[0].related) == 1
    assert ask("INT002", forest + boosted, ALONE)[0].related == ()


def test_one_place_for_models_of_several_kinds_says_what_holds_for_all():
    program = """
    for model in (RandomForestClassifier(), xgboost.XGBClassifier()):
        model.fit(X_train, y_train)
        print(model.feature_importances_)
    """
    (finding,) = ask("INT002", program, ALONE)
    assert finding.message.endswith("it is computed from training rows alone")


def test_a_count_of_importances_shows_none_of_them():
    taken = "importance = model.feature_importances_\n"
    counted = taken + 'print(np.sum(importance > importance.mean()), "features are used")\n'
    head = HEAD.replace("from sklearn.inspection import permutation_importance\n", "")
    assert ask("INT002", counted, head) == []
    assert len(ask("INT002", counted + "print(importance)\n", head)) == 1


FORESTS = """
trained = {seed: RandomForestClassifier(random_state=seed).fit(X_train, y_train) for seed in range(5)}
worth = pd.DataFrame({seed: one.feature_importances_ for seed, one in trained.items()}, index=["a", "b"])
"""


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("plt.barh(worth.index, worth.mean(axis=1))", 1),
        ("print(worth.mean(axis=1).sort_values())", 1),
        ("print(worth.mean(axis=1).sort_values().index[:4])", 1),
        ("print(len(worth))", 0),
    ],
)
def test_importances_in_a_table_with_a_column_for_each_seed(shown, told):
    head = HEAD.replace("from sklearn.inspection import permutation_importance\n", "")
    assert len(ask("INT002", FORESTS + shown, head=head)) == told


STUDY = """
from dataclasses import dataclass, field
from functools import partial

@dataclass
class Study:
    rows: dict
    look: object = partial(permutation_importance, n_repeats=5)
    part_of: dict = field(default_factory=lambda: {{"fit": "old", "look": "{part}"}})
    models: list = field(default_factory=list)

    def of(self, purpose):
        return self.rows[self.part_of[purpose]]

    def fit(self):
        for seed in (1, 2):
            self.models.append(RandomForestClassifier(random_state=seed).fit(*self.of("fit")))
        return self

    def show(self):
        for one in self.models:
            print(self.look(one, *self.of("look"), random_state=0).importances_mean)

Study({{"old": (X_train, y_train), "new": (X_test, y_test)}}).fit().show()
"""


@pytest.mark.parametrize(("part", "told"), [("old", True), ("new", False)])
def test_fields_of_a_dataclass_say_which_rows_are_permuted(part, told):
    assert bool(ask("INT001", STUDY.format(part=part))) is told
