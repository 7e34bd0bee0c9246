"""Rows that a program makes itself, one for each unit: a patient, a well, a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.rows import Cut, Rows
from reprolint.graph.values import NO_FITS, ONE_GROUP, Data

if TYPE_CHECKING:
    from reprolint.graph.events import Fit


def own_numbers(parts: list[Data], with_rows: list[Data]) -> frozenset[Fit]:
    """What was learned of the parts. Where one cell of a unit stands beside numbers of this unit, it is a row of its own.

    So does `rows.append({"mean": part["pulse"].mean(), "ill": part["ill"].iloc[0]})` for each patient.
    """
    units = bool(with_rows) and all(ONE_GROUP in part.traits and _is_one_cell(part.rows) for part in with_rows)
    if not units:
        return NO_FITS.union(*(part.all_learned for part in parts))
    of_units = frozenset(fit for part in parts if part.statistic for fit in part.all_learned if fit.grouped_by)
    return NO_FITS.union(*(part.all_learned for part in parts)) - of_units


def of_one_unit(row: Data | None) -> frozenset[Fit] | None:
    """What was learned from others for the one row that a function makes of a group; None when it gives something else."""
    if row is None or not (row.statistic or _is_one_cell(row.rows)):
        return None
    return frozenset(fit for fit in row.all_learned if not fit.grouped_by)


def _is_one_cell(rows: Rows) -> bool:
    if not isinstance(rows, Cut):
        return False
    start, stop = rows.start, rows.stop
    return (start, stop) == (-1, None) or (isinstance(start, int) and isinstance(stop, int) and stop - start == 1)
