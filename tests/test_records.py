"""Our quicker `dataclass` does what the standard library's does, where we use it."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field, fields, replace
from typing import Any

import pytest

from reprolint import records
from reprolint.findings import Location

PARAMETERS: list[dict[str, bool]] = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
    {"slots": True, "eq": False},
]


def made(dataclass: Callable[..., Any], **parameters: bool) -> tuple[type, type]:
    """Two records, the second one with a single field and methods of its own."""

    @dataclass(**parameters)
    class Place:
        path: str
        line: int = 1
        label: str = field(default="", compare=False)
        secret: str = field(default="", repr=False)
        notes: list[str] = field(default_factory=list, repr=False, compare=False)
        length: int = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.path) + self.line)

    @dataclass(**parameters)
    class Named:
        name: str

        def __repr__(self) -> str:
            return f"<{self.name}>"

    return Place, Named


@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
def test_it_agrees_with_the_original(parameters: dict[str, bool]) -> None:
    (ours, our_named), (theirs, their_named) = (
        made(one, **parameters) for one in (records.dataclass, dataclasses.dataclass)
    )
    values = [("a",), ("a", 2), ("a", 2, "label"), ("b", 1, "", "s")]
    mine, original = [ours(*each) for each in values], [theirs(*each) for each in values]
    assert [repr(each) for each in mine] == [repr(each) for each in original]
    assert [[a == b for a in mine] for b in mine] == [[a == b for a in original] for b in original]
    assert repr(our_named("x")) == repr(their_named("x")) == "<x>"
    assert (our_named("x") == our_named("x")) is (their_named("x") == their_named("x"))
    assert (ours.__hash__ is None) is (theirs.__hash__ is None)
    assert (mine[0] == "a") is (original[0] == "a")
    assert [each.name for each in fields(ours)] == [each.name for each in fields(theirs)]
    assert repr(replace(mine[0], line=9)) == repr(replace(original[0], line=9))
    assert [each.length for each in mine] == [each.length for each in original]
    mine[0].notes.append("read")
    assert (mine[0].notes, mine[1].notes, ours("c", notes=["x"]).notes) == (["read"], [], ["x"])
    for wrong in ((), (1, 2, 3, 4, 5, 6), {"line": 2}, {"path": "a", "length": 3}):
        for record in (ours, theirs):
            with pytest.raises(TypeError, match="argument"):
                record(**wrong) if isinstance(wrong, dict) else record(*wrong)
    if parameters.get("frozen"):
        assert [[hash(a) == hash(b) for a in mine] for b in mine] == [
            [hash(a) == hash(b) for a in original] for b in original
        ]
    if parameters.get("order"):
        assert [[a < b for a in mine] for b in mine] == [[a < b for a in original] for b in original]
        assert [[a >= b for a in mine] for b in mine] == [[a >= b for a in original] for b in original]
        assert min(reversed(mine)).path == "a"


def test_a_record_may_have_no_fields() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Nothing:
        """No field at all."""

    assert Nothing() == Nothing()


def test_records_can_be_sent_to_other_processes() -> None:
    place = Location("a.py", 1, 2, 3, 4, 5, "label", "snippet")
    sent = pickle.loads(pickle.dumps(place))
    assert sent == place
    assert repr(sent) == repr(place)
