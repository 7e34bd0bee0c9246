"""Labels of rows that were counted anew: from then on a row and its copies are told apart."""

from __future__ import annotations

from reprolint.graph.rows import Copies, Rows, Where, ancestors
from reprolint.graph.values import Data

_COUNTED = "counted anew at "  # trait, before the number of the rows that were counted
_BY_LABEL = "counted rows"


def count_anew(data: Data) -> Data:
    """The same table after `reset_index()` or with `ignore_index=True`."""
    others = [trait for trait in data.traits if not trait.startswith(_COUNTED)]
    data.traits = frozenset((*others, f"{_COUNTED}{data.rows.number}"))  # type: ignore[union-attr]
    return data


def drawn_from(data: Data) -> tuple[object, ...]:
    """What a sample's key says of the labels of the rows it was drawn from; nothing where no copies were counted anew."""
    numbers = [trait.removeprefix(_COUNTED) for trait in data.traits if trait.startswith(_COUNTED)]
    if len(numbers) != 1:
        return ()
    counted = next((rows for rows in ancestors(data.rows) if str(rows.number) == numbers[0]), None)  # type: ignore[union-attr]
    copied = counted is not None and any(isinstance(step, Copies) for step in ancestors(counted))
    return ((_BY_LABEL, counted),) if copied else ()


def sampled_from(rows: Rows) -> Rows | None:
    """The rows among which each had a label of its own when a sample was drawn, or left over, by label; None for other steps."""
    if not isinstance(rows, Where) or not isinstance(rows.test, tuple) or rows.test[0] != "sample":
        return None
    last = rows.test[-1]
    return last[1] if isinstance(last, tuple) and last[0] == _BY_LABEL else None
