"""Turns pages with `match:` into checks: a finding for every call that one of their patterns describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from reprolint.checks import Check
from reprolint.findings import Finding
from reprolint.graph.events import MISSING, UNKNOWN, Call
from reprolint.graph.values import Constant, Value
from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.rulebook.model import Condition, Page, Pattern


class Calls(Protocol):
    """What a pattern looks at."""

    @property
    def calls(self) -> Iterable[Call]:
        """Library calls in program order."""


def checks_of(pages: Iterable[Page]) -> tuple[Check, ...]:
    """One check for each page that has patterns and is not retired."""
    return tuple(
        Check(page.code, Finder(page.match), frozenset({"call"}))
        for page in pages
        if page.match and not page.is_removed
    )


@dataclass(frozen=True, slots=True)
class Finder:
    """The function of such a check; a class, because a worker process must be able to receive it."""

    patterns: tuple[Pattern, ...]

    def __call__(self, experiment: Calls) -> Iterator[Finding]:
        """A finding for each place where the first matching pattern matches."""
        wanted: dict[str, list[Pattern]] = {}
        for one in self.patterns:
            for name in one.calls:
                wanted.setdefault(name, []).append(one)
        reported: set[tuple[str, int, int]] = set()
        for call in experiment.calls:
            named = wanted.get(call.qualified) or wanted.get(call.entry.name if call.entry else "") or []
            pattern = next((each for each in named if matches(each, call)), None)
            place = (call.place.source.path, call.place.line, call.node.col_offset)
            if pattern is None or place in reported:
                continue
            reported.add(place)  # a loop body is read twice, a function once for each caller
            yield call.finding(_filled(pattern.message, call), label=_filled(pattern.label, call), help=pattern.help)


def _filled(text: str, call: Call) -> str:
    return text.replace("{name}", call.name).replace("{qualified}", call.qualified)


def matches(pattern: Pattern, call: Call) -> bool:
    """Do all conditions hold? An argument that nothing is known of holds for none."""
    return all(_holds(condition, call.argument(name)) for name, condition in pattern.when.items())


def _holds(condition: Condition, value: Value) -> bool:
    if value is UNKNOWN:
        return False
    if value is MISSING:
        return condition.missing is True
    if condition.missing is False:
        return True
    if not isinstance(value, Constant):
        return False
    literal = value.value
    if any(_same(literal, wanted) for wanted in condition.equals):
        return True
    return bool(condition.differs) and not any(_same(literal, other) for other in condition.differs)


def _same(a: object, b: object) -> bool:
    """Equal, and not merely because True == 1."""
    return a == b and isinstance(a, bool) == isinstance(b, bool)
