"""Losses that judge a network although gradients are kept: in a loop over batches in which nothing is trained."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from reprolint.graph.events import Call
from reprolint.graph.modes import EVAL, modes_of
from reprolint.graph.overlap import Answer, overlaps
from reprolint.graph.values import UNTRAINABLE, Data
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

# What trains, in PyTorch and whatever stands around it, by the names that are called or read.
TRAINS = pattern(r"backward|(?<!global_)step|optim|^opt$|scaler|grad|minimi[sz]e|train|^fit|learn", re.IGNORECASE)
STOPS = frozenset({"no_grad", "set_grad_enabled", "enable_grad", "inference_mode"})
LOOKS = frozenset({"float", "print", "append", "isnan", "isfinite", "isinf"})  # what may be given a loss as it is


def in_training(run: Interpreter, data: Data, event: Call) -> bool:
    """May the networks behind this loss be trained on it? Always, where gradients are kept, but for a loop that only judges."""
    return run.gradients and UNTRAINABLE not in data.traits and not _only_judges(run, data, event)


def _only_judges(run: Interpreter, data: Data, event: Call) -> bool:
    loop = next((each for each in reversed(run.loops) if each in run.batch_loops), None)
    if loop is None or data.each is not None or not all(modes_of(network) == EVAL for network in data.networks):
        return False
    if loop not in run.quiet:
        run.quiet[loop] = None if any(_may_train(part) for part in _read_in(run, loop)) else set()
    fits = [fit for network in data.networks for fit in getattr(network, "fits", ())]
    if any(loop in fit.loops for fit in fits):
        run.quiet[loop] = None  # a function that is called here trains
    before = run.quiet[loop]
    if before is None:
        return False
    if event.place.node not in before:  # what the first round calls may train, further down
        before.add(event.place.node)
        return False
    return not any(overlaps(fit.rows, data.rows) is Answer.YES for fit in fits)


def _read_in(run: Interpreter, loop: ast.AST) -> list[ast.AST]:
    """The loop, and the functions on the stack that were called in it."""
    found = [loop]
    for function in reversed(run.stack):
        if loop in within(function):
            break
        found.append(function)
    return found


def _may_train(code: ast.AST) -> bool:
    """Does anything that is named here say that something is trained? A loss that is handed on may be."""
    losses: set[str] = set()
    handed: set[str] = set()
    for node in within(code):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if name and name not in STOPS and TRAINS.search(name):
            return True
        if isinstance(node, ast.Call):
            if called(node) == "item" and isinstance(node.func, ast.Attribute):
                losses.update(part.id for part in [node.func.value] if isinstance(part, ast.Name))
            elif called(node) not in LOOKS:
                handed.update(part.id for part in node.args if isinstance(part, ast.Name))
    return not losses.isdisjoint(handed)
