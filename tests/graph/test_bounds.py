"""Filters with literal bounds, held against the whole numbers that pass them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reprolint.graph.bounds import AND, share_values
from reprolint.graph.rows import All, Where

NUMBERS = range(-2, 9)
TABLE = All("table")

comparisons = st.builds(
    lambda column, sign, bound, keeps: (((TABLE, column), sign, bound), keeps),
    st.sampled_from("xy"),
    st.sampled_from(["<", ">", "=="]),
    st.integers(0, 6),
    st.booleans(),
)


def passes(row: dict[str, int], part: tuple[tuple[tuple[object, str], str, int], bool]) -> bool:
    ((_, column), sign, bound), keeps = part
    value = row[column]
    return {"<": value < bound, ">": value > bound, "==": value == bound}[sign] is keeps


@given(st.lists(comparisons, min_size=1, max_size=3), st.lists(comparisons, min_size=1, max_size=3))
def test_what_is_said_of_two_filters_is_true_of_all_rows(ours, theirs):
    rows = [{"x": x, "y": y} for x in NUMBERS for y in NUMBERS]
    mine = [row for row in rows if all(passes(row, part) for part in ours)]
    others = [row for row in rows if all(passes(row, part) for part in theirs)]
    answer = share_values(Where(TABLE, (AND, *ours)), Where(TABLE, (AND, *theirs)))
    if mine and others:  # of a filter that no row can pass nothing is asked
        assert answer is None or answer is any(row in others for row in mine)


@given(comparisons, comparisons)
def test_two_comparisons_of_one_column_are_told_apart(one, other):
    (subject, _, bound), (again, _, end) = one[0], other[0]
    known = share_values(Where(TABLE, *one), Where(TABLE, *other))
    if (
        subject == again
        and abs(bound - end) > 1
        and (one[0][1] != "==" or one[1])
        and (other[0][1] != "==" or other[1])
    ):
        assert known is not None
    if subject != again:
        assert known is None
