"""Tables of means, one row for each patient or well, that become the rows of an experiment themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Fit
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import NO_FITS, PER_UNIT, Columns, Data, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_MEANS = "means of event "  # trait, before the number of the fit that computed them
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
        synthetic=whole.synthetic,
        traits=table.traits | whole.traits | {PER_UNIT, f"{_MEANS}{made[0].order}"},
    )  # fmt: skip


def means_behind(run: Interpreter, table: Data, rows: Data) -> frozenset[Fit]:
    """What was learned for the numbers of such a table, where they are put beside other rows than its own."""
    if PER_UNIT not in table.traits:
        return NO_FITS
    orders = [trait.removeprefix(_MEANS) for trait in table.traits - rows.traits if trait.startswith(_MEANS)]
    made = (run.events[int(order)] for order in orders)
    return frozenset(event for event in made if isinstance(event, Fit))


def _is_of_groups(fit: Fit) -> bool:
    grouped = fit.data is not None and fit.data.kind == "groupby"
    return fit.family == "statistic" and (grouped or fit.name.rpartition(".")[2] == "pivot_table")


def _columns_of(table: Data, made: Fit) -> Columns | None:
    """Columns of the same names, but of another table; a pivoted one has others, and keys may stand beside them."""
    if table.columns is None or made.name.rpartition(".")[2] == "pivot_table":
        return None
    if not table.columns.inverted and table.kind != "series":
        return None
    return replace(table.columns, table=("of each unit", made), positions=None)


def is_of_several_columns(table: Data) -> bool:
    """Does it hold more than one number for each unit, as far as that is known?"""
    return table.columns is None or len(frames.named_columns(table.columns)) != 1
