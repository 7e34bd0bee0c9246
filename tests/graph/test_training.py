"""Functions that train, the rows that steer them, resampled rows, and choices made in loops."""

from __future__ import annotations

import pytest

from reprolint.graph import Answer, Experiment, build, overlaps
from reprolint.graph.rows import ancestors
from reprolint.source import read_bytes

HEAD = """
import pandas as pd
from sklearn.model_selection import train_test_split
df = pd.read_csv("table.csv")
X_train, X_test, y_train, y_test = train_test_split(df.drop(columns="y"), df["y"])
"""


def experiment(program: str) -> Experiment:
    """What happens in `program`."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    return build(source)


@pytest.mark.parametrize(
    "train",
    [
        (
            "import xgboost as xgb\n"
            "train, test = xgb.DMatrix(X_train, y_train), xgb.DMatrix(X_test, y_test)\n"
            "model = xgb.train({}, train, 100, [(train, 'train'), (test, 'test')])"
        ),
        (
            "import lightgbm as lgb\n"
            "train, test = lgb.Dataset(X_train, y_train), lgb.Dataset(X_test, y_test)\n"
            "model = lgb.train({}, train, valid_sets=[train, test])"
        ),
    ],
)
def test_a_training_function_fits_and_is_steered_by_every_data_set(train):
    known = experiment(f"{train}\nfrom sklearn.metrics import r2_score\nprint(r2_score(y_test, model.predict(X_test)))")
    (fit,) = known.fits
    (split,) = known.splits
    assert fit.rows == split.parts["train"]
    assert [data.rows for data in fit.validation] == [split.parts["train"], split.parts["test"]]
    (score,) = known.scores
    assert score.fits == {fit}
    assert overlaps(score.rows, fit.rows) is Answer.NO


@pytest.mark.parametrize(
    "keep", ["best = deepcopy(model)", "best = copy.deepcopy(model)", "joblib.dump(model, 'best')"]
)
def test_keeping_a_model_is_noticed_however_it_is_called(keep):
    known = experiment(f"""
import copy
import joblib
from copy import deepcopy
from sklearn.linear_model import SGDClassifier
model = SGDClassifier()
highest = 0
for _ in range(9):
    model.partial_fit(X_train, y_train)
    score = model.score(X_test, y_test)
    if score > highest:
        highest = score
        {keep}
""")
    assert known.selections
    assert all(select.kind == "if-better" and select.saves for select in known.selections)


@pytest.mark.parametrize(
    "call",
    [
        "SMOTE().fit_resample(X_train, y_train)",
        "RandomUnderSampler().fit_resample(X_train, y_train)",
        "resample(X_train, y_train)",
        "resample(X_train, y_train, replace=False)",
    ],
)
def test_resampled_rows_are_known_by_what_made_them(call):
    known = experiment(f"""
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import RandomUnderSampler
from sklearn.utils import resample
X_new, y_new = {call}
""")
    (event,) = known.resamples
    (split,) = known.splits
    names = known.module.scope.names
    assert event.rows == split.parts["train"]
    assert names["X_new"].rows == names["y_new"].rows == event.result
    assert split.parts["train"] in ancestors(event.result)
