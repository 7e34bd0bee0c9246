"""Which rows a score is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.overlap import is_within
from reprolint.graph.rows import NOTHING, Rows

if TYPE_CHECKING:
    from reprolint.graph.values import Data


def judged_rows(prediction: Data) -> Rows:
    """The rows that were predicted, or those of them that were picked afterwards, as in `predicted[test]`."""
    rows, source = prediction.rows, prediction.predicted_from
    if source is None or rows is source.rows:
        return rows
    return rows if rows != NOTHING and is_within(rows, source.rows) else source.rows
