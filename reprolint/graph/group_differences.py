"""Numbers of the rows that pass a test of a column, held against those of the rows that fail it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from reprolint.graph.rows import NOTHING, Rows, Where
from reprolint.graph.values import Columns, Data

if TYPE_CHECKING:
    from reprolint.graph.events import Fit


def told_apart_by(fits: Iterable[Fit]) -> dict[Fit, Data]:
    """Statistics of both groups that a test of one column makes, each with that column: together they compare the groups."""
    sides: dict[tuple[Rows, Hashable], dict[bool, list[Fit]]] = {}
    for fit in fits:
        if fit.family == "statistic" and isinstance(fit.rows, Where) and _column_of(fit.rows) is not None:
            of_test = sides.setdefault((fit.rows.parent, fit.rows.test), {})
            of_test.setdefault(fit.rows.keeps, []).append(fit)
    found: dict[Fit, Data] = {}
    for groups in sides.values():
        for fit in (*groups[True], *groups[False]) if len(groups) > 1 else ():
            column = _column_of(fit.rows)
            assert column is not None
            found[fit] = Data(rows=NOTHING, kind="series", columns=column)
    return found


def _column_of(rows: Rows) -> Columns | None:
    """The column whose values the test asks for, `df["status"] == "ill"`."""
    test = rows.test if isinstance(rows, Where) else None
    subject = test[0] if isinstance(test, tuple) and len(test) == 3 else None
    if not isinstance(subject, tuple) or len(subject) != 2 or not isinstance(subject[1], str):
        return None
    return Columns(subject[0], frozenset((subject[1],)), inverted=False)
