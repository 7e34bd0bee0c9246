"""Numbers that were computed from the folds of one cross-validation."""

from __future__ import annotations

from reprolint.graph.evaluations import in_folds
from reprolint.graph.events import Score
from reprolint.graph.values import Number, Sequence, Value


def is_of_a_fold(score: Score) -> bool:
    """Is it one of the scores of a cross-validation, each on rows that other folds were trained on?"""
    return score.cross_validated or (in_folds(score.rows) and len(score.loops) == 1)


def scores_in(value: Value | None) -> frozenset[Score]:
    """The scores of a number, or of numbers in a list."""
    if isinstance(value, Number):
        return value.scores
    parts = (*value.items, value.rest) if isinstance(value, Sequence) else ()
    return frozenset(score for part in parts if isinstance(part, Number) for score in part.scores)
