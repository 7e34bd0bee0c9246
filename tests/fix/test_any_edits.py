"""For any text and any cut of it into items: an edit does what it says, and undoing it gives back the same bytes."""

from __future__ import annotations

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reprolint.findings import Edit, Location
from reprolint.fix.edits import apply
from reprolint.fix.notebook_json import cell_sources

# A lone carriage return is left out: taking away what stands between it and a newline makes one line end of two.
TEXT = st.lists(st.sampled_from([*'ab\n"\\/µ😀\t\x0c{}[],:', "\r\n"]), max_size=40).map("".join)
LAYOUT = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 1, 4, "\t"]), "ensure_ascii": st.booleans(), "sort_keys": st.booleans()}
)


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, int, int, int, int]:
    """A text with two places in it, in order; 1-based lines and columns."""
    text = draw(TEXT)
    lines = lines_of(text)
    places = sorted(
        (line, draw(st.integers(1, len(lines[line - 1]) + 1)))
        for line in (draw(st.integers(1, len(lines))), draw(st.integers(1, len(lines))))
    )
    return text, *places[0], *places[1]


def expected(text: str, start: tuple[int, int], end: tuple[int, int], new: str) -> str:
    lines = lines_of(text)
    before = "\n".join([*lines[: start[0] - 1], lines[start[0] - 1][: start[1] - 1]])
    after = "\n".join([lines[end[0] - 1][end[1] - 1 :], *lines[end[0] :]])
    return before + new + after


@given(edited(), st.text(st.sampled_from('xé\n"\\'), max_size=10), st.sampled_from(["", "\ufeff"]))
def test_scripts(place: tuple[str, int, int, int, int], new: str, mark: str) -> None:
    text, line, column, end_line, end_column = place
    one = Edit(Location("a.py", line, column, end_line, end_column), new)
    after = apply((mark + text).encode(), "a.py", [one]).decode()
    assert "\n".join(lines_of(after)) == mark + expected(text, (line, column), (end_line, end_column), new)


@given(edited(), st.text(st.sampled_from('xé\n"\\'), max_size=10), LAYOUT, st.lists(st.integers(0, 40)), st.booleans())
def test_notebooks(
    place: tuple[str, int, int, int, int], new: str, layout: dict[str, object], cuts: list[int], as_list: bool
) -> None:
    text, line, column, end_line, end_column = place
    bounds = [0, *sorted({cut for cut in cuts if cut < len(text)}), len(text)]
    items = [text[one:other] for one, other in pairwise(bounds)]
    cell = {"cell_type": "code", "outputs": [{"text": text}], "source": items if as_list else text}
    content = {
        "nbformat": 4,
        "cells": [{"cell_type": "raw", "source": ["r"]}, cell, {"source": "z", "x": text}],
        "m": 1.50,
    }
    before = json.dumps(content, **layout)  # type: ignore[arg-type]
    one = Edit(Location("a.ipynb", line, column, end_line, end_column, 2), new)
    after = apply(before.encode(), "a.ipynb", [one]).decode()
    old, changed = cell_sources(before)[1], cell_sources(after)[1]
    assert old is not None
    assert changed is not None
    assert before[: old.start] == after[: changed.start]
    assert before[old.end :] == after[changed.end :]
    got = "".join(string.content for string in changed.strings)
    assert "\n".join(lines_of(got)) == expected(text, (line, column), (end_line, end_column), new)
    assert json.loads(after)["cells"][1]["outputs"] == [{"text": text}]


@given(edited(), LAYOUT)
def test_an_insertion_that_is_taken_back_leaves_the_same_bytes(
    place: tuple[str, int, int, int, int], layout: dict[str, object]
) -> None:
    text, line, column, _, _ = place
    source = text.splitlines(keepends=True) if "\r" not in text and "\x0c" not in text else text
    before = json.dumps({"cells": [{"cell_type": "code", "source": source}], "nbformat": 4}, **layout).encode()  # type: ignore[arg-type]
    there = apply(before, "a.ipynb", [Edit(Location("a.ipynb", line, column, line, column, 1), "xyz")])
    back = apply(there, "a.ipynb", [Edit(Location("a.ipynb", line, column, line, column + 3, 1), "")])
    if source:
        assert back == before
