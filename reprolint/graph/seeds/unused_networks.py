"""Networks that are made and given a name, and that nothing calls, stores or hands on before the name is given away."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.name_reads import BY_TEXT, parts_with_name, reads_among, scope_around, scope_of_name
from reprolint.graph.seeds.replaced import replaced
from reprolint.graph.seeds.restoring import network_in
from reprolint.graph.seeds.unread import role_of
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment

_WEIGHT_ROLES = frozenset({"layer", "network"})
_PARAMETERS = frozenset({"parameters", "named_parameters"})
_CLIPS = frozenset({"clip_grad_norm_", "clip_grad_value_"})
_TELLS = frozenset({"print", "type", "display"})


def unused_networks(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Where weights are drawn for networks that go nowhere but, by their parameters, into an optimizer."""
    nodes = {draw.place.node for draw in draws if role_of(draw) in _WEIGHT_ROLES and draw.library == "torch"}
    if not nodes or BY_TEXT.search(experiment.text):
        return set()
    found: set[ast.AST] = set()
    for node in nodes:
        events = [draw for draw in experiment.draws if draw.place.node is node and draw.entry_point]
        if events and all(goes_nowhere(experiment, draw) for draw in events):
            found.add(node)
    return found


def goes_nowhere(experiment: Experiment, draw: Draw) -> bool:
    """Is the network whose layer draws made for nothing?"""
    known: dict[ast.AST, bool] = experiment.answers.setdefault("unused networks", {})
    calls = draw.calls if draw.call is None else draw.call.calls
    for place in (*calls, draw.place):
        if place.node not in known:
            known[place.node] = called(place.node)[:1].isupper() and _is_unused(experiment, place)
        if known[place.node]:
            return True
    return False


def _is_unused(experiment: Experiment, place: Place) -> bool:
    """Is the object that is made here given a name, by which nothing uses it, or that is given to another before?"""
    for assign in (one for one in within(scope_around(place.source, place.line)) if isinstance(one, ast.Assign)):
        target = assign.targets[0]
        if network_in(assign.value) is place.node and isinstance(target, ast.Name) and len(assign.targets) == 1:
            if replaced(experiment, place.source, {place.node}):
                return True
            scope = scope_of_name(experiment, place.source, place.line, target.id)
            return scope is not None and not _used(experiment, scope, target.id)
    return False


def _used(experiment: Experiment, scope: ast.AST, name: str) -> bool:
    """Is the name read, other than to move the network, to print it, or to give its parameters to an optimizer?"""
    parts = parts_with_name(scope, name)
    reads = reads_among(parts, name)
    optimizers = {
        call.place.node for call in experiment.calls if call.entry is not None and call.entry.role == "optimizer"
    }
    harmless: set[ast.AST] = set()
    for part in parts:
        if isinstance(part, ast.Expr) or (isinstance(part, ast.Assign) and _binds(part, name)):
            harmless.add(network_in(part.value))
        elif isinstance(part, ast.Call):
            if part in optimizers or called(part) in _CLIPS:
                harmless |= _parameters_in(part)
            elif isinstance(part.func, ast.Name) and part.func.id in _TELLS:
                harmless.update(part.args)
        elif isinstance(part, ast.GeneratorExp) and called(part.elt) == "numel":
            harmless |= _parameters_in(part)
    return not reads <= harmless


def _binds(assign: ast.Assign, name: str) -> bool:
    target = assign.targets[0]
    return isinstance(target, ast.Name) and target.id == name


def _parameters_in(whole: ast.AST) -> set[ast.AST]:
    """Networks whose parameters are asked for: `net` in `SGD(net.parameters())`."""
    calls = (part for part in within(whole) if called(part) in _PARAMETERS)
    return {call.func.value for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)}
