"""Numbers of the rows that pass a test of a column, held against those of the rows that fail it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

from reprolint.graph.rows import NOTHING, Rows, Where
from reprolint.graph.values import Columns, Data

if TYPE_CHECKING:
    from reprolint.graph.events import Fit


def told_apart_by(fits: Iterable[Fit]) -> dict[Fit, Data]:
    """Statistics of groups that one column makes, each with that column: together they compare the groups.

    Groups are the two sides of a test, or rows with one value of the column and rows with another.
    """
    groups: dict[tuple[Rows, Hashable, str], list[tuple[Fit, Where]]] = {}
    for fit in fits:
        if fit.family == "statistic" and isinstance(fit.rows, Where) and (column := _column_of(fit.rows)) is not None:
            groups.setdefault((fit.rows.parent, *column), []).append((fit, fit.rows))
    found: dict[Fit, Data] = {}
    for (_, table, name), members in groups.items():
        columns = Columns(table, frozenset((name,)), inverted=False)
        for fit, rows in members:
            if any(_is_another(rows, other) for _, other in members):
                found[fit] = Data(rows=NOTHING, kind="series", columns=columns)
    return found


def _is_another(rows: Where, other: Where) -> bool:
    if rows.test == other.test:
        return rows.keeps != other.keeps
    return all(isinstance(one.test, tuple) and one.test[1] == "==" and one.keeps for one in (rows, other))


def _column_of(rows: Where) -> tuple[Hashable, str] | None:
    """The table and the column whose values the test asks for, `df["status"] == "ill"`."""
    subject = rows.test[0] if isinstance(rows.test, tuple) and len(rows.test) == 3 else None
    if not isinstance(subject, tuple) or len(subject) != 2 or not isinstance(subject[1], str):
        return None
    return subject[0], subject[1]
