"""Enough of the order of versions to say what a requirement admits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from reprolint.project.versions import admits, admits_between, from_caret, from_conda, is_exact, key


@pytest.mark.parametrize(
    ("spec", "version", "answer"),
    [
        ("", "1.0", True),
        ("==1.3.2", "1.3.2", True),
        ("==1.3", "1.3.0", True),
        ("==1.3.*", "1.3.9", True),
        ("==1.3.*", "1.4", False),
        ("!=1.3.*", "1.3.9", False),
        ("~=1.4.2", "1.4.9", True),
        ("~=1.4.2", "1.5", False),
        ("~=1.4", "1.9", True),
        (">=1.0,<2", "2.0", False),
        (">=1.0,<2", "1.99", True),
        (">1,!=1.5", "1.5", False),
        ("===2.1+cu118", "2.1", False),
        (">=1!1.0", "2.0", False),
        ("latest", "1.0", None),
        (">=1.0", "newest", None),
        ("@git+https://example.org/x.git", "1.0", None),
    ],
)
def test_requirement_admits_version(spec: str, version: str, answer: bool | None) -> None:
    assert admits(spec, version) is answer


RELEASES = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
ENDS = st.sampled_from(["", "", "rc1", "a2", "b1", ".dev3", ".post1"])


@given(st.tuples(RELEASES, ENDS).map("".join), st.tuples(RELEASES, ENDS).map("".join))
def test_order_is_that_of_packaging(one: str, other: str) -> None:
    mine, theirs = (key(one), key(other)), (Version(one), Version(other))
    assert mine[0] is not None
    assert mine[1] is not None
    assert (mine[0] < mine[1], mine[0] == mine[1]) == (theirs[0] < theirs[1], theirs[0] == theirs[1])


@given(st.sampled_from(["==", "!=", "<=", ">=", "~="]), RELEASES.filter(lambda text: "." in text), RELEASES)
def test_released_versions_are_admitted_as_packaging_admits_them(operator: str, bound: str, version: str) -> None:
    assert admits(operator + bound, version) is SpecifierSet(operator + bound).contains(version)


@pytest.mark.parametrize(
    ("spec", "exact"),
    [
        ("==1.2.3", True),
        (">=1.2,==1.3", True),
        ("==1.2.*", False),
        (">=1.2", False),
        ("", False),
        ("@git+https://example.org/x.git@0a1b2c3d4e5f", True),
        ("@git+https://example.org/x.git@main", False),
    ],
)
def test_exact_requirements_name_one_version(spec: str, *, exact: bool) -> None:
    assert is_exact(spec) is exact


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("1.2.3", "==1.2.3"),
        ("*", ""),
        (">=1.2,<3", ">=1.2,<3"),
    ],
)
def test_notation_of_poetry(theirs: str, ours: str) -> None:
    assert from_caret(theirs) == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("=1.26", "==1.26.*"),
        ("=1.26.4", "==1.26.4"),
        ("=1.26=py311_0", "==1.26"),
        (">=1.2,<2", ">=1.2,<2"),
        ("=1.2.*", "==1.2.*"),
    ],
)
def test_notation_of_conda(theirs: str, ours: str) -> None:
    assert from_conda(theirs) == ours


@pytest.mark.parametrize(
    ("spec", "low", "high", "answer"),
    [
        ("", "0", "2.4", True),
        ("==2.0.7", "0", "2.4", True),
        ("==2.1.2", "0", "2.4", True),
        ("==2.2.*", "0", "2.4", True),
        ("==2.4.0", "0", "2.4", False),
        (">=2", "0", "2.4", True),
        (">=3", "0", "2.4", False),
        (">2.3.1", "0", "2.4", True),
        (">=2.4", "0", "2.4", False),
        (">=2.0,<2.3", "2.4", "2.10", False),
        ("<3", "2.10", None, True),
        ("<2.10", "2.10", None, False),
        ("~=2.4", "2.10", None, True),
        ("~=2.4.1", "2.10", None, False),
        ("!=2.10", "2.10", "2.11", True),
        ("@https://example.org/keras.zip", "0", "2.4", None),
    ],
)
def test_requirement_admits_some_version_of_a_range(spec: str, low: str, high: str | None, answer: bool | None) -> None:
    assert admits_between(spec, low, high) is answer
