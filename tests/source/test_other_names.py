"""Second names of one thing."""

from __future__ import annotations

import ast

import pytest

from reprolint.source.other_names import without_other_names


@pytest.mark.parametrize(
    ("program", "after"),
    [
        ("a = f()\nb = a\ng(b)", "a = f()\nb = a\ng(a)"),
        ("a = f()\nb = a\nc = b\ng(c)", "a = f()\nb = a\nc = a\ng(a)"),
        ("a = 1\nb = a\na = 2\nb = a\ng(b)", "a = 1\nb = a\na = 2\nb = a\ng(a)"),
        ("def f():\n    a = []\n    b = a\n    b.append(1)\n    return [b for _ in b]",
         "def f():\n    a = []\n    b = a\n    a.append(1)\n    return [a for _ in a]"),
    ],
)  # fmt: skip
def test_second_names_are_read_as_the_first(program, after):
    assert ast.unparse(without_other_names(ast.parse(program))) == after


@pytest.mark.parametrize(
    "program",
    [
        "a = 1\nb = a\na = 2\ng(b)",  # b stays 1
        "a = 1\nb = a\nb = 3\ng(b)",
        "a = 1\nb = a\na += 1\ng(b)",
        "def f(b):\n    a = 1\n    b = a\n    return b",
        "def f():\n    global b\n    a = 1\n    b = a\n    return b",
        "a = 1\nb = a\nh = lambda b: b",
        "a = 1\nb = a\ndef h():\n    b = 2\n    return b",
        "for a in x:\n    b = a\n    for b in y:\n        g(b)",
    ],
)
def test_names_that_may_differ_are_left_alone(program):
    tree = ast.parse(program)
    assert without_other_names(tree) is tree


def test_copies_stand_at_the_same_places():
    tree = ast.parse("a = f()\nb = a\ng(b)")
    assert [node.lineno for node in ast.walk(without_other_names(tree)) if isinstance(node, ast.Name)] == [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name)
    ]
    assert ast.unparse(tree).endswith("g(b)")
