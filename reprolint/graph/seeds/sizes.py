"""Where no more is asked of a value than how much of it there is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from reprolint.graph.values import Splitter
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.events import Split
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

# What of rows or of a model is the same whatever was drawn, asked as an attribute or by a function.
_SAME_WHATEVER_WAS_DRAWN = frozenset({"shape", "ndim", "dtype", "dtypes", "columns"})
_ASKS_FOR_SIZE = frozenset({"len", "type", "id"})
_OF_SPLIT = ("X", "y", "groups")


def only_sizes(inside: set[Any]) -> set[ast.AST]:
    """Names of which only the shape, the columns or the number of rows is asked."""
    found: set[ast.AST] = set()
    for one in inside:
        kind = type(one)
        if kind is ast.Attribute:
            if one.attr in _SAME_WHATEVER_WAS_DRAWN:
                found.add(one.value)
        elif kind is ast.Call and type(one.func) is ast.Name and one.func.id in _ASKS_FOR_SIZE:
            found.update(one.args)
    return {one for one in found if isinstance(one, ast.Name)}


def example_inputs(experiment: Experiment, source: Source) -> set[ast.AST]:
    """What exports and counters of operations are given for its shape alone, as `torch.onnx.export` its second argument."""
    found: set[ast.AST] = set()
    for call in experiment.calls:
        node = call.place.node
        if (
            call.entry is None
            or not call.entry.examples
            or call.place.source is not source
            or not isinstance(node, ast.Call)
        ):
            continue
        given = dict(zip(call.entry.parameters, node.args, strict=False))
        given |= {one.arg: one.value for one in node.keywords if one.arg is not None}
        found.update(part for name in call.entry.examples if name in given for part in within(given[name]))
    return found


def counted_by_splitters(experiment: Experiment, source: Source) -> set[ast.AST]:
    """Names handed to `KFold().split(X, y)` and its like, which count rows; those that stratify read y, others the groups."""
    counted: set[ast.AST] = set()
    read: set[ast.AST] = set()
    for split in experiment.splits:
        node = split.place.node
        if split.place.source is source and isinstance(node, ast.Call) and not split.internal:
            names = _counted(split)
            for name, given in _arguments(node):
                (counted if name in names else read).add(given)
    return {one for one in counted - read if isinstance(one, ast.Name)}


def _counted(split: Split) -> set[str]:
    """Which arguments the splitter only counts; none of those of a splitter that is not known."""
    splitter = split.splitter
    called = split.name.rpartition(".")[2]
    if called != "split" or not isinstance(splitter, Splitter) or splitter.entry is None:
        return set()
    if not splitter.qualified.startswith("sklearn.model_selection."):
        return set()
    return set(_OF_SPLIT) - ({"y"} if split.stratified else set()) - ({"groups"} if split.grouped else set())


def _arguments(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    yield from zip(_OF_SPLIT, call.args, strict=False)
    yield from ((one.arg, one.value) for one in call.keywords if one.arg is not None)
