"""Columns by the type of what they hold: `frame.select_dtypes("number")`."""

from __future__ import annotations

from dataclasses import replace

from reprolint.graph.events import MISSING, Call
from reprolint.graph.values import Columns, Constant, Library, Sequence, Value

NUMBERS = frozenset({"number", "numeric", "numpy.number"})
WHOLE = frozenset({"int", "int64", "integer", "numpy.int64", "numpy.integer", "builtins.int"})
REAL = frozenset({"float", "float64", "floating", "numpy.float64", "numpy.floating", "builtins.float"})
TEXTS = frozenset({"object", "O", "builtins.object"})


def of_type(described: Columns, event: Call) -> Columns | None:
    """`frame.select_dtypes("number")`: all columns that hold numbers; None where some of them may be left out."""
    include, exclude = _types(event.argument("include", 0)), _types(event.argument("exclude", 1))
    numbers = bool(include & NUMBERS) or bool(include & WHOLE and include & REAL)
    if (numbers and not exclude) or (not include and exclude and exclude <= TEXTS | {"category", "bool"}):
        return replace(described, numeric=True)
    return None


def _types(value: Value) -> frozenset[str]:
    given = value.items if isinstance(value, Sequence) else [value]
    return frozenset(
        one.name if isinstance(one, Library) else str(one.value) if isinstance(one, Constant) else "?"
        for one in given
        if one is not MISSING and not (isinstance(one, Constant) and one.value is None)
    )
