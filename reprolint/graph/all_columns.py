"""The names of all columns of a table, `X.columns` and `list(X.columns)`, for as long as none was taken out of the list."""

from __future__ import annotations

from reprolint.graph.data import derive
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Columns, Data, Sequence, Unknown, Value

ALL = ("all columns",)  # where the names remember the columns of their table


def names_of(table: Data) -> Unknown:
    """`table.columns`."""
    names = Unknown("columns")
    names.faces = {"data": Data(rows=NOTHING, kind="names")}
    if table.columns is not None:
        names.attributes = {ALL: Data(rows=NOTHING, kind="names", columns=table.columns)}
    return names


def note_list(made: Sequence, given: Value) -> None:
    """Note that a list was made of all names; what takes some out of it puts another list in the place of that of its items."""
    if isinstance(given, Unknown) and given.attributes and ALL in given.attributes:
        made.written = made.items


def all_columns(names: Value) -> Columns | None:
    """The columns of the table that these are all the names of."""
    if (
        isinstance(names, Sequence)
        and isinstance(names.rest, Unknown)
        and not names.items
        and len(names.rest.inputs) == 1
    ):
        return all_columns(names.rest.inputs[0]) if names.written is names.items else None
    known = names.attributes.get(ALL) if isinstance(names, Unknown) and names.attributes else None
    return known.columns if isinstance(known, Data) else None


def taken(data: Data, names: Value) -> Data | None:
    """`data[list(X.columns)]`: the columns of X, where data is of the same table; None for any other names."""
    known = all_columns(names)
    if known is None or data.columns is None or known.table != data.columns.table or known.positions is not None:
        return None
    return derive(data, columns=known, column_learned={}, learned=data.all_learned, kind="frame")
