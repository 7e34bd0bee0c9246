"""Whatever a file holds, reading it gives a source or problems, never an exception."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprolint.source import Source, read_bytes
from tests.source.notebooks import UNHURRIED

PARTS = [b"x = 1\n", b"# coding: ", b"latin-1\n", b"utf-7\n", b"# %%\n", b"%%bash\n", b"\0", b"\xff", b"\xef\xbb\xbf"]
SMALL_PARTS = [
    b"'''",
    b'"',
    b"(",
    b"!ls\n",
    b"    ",
    b"\t",
    b"\x0c",
    b"\\\n",
    b"\r",
    b"if x:\n",
    b"\xed\xa0\x80",
    b"print 1\n",
]
PYTHON = st.lists(st.sampled_from(PARTS + SMALL_PARTS) | st.binary(max_size=5), max_size=20).map(b"".join)

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["\ud800", "\0"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
TEXTS = st.sampled_from(["x = 1", "!ls", "y = (", "%%bash\nls", "\ud83d", "  x", ["a = 1\n", "a?"], "# é\r\nz"]) | JSON
CELL = (
    st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown", "raw"]) | JSON, "source": TEXTS},
        optional={
            "metadata": JSON,
            "outputs": st.lists(JSON, max_size=2) | JSON,
            "execution_count": JSON,
            "input": TEXTS,
        },
    )
    | JSON
)
NOTEBOOK = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(CELL, max_size=4) | JSON,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(CELL, max_size=3)}) | JSON, max_size=2),
        "nbformat": st.sampled_from([1, 2, 3, 4, 5]) | JSON,
        "metadata": st.dictionaries(st.sampled_from(["kernelspec", "language_info", "reprolint"]), JSON) | JSON,
    },
)


def check(data: bytes, name: str) -> None:
    """Read, and ask everything that a source answers."""
    source, problems = read_bytes(data, name)
    assert isinstance(problems, tuple)
    if source is None:
        assert problems
        return
    assert isinstance(source, Source)
    assert problems == source.problems
    lines = source.text.split("\n")
    assert [len(line) for line in lines] == [len(line) for line in source.original.split("\n")]
    for line, column, comment in source.comments():
        assert source.original.split("\n")[line - 1][column - 1 :].startswith(comment)
    for line in range(len(lines) + 2):
        source.line_location(line).snippet.encode()
    for cell in source.cells:
        source.cell_location(cell).snippet.encode()


@UNHURRIED
@given(st.binary() | PYTHON)
def test_any_bytes_can_be_read_as_a_script(data: bytes) -> None:
    check(data, "a.py")


@UNHURRIED
@given(st.binary() | PYTHON)
def test_any_bytes_can_be_read_as_a_notebook(data: bytes) -> None:
    check(data, "a.ipynb")


@UNHURRIED
@given(NOTEBOOK | JSON)
def test_any_json_can_be_read_as_a_notebook(content: Any) -> None:
    check(json.dumps(content).encode(), "a.ipynb")


@UNHURRIED
@given(NOTEBOOK, st.data())
def test_any_cut_through_a_notebook_can_be_read(content: Any, data: st.DataObject) -> None:
    whole = json.dumps(content).encode()
    check(whole[: data.draw(st.integers(0, len(whole)))], "a.ipynb")


@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
@UNHURRIED
@given(text=st.text())
def test_any_text_can_be_read(name: str, text: str) -> None:
    content = text if name == "a.py" else json.dumps({"cells": [{"cell_type": "code", "source": text}]})
    check(content.encode("utf-8", "surrogatepass"), name)
