"""A picture while it is drawn: boxes that the same step of the code meets again, arrows that are drawn once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from reprolint.findings import Location
from reprolint.picture.model import Edge, Node


@dataclass(slots=True, eq=False)
class Box:
    """A box that may still change. `extents` are all places by which findings know it."""

    id: str
    kind: str
    title: str
    role: str = ""
    details: tuple[str, ...] = ()
    places: dict[Location, None] = field(default_factory=dict)
    shown: dict[Location, None] = field(default_factory=dict)
    extents: dict[Location, None] = field(default_factory=dict)
    members: dict[str, None] = field(default_factory=dict)  # what it is made of, when its title does not say it

    def stands_at(self, *places: Location) -> Box:
        """Note where the code does it."""
        for place in places:
            self.places.setdefault(place)
            self.extents.setdefault(place)
        return self

    def node(self) -> Node:
        """The box as it is now."""
        return Node(
            self.id,
            self.kind,
            self.title,
            self.role,
            (", ".join(self.members),) if self.members else self.details,
            tuple(self.places),
            tuple(self.shown),
            (self.title,),
        )


class Sketch:
    """Boxes by what makes them the same, in the order of their making, and arrows between them."""

    def __init__(self) -> None:
        self.boxes: dict[Hashable, Box] = {}
        self._arrows: dict[tuple[Box, Box], list[Edge]] = {}
        self._heads: dict[Box, list[Box]] = {}

    def box(self, key: Hashable, kind: str, title: str, *, role: str = "", details: tuple[str, ...] = ()) -> Box:
        """The box with this key; made when it is not there yet."""
        found = self.boxes.get(key)
        if found is None:
            found = self.boxes[key] = Box(f"n{len(self.boxes) + 1}", kind, title, role, details)
        return found

    def arrow(self, tails: Iterable[Box], head: Box, kind: str, words: str = "") -> None:
        """Arrows from some boxes to one; never from a box to itself, from a later one back, or twice the same."""
        for tail in tails:
            if tail is head or self.leads(head, tail):
                continue  # a second round of a loop
            drawn = self._arrows.setdefault((tail, head), [])
            if all(edge.kind != kind for edge in drawn):
                drawn.append(Edge(tail.id, head.id, kind, words))
                self._heads.setdefault(tail, []).append(head)

    def leads(self, tail: Box, head: Box) -> bool:
        """Is there a way along the arrows?"""
        seen = {tail}
        waiting = [tail]
        while waiting:
            box = waiting.pop()
            if box is head:
                return True
            for following in self._heads.get(box, ()):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return False

    def edges(self) -> list[Edge]:
        """All arrows, in the order of the boxes they end at."""
        numbers = {box.id: number for number, box in enumerate(self.boxes.values())}
        drawn = [edge for edges in self._arrows.values() for edge in edges]
        return sorted(drawn, key=lambda edge: (numbers[edge.head], numbers[edge.tail], edge.kind))
