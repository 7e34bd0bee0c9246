"""What literal bounds on the values of columns say of two filters: `year < 2015` and `year == 2014`."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from itertools import product

from reprolint.graph.rows import MEMORIES, Where
from reprolint.graph.values import Data
from reprolint.patterns import pattern
from reprolint.records import dataclass

AND = "and"  # begins a test that is made of several, each with whether it keeps rows
computed_tests: dict[Hashable, bool] = {}  # of values that were computed from the column which the test is known by
MEMORIES.append(computed_tests)
DAY = len("2014-12-31")
_DATE = pattern(r"\d{4}(?:-\d\d(?:-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?)?)?$")
ENDLESS = float("inf")
OPEN, FROM, UP_TO = (False, False), (True, False), (False, True)  # which ends belong to a range
BETWEEN = "between"
CLOSED: dict[object, tuple[bool, bool]] = {
    "both": (True, True),
    "neither": OPEN,
    "left": FROM,
    "right": UP_TO,
}  # by what pandas calls it
YEARS = 1500, 2200
WHOLE = pattern(
    r"(?i)(?:^|[_. ])(?:(?:year|month|week|day|hour|season|fold|wave|round|session|visit|trial|block|run)"
    r"|(?:id|nr|no|num|number|rank|class)$)"
)


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` to `high`, of whole numbers or, where `days`, of days; an end belongs to it where it is closed.

    With `loose` ends it is not known whether they are closed.
    """

    subject: Hashable
    low: float
    high: float
    closed: tuple[bool, bool]
    days: bool = False
    loose: bool = False


def note_computed(test: Hashable, subject: Data) -> None:
    """Remember a test of `x * 2` or `abs(x)`, which is known by the column `x` but says nothing of its bounds."""
    if subject.view_of is None:
        computed_tests[test] = True


def both(a: Data, b: Data, otherwise: Hashable) -> Hashable:
    """The test of a mask that is made by `&` from two."""
    parts = [part for mask in (a, b) for part in _flat(mask)]
    return (AND, *dict.fromkeys(parts)) if all(test is not None for test, _ in parts) else otherwise


def _flat(mask: Data) -> tuple[tuple[Hashable, bool], ...]:
    joined = mask.mask_keeps and mask.test is not None and mask.test[0] == AND
    return mask.test[1:] if joined else ((mask.test, mask.mask_keeps),)  # type: ignore[index, return-value]


def share_values(a: Where, b: Where) -> bool | None:
    """Can a row pass both filters? None when the bounds do not tell."""
    ours, theirs = list(_parts(a)), list(_parts(b))
    if (len(ours) > 1 or len(theirs) > 1) and any(
        one == other and keeps is not kept for (one, keeps), (other, kept) in product(ours, theirs)
    ):
        return False
    ranges, others = [_range(*part) for part in ours], [_range(*part) for part in theirs]
    pairs = [(one, other) for one, other in product(ranges, others) if one is not None and other is not None]
    pairs = [(one, other) for one, other in pairs if (one.subject, one.days) == (other.subject, other.days)]
    if any(_apart(one, other) for one, other in pairs):
        return False
    if _all_implied(ours, ranges, theirs, others) or _all_implied(theirs, others, ours, ranges):
        return True
    if len(pairs) < len(ours) * len(theirs):
        return None  # some test asks for something else
    return True if all(_meet(one, other) for one, other in pairs) else None


def _parts(step: Where) -> Iterator[tuple[Hashable, bool]]:
    """The tests that must all have this outcome."""
    if step.keeps and isinstance(step.test, tuple) and step.test[:1] == (AND,):
        yield from step.test[1:]
    else:
        yield step.test, step.keeps


def _all_implied(
    wide: list[tuple[Hashable, bool]], ranges: list[Range | None],
    narrow: list[tuple[Hashable, bool]], others: list[Range | None],
) -> bool:  # fmt: skip
    """Does every row that passes the narrow tests pass the wide ones?"""
    return all(
        part in narrow or (one is not None and any(other is not None and _within(other, one) for other in others))
        for part, one in zip(wide, ranges, strict=True)
    )


