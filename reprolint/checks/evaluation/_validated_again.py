"""Settings that a search found best, cross-validated once more on the very rows that it searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reprolint.findings import Confidence, Finding, Severity
from reprolint.graph.evaluations import in_folds
from reprolint.graph.events import Fit, Score, Show
from reprolint.graph.overlap import is_within
from reprolint.graph.settings import FAMILY
from reprolint.graph.shown import numbers_shown


def validated_again(show: Show, is_last_word: Callable[[Fit], bool], *, mild: bool) -> tuple[Fit, Finding] | None:
    """`cross_val_score(search.best_estimator_, X, y)` after `search.fit(X, y)`: to the settings no fold is new.

    The search, and what is found. `is_last_word` says of a search whether nothing judges what it chose on other rows.
    """
    for number in numbers_shown(show):
        scores = sorted(number.scores, key=lambda score: score.order)
        if not scores or any(score.selected for score in scores):
            continue
        for search in _behind(scores[0]):
            if all(_repeats(score, search) for score in scores) and is_last_word(search):
                return search, _finding(show, search, scores[0], mild=mild)
    return None


def _behind(score: Score) -> Iterator[Fit]:
    """The searches that chose the settings of all models that this score judges."""
    for first in sorted(score.fits, key=lambda fit: fit.order)[:1]:
        for search in sorted(first.learned, key=lambda fit: fit.order):
            if search.family == FAMILY:
                yield search


def _repeats(score: Score, search: Fit) -> bool:
    """Is it a score in folds, all of whose rows were searched, and of models with these settings?"""
    folds = score.cross_validated or in_folds(score.rows)
    return folds and is_within(score.rows, search.rows) and all(search in fit.learned for fit in score.fits)


def _finding(show: Show, search: Fit, score: Score, *, mild: bool) -> Finding:
    return show.finding(
        f"`{search.name}` chose the settings on the rows that `{score.name}` judges them on; "
        "nothing here judges them on rows that had no part in the choice",
        label="the score of the chosen settings is told",
        related=(
            search.place.location("the candidates are compared here"),
            *(
                [score.place.location("cross-validated here, on rows of the search")]
                if score.place != show.place
                else []
            ),
        ),
        severity=Severity.NOTE if mild else Severity.WARNING,
        confidence=Confidence.MEDIUM,
    )
