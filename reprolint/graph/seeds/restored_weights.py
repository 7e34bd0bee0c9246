"""Weights that a network is made with and in whose place a whole stored state is put before anything uses the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.seeds.restored_lists import OWNERS, list_is_restored, lists_made
from reprolint.graph.seeds.restoring import PUTS_STATE_BACK, is_restored, network_in
from reprolint.graph.seeds.unread import role_of
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment

_CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})
# Networks that are only ever in this mode draw nothing when they are applied: a dropout lets everything through.
_ASKS_FOR_JUDGING, _ASKS_FOR_TRAINING = pattern(r"\.eval\(\)"), pattern(r"\.train\(\s*(?:True)?\)")
_STATE_OF_NETWORK = frozenset({"Parameter", "register_buffer"})


def restored_weights(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Where weights are drawn that stored ones replace as a whole, whoever makes the network."""
    known: dict[ast.AST, bool] = {}
    found: set[ast.AST] = set()
    if not any(called(call) in PUTS_STATE_BACK for one in experiment.sources for call in one.nodes_of(ast.Call)):
        return found
    judged = (
        _ASKS_FOR_JUDGING.search(experiment.text) is not None and _ASKS_FOR_TRAINING.search(experiment.text) is None
    )
    for node in {draw.place.node for draw in draws if _is_state(draw) or (judged and role_of(draw) == "layer")}:
        events = [draw for draw in experiment.draws if draw.place.node is node and draw.entry_point]
        if events and all(gets_stored_state(experiment, draw, known) for draw in events):
            found.add(node)
    return found


def _is_state(draw: Draw) -> bool:
    """Is what is drawn kept in the state of a network: weights, what starts them, parameters and buffers?"""
    entry = draw.call.entry if draw.call is not None else None
    if (entry is not None and entry.kind == "weights") or draw.qualified.startswith("torch.nn.init."):
        return True
    return draw.library == "torch" and any(
        draw.place.node in within(call)
        for call in draw.place.source.nodes_of(ast.Call)
        if called(call) in _STATE_OF_NETWORK
    )


def gets_stored_state(experiment: Experiment, draw: Draw, known: dict[ast.AST, bool]) -> bool:
    """Does any call that led to the draw make a network whose state is replaced right after?"""
    calls = draw.calls if draw.call is None else draw.call.calls
    for place in (*calls, draw.place):
        if place.node not in known:
            known[place.node] = any(is_restored(experiment, name, behind) for name, behind in _made(place)) or any(
                list_is_restored(experiment, networks) for networks in lists_made(place)
            )
        if known[place.node]:
            return True
    return False


def _made(place: Place) -> Iterator[tuple[str, list[ast.stmt]]]:
    """What the made object is called, as in `self.net = Net().to(device)`, and the statements that are run behind it."""
    for owner in place.source.nodes_of(*OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if isinstance(one, (ast.Assign, ast.AnnAssign)) and one.value is not None:
                    target = one.targets[0] if isinstance(one, ast.Assign) else one.target
                    if isinstance(target, (ast.Name, ast.Attribute)) and place.node in _objects(one.value):
                        behind = [*block[at + 1 :], *_behind(place, owner)]
                        yield ast.unparse(target), behind
                        if isinstance(target, ast.Attribute) and ast.unparse(target.value) != "self":
                            yield ast.unparse(target.value), behind  # `net.head = nn.Linear(5, 3)`


def _behind(place: Place, statement: ast.AST) -> Iterator[ast.stmt]:
    """What is run after a statement that has a body: nothing more of a function or loop than what is in it."""
    if not isinstance(statement, (ast.If, ast.With, ast.Try)):
        return
    for owner in place.source.nodes_of(*OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            if statement in block:
                yield from block[block.index(statement) + 1 :]
                yield from _behind(place, owner)


def _objects(value: ast.expr) -> list[ast.AST]:
    """The network that the value is, and the layers that are written down in it: `nn.Sequential(nn.Linear(5, 3))`."""
    network = network_in(value)
    return within(network) if called(network) in _CONTAINERS else [network]
