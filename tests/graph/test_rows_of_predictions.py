"""All rows are predicted, some of the predictions are judged: a score is on the rows that were picked."""

from __future__ import annotations

import pytest

from reprolint.graph import Answer, overlaps
from tests.checks.leakage.asking import findings, read

PICKED = """
from lab import masks
X, y = df[["a"]].to_numpy(), df["y"].to_numpy()
{parts}
model = LogisticRegression().fit(X[train], y[train])
predicted = model.predict(X)
{judged}
"""
SPLIT = "train, test = train_test_split(np.arange(len(df)), random_state=1)"
MASK = "test = np.random.rand(len(df)) < 0.3\ntrain = ~test"
UNKNOWN = "fold = masks(df)\ntrain, test = fold.train, fold.test"


@pytest.mark.parametrize(
    ("parts", "judged", "shared"),
    [
        (SPLIT, "print(accuracy_score(y[test], predicted[test]))", Answer.NO),
        (SPLIT, "print(accuracy_score(y[train], predicted[train]))", Answer.YES),
        (SPLIT, "print(accuracy_score(y, predicted))", Answer.YES),
        (MASK, "print(accuracy_score(y[test], predicted[test]))", Answer.NO),
        (MASK, "print((predicted[test] == y[test]).mean())", Answer.NO),
        (UNKNOWN, "print(accuracy_score(y[test], predicted[test]))", Answer.UNKNOWN),
    ],
)
def test_a_score_is_on_the_predictions_that_were_picked(parts, judged, shared):
    experiment = read(PICKED.format(parts=parts, judged=judged))
    [fit] = [fit for fit in experiment.fits if fit.family == "model"]
    [score] = experiment.scores
    assert overlaps(fit.rows, score.rows) is shared


@pytest.mark.parametrize(
    ("judged", "codes"),
    [("print(accuracy_score(y[test], predicted[test]))", 0), ("print(accuracy_score(y, predicted))", 1)],
)
def test_all_rows_are_those_of_the_training_too(judged, codes):
    assert len(findings("EVA002", PICKED.format(parts=SPLIT, judged=judged))) == codes


def test_a_mask_of_which_nothing_is_known_picks_the_same_rows_each_time():
    program = """
    from lab import masks
    mask = masks(df)
    model = LogisticRegression().fit(df[["a"]].values[mask], df["y"].values[mask])
    print(model.score(df[["a"]].values[mask], df["y"].values[mask]))
    """
    experiment = read(program)
    [fit], [score] = experiment.fits, experiment.scores
    assert fit.rows == score.rows
