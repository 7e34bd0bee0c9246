"""Puts findings on the boxes and arrows that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reprolint.findings import Finding, Location
from reprolint.picture.model import Edge, Mark, Node, Picture

ABOUT_ROWS = ("LEA", "INT")
"""Families whose faults lie in which rows reach a step: the arrow that brings these rows is at fault."""
ALSO_ABOUT_ROWS = frozenset({"train-score-reported", "no-hold-out", "best-score-as-result", "ordered-validation-split"})
"""Rules of other families of which the same is true."""
NOT_ABOUT_STEPS = ("NBK", "TST", "DOC")
"""Families about cells, tests and texts: a step that stands there is not at fault."""
ABOUT_TRAINING = frozenset(
    {"fit-on-test", "stopping-on-test", "overlapping-rows", "stacking-in-sample", "last-fold-model"}
)
"""Rules whose fault is in a model's training, also where the same call judges it."""
ALSO = "and "
"""How the label of a further place of the same fault begins."""
FIRST = ("preprocess", "resample", "score", "explanation", "choice", "model", "split", "predictions", "file", "source")
"""Of several boxes at one place (cross-validation splits, trains and judges in one call), the one that is marked."""
BRINGS_ROWS = frozenset({"rows", "learned", "trained", "steered", "judged", "scores"})
LEARNS = frozenset({"rows", "learned", "trained"})

Extents = Mapping[str, tuple[Location, ...]]


def mark(
    picture: Picture, extents: Extents, findings: Iterable[Finding], overlapping: frozenset[str] = frozenset()
) -> Picture:
    """The picture with its findings.

    `extents` are all places by which a box is known, by the box's id; `overlapping` are the boxes of models that are
    judged on rows they were trained on: a function that is called several times makes several boxes at one place.
    """
    nodes = {node.id: node for node in picture.nodes}
    edges = list(picture.edges)
    elsewhere: list[Mark] = []
    for finding in findings:
        made = _mark(finding)
        at_fault = [finding.primary, *(place for place in finding.related if place.label.startswith(ALSO))]
        found = [box for place in at_fault for box in _at(place, finding, extents, nodes)]
        boxes = _at_fault(finding, [nodes[box] for box in dict.fromkeys(found)], picture, overlapping)
        if not boxes:
            elsewhere.append(made)
        for box in boxes:
            nodes[box.id] = replace(box, marks=(*nodes[box.id].marks, made))
        if boxes and _is_about_rows(finding):
            faulty = {number for box in boxes for number in _faulty(box, edges, nodes)}
            edges = [
                replace(edge, marks=(*edge.marks, made)) if number in faulty else edge
                for number, edge in enumerate(edges)
            ]
            _spread(finding, made, extents, nodes, [box.id for box in boxes], edges)
    return replace(picture, nodes=tuple(nodes.values()), edges=tuple(edges), elsewhere=tuple(elsewhere))


def _mark(finding: Finding) -> Mark:
    assert finding.severity is not None  # the engine fills it in
    words = finding.name.replace("-", " ")
    return Mark(finding.code, finding.name, finding.severity, words, finding.message, finding.primary)


def _is_about_rows(finding: Finding) -> bool:
    return finding.code.startswith(ABOUT_ROWS) or finding.name in ALSO_ABOUT_ROWS


def _at(place: Location, finding: Finding, extents: Extents, nodes: Mapping[str, Node]) -> list[str]:
    """Boxes that stand at a place: exactly there, else those that it lies in or that lie in it."""
    if finding.code.startswith(NOT_ABOUT_STEPS):
        return []
    exact = [box for box, places in extents.items() if any(_same(place, one) for one in places)]
    found = exact or [box for box, places in extents.items() if any(_within(place, one) for one in places)]
    kinds = {nodes[box].kind for box in found}
    order = ("model", *FIRST) if finding.name in ABOUT_TRAINING else FIRST
    first = next((kind for kind in order if kind in kinds), None)
    return [box for box in found if nodes[box].kind == first]


def _at_fault(finding: Finding, boxes: list[Node], picture: Picture, overlapping: frozenset[str]) -> list[Node]:
    """Of the boxes at one place those with the fault, as far as the picture itself can tell them apart."""
    if finding.name == "overlapping-rows":
        return [box for box in boxes if box.id in overlapping] or boxes
    if finding.name == "fit-on-test":
        tested = _from_test_rows(picture)
        return [box for box in boxes if box.id in tested] or boxes
    return boxes


def _from_test_rows(picture: Picture) -> set[str]:
    """The boxes that test rows go into, directly or prepared, to be learned from."""
    tests = {node.id for node in picture.nodes if node.role == "test"}
    return _reached(tests, [edge for edge in picture.edges if edge.kind in LEARNS])


def _reached(starts: set[str], edges: Iterable[Edge]) -> set[str]:
    """The boxes that the arrows lead to, and the starts."""
    heads: dict[str, list[str]] = {}
    for edge in edges:
        heads.setdefault(edge.tail, []).append(edge.head)
    reached, waiting = set(starts), list(starts)
    while waiting:
        for head in heads.get(waiting.pop(), ()):
            if head not in reached:
                reached.add(head)
                waiting.append(head)
    return reached


def _same(a: Location, b: Location) -> bool:
    return a == b and a.cell == b.cell


def _within(a: Location, b: Location) -> bool:
    if a.path != b.path or a.cell != b.cell:
        return False
    start_a, end_a = (a.line, a.column), (a.end_line, a.end_column)
    start_b, end_b = (b.line, b.column), (b.end_line, b.end_column)
    return (start_b <= start_a and end_a <= end_b) or (start_a <= start_b and end_b <= end_a)


def _faulty(box: Node, edges: list[Edge], nodes: Mapping[str, Node]) -> list[int]:
    """The arrows that bring the wrong rows: those from test rows when there are any, else all that bring rows."""
    inward = [
        number
        for number, edge in enumerate(edges)
        if edge.head == box.id and edge.kind in BRINGS_ROWS and nodes[edge.tail].kind != "model"
    ]
    steering = [number for number in inward if edges[number].kind == "steered"]
    tests = [number for number in inward if nodes[edges[number].tail].role == "test"]
    return steering or (tests if box.kind == "model" else []) or inward


def _spread(
    finding: Finding, made: Mark, extents: Extents, nodes: dict[str, Node], faulty: list[str], edges: list[Edge]
) -> None:
    """Scores that the finding names are affected by it, and those of models that were trained on the wrong rows."""
    reached = [box for place in finding.related for box in extents if any(_same(place, one) for one in extents[box])]
    if finding.name in ABOUT_TRAINING:
        reached += [edge.head for edge in edges if edge.tail in faulty and nodes[edge.tail].kind == "model"]
    downstream = _reached(set(faulty), edges)
    for box in [box for box in dict.fromkeys(reached) if box in downstream] or dict.fromkeys(reached):
        node = nodes[box]
        if node.kind == "score" and all(made.code != finding.code for made in node.marks):
            nodes[box] = replace(node, affected=(*node.affected, made))
