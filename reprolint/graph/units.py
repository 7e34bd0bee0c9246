"""Tables of means, one row for each patient or well, that become the rows of an experiment themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import PER_UNIT, Columns, Data, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Fit

MEANS = frozenset({"group-table", "statistic"})  # kinds of data that numbers for each group are


def units_of(table: Value) -> Data | None:
    """The table as rows, each with the numbers of its own unit; None where it is not known to hold one row for each."""
    if not isinstance(table, Data) or not table.statistic or table.rows != NOTHING or not table.learned:
        return None
    made = [fit for fit in table.all_learned if _is_of_groups(fit)]
    whole = made[0].data if len(made) == 1 else None
    if whole is None or whole.rows == NOTHING:
        return None
    return frames.derive(
        table, rows=whole.rows, learned=table.all_learned - {made[0]}, column_learned={}, statistic=False,
        kind="frame" if table.kind in MEANS else table.kind, columns=_columns_of(table, made[0]), loads=whole.loads,
        synthetic=whole.synthetic, traits=table.traits | whole.traits | {PER_UNIT},
    )  # fmt: skip


def _is_of_groups(fit: Fit) -> bool:
    grouped = fit.data is not None and fit.data.kind == "groupby"
    return fit.family == "statistic" and (grouped or fit.name.rpartition(".")[2] == "pivot_table")


def _columns_of(table: Data, made: Fit) -> Columns | None:
    """Columns of the same names, but of another table; those of a pivoted one have other names."""
    if table.columns is None or made.name.rpartition(".")[2] == "pivot_table":
        return None
    return replace(table.columns, table=("of each unit", made), positions=None)


def is_of_several_columns(table: Data) -> bool:
    """Does it hold more than one number for each unit, as far as that is known?"""
    return table.columns is None or len(frames.named_columns(table.columns)) != 1
