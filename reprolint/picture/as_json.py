"""A picture as one JSON object; `picture.schema.json` beside this module describes it."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from reprolint import __version__
from reprolint.findings import Location
from reprolint.picture.model import Edge, Mark, Node, Picture

FORMAT_VERSION = 1


def render_json(picture: Picture) -> str:
    """The object as text in ASCII, with a final newline."""
    return json.dumps(to_object(picture), indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of the object."""
    text = resources.files("reprolint.picture").joinpath("picture.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def to_object(picture: Picture) -> dict[str, Any]:
    """The picture as dicts, lists, texts and numbers."""
    return {
        "version": FORMAT_VERSION,
        "tool": {"name": "reprolint", "version": __version__},
        "path": picture.path,
        "complete": picture.complete,
        "left_out": picture.left_out,
        "nodes": [_node(node) for node in picture.nodes],
        "edges": [_edge(edge) for edge in picture.edges],
        "findings": [
            *(_finding(mark, drawn=True) for mark in picture.marks),
            *(_finding(mark, drawn=False) for mark in picture.elsewhere),
        ],
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind,
        "role": node.role or None,
        "title": node.title,
        "details": list(node.details),
        "places": [_place(place) for place in node.places],
        "shown": [_place(place) for place in node.shown],
        "members": list(node.members),
        "count": node.count,
        "findings": _codes(node.marks),
        "affected_by": _codes(node.affected),
    }


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "from": edge.tail,
        "to": edge.head,
        "kind": edge.kind,
        "words": edge.words,
        "findings": _codes(edge.marks),
    }


def _finding(mark: Mark, *, drawn: bool) -> dict[str, Any]:
    return {
        "code": mark.code,
        "name": mark.name,
        "severity": str(mark.severity),
        "message": mark.message,
        **_place(mark.place),
        "drawn": drawn,
    }


def _codes(marks: tuple[Mark, ...]) -> list[str]:
    return list(dict.fromkeys(mark.code for mark in marks))


def _place(place: Location) -> dict[str, Any]:
    return {"path": place.path, "cell": place.cell, "line": place.line}
