"""Call patterns: what they match, and that they stay silent on what is not known."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from reprolint.checks.match import Finder, checks_of, matches
from reprolint.graph.catalog import Entry
from reprolint.graph.events import Call, Place
from reprolint.graph.values import Constant, Unknown
from reprolint.rulebook import Condition, Pattern
from reprolint.source import read_bytes
from tests.rules.test_rulebook import FRONT, parse

ENTRY = Entry("lib.f", "draw", parameters=("data", "seed"))


def call(text="f()", qualified="lib.f", complete=True, **keywords):
    source, _ = read_bytes(f"{text}\n".encode(), "analysis.py")
    node = next(one for one in ast.walk(source.tree) if isinstance(one, ast.Call))
    return Call(Place(source, node), "f", qualified, entry=ENTRY, keywords=keywords, complete=complete)


def pattern(**condition):
    return Pattern(
        ("lib.f",), "`{name}` ({qualified}) draws", {"seed": Condition(**condition)}, "{name} here", "Pass a seed"
    )


@pytest.mark.parametrize(
    ("condition", "value", "answer"),
    [
        ({"missing": True}, "missing", True),
        ({"missing": True}, Constant(1), False),
        ({"missing": True}, "hidden", False),
        ({"missing": False}, "missing", False),
        ({"missing": False}, Constant(1), True),
        ({"missing": False}, Unknown("seed"), True),
        ({"missing": False}, "hidden", False),
        ({"equals": (None,)}, Constant(None), True),
        ({"equals": (None,)}, Unknown("seed"), False),
        ({"equals": (None,)}, "missing", False),
        ({"equals": (1,)}, Constant(True), False),
        ({"differs": ("fast",)}, Constant("slow"), True),
        ({"differs": ("fast",)}, Constant("fast"), False),
        ({"differs": ("fast",)}, Unknown("mode"), False),
        ({"differs": ("fast",)}, "missing", False),
        ({"missing": True, "equals": (None,)}, "missing", True),
        ({"missing": True, "equals": (None,)}, Constant(None), True),
        ({"missing": True, "equals": (None,)}, Constant(0), False),
    ],
)
def test_conditions(condition, value, answer):
    given = (
        {"missing": call(), "hidden": call(complete=False)}.get(value) if isinstance(value, str) else call(seed=value)
    )
    assert matches(pattern(**condition), given) is answer


def test_a_finding_names_the_call():
    made = list(Finder((pattern(missing=True),))(SimpleNamespace(calls=[call("f()")])))
    assert [(one.message, one.primary.line, one.primary.label, one.help) for one in made] == [
        ("`f` (lib.f) draws", 1, "f here", "Pass a seed")
    ]


def test_the_catalogues_name_counts_as_well():
    assert list(Finder((pattern(missing=True),))(SimpleNamespace(calls=[call(qualified="lib.inner.f")])))


def test_calls_of_other_names_are_left_alone():
    other = call(qualified="lib.g")
    other.entry = None
    assert not list(Finder((pattern(missing=True),))(SimpleNamespace(calls=[other])))


def test_a_place_seen_twice_is_reported_once():
    again = call("f()")
    assert len(list(Finder((pattern(missing=True),))(SimpleNamespace(calls=[again, again])))) == 1


def test_a_page_with_patterns_becomes_a_check():
    page = parse(FRONT)
    (check,) = checks_of([page])
    assert (check.code, check.needs, check.over) == ("LEA004", {"call"}, "experiment")
    retired = parse(FRONT.replace("default: true", "default: false\nstatus: removed"))
    assert checks_of([retired]) == ()
