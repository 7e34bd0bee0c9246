"""Small flow charts of the documents as pictures, drawn while the site is built: browsers need no program for them."""

from __future__ import annotations

import re

from reprolint.picture.layout import graphviz

STATION = re.compile(r'(?P<id>\w+)(?:\["(?P<label>[^"]+)"\])?')
LOOK = (
    'graph [rankdir=LR, bgcolor="transparent", pad=0.1, nodesep=0.35, ranksep=0.5]\n'
    'node [shape=box, style=rounded, fontname="sans-serif", fontsize=13, height=0.45, margin="0.3,0.08"]\n'
    "edge [arrowsize=0.8]"
)


def drawn(text: str) -> str:
    """A Mermaid chart that runs from left to right, as SVG; "" when it holds more than chains of arrows."""
    first, *chains = (line.strip() for line in text.strip().splitlines())
    if first != "flowchart LR":
        return ""
    stations: dict[str, str] = {}
    arrows: list[str] = []
    for chain in chains:
        found = [STATION.fullmatch(part.strip()) for part in chain.split("-->")]
        known = [one for one in found if one is not None]
        if len(known) < len(found):
            return ""
        for one in known:
            if one["label"] or one["id"] not in stations:
                stations[one["id"]] = one["label"] or one["id"]
        arrows.append(" -> ".join(f'"{one["id"]}"' for one in known))  # quoted: `graph` is a word of DOT
    nodes = [f'"{name}" [label="{label.replace(" (", chr(92) + "n(")}"]' for name, label in stations.items()]
    svg = graphviz("\n".join(["digraph {", LOOK, *nodes, *arrows, "}"]), "svg").decode("utf-8")
    svg = svg[svg.index("<svg") :].replace('"black"', '"currentColor"')
    svg = re.sub(r"<title>.*?</title>\n?|<!--.*?-->\n?", "", svg).replace("<text ", '<text fill="currentColor" ')
    label = ", ".join(arrow.replace(" -> ", " to ").replace('"', "") for arrow in arrows)
    return f'<figure class="chart" role="img" aria-label="{label}">\n{svg.strip()}\n</figure>'
