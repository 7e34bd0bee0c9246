"""Looks into models: whose rows they permute, and importances on their way into a figure."""

from __future__ import annotations

from reprolint.graph import build
from reprolint.graph.overlap import Answer, overlaps
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.values import Data
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
from eli5.sklearn import PermutationImportance
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split
table = pd.read_csv("table.csv")
train, test = train_test_split(table, random_state=0)
model = RandomForestClassifier(random_state=0).fit(train[["a"]], train["y"])
"""


def built(program: str):
    source, problems = read_bytes((HEAD + program).encode(), "analysis.py")
    assert source is not None, problems
    return build(source)


def test_a_permutation_object_is_fitted_and_trains_nothing():
    experiment = built('PermutationImportance(model, random_state=0).fit(test[["a"]], test["y"])\n')
    (fit,) = experiment.fits
    (look,) = experiment.explanations
    assert look.method == "permutation"
    assert look.fits == {fit}
    assert overlaps(look.rows, fit.rows) is Answer.NO


def test_the_model_behind_a_permutation_object_may_be_unknown():
    experiment = built('PermutationImportance(given, cv=5).fit(X=test[["a"]], y=test["y"])\n')
    (look,) = experiment.explanations
    assert not look.fits
    assert overlaps(look.rows, experiment.fits[0].rows) is Answer.NO


def test_plot_accessors_show_what_they_plot():
    experiment = built(
        'pd.Series(model.feature_importances_).plot.bar()\ntable["a"].plot.hist(bins=10)\ntable.plot()\n'
    )
    importances, column, whole = experiment.shown
    assert {show.kind for show in experiment.shown} == {"plot"}
    assert importances.name.endswith("plot.bar")
    (value,) = (each for each in values_shown(importances.values[0]) if isinstance(each, Data))
    assert value.learned >= set(experiment.fits)
    assert column.values[0].rows == whole.values[0].rows
