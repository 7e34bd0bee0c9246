"""Makes a picture small enough to read: steps that nothing rests on go, and branches that do the same become one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from reprolint.picture.model import KINDS, Edge, Node, Picture

T = TypeVar("T")

ENDS = frozenset({"model", "predictions", "score", "choice", "explanation", "file"})
MOST = 40  # boxes; chosen by us: what fits on one screen and can be read there
ROUNDS = 6  # merging one kind of boxes may make others alike
SINGLE = {
    "source": "source",
    "resample": "resampling",
    "preprocess": "preparation step",
    "split": "split",
    "part": "part",
    "model": "model",
    "predictions": "prediction",
    "score": "score",
    "choice": "choice",
    "explanation": "explanation",
    "file": "saved file",
}
TITLES_SHOWN = 3
STRICT_TO_LOOSE = (
    "boxes that the same arrows enter and leave; of models and splits at least three",
    "of models and splits also two",
    "preparation steps and splits that the same arrows enter, whatever they are and wherever they lead",
    "also faulty with faultless ones",
)
"""What is merged, one after the other, until the picture is small enough."""
JOINED = 34  # characters of two titles together


def fold(picture: Picture, most: int = MOST) -> Picture:
    """The picture without what no model, score or file rests on, folded further until it has at most so many boxes.

    It may keep more when nothing else can be folded. Faulty boxes are merged only with boxes that have the same faults.
    """
    picture = _pruned(picture)
    for much in range(len(STRICT_TO_LOOSE)):
        for _ in range(ROUNDS):
            before = len(picture.nodes)
            picture = _chains(_alike(picture, much))
            if len(picture.nodes) == before:
                break
        if len(picture.nodes) <= most:
            return _numbered(picture)
    return _numbered(_without_asides(_same_shapes(picture), most))


def _numbered(picture: Picture) -> Picture:
    """Boxes numbered from 1 without gaps."""
    ids = {node.id: f"n{number}" for number, node in enumerate(picture.nodes, 1)}
    nodes = tuple(replace(node, id=ids[node.id]) for node in picture.nodes)
    edges = tuple(replace(edge, tail=ids[edge.tail], head=ids[edge.head]) for edge in picture.edges)
    return replace(picture, nodes=nodes, edges=edges)


# --- what goes -----------------------------------------------------------------------------------------------------


def _pruned(picture: Picture) -> Picture:
    """Only boxes on the way to an end; where there is no end, everything."""
    ends = {node.id for node in picture.nodes if node.kind in ENDS}
    marked = {node.id for node in picture.nodes if node.marks}
    if not ends:
        ends = {node.id for node in picture.nodes if node.kind in {"split", "preprocess", "resample"}}
    return _only(picture, _behind(picture.edges, ends | marked))


def _behind(edges: Iterable[Edge], ends: set[str]) -> set[str]:
    """The boxes from which the arrows lead to `ends`, and these."""
    tails: dict[str, list[str]] = {}
    for edge in edges:
        tails.setdefault(edge.head, []).append(edge.tail)
    kept, waiting = set(ends), list(ends)
    while waiting:
        for tail in tails.get(waiting.pop(), ()):
            if tail not in kept:
                kept.add(tail)
                waiting.append(tail)
    return kept


def _only(picture: Picture, kept: set[str]) -> Picture:
    nodes = tuple(node for node in picture.nodes if node.id in kept)
    edges = tuple(edge for edge in picture.edges if edge.tail in kept and edge.head in kept)
    gone = sum(node.count for node in picture.nodes if node.id not in kept and node.kind != "part")
    return replace(picture, nodes=nodes, edges=edges, left_out=picture.left_out + gone)


def _without_asides(picture: Picture, most: int) -> Picture:
    """As long as there are too many boxes: leave out explanations, choices and files, then what is not judged."""
    for kinds in ({"explanation", "choice"}, {"file", "predictions"}):
        if len(picture.nodes) <= most:
            return picture
        picture = _only(picture, {node.id for node in picture.nodes if node.kind not in kinds or node.marks})
    if len(picture.nodes) <= most:
        return picture
    judged = {node.id for node in picture.nodes if node.kind == "score" or node.marks}
    return _only(picture, _behind(picture.edges, judged)) if judged else picture


# --- what is merged ------------------------------------------------------------------------------------------------


def _alike(picture: Picture, much: int) -> Picture:
    """Merge boxes of one kind that look alike, as much as the position in `STRICT_TO_LOOSE` says."""
    for kind in KINDS:
        inward, outward = _ways(picture.edges)
        groups: dict[Hashable, list[Node]] = {}
        for node in picture.nodes:
            if node.kind == kind:
                key = _likeness(node, inward.get(node.id, frozenset()), outward.get(node.id, frozenset()), much)
                groups.setdefault(key, []).append(node)
        merged = [group for group in groups.values() if _pays(group, few=much > 0)]
        picture = _merge(picture, merged)
    return picture


def _likeness(node: Node, inward: frozenset[Hashable], outward: frozenset[Hashable], much: int) -> Hashable:
    faults = frozenset(mark.code for mark in node.marks) if much < 3 else frozenset()
    if much > 2:
        inward = frozenset(way[:2] for way in inward)  # type: ignore[index]
    if node.kind == "source":
        return (faults, outward)
    if node.kind in {"preprocess", "resample"}:
        return (faults, inward, outward if much < 2 else ())
    if node.kind == "split" and much > 1:
        return (faults, inward)
    if node.kind in {"split", "part"}:
        return (faults, inward, node.title, node.role, node.details)
    return (faults, inward, frozenset(mark.code for mark in node.affected) if much < 3 else ())


def _pays(group: list[Node], *, few: bool) -> bool:
    if len(group) < 2 or (group[0].kind == "source" and not few and len(group) < 3):
        return False
    titles = {node.title for node in group}
    several = group[0].kind in {"model", "preprocess", "split"} and (len(titles) > 1 or group[0].kind == "split")
    return not several or few or len(group) > 2


def _ways(edges: Iterable[Edge]) -> tuple[dict[str, frozenset[Hashable]], dict[str, frozenset[Hashable]]]:
    """For each box, what leads to it and what it leads to."""
    inward: dict[str, set[Hashable]] = {}
    outward: dict[str, set[Hashable]] = {}
    for edge in edges:
        faults = frozenset(mark.code for mark in edge.marks)
        inward.setdefault(edge.head, set()).add((edge.tail, edge.kind, faults))
        outward.setdefault(edge.tail, set()).add((edge.head, edge.kind, faults))
    return _frozen(inward), _frozen(outward)


def _frozen(ways: Mapping[str, set[Hashable]]) -> dict[str, frozenset[Hashable]]:
    return {box: frozenset(others) for box, others in ways.items()}


def _chains(picture: Picture) -> Picture:
    """Preparation steps that follow each other, each on the outcome of the one before, become one box."""
    while True:
        nodes = {node.id: node for node in picture.nodes}
        inward, outward = _ways(picture.edges)
        for edge in picture.edges:
            one, other = nodes[edge.tail], nodes[edge.head]
            alone = len(outward[one.id]) == 1 and len(inward[other.id]) == 1
            faults = [frozenset(mark.code for mark in node.marks) for node in (one, other)]
            if alone and one.kind == other.kind == "preprocess" and faults[0] == faults[1]:
                picture = _merge(picture, [[one, other]])
                break
        else:
            return picture


def _same_shapes(picture: Picture) -> Picture:
    """Whole experiments apart from each other that look the same, box for box, become one."""
    shapes: dict[Hashable, list[list[Node]]] = {}
    for component in _components(picture):
        inside = {node.id: number for number, node in enumerate(component)}
        arrows = tuple((inside[e.tail], inside[e.head], e.kind) for e in picture.edges if e.tail in inside)
        look = tuple((node.kind, node.role, tuple(mark.code for mark in node.marks)) for node in component)
        shapes.setdefault((look, arrows), []).append(component)
    groups = [list(group) for same in shapes.values() if len(same) > 1 for group in zip(*same, strict=True)]
    return _merge(picture, groups)


def _components(picture: Picture) -> list[list[Node]]:
    """Boxes that arrows connect, group by group, in the picture's order."""
    leader = {node.id: node.id for node in picture.nodes}

    def find(box: str) -> str:
        while leader[box] != box:
            box = leader[box]
        return box

    for edge in picture.edges:
        leader[find(edge.head)] = find(edge.tail)
    groups: dict[str, list[Node]] = {}
    for node in picture.nodes:
        groups.setdefault(find(node.id), []).append(node)
    return list(groups.values())


