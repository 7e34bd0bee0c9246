"""Edits change the bytes of their place and no other, whatever the encoding, the line ends or the layout of the JSON."""

from __future__ import annotations

import json

import pytest

from reprolint.findings import Edit, Location
from reprolint.fix.declining import DeclinedError
from reprolint.fix.edits import apply


def edit(line: int, column: int, end_line: int, end_column: int, text: str, cell: int | None = None) -> Edit:
    path = "a.ipynb" if cell else "a.py"
    return Edit(Location(path, line, column, end_line, end_column, cell), text)


def notebook(*sources: object, **layout: object) -> bytes:
    """A notebook with these sources of code cells, and with keys in an order that Jupyter does not write."""
    cells = [
        {"source": source, "outputs": [{"output_type": "stream", "name": "stdout", "text": ["0.50 µ"]}], "metadata": {},
         "execution_count": 1, "cell_type": "code"}
        for source in sources
    ]  # fmt: skip
    content = {"nbformat_minor": 5, "metadata": {"z": 1, "a": [2.50, 1e3]}, "cells": cells, "nbformat": 4}
    return json.dumps(content, **layout).encode("utf-8")  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_stay(end: str, mark: bytes) -> None:
    before = mark + end.join(["a = 1", "b = 'é'", "c = 3", ""]).encode()
    after = apply(before, "a.py", [edit(2, 5, 2, 8, "2"), edit(2, 8, 2, 8, "\nd = 4")])
    assert after == mark + end.join(["a = 1", "b = 2", "d = 4", "c = 3", ""]).encode()


def test_mixed_line_ends_stay_and_new_lines_take_those_beside_them() -> None:
    before = b"a = 1\r\nb = 2\nc = 3\r\n"
    after = apply(before, "a.py", [edit(2, 6, 2, 6, "\nx = 0"), edit(3, 6, 3, 6, "\ny = 0")])
    assert after == b"a = 1\r\nb = 2\nx = 0\nc = 3\r\ny = 0\r\n"


def test_declared_encoding_is_written() -> None:
    before = "# -*- coding: latin-1 -*-\nname = 'Zoé'\nother = 1\n".encode("latin-1")
    after = apply(before, "a.py", [edit(3, 9, 3, 10, "'é'")])
    assert after == "# -*- coding: latin-1 -*-\nname = 'Zoé'\nother = 'é'\n".encode("latin-1")


def test_characters_that_the_encoding_has_not_are_declined() -> None:
    before = "# coding: latin-1\nother = 1\n".encode("latin-1")
    with pytest.raises(DeclinedError, match="which has no '→'"):
        apply(before, "a.py", [edit(2, 9, 2, 10, "'→'")])


def test_overlapping_edits_are_declined() -> None:
    with pytest.raises(DeclinedError, match="overlap"):
        apply(b"abcdef\n", "a.py", [edit(1, 1, 1, 4, "x"), edit(1, 3, 1, 5, "y")])


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply(b"f(x)\n", "a.py", [edit(1, 3, 1, 3, "a, "), edit(1, 3, 1, 3, "b, ")]) == b"f(a, b, x)\n"


@pytest.mark.parametrize(("line", "column"), [(9, 1), (1, 99), (0, 1)])
def test_places_outside_are_declined(line: int, column: int) -> None:
    with pytest.raises(DeclinedError, match="outside"):
        apply(b"a = 1\n", "a.py", [edit(line, column, line, column, "x")])


LAYOUTS = [
    pytest.param({"indent": 1, "ensure_ascii": False}, id="as Jupyter writes"),
    pytest.param({"indent": 4}, id="four blanks, escaped"),
    pytest.param({}, id="one line"),
    pytest.param(
        {"indent": "\t", "ensure_ascii": False, "separators": (",", " : ")}, id="tabs and blanks before colons"
    ),
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_source_of_the_cell_changes(layout: dict[str, object], *, as_list: bool, end: str) -> None:
    lines = [f"a = 'µ\\t'{end}", f"b = 2{end}", "c = 3"]
    source = lines if as_list else "".join(lines)
    before = notebook("x = 1", source, "y = 2", **layout)
    changed = [f"a = 'µ\\t'{end}", f"b = 'ü'{end}", f"d = 4{end}", "c = 3"]
    after = apply(before, "a.ipynb", [edit(2, 5, 2, 6, "'ü'", 2), edit(2, 6, 2, 6, "\nd = 4", 2)])
    assert after == notebook("x = 1", changed if as_list else "".join(changed), "y = 2", **layout)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_are_taken_out_with_their_items(layout: dict[str, object]) -> None:
    before = notebook(["a = 1\n", "b = 2\n", "c = 3"], **layout)
    assert apply(before, "a.ipynb", [edit(2, 1, 3, 1, "", 1)]) == notebook(["a = 1\n", "c = 3"], **layout)
    assert apply(before, "a.ipynb", [edit(2, 6, 3, 6, "", 1)]) == notebook(["a = 1\n", "b = 2"], **layout)
    assert apply(before, "a.ipynb", [edit(1, 1, 2, 1, "", 1)]) == notebook(["b = 2\n", "c = 3"], **layout)


def test_several_lines_in_one_item_stay_together() -> None:
    before = notebook(["a = 1\nb = 2\nc = 3"], indent=1)
    assert apply(before, "a.ipynb", [edit(2, 6, 2, 6, "\nd = 4", 1)]) == notebook(
        ["a = 1\nb = 2\nd = 4\nc = 3"], indent=1
    )


def test_escapes_of_unchanged_characters_stay_as_they_were_written() -> None:
    before = notebook(["a = '?'; b = 1"], indent=1).replace(b"'?'", rb"'\u00e9\ud83d\ude00\/\u0041'")
    assert apply(before, "a.ipynb", [edit(1, 17, 1, 18, "2", 1)]) == before.replace(b"b = 1", b"b = 2")


def test_byte_order_mark_of_a_notebook_stays() -> None:
    before = b"\xef\xbb\xbf" + notebook(["a = 1"], indent=2)
    assert apply(before, "a.ipynb", [edit(1, 5, 1, 6, "2", 1)]) == before.replace(b"a = 1", b"a = 2")


def test_an_empty_list_takes_lines() -> None:
    after = apply(notebook([], indent=1), "a.ipynb", [edit(1, 1, 1, 1, "a = 1\nb = 2", 1)])
    assert json.loads(after)["cells"][0]["source"] == ["a = 1\n", "b = 2"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "before 4"),
        (b'{"cells": [', "damaged"),
        (b'{"cells": [{"source": 5}]}', "no code"),
        (notebook("x").decode().encode("utf-16"), "UTF-8"),
        (b"", "damaged"),
    ],
)
def test_notebooks_that_cannot_be_edited_are_declined(data: bytes, reason: str) -> None:
    with pytest.raises(DeclinedError, match=reason):
        apply(data, "a.ipynb", [edit(1, 1, 1, 1, "x", 1)])
