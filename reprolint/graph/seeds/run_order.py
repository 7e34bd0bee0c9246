"""What a file's own statements, those outside of functions, have done before a place in it is come to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.roles.networks import is_network
from reprolint.graph.values import Estimator

if TYPE_CHECKING:
    from reprolint.graph.events import Call
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class RunOrder:
    """Lines of a file by when they run: those of functions whenever these are called, those of a loop over and over."""

    def __init__(self, source: Source) -> None:
        self.called: set[int] = set()  # lines within functions
        functions: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda] = source.nodes_of(*_FUNCTIONS)
        for function in functions:
            self.called.update(range(function.lineno, (function.end_lineno or function.lineno) + 1))
        self.loops: dict[int, int] = {}  # lines within loops, with the first of the outermost loop
        for loop in source.nodes_of(*_LOOPS):
            for line in range(loop.lineno, (loop.end_lineno or loop.lineno) + 1):
                self.loops[line] = min(loop.lineno, self.loops.get(line, loop.lineno))

    def over_before(self, node: ast.AST, start: ast.AST) -> bool:
        """Has a statement run for the last time before the start is first come to?"""
        line, first = getattr(node, "lineno", 0), getattr(start, "lineno", 0)
        if line in self.called or first in self.called:
            return False
        return line < self.loops.get(first, first)


def run_order(experiment: Experiment, source: Source) -> RunOrder:
    """The order of a file's lines, read once."""
    known: dict[Source, RunOrder] = experiment.answers.setdefault("run order", {})
    if source not in known:
        known[source] = RunOrder(source)
    return known[source]


def applied_networks(experiment: Experiment, source: Source) -> set[ast.AST]:
    """Calls `net(x)` of networks, which leave x as it is."""
    calls = [call for call in experiment.calls if call.place.source is source and call.receiver is not None]
    return {call.place.node for call in calls if _applies_network(call)}


def _applies_network(call: Call) -> bool:
    if isinstance(call.receiver, Estimator):
        return call.qualified.startswith("torch.nn.") and call.qualified.endswith(".__call__")
    node = call.place.node
    named = isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Subscript))
    return named and call.receiver is not None and is_network(call.receiver)
