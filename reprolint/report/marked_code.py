"""The code a finding speaks of as HTML: every place of its story is marked, with its label below."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from reprolint.findings import Finding, Location
from reprolint.patterns import pattern
from reprolint.report.cleaning import clean, one_line, width
from reprolint.report.excerpt import story
from reprolint.report.places import Places

CUT = "…"
FARTHEST, SHIFT = 60, 24  # characters before the first mark of a line: at most, and when the line's start is left out
LONGEST = 2000  # characters of a line that are shown; the box scrolls
_CODE = pattern(r"`([^`]+)`")
PRIMARY, RELATED = "rl-primary", "rl-related"


def marked_code(finding: Finding, places: Places) -> str:
    """A box with a `<pre>` for each file or cell of the story; "" when no place has code or a label to show."""
    blocks, more = story(finding)
    parts = []
    for block in blocks:
        if len(blocks) > 1:
            parts.append(f'<div class="rl-where">{linked(places, block[0], places.name(block[0]))}</div>')
        gutter = max(len(str(place.line)) for place in block)
        rows = "\n".join(_rows(block, finding.primary, gutter))
        parts.append(f"<pre>{rows}</pre>")
    if more:
        parts.append(f'<div class="rl-more">and {more} more such {"place" if more == 1 else "places"}</div>')
    # Long lines scroll, which the keyboard must be able to do.
    return (
        f'<div class="rl-excerpt" role="group" aria-label="Code" tabindex="0">{"".join(parts)}</div>' if parts else ""
    )


def inline(text: str) -> str:
    """One line of a message with its `code` set as such."""
    pieces = _CODE.split(one_line(text))
    return "".join(
        f"<code>{escape(piece)}</code>" if index % 2 else escape(piece) for index, piece in enumerate(pieces)
    )


def linked(places: Places, location: Location, text: str) -> str:
    """The text, as a link when the place has an address."""
    address = places.link(location)
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def _rows(block: list[Location], primary: Location, gutter: int) -> Iterator[str]:
    last: int | None = None
    margin = _margin(block)
    for line, group in groupby(block, key=lambda each: each.line):
        if last is not None and line > last + 1:
            yield _row("⋯", gutter, "")
        last = line
        here = list(group)
        code = _code(here)
        start = _start(code, here, margin)
        before = CUT if start > margin else ""
        yield _row(str(line), gutter, before + _marked(code, here, primary, start))
        for place in here:
            yield from _label(place, code, gutter, start - len(before), is_primary=place is primary)


def _code(places: list[Location]) -> str:
    """The line that places of one line stand on."""
    return next((place.snippet for place in places if place.snippet), "").split("\n")[0].rstrip()[:LONGEST]


def _start(code: str, places: list[Location], margin: int) -> int:
    """Where the shown part of a line starts: in a long one, before its first mark, which must not be out of sight."""
    first = min(_span(place, code)[0] for place in places)
    return first - SHIFT if first - margin > FARTHEST and len(code) - margin > FARTHEST + SHIFT else margin


def _margin(block: list[Location]) -> int:
    """Blanks before all of a block's code, which narrow screens have no room for."""
    codes = [(place, code) for place in block if (code := _code([place]))]
    blanks = (len(code) - len(code.lstrip(" ")) for _, code in codes)
    return min(
        (min(before, _span(place, code)[0]) for before, (place, code) in zip(blanks, codes, strict=True)), default=0
    )


def _row(number: str, gutter: int, content: str) -> str:
    return f'<span class="rl-number">{number:>{gutter}}  </span>{content}'.rstrip()


def _marked(code: str, places: list[Location], primary: Location, margin: int) -> str:
    """The line from `margin` on with its spans marked; where two overlap, the primary one wins, and then the earlier."""
    kinds = [""] * len(code)
    for place in sorted(places, key=lambda each: each is not primary):
        start, end = _span(place, code)
        name = PRIMARY if place is primary else RELATED
        kinds[start:end] = [kind or name for kind in kinds[start:end]]
    pieces = []
    for kind, group in groupby(range(margin, len(code)), key=kinds.__getitem__):
        indexes = list(group)
        text = escape(clean(code[indexes[0] : indexes[-1] + 1]))
        pieces.append(f'<mark class="{kind}">{text}</mark>' if kind else text)
    return "".join(pieces)


def _label(place: Location, code: str, gutter: int, margin: int, *, is_primary: bool) -> Iterator[str]:
    label = one_line(place.label)
    if place.end_line > place.line:
        label = f"{label} (to line {place.end_line})".strip()
    if label:
        indent = " " * width(clean(code[margin : _span(place, code)[0]]))
        kind = PRIMARY if is_primary else RELATED
        yield _row("", gutter, f'{indent}<span class="rl-label {kind}">╰ {inline(label)}</span>')


def _span(place: Location, code: str) -> tuple[int, int]:
    """Offsets of the place's start and end on its first line; at least one character unless the line is empty."""
    start = min(place.column - 1, max(len(code) - 1, 0))
    end = place.end_column - 1 if place.end_line == place.line else len(code)
    return start, min(max(end, start + 1), len(code))
