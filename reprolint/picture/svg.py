"""A picture as SVG: for light and dark screens, with a text for those who cannot see it, and links to the code."""

from __future__ import annotations

from hashlib import sha256
from html import escape

from reprolint.picture import texts
from reprolint.picture.layout import Layout, Point, Route, Size, lay_out
from reprolint.picture.model import Edge, Node, Picture
from reprolint.picture.style import STYLE

PAD = 14  # pixels between a box's border and its text
KIND, TITLE, LINE = 15, 19, 16  # heights of lines of text, in pixels
MARGIN = 20
ARROW = 9  # length of an arrow's head
BOLD, SPACED = 1.13, 1.25  # how much wider such text is


def render_svg(picture: Picture, folder: str | None = "") -> str:
    """The picture as one `svg` element that can also stand in an HTML page, with a final newline.

    `folder` leads from the page's own place to that of the picture's paths; None is for a page that the files do not go
    with, and makes no links. Raises DrawingExtraMissingError.
    """
    written = [_Written(node, picture) for node in picture.nodes]
    numbers = {node.id: number for number, node in enumerate(picture.nodes)}
    arrows = [(numbers[edge.tail], numbers[edge.head], _words_size(edge)) for edge in picture.edges]
    layout = lay_out([one.size for one in written], arrows)
    below = texts.caption(picture)
    wide = max(layout.size.width, *(_width(line, 12) for line in (*below, picture.path)), 0) + 2 * MARGIN
    high = layout.size.height + 2 * MARGIN + LINE * len(below) + (8 if below else 0)
    inside = [
        *(_arrow(edge, route) for edge, route in zip(picture.edges, layout.routes, strict=True)),
        *(one.drawn(centre, folder) for one, centre in zip(written, layout.centres, strict=True)),
        *(_words(edge, route) for edge, route in zip(picture.edges, layout.routes, strict=True)),
    ]
    name = "picture-" + sha256(picture.path.encode("utf-8", "replace")).hexdigest()[:8]
    shift = MARGIN + (wide - 2 * MARGIN - layout.size.width) / 2
    return (
        "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {_about(name)} width="{wide:.0f}" height="{high:.0f}"',
                f'  viewBox="0 0 {wide:.0f} {high:.0f}">',
                f'<title id="{name}-title">{_safe(f"Experiment in {picture.path}")}</title>',
                f'<desc id="{name}-desc">{_escaped(texts.describe(picture))}</desc>',
                f"<style>{STYLE}</style>",
                '<rect class="paper" width="100%" height="100%"/>',
                f'<g transform="translate({shift:.1f} {MARGIN})">',
                *(part for part in inside if part),
                "</g>",
                *_caption(below, layout, wide),
                "</svg>",
            ]
        )
        + "\n"
    )


class _Written:
    """A box with its lines of text, before it has a place."""

    def __init__(self, node: Node, picture: Picture) -> None:
        self.node = node
        self.title = texts.short(node.title)
        self.lines = texts.lines(node, picture)
        self.faults = len(texts.own_marks(node, picture))
        widths = [_width(self.title, 14) * BOLD, _width(texts.kind_of(node), 10) * SPACED]
        widths += [
            _width(line, 12) * (BOLD if self._is_fault(number) else 1) for number, line in enumerate(self.lines, 1)
        ]
        self.over = KIND if texts.kind_of(node) else 0
        self.size = Size(max(*widths, 80) + 2 * PAD, self.over + TITLE + LINE * len(self.lines) + 14)

    def drawn(self, centre: Point, folder: str | None) -> str:
        """The box around `centre`."""
        node, size = self.node, self.size
        x, y = centre[0] - size.width / 2, centre[1] - size.height / 2
        box = (
            f'x="{x:.1f}" y="{y:.1f}" width="{size.width:.1f}" height="{size.height:.1f}" rx="{_roundness(node, size)}"'
        )
        parts = [f"<title>{_safe(' '.join([node.title, *(mark.message for mark in node.marks)]), 600)}</title>"]
        if node.count > 1:
            parts.append(f'<rect class="box behind" transform="translate(5 5)" {box}/>')
        parts.append(f'<rect class="box" {box}/>')
        if self.over:
            parts.append(_text("kind", centre[0], y + KIND + 3, texts.kind_of(node)))
        y += self.over + TITLE
        parts.append(_text("name", centre[0], y, self.title))
        for number, line in enumerate(self.lines, 1):
            kind = "line"
            if self._is_fault(number):
                about = node.affected if line.startswith("affected by") else node.marks
                kind = f"line fault {texts.level(about)}"
            parts.append(_text(kind, centre[0], y + LINE * number + 1, line))
        inside = "\n".join(parts)
        if node.places and folder is not None:
            inside = f'<a href="{escape(texts.link(node.places[0], folder))}">\n{inside}\n</a>'
        return f'<g class="{_classes(node)}">\n{inside}\n</g>'

    def _is_fault(self, number: int) -> bool:
        return number > len(self.lines) - self.faults - (1 if self.node.affected else 0)


