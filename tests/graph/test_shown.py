"""Which scores a program shows, and in which words."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.graph.shown import calls_it, numbers_shown, scores_shown
from reprolint.source import read_bytes
from tests.checks.leakage.asking import read

HEAD = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
df = pd.read_csv("table.csv")
score = cross_val_score(LogisticRegression(), df[["a"]], df["y"]).mean()
"""


@pytest.mark.parametrize(
    "shown",
    [
        'print("Folds", score)',
        'print(f"mean over folds {score:.2f}")',
        'print("folds: {}".format(score))',
        'print("folds: %.2f" % score)',
        'print("folds", {"mean": score})',
        'values = []\nfor _ in df.columns:\n    values.append(score)\nprint("folds", values)',
    ],
)
def test_a_score_and_its_words(shown):
    source, _ = read_bytes((HEAD + shown).encode(), "analysis.py")
    assert source is not None
    experiment = build(source)
    (show,) = experiment.shown
    assert scores_shown(show) == set(experiment.scores)
    assert {number.reduced for number in numbers_shown(show)} == {"mean"}
    assert calls_it(show, frozenset({"fold"}))
    assert not calls_it(show, frozenset({"train"}))


@pytest.mark.parametrize(
    "telling",
    [
        "words = f'accuracy {got}'\nprint(words)",
        "words = 'accuracy {}'.format(got)\nprint(words)",
        "parts = ['accuracy: {:.3f}'.format(one) for one in [got, got]]\nprint(', '.join(parts))",
    ],
)
def test_words_of_texts_that_were_put_together_before(telling):
    show = read(f"got = LogisticRegression().fit(df[['a']], df['y']).score(df[['a']], df['y'])\n{telling}").shown[-1]
    assert scores_shown(show)
    assert calls_it(show, frozenset({"accuracy"}))


def test_words_that_only_led_to_a_value_are_none():
    show = read("got = LogisticRegression().fit(df[['a']], df['y']).score(df[['a']], df['y'])\nprint(got)").shown[-1]
    assert scores_shown(show)
    assert show.texts == ()
