"""Divisions: of sums over batches, and in metrics that a training library averages over batches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.findings import Finding
from reprolint.graph.events import Call
from reprolint.graph.values import Function, Sequence
from reprolint.source.walking import within

SUMS = frozenset({"sum", "reduce_sum", "count_nonzero"})


def division(node: ast.AST) -> tuple[ast.AST | None, ast.AST | None]:
    """Dividend and divisor, when the node is a division."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return node.left, node.right
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        return node.target, node.value
    return None, None


def compiled_ratios(call: Call, told: set[object]) -> Iterator[Finding]:
    """Functions in `compile(metrics=)` that divide by a sum over the batch: Keras averages their values over batches."""
    if call.entry is None or call.entry.kind != "compile":
        return
    metrics = call.argument("metrics")
    for value in metrics.items if isinstance(metrics, Sequence) else ():
        ratio = _ratio(value.node) if isinstance(value, Function) else None
        if ratio is not None and isinstance(value, Function) and call.place not in told and ratio not in told:
            told.add(ratio)
            yield call.finding(
                f"Keras computes `{value.name}` for each batch and averages; a ratio over a batch is not the ratio over all rows",
                label="averaged over batches",
                related=(value.module.source.location(ratio, "divides by a sum over the batch"),),  # type: ignore[attr-defined]
                help="Compute it once from the predictions for all rows, or use a `keras.metrics` object, which keeps counts",
            )


def _ratio(function: ast.AST) -> ast.AST | None:
    """A division by a value that was summed over the batch."""
    sums: set[str] = set()
    if not isinstance(function, ast.FunctionDef) or len(function.args.args) != 2:
        return None
    for node in within(function):
        if isinstance(node, ast.Assign) and _sums(node.value, sums):
            sums.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return next(
        (node for node in within(function) if (right := division(node)[1]) is not None and _sums(right, sums)), None
    )


def _sums(node: ast.AST, known: set[str]) -> bool:
    for part in within(node):
        if isinstance(part, ast.Name) and part.id in known:
            return True
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in SUMS:
            return len(part.args) == 1 and not any(keyword.arg == "axis" for keyword in part.keywords)
    return False
