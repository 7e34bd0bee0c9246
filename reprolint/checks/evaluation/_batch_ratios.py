"""Divisions: of sums over batches, and in metrics that a training library averages over batches."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.findings import Finding, Severity
from reprolint.graph.events import Call, Place
from reprolint.graph.modules import Module
from reprolint.graph.values import Function, Sequence
from reprolint.patterns import pattern
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment

SUMS = frozenset({"sum", "reduce_sum", "count_nonzero"})
JUDGES = frozenset({"evaluate", "evaluate_generator", "test_on_batch"})
TRAINS = frozenset({"fit", "fit_generator"})
# What Keras has objects for that keep counts; none could keep those of, say, a concordance of pairs.
COUNTED = pattern(r"prec|recall|sensitivity|f_?1|f_?2|f_?beta|f_?score|f_?measure|auc", re.IGNORECASE)


def division(node: ast.AST) -> tuple[ast.AST | None, ast.AST | None]:
    """Dividend and divisor, when the node is a division."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return node.left, node.right
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        return node.target, node.value
    return None, None


def compiled_ratios(experiment: Experiment, call: Call, told: set[object]) -> Iterator[Finding]:
    """Functions in `compile(metrics=)` that divide by a sum over the batch: Keras averages their values over batches."""
    if call.entry is None or call.entry.kind != "compile" or call.place in told:
        return
    metrics = call.argument("metrics")
    given = [value for value in metrics.items if isinstance(value, Function)] if isinstance(metrics, Sequence) else []
    ratios = {value: place for value in given if (place := _ratio(value)) is not None}
    if told.issuperset(value.node for value in ratios):
        return
    told.update((call.place, *(value.node for value in ratios)))
    names = list(dict.fromkeys(value.name for value in ratios))
    objects = ", or use a `keras.metrics` object, which keeps counts" if all(map(COUNTED.search, names)) else ""
    yield call.finding(
        f"Keras computes {_listed(names)} for each batch and averages; a ratio over a batch is not the ratio over all rows",
        label="averaged over batches",
        related=tuple(place.location("divides by a sum over the batch") for place in dict.fromkeys(ratios.values())),
        help=f"Compute {'it' if len(names) == 1 else 'them'} once from the predictions for all rows{objects}",
        severity=Severity.NOTE if _only_progress(experiment, call, names) else None,
    )


def _listed(names: list[str]) -> str:
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last


def _only_progress(experiment: Experiment, compiled: Call, names: list[str]) -> bool:
    """Is the model trained here, but neither evaluated nor steered by the metric, nor is the metric's name asked for?"""
    if compiled.receiver is None:  # a stored model: which calls are of it is not known
        return False
    trained = False
    for place in experiment.places_of(ast.Call):
        method = getattr(getattr(place.node, "func", None), "attr", "")
        if method in JUDGES and _may_be_of(experiment, place, compiled):
            return False
        trained = trained or (method in TRAINS and _receiver_at(experiment, place) is compiled.receiver)
    asked = pattern("|".join(rf"(?<![^\W_]){re.escape(name)}\b" for name in names))
    return trained and not any(
        isinstance(place.node, ast.Constant) and isinstance(place.node.value, str) and asked.search(place.node.value)
        for place in experiment.places_of(ast.Constant)
    )


def _may_be_of(experiment: Experiment, place: Place, compiled: Call) -> bool:
    """May the model whose method is called here be the compiled one? Another one has a `compile` of its own."""
    receiver = _receiver_at(experiment, place)
    return receiver is None or not any(
        call.receiver is receiver and call.place.node is not compiled.place.node
        for call in experiment.calls
        if call.entry is not None and call.entry.kind == "compile"
    )


def _receiver_at(experiment: Experiment, place: Place) -> object:
    """The network whose method is called here; None where that is not known."""
    return next((call.receiver for call in experiment.calls if call.place.node is place.node), None)


def _ratio(function: Function, asked: tuple[ast.AST, ...] = ()) -> Place | None:
    """A division by a value that was summed over the batch, in the function or in what it calls of its module."""
    node, module = function.node, function.module
    if not isinstance(node, ast.FunctionDef) or not isinstance(module, Module):
        return None
    if len(node.args.args) != 2 or node in asked:
        return None
    sums: set[str] = set()
    parts = within(node)
    for part in parts:
        if isinstance(part, ast.Assign) and _sums(part.value, sums):
            sums.update(target.id for target in part.targets if isinstance(target, ast.Name))
    for part in parts:
        if (right := division(part)[1]) is not None and _sums(right, sums):
            return Place(module.source, part)
    own = {part.name for part in parts[1:] if isinstance(part, ast.FunctionDef)}
    called = [part.func.id for part in parts if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)]
    for name in dict.fromkeys(called):
        helper = None if name in own else module.scope.names.get(name)
        if isinstance(helper, Function) and (found := _ratio(helper, (*asked, node))) is not None:
            return found
    return None


def _sums(node: ast.AST, known: set[str]) -> bool:
    for part in within(node):
        if isinstance(part, ast.Name) and part.id in known:
            return True
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in SUMS:
            return len(part.args) == 1 and not any(keyword.arg == "axis" for keyword in part.keywords)
    return False
