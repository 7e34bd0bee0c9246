"""The words on a picture, safe to show: what stands in a box, on an arrow and below, and where a place can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from reprolint.findings import Location
from reprolint.picture.model import Edge, Mark, Node, Picture, severest
from reprolint.report.cleaning import cut, one_line, width

LONGEST = 42  # terminal columns of a line
PLACES_SHOWN = 3
KIND_WORDS = {
    "source": "data",
    "resample": "resampling",
    "preprocess": "preparation",
    "split": "split",
    "part": "",
    "model": "model",
    "predictions": "predictions",
    "score": "score",
    "choice": "choice",
    "explanation": "explanation",
    "file": "saved file",
}


def short(text: str, columns: int = LONGEST) -> str:
    """One clean line, cut where it is too long."""
    line = one_line(text)
    return line if width(line) <= columns else cut(line, columns - 1).rstrip() + "…"


def kind_of(node: Node) -> str:
    """The word over a box's title; none for rows, whose titles say it."""
    return KIND_WORDS[node.kind]


def lines(node: Node, picture: Picture) -> list[str]:
    """The lines below a box's title: details, places, findings about the box itself."""
    text = list(node.details)
    if node.places:
        text.append(places(node.places))
    if node.shown:
        text.append(f"shown {_on(node.shown)} {places(node.shown, lines=False)}")
    text += [mark_words(mark) for mark in own_marks(node, picture)]
    if node.affected:
        text.append(f"affected by {', '.join(dict.fromkeys(mark.code for mark in node.affected))}")
    return [short(line) for line in text]


def own_marks(node: Node, picture: Picture) -> list[Mark]:
    """Findings about the box that no arrow into it shows already, one of each rule."""
    drawn = {mark.code for edge in picture.edges if edge.head == node.id for mark in edge.marks}
    return list({mark.code: mark for mark in node.marks if mark.code not in drawn}.values())


def edge_words(edge: Edge) -> list[str]:
    """The lines on an arrow."""
    text = [edge.words] if edge.words else []
    text += [mark_words(mark) for mark in {mark.code: mark for mark in edge.marks}.values()]
    return [short(line) for line in text]


def mark_words(mark: Mark) -> str:
    """A finding in a few words."""
    return f"{mark.code} {mark.words}"


def level(marks: tuple[Mark, ...]) -> str:
    """How bad: error, warning, note or "" for no finding."""
    worst = severest(marks)
    return "" if worst is None else str(worst)


def is_mainly_affected(node: Node) -> bool:
    """Does a fault elsewhere weigh more than those of the box itself?"""
    own, others = severest(node.marks), severest(node.affected)
    return others is not None and (own is None or others > own)


def places(found: Sequence[Location], *, lines: bool = True) -> str:
    """`line 12`, `lines 12, 20 and 2 more`, `cell 4, line 2`, `cells 4 and 7`; without `lines` only cells."""
    first = found[0]
    if first.cell is None:
        return _numbers("line", [place.line for place in found if place.path == first.path])
    cells = list(dict.fromkeys(place.cell for place in found if place.cell is not None))
    if len(cells) > 1 or not lines:
        return _numbers("cell", cells)
    return f"cell {first.cell}, {_numbers('line', [place.line for place in found])}"


def _numbers(word: str, numbers: Sequence[int]) -> str:
    each = list(dict.fromkeys(numbers))
    if len(each) == 1:
        return f"{word} {each[0]}"
    if len(each) <= PLACES_SHOWN:
        return f"{word}s {', '.join(map(str, each[:-1]))} and {each[-1]}"
    shown = ", ".join(map(str, each[: PLACES_SHOWN - 1]))
    return f"{word}s {shown} and {len(each) - PLACES_SHOWN + 1} more"


def _on(found: Sequence[Location]) -> str:
    return "on" if found[0].cell is None else "in"


def link(place: Location, folder: str = "") -> str:
    """A relative address of the place: `study.py#L12`, `study.ipynb#cell-4`. `folder` leads to where paths start.

    A path is only ever a path: characters that would make it an address of another kind are encoded.
    """
    path = quote(one_line(f"{folder}{place.path}"), safe="/.-_~")
    path = "/" + path.lstrip("/") if path.startswith("//") else path
    anchor = f"#L{place.line}" if place.cell is None else f"#cell-{place.cell}"
    return path + anchor


def caption(picture: Picture) -> list[str]:
    """The lines below a picture: what it does not show."""
    text = []
    if picture.elsewhere:
        count = len(picture.elsewhere)
        codes = ", ".join(dict.fromkeys(mark.code for mark in picture.elsewhere))
        text.append(f"{count} more finding{'s' if count > 1 else ''} about other lines: {codes}")
    if picture.left_out:
        count = picture.left_out
        text.append(f"Not drawn: {count} step{'s' if count > 1 else ''} that no model or score rests on")
    if not picture.complete:
        text.append("The file is too involved to follow to its end; later steps may be missing")
    return [short(line, 90) for line in text]


def describe(picture: Picture) -> str:
    """The picture in one or two sentences, for people who cannot see it."""
    nodes = picture.nodes
    counts = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for kind, word in (("source", "data source"), ("split", "split"), ("model", "model"), ("score", "score"))
        if (count := sum(node.count for node in nodes if node.kind == kind))
    ]
    told = f"The experiment in {picture.path}: {', '.join(counts) or f'{len(nodes)} steps'}."
    titles = {node.id: node.title for node in nodes}
    for edge in picture.edges:
        for mark in edge.marks:
            told += f" {mark.code}: {titles[edge.head]} {edge.words or 'gets rows from'} {titles[edge.tail]}."
    return one_line(told)
