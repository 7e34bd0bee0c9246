"""A picture in DOT, the language of Graphviz."""

from __future__ import annotations

from reprolint.picture import texts
from reprolint.picture.model import Edge, Node, Picture

SHAPES = {"source": "cylinder", "split": "diamond", "score": "note", "file": "folder"}
FILLS = {"source": "#eef2f6", "model": "#fbefff", "score": "#fff8c5", "split": "#ffffff"}
PARTS = {"training": "#ddf4ff", "test": "#dafbe1", "validation": "#e0f7f5"}
COLORS = {"error": "#cf222e", "warning": "#bc4c00", "note": "#7d4e00", "": "#57606a"}


def render_dot(picture: Picture, folder: str = "") -> str:
    """The picture as text for `dot`, with a final newline; `folder` leads from the text's own place to that of the paths."""
    parts = [
        "digraph experiment {",
        f"  graph [label={_quoted([texts.short(picture.path, 90), *texts.caption(picture)])}, rankdir=TB, fontname=Helvetica];",
        "  node [shape=box, style=filled, fillcolor=white, fontname=Helvetica, fontsize=11];",
        "  edge [fontname=Helvetica, fontsize=10];",
        *(_node(node, picture, folder) for node in picture.nodes),
        *(_edge(edge) for edge in picture.edges),
        "}",
    ]
    return "\n".join(parts) + "\n"


def _node(node: Node, picture: Picture, folder: str) -> str:
    affected = texts.is_mainly_affected(node)
    level = texts.level(node.affected if affected else node.marks)
    over = [kind.upper()] if (kind := texts.kind_of(node)) else []
    values = {
        "label": _quoted([*over, texts.short(node.title), *texts.lines(node, picture)]),
        "fillcolor": f'"{PARTS.get(node.role) or FILLS.get(node.kind, "#f6f8fa")}"',
        "color": f'"{COLORS[level]}"',
    }
    if node.kind in SHAPES:
        values["shape"] = SHAPES[node.kind]
    if level:
        values["penwidth"] = "2.5"
    if affected:
        values["style"] = '"filled,dashed"'
    if node.places:
        values["URL"] = _quoted([texts.link(node.places[0], folder)])
        values["tooltip"] = _quoted(
            [texts.short(mark.message, 300) for mark in node.marks] or [texts.short(node.title)]
        )
    return f"  {node.id} [{_attributes(values)}];"


def _edge(edge: Edge) -> str:
    values: dict[str, str] = {}
    words = texts.edge_words(edge)
    if words:
        values["label"] = _quoted(words)
    if edge.kind == "numbers":
        values["style"] = "dashed"
    if edge.marks:
        color = COLORS[texts.level(edge.marks)]
        values |= {"color": f'"{color}"', "fontcolor": f'"{color}"', "penwidth": "3"}
    return f"  {edge.tail} -> {edge.head}" + (f" [{_attributes(values)}];" if values else ";")


def _attributes(values: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())


def _quoted(lines: list[str]) -> str:
    """A string of several lines; nothing in it is taken for syntax."""
    safe = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + "\\n".join(safe) + '"'
