"""Draws in an imported file whose values other files of the program get, and make a result of."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.influence import Statement, reaching
from reprolint.graph.seeds.network_classes import is_network_class
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source


def coming_back(
    experiment: Experiment, source: Source, starts: set[ast.AST], seen: frozenset[Source] = frozenset()
) -> set[ast.AST]:
    """Those of `starts` in an imported file that its functions return to other files, where the value reaches a result.

    What objects keep in their fields is not followed, for it may be asked for before the draw, or never; but for networks,
    whose weights are in their fields.
    """
    if source is experiment.source or source in seen or not starts:
        return set()
    seen |= {source}
    callers: dict[str, set[Source]] = {}
    for other in experiment.sources:
        if other is not source:
            for call in other.nodes_of(ast.Call):
                callers.setdefault(called(call), set()).add(other)
    found: set[ast.AST] = set()
    networks = {one.name for one in source.nodes_of(ast.ClassDef) if is_network_class(experiment, one)}

    def stays(statement: Statement) -> bool:
        return not any(name.startswith(".") for name in statement.binds) or not networks.isdisjoint(statement.binds)

    functions: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]
    functions = source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for name in sorted({one.name for one in functions} & callers.keys()):

        def leaves(statement: Statement, name: str = name) -> bool:
            return name in statement.binds and (name in networks or isinstance(statement.node, (ast.Return, ast.Expr)))

        leaving = reaching(experiment, source, starts - found, leaves, others=False, past=stays)
        if leaving and any(_call_matters(experiment, other, name, seen) for other in callers[name]):
            found |= leaving
    return found


def _call_matters(experiment: Experiment, source: Source, name: str, seen: frozenset[Source]) -> bool:
    calls: set[ast.AST] = {call for call in source.nodes_of(ast.Call) if called(call) == name}
    return bool(reaching(experiment, source, calls) or coming_back(experiment, source, calls, seen))
