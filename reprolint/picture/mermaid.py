"""A picture in Mermaid, which code hosts and notebooks draw by themselves."""

from __future__ import annotations

import re

from reprolint.picture import texts
from reprolint.picture.model import Edge, Node, Picture

SHAPES = {
    "source": ("[(", ")]"),
    "split": ("{{", "}}"),
    "part": ("([", "])"),
    "file": ("[/", "/]"),
    "choice": (">", "]"),
}
CLASSES = {
    "source": "fill:#eef2f6,stroke:#59636e,color:#1f2328",
    "step": "fill:#f6f8fa,stroke:#8c959f,color:#1f2328",
    "training": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "test": "fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
    "validation": "fill:#e0f7f5,stroke:#1b7c83,color:#1f2328",
    "model": "fill:#fbefff,stroke:#8250df,color:#1f2328",
    "score": "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
    "faulty": "stroke:#cf222e,stroke-width:3px",
    "doubtful": "stroke:#bc4c00,stroke-width:3px",
    "noted": "stroke:#7d4e00,stroke-width:2px",
    "affected": "stroke-dasharray:5 4",
}
FAULTS = {"error": "faulty", "warning": "doubtful", "note": "noted"}
COLORS = {"error": "#cf222e", "warning": "#bc4c00", "note": "#7d4e00"}
SPECIAL = re.compile(r"[^\w .,:()+/→…²'=-]")  # everything that Mermaid or its Markdown could take for syntax


def render_mermaid(picture: Picture, folder: str = "") -> str:
    """The picture as a Mermaid flowchart, with a final newline; `folder` leads from the text's place to that of the paths."""
    parts = ["flowchart TB", f"  accTitle: {_plain(f'Experiment in {picture.path}')}"]
    parts += [_node(node, picture) for node in picture.nodes]
    parts += [_edge(edge) for edge in picture.edges]
    parts += [
        f'  click {node.id} href "{texts.link(node.places[0], folder)}"'  # has no quotes, nor anything Mermaid would read
        for node in picture.nodes
        if node.places
    ]
    parts += [f"  classDef {name} {style}" for name, style in CLASSES.items() if _bearers(picture, name)]
    parts += [f"  class {','.join(bearers)} {name}" for name in CLASSES if (bearers := _bearers(picture, name))]
    parts += [
        f"  linkStyle {number} stroke:{COLORS[level]},stroke-width:3px,color:{COLORS[level]}"
        for number, edge in enumerate(picture.edges)
        if (level := texts.level(edge.marks))
    ]
    parts += [f"  %% {_plain(line)}" for line in texts.caption(picture)]
    return "\n".join(parts) + "\n"


def _node(node: Node, picture: Picture) -> str:
    start, end = SHAPES.get(node.kind, ("[", "]"))
    label = _quoted([texts.short(node.title), *texts.lines(node, picture)], texts.kind_of(node))
    return f"  {node.id}{start}{label}{end}"


def _edge(edge: Edge) -> str:
    arrow = "-.->" if edge.kind == "numbers" else "==>" if edge.marks else "-->"
    words = texts.edge_words(edge)
    return f"  {edge.tail} {arrow}{f'|{_quoted(words)}|' if words else ''} {edge.head}"


def _bearers(picture: Picture, name: str) -> list[str]:
    return [node.id for node in picture.nodes if name in _classes(node)]


def _classes(node: Node) -> list[str]:
    look = node.role or (node.kind if node.kind in {"source", "model", "score"} else "step")
    affected = texts.is_mainly_affected(node)
    level = texts.level(node.affected if affected else node.marks)
    return [look, FAULTS.get(level, ""), "affected" if affected else ""]


def _quoted(lines: list[str], kind: str = "") -> str:
    """Lines of a label; every character that could be syntax is written by its number."""
    over = f"<small>{kind}</small><br/>" if kind else ""
    return f'"{over}{"<br/>".join(_coded(line) for line in lines)}"'


def _coded(text: str) -> str:
    return SPECIAL.sub(lambda found: f"#{ord(found[0])};", text)


def _plain(text: str) -> str:
    """For places where nothing can be coded: other characters go."""
    return SPECIAL.sub("", texts.short(text, 90)).replace("#", "")
