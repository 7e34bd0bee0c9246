"""Draws as they are told of: the weights of a network where it is made, whatever its layers, other draws where they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from reprolint.graph.seeds.alternatives import may_be_passed_over
from reprolint.graph.seeds.name_reads import scope_around
from reprolint.graph.seeds.network_classes import is_network_class
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

_NAMED = 3  # classes that one call may make
_GIVES_NUMBERS = frozenset({"draw", "make"})
_CHOOSES = frozenset({"choice", "choices", "multinomial", "permutation", "randperm", "sample", "shuffle"})
_MAKES = frozenset({"__init__", "__new__", "__post_init__", "build", "setup"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws that are told of at one place. `network` is the class of a network of the project; else it is one draw.

    `sometimes` says that a run may not come to the place. `way` are the calls that lead to a network, outermost first.
    """

    place: Place
    draws: tuple[Draw, ...]
    network: str = ""
    sometimes: bool = False
    way: tuple[Place, ...] = ()

    @property
    def first(self) -> Draw:
        """The draw that is asked what it draws from."""
        return self.draws[0]

    @property
    def condition(self) -> str:
        """What to add to a label of the place."""
        return ", if the program comes here" if self.sometimes else ""


def drawings(experiment: Experiment, draws: Iterable[Draw]) -> list[Drawing]:
    """The draws as `in_order` puts them, those of the layers of one network together, where the network is made."""
    draws = list(draws)
    made = {draw: _networks_of(experiment, draw) for draw in draws if role_of(draw) == "layer"}
    layers: dict[ast.AST, list[Draw]] = {}
    for draw, networks in made.items():
        for place, _ in networks:
            layers.setdefault(place.node, []).append(draw)
    found: dict[ast.AST, Drawing] = {}
    for draw in draws:
        networks = [one for one in made.get(draw, ()) if any(map(draws_weights, layers[one[0].node]))]
        for place, layer in networks:
            if place.node not in found:
                way = _way_to(layer)
                way = way[: next(at for at, one in enumerate(way) if one.node is place.node) + 1]
                name = _class_name(experiment, place)
                sometimes = may_be_passed_over(experiment, way)
                found[place.node] = Drawing(place, tuple(layers[place.node]), name, sometimes, way)
        if not networks:
            sometimes = may_be_passed_over(experiment, _way_to(draw))
            found[draw.place.node] = Drawing(draw.place, (draw,), sometimes=sometimes)
    return in_order(experiment, list(found.values()))


def in_order(experiment: Experiment, told: list[Drawing]) -> list[Drawing]:
    """One that every run comes to first, the most telling of them; then the others file by file, by their lines.

    Numbers that are made up where a run may not come to, as for a first try without data, stand behind them.
    """
    files = {source: at for at, source in enumerate(experiment.sources)}

    def place(one: Drawing) -> tuple[int, int, int]:
        return files.get(one.place.source, len(files)), one.place.line, one.place.location().column

    def rank(one: Drawing) -> tuple[bool, bool, bool]:
        return one.sometimes, _is_dropout(one), one.sometimes and _makes_up(one)

    first = min(told, key=lambda one: (*rank(one), place(one) if one.sometimes else ()))
    others = (one for one in told if one is not first)
    return [first, *sorted(others, key=lambda one: (one.sometimes and _makes_up(one), place(one)))]


def _makes_up(told: Drawing) -> bool:
    """Does it give numbers out of nothing, not an order of rows or some of them?"""
    return role_of(told.first) in _GIVES_NUMBERS and called(told.place.node) not in _CHOOSES


def _is_dropout(told: Drawing) -> bool:
    """It draws while a network is trained, whose weights may have been put back."""
    return not told.network and role_of(told.first) == "layer" and not draws_weights(told.first)


def _way_to(draw: Draw) -> tuple[Place, ...]:
    return (*(draw.calls if draw.call is None else draw.call.calls), draw.place)


def _class_name(experiment: Experiment, network: Place) -> str:
    """The class that is called there; where that is a variable, the classes in which the next calls stand."""
    written = called(network.node)
    if written in {one.name for source in experiment.sources for one in source.nodes_of(ast.ClassDef)}:
        return written
    names: dict[str, None] = {}
    for draw in experiment.draws:
        way = _way_to(draw)
        for place, inner in pairwise(way):
            if place.node is network.node and (cls := _class_around(experiment, inner)) is not None:
                names[cls.name] = None
    return "` or `".join(names) if 0 < len(names) <= _NAMED else written


def where(experiment: Experiment, drawing: Drawing) -> Place:
    """Where the program itself makes the network or draws, or calls the imported code that does."""
    own = next((place for place in reversed(drawing.way) if place.source is experiment.source), None)
    if drawing.place.source is experiment.source:
        return drawing.place
    return own or reached_from(experiment, drawing.first)


def draws_weights(draw: Draw) -> bool:
    """Does it draw what a layer starts from, not what it does anew in each round, as a dropout does?"""
    return draw.call is not None and draw.call.entry is not None and draw.call.entry.kind == "weights"


def _networks_of(experiment: Experiment, draw: Draw) -> list[tuple[Place, Draw]]:
    """Where networks with this layer are made whose weights stay as they are drawn, each with its draw of the layer."""
    events = [one for one in experiment.draws if one.place.node is draw.place.node and one.entry_point]
    found = {
        place.node: (place, one) for one in reversed(events) if (place := _network_with(experiment, one)) is not None
    }
    made = [*found.values()][::-1]
    return [one for one in made if not _comes_to_nothing(experiment, *one)] or made[:1]


def _comes_to_nothing(experiment: Experiment, place: Place, layer: Draw) -> bool:
    if replaced(experiment, place.source, {place.node}) or goes_nowhere(experiment, layer):
        return True
    return gets_stored_state(experiment, layer, {})


def _network_with(experiment: Experiment, layer: Draw) -> Place | None:
    """The outermost call on the way to the layer that makes a network."""
    for place, inner in pairwise(_way_to(layer)):
        if called(place.node) and _class_around(experiment, inner) is not None and _is_made_in(inner):
            return place
    return None


def _is_made_in(place: Place) -> bool:
    """Does the place stand where an object is made, not in a method that a finished one is asked for?"""
    return getattr(scope_around(place.source, place.line), "name", "") in _MAKES


def _class_around(experiment: Experiment, place: Place) -> ast.ClassDef | None:
    """The network's class in which the place stands."""
    known: dict[Source, list[ast.ClassDef]] = experiment.answers.setdefault("classes of networks", {})
    if place.source not in known:
        known[place.source] = [one for one in place.source.nodes_of(ast.ClassDef) if is_network_class(experiment, one)]
    around = (one for one in known[place.source] if one.lineno <= place.line <= (one.end_lineno or one.lineno))
    return next(around, None)
