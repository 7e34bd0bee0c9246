"""Draws as they are told of: the weights of a network where it is made, whatever its layers, other draws where they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph.seeds.replaced import replaced
from reprolint.graph.seeds.restored_weights import gets_stored_state
from reprolint.graph.seeds.seeding import reached_from
from reprolint.graph.seeds.unread import role_of
from reprolint.graph.seeds.unused_networks import goes_nowhere
from reprolint.records import dataclass
from reprolint.source.walking import called

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_LIBRARY_NETWORKS = frozenset({"LightningModule", "Model", "Module"})
_APPLYING = frozenset({"__call__", "call", "forward", "training_step"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws that are told of at one place. `network` is what the code calls a network of its own; else it is one draw."""

    place: Place
    draws: tuple[Draw, ...]
    network: str = ""

    @property
    def first(self) -> Draw:
        """The draw that is asked what it draws from."""
        return self.draws[0]


def drawings(experiment: Experiment, draws: Iterable[Draw]) -> list[Drawing]:
    """The draws in their order, those of the layers of one network together, where the first of them stands."""
    draws = list(draws)
    made = {draw: _networks_of(experiment, draw) for draw in draws if role_of(draw) == "layer"}
    layers: dict[ast.AST, list[Draw]] = {}
    for draw, places in made.items():
        for place in places:
            layers.setdefault(place.node, []).append(draw)
    found: dict[ast.AST, Drawing] = {}
    for draw in draws:
        networks = [place for place in made.get(draw, ()) if any(map(_draws_weights, layers[place.node]))]
        for place in networks:
            found.setdefault(place.node, Drawing(place, tuple(layers[place.node]), called(place.node)))
        if not networks:
            found[draw.place.node] = Drawing(draw.place, (draw,))
    return list(found.values())


def where(experiment: Experiment, drawing: Drawing) -> Place:
    """Where the program itself makes the network or draws, or calls the imported code that does."""
    return drawing.place if drawing.place.source is experiment.source else reached_from(experiment, drawing.first)


def _draws_weights(draw: Draw) -> bool:
    return draw.call is not None and draw.call.entry is not None and draw.call.entry.kind == "weights"


def _networks_of(experiment: Experiment, draw: Draw) -> list[Place]:
    """Where networks with this layer are made whose weights stay as they are drawn, for the program to use."""
    events = [one for one in experiment.draws if one.place.node is draw.place.node and one.entry_point]
    found = {
        place.node: (place, one) for one in reversed(events) if (place := _network_with(experiment, one)) is not None
    }
    kept = [place for place, one in found.values() if not _comes_to_nothing(experiment, place, one)]
    return kept[::-1] or [place for place, _ in found.values()][-1:]


def _comes_to_nothing(experiment: Experiment, place: Place, layer: Draw) -> bool:
    if replaced(experiment, place.source, {place.node}) or goes_nowhere(experiment, layer):
        return True
    return gets_stored_state(experiment, layer, {})


def _network_with(experiment: Experiment, layer: Draw) -> Place | None:
    """The first call on the way to the layer that stands in no network's class."""
    calls = layer.calls if layer.call is None else layer.call.calls
    path = (*calls, layer.place)
    at = len(path) - 1
    while at >= 0 and _in_network(experiment, path[at]):
        at -= 1
    if at < 0 or at == len(path) - 1 or not called(path[at].node):
        return None
    return path[at]


def _in_network(experiment: Experiment, place: Place) -> bool:
    known: dict[Source, list[ast.ClassDef]] = experiment.answers.setdefault("classes of networks", {})
    if place.source not in known:
        known[place.source] = [one for one in place.source.nodes_of(ast.ClassDef) if is_network_class(experiment, one)]
    return any(one.lineno <= place.line <= (one.end_lineno or one.lineno) for one in known[place.source])


def is_network_class(experiment: Experiment, cls: ast.ClassDef, depth: int = 0) -> bool:
    """Has the class a method that applies its layers, or does it extend a library's network, if by way of others?"""
    if any(isinstance(one, ast.FunctionDef) and one.name in _APPLYING for one in cls.body):
        return True
    bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in cls.bases}
    if bases & _LIBRARY_NETWORKS:
        return True
    others = (one for source in experiment.sources for one in source.nodes_of(ast.ClassDef) if one.name in bases)
    return depth < len(experiment.sources) and any(is_network_class(experiment, one, depth + 1) for one in others)