def _roundness(node: Node, size: Size) -> str:
    return f"{size.height / 2:.1f}" if node.kind == "part" else "4" if node.kind in {"source", "file"} else "9"


def _classes(node: Node) -> str:
    affected = texts.is_mainly_affected(node)
    level = texts.level(node.affected if affected else node.marks)
    names = ("step", node.kind, node.role, level, "affected" if affected else "")
    return " ".join(name for name in names if name)


def _arrow(edge: Edge, route: Route) -> str:
    first, *rest = route.points
    curve = f"M{_at(first)}C" + " ".join(_at(point) for point in rest)
    x, y = route.points[-1]
    tip_x, tip_y = route.tip
    long = max(((tip_x - x) ** 2 + (tip_y - y) ** 2) ** 0.5, 0.1)
    across_x, across_y = (tip_y - y) / long * ARROW / 2.2, -(tip_x - x) / long * ARROW / 2.2
    head = f"M{_at(route.tip)}L{_at((x + across_x, y + across_y))}L{_at((x - across_x, y - across_y))}Z"
    paths = f'<path class="way" d="{curve}"/><path class="tip" d="{head}"/>'
    return f'<g class="arrow {edge.kind} {texts.level(edge.marks)}">{paths}</g>'


def _words(edge: Edge, route: Route) -> str:
    lines = texts.edge_words(edge)
    if not lines or route.words_at is None:
        return ""
    x, y = route.words_at
    top = y - LINE * (len(lines) - 1) / 2 + 4
    level = texts.level(edge.marks)
    drawn = [_text(f"words {level}".strip(), x, top + LINE * number, line) for number, line in enumerate(lines)]
    return "\n".join(drawn)


def _words_size(edge: Edge) -> Size | None:
    lines = texts.edge_words(edge)
    return (
        Size(max(_width(line, 12) for line in lines) * (BOLD if edge.marks else 1) + 8, LINE * len(lines))
        if lines
        else None
    )


def _caption(lines: list[str], layout: Layout, wide: float) -> list[str]:
    top = layout.size.height + 2 * MARGIN + 4
    return [_text("line", wide / 2, top + LINE * number, line) for number, line in enumerate(lines)]


def _text(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{_escaped(text)}</text>'


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _safe(text: str, columns: int = 200) -> str:
    return _escaped(texts.short(text, columns))


def _escaped(text: str) -> str:
    """Text that is nothing but text, without the two characters that XML does not have."""
    return escape(text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"))


def _about(name: str) -> str:
    return f'class="reprolint-picture" role="img" aria-labelledby="{name}-title {name}-desc"'


NARROW, WIDE = frozenset("ijltfrI.,:;|!'()[]/ "), frozenset("mwMW@%→…")


def _width(text: str, size: int) -> float:
    """Pixels that a text takes up in common sans-serif fonts, rather too many than too few."""
    total = 0.0
    for letter in text:
        if not letter.isascii() and letter not in WIDE:
            total += 1.0
        elif letter in NARROW:
            total += 0.36
        elif letter in WIDE:
            total += 0.95
        else:
            total += 0.72 if letter.isupper() else 0.6
    return total * size
