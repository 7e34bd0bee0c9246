"""Polars: what expressions over columns, `pl.col("x").mean()`, learn from the rows of the frame that they are given to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call, Fit
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Data, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

SUMMARIES = frozenset({"mean", "std", "var", "min", "max", "median", "quantile", "rank", "mode", "qcut"})
FILLS = frozenset({"mean", "min", "max"})  # of `fill_null(strategy=...)`


def with_columns(run: Interpreter, data: Data, event: Call) -> Value:
    """`frame.with_columns(pl.col("x") - pl.col("x").mean())`, `frame.select(...)`."""
    result = frames.derive(data, column_learned=dict(data.column_learned), columns=None)
    summary = next((name for part in _expressions(event.node) if (name := _summary(part))), "")
    if not summary or data.rows == NOTHING:
        return result
    record = Fit(
        event.place, f"{event.name.rpartition('.')[0] or 'frame'}.{summary}", event.qualified, family="statistic", rows=data.rows,
        data=data, learned=data.all_learned, call=event,
    )  # fmt: skip
    run.record(record)
    result.learned = result.learned | {record}
    return result


def _expressions(node: ast.Call) -> list[ast.Call]:
    """The calls in the arguments; a number for each group, `.over("patient")`, stays with its unit and is left out."""
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    calls = [part for value in given for part in ast.walk(value) if isinstance(part, ast.Call)]
    groups = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "over"]
    inside = {part for call in groups for part in ast.walk(call)}
    return [call for call in calls if call not in inside]


def _summary(call: ast.Call) -> str:
    """The summary over all rows that a call takes."""
    if not isinstance(call.func, ast.Attribute) or not _of_a_column(call.func.value):
        return ""
    if call.func.attr == "fill_null":
        strategies = [keyword.value.value for keyword in call.keywords if isinstance(keyword.value, ast.Constant)]
        return next((str(name) for name in strategies if name in FILLS), "")
    return call.func.attr if call.func.attr in SUMMARIES else ""


def _of_a_column(node: ast.expr) -> bool:
    """Does the chain of methods begin with `pl.col(...)` or `pl.all()`?"""
    while isinstance(node, (ast.Attribute, ast.Call)):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"col", "all"}:
            return True
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return False