def _merge(picture: Picture, groups: list[list[Node]]) -> Picture:
    """Each group becomes its first box; arrows follow."""
    if not groups:
        return picture
    leader = {node.id: group[0].id for group in groups for node in group}
    merged = {group[0].id: _one(group) for group in groups}
    nodes = [merged.get(node.id, node) for node in picture.nodes if leader.get(node.id, node.id) == node.id]
    edges: dict[tuple[str, str, str], Edge] = {}
    for edge in picture.edges:
        moved = replace(edge, tail=leader.get(edge.tail, edge.tail), head=leader.get(edge.head, edge.head))
        key = (moved.tail, moved.head, moved.kind)
        if moved.tail == moved.head:
            continue
        known = edges.get(key)
        edges[key] = moved if known is None else replace(known, marks=_each_once(known.marks, moved.marks))
    return replace(picture, nodes=tuple(nodes), edges=tuple(edges.values()))


def _one(group: list[Node]) -> Node:
    first = group[0]
    members = tuple(title for node in group for title in node.members)
    titles = list(dict.fromkeys(members))
    details = list(dict.fromkeys(line for node in group for line in node.details if node.count == 1))
    title = titles[0]
    if len(titles) > 1:
        joined = ", ".join(titles)
        is_short = len(titles) < TITLES_SHOWN and len(joined) <= JOINED
        title = joined if is_short else f"{len(members)} {_plural(first.kind)}"
        details = [] if is_short else _listed(titles)
    elif len(members) > 1 and first.kind not in {"part", "split"}:
        details = [*details[:1], f"{len(members)} times"]
    return replace(
        first,
        title=title,
        details=tuple(details),
        places=_each_once(*(node.places for node in group)),
        shown=_each_once(*(node.shown for node in group)),
        members=members,
        count=sum(node.count for node in group),
        marks=_each_once(*(node.marks for node in group)),
        affected=_each_once(*(node.affected for node in group)),
    )


def _plural(kind: str) -> str:
    return f"{SINGLE[kind]}s"


def _listed(titles: list[str]) -> list[str]:
    """A line for each, up to a number of them."""
    if len(titles) <= TITLES_SHOWN:
        return titles
    return [*titles[:TITLES_SHOWN], f"and {len(titles) - TITLES_SHOWN} more"]


def _each_once(*groups: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(one for group in groups for one in group))