def _range(test: Hashable, keeps: bool) -> Range | None:  # noqa: FBT001 - as a test has it
    """The values that pass a comparison of a column with a literal; None for any other test."""
    if not isinstance(test, tuple) or len(test) != 3 or not _is_column(test[0]) or test in computed_tests:
        return None
    subject, operator, operand = test
    if operator == BETWEEN:
        return _between(subject, operand) if keeps else None
    bound = _number(operand)
    if bound is None:
        return None
    value, days = bound
    if operator == "==" and keeps:
        return Range(subject, value, value, (True, True), days)
    if operator == "<":
        return Range(subject, -ENDLESS, value, OPEN, days) if keeps else Range(subject, value, ENDLESS, FROM, days)
    if operator == ">":
        return Range(subject, value, ENDLESS, OPEN, days) if keeps else Range(subject, -ENDLESS, value, UP_TO, days)
    return None


def _between(subject: Hashable, operand: Hashable) -> Range | None:
    """`year.between(2010, 2014)`; which of the ends belong to it stands behind them, if that is known."""
    if not isinstance(operand, tuple) or len(operand) < 2:
        return None
    low, high = (_number(end[1]) if isinstance(end, tuple) else None for end in operand[:2])
    if low is None or high is None or low[1] != high[1]:
        return None
    closed = next((ends for ends in CLOSED.values() if operand[2:] == (ends,)), None)
    sure = closed is not None and (low[1] or _counts(subject, low[0], high[0]))
    return Range(subject, low[0], high[0], closed or (True, True), low[1], loose=not sure)


def _counts(subject: Hashable, low: int, high: int) -> bool:
    """Is this a column of whole numbers, of which many rows share one? Hardly any row has a depth of exactly 10."""
    years = YEARS[0] <= low <= high <= YEARS[1]
    return years or (isinstance(subject, tuple) and bool(WHOLE.search(str(subject[1]))))


def _is_column(subject: Hashable) -> bool:
    return isinstance(subject, tuple) and len(subject) == 2 and isinstance(subject[1], str)


def _number(value: object) -> tuple[int, bool] | None:
    """A whole number, or a day as a number, and which of both it is."""
    if isinstance(value, str) and len(value) == DAY:
        try:
            return date.fromisoformat(value).toordinal(), True
        except ValueError:
            return None
    return (value, False) if type(value) is int else None


def is_earlier(stop: Hashable, start: Hashable) -> bool:
    """Of two labels that cut rows in time, `"2018-12"` and `"2019-01-01"`: does the first, taken whole, end before the second?"""
    last, first = _label(stop), _label(start)
    return bool(last) and last < first and not first.startswith(last)


def _label(bound: Hashable) -> str:
    """A year, a month or a day, larger units first, which sorts as it stands; "" for any other bound of a slice."""
    if not isinstance(bound, tuple) or bound[0] != "label" or not isinstance(bound[1], tuple):
        return ""
    label = bound[1][-1]
    return label if isinstance(label, str) and _DATE.match(label) is not None else ""


def _apart(a: Range, b: Range) -> bool:
    """Is there no value in both, of whatever kind?"""
    for one, other in ((a, b), (b, a)):
        if one.high < other.low or (one.high == other.low and not (one.closed[1] and other.closed[0])):
            return True
    return False


def _meet(a: Range, b: Range) -> bool:
    """Is there a whole number, or day, in both? That there are rows with it stands to reason."""
    low, high = max(a.low, b.low), min(a.high, b.high)
    ends = [(low, 0), (high, 1)]
    shut = [
        all(one.closed[side] and not one.loose for one in (a, b) if (one.low, one.high)[side] == end)
        for end, side in ends
    ]
    return high - low - (not shut[0]) - (not shut[1]) >= 0


def _within(inner: Range, outer: Range) -> bool:
    """Are all values of the first in the second?"""
    if (inner.subject, inner.days) != (outer.subject, outer.days):
        return False
    shut = outer.closed if not outer.loose else (False, False)
    left = outer.low < inner.low or (outer.low == inner.low and (shut[0] or not inner.closed[0]))
    right = inner.high < outer.high or (inner.high == outer.high and (shut[1] or not inner.closed[1]))
    return left and right
