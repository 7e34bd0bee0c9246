"""Checks are found by walking the package; what cannot be right fails at the start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reprolint import checks
from reprolint.errors import DuplicateCheckError
from reprolint.findings import Finding


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, checks.Check]:
    mine: dict[str, checks.Check] = {}
    monkeypatch.setattr(checks, "_registered", mine)
    return mine


def nothing(_: object) -> Iterator[Finding]:
    yield from ()


def other(_: object) -> Iterator[Finding]:
    yield from ()


def test_decorator_registers_and_returns_the_function(registry: dict[str, checks.Check]) -> None:
    assert checks.check("LEA999", needs={"fit", "split"}, with_project=True)(nothing) is nothing
    assert registry["LEA999"] == checks.Check("LEA999", nothing, frozenset({"fit", "split"}), "experiment", True)


def test_two_functions_with_one_code_are_refused() -> None:
    checks.check("LEA999")(nothing)
    checks.check("LEA999")(nothing)  # the same one again: its module was imported anew
    with pytest.raises(DuplicateCheckError, match=r"nothing and .*other"):
        checks.check("LEA999")(other)


def test_need_that_names_no_event_is_refused() -> None:
    with pytest.raises(ValueError, match="fits"):
        checks.check("LEA999", needs={"fits"})


def test_loading_sorts_by_code_and_imports_every_module() -> None:
    checks.check("ZZZ999")(nothing)
    checks.check("AAA001")(other)
    loaded = [each.code for each in checks.load()]
    assert loaded == sorted(loaded)
    assert {"AAA001", "ZZZ999"} <= set(loaded)
