"""Which rows of a table are left when it is matched with another one by their keys."""

from __future__ import annotations

from reprolint.graph.events import MISSING, Call
from reprolint.graph.rows import NOTHING, Cut, Part, Pick, Rows, Where, ancestors
from reprolint.graph.values import Constant, Data

NARROWING = frozenset({"inner", "right"})  # values of `how`


def matched(call: Call, left: Data, right: Data, usual: str) -> Rows:
    """`cohort.merge(split[split["part"] == "train"], on="id")`: the rows that some of the other table's rows name.

    `usual` is how it is done where the call does not say. With the whole of another table all rows are taken to stay.
    """
    how = call.argument("how")
    said = usual if how is MISSING else how.value if isinstance(how, Constant) else None
    if said not in NARROWING or NOTHING in {left.rows, right.rows} or not _is_some(right.rows):
        return left.rows
    if any(step is left.rows for step in ancestors(right.rows)) or any(
        step is right.rows for step in ancestors(left.rows)
    ):
        return left.rows  # beside values of its own rows
    return Pick(left.rows, right.rows)


def _is_some(rows: Rows) -> bool:
    """Were they chosen from a table, by more than leaving out gaps and repetitions?"""
    return any(
        isinstance(step, (Part, Pick, Cut)) or (isinstance(step, Where) and not _only_tidies(step))
        for step in ancestors(rows)
    )


def _only_tidies(step: Where) -> bool:
    return isinstance(step.test, tuple) and step.test[:1] == ("filter",)
