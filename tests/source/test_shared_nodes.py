"""Trees of Python share their smallest nodes with every other tree of the process; ours keep out of the others."""

from __future__ import annotations

import ast

import pytest

from reprolint.source import read_bytes
from reprolint.source.other_names import without_other_names


def test_what_others_hang_on_shared_nodes_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library that draws IPython's tracebacks sets `parent` on every node it meets."""
    other = ast.parse("theirs = 1")
    loading = ast.parse("x").body[0].value.ctx  # type: ignore[attr-defined]
    assert loading is ast.parse("y").body[0].value.ctx  # type: ignore[attr-defined]
    monkeypatch.setattr(loading, "parent", other, raising=False)
    monkeypatch.setattr(other, "parent", loading, raising=False)
    source, _ = read_bytes(b"print(ours)", "a.py")
    assert source is not None
    assert {node.id for node in source.nodes_of(ast.Name)} == {"print", "ours"}


def test_a_copy_without_second_names_leaves_what_others_hang_on_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ast.parse("theirs = 1")
    operator = ast.parse("x > 1").body[0].value.ops[0]  # type: ignore[attr-defined]
    assert operator is ast.parse("y > 2").body[0].value.ops[0]  # type: ignore[attr-defined]
    monkeypatch.setattr(operator, "parent", other, raising=False)
    monkeypatch.setattr(other.body[0], "parent", other, raising=False)
    copied = without_other_names(ast.parse("first = read()\nsecond = first\nprint(second > 1)"))
    assert ast.unparse(copied).endswith("print(first > 1)")
