"""Row sets: which rows of which source a value holds.

The algebra is small on purpose. A set is either all rows of a source, or made from other sets by parting (a split gives
disjoint parts), picking (by an index or mask), cutting (a slice), copying (over-sampling), joining (concatenation) or choosing (a
branch that may go either way). Whether two sets share rows is asked in `graph.overlap`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import Field, fields
from functools import cache
from typing import Any

from reprolint.records import dataclass


class _Interned(type):
    """Makes equal row sets the same object, so that comparing and hashing deep ones costs nothing.

    `number` of a row set is the order of its making, the same in every run of the same code; `weight` counts the steps
    it was made in, each as often as it was used.
    """

    known: dict[tuple[Any, ...], Any] = {}  # noqa: RUF012 - one table for all classes
    count = 0

    def __call__(cls, *values: Any, **named: Any) -> Any:
        every = fields_of(cls)
        if named or len(values) < len(every):
            values = (*values, *(named.get(one.name, one.default) for one in every[len(values) :]))
        key = (cls, *values)
        found = _Interned.known.get(key)
        if found is None:
            found = _Interned.known[key] = super().__call__(*values)
            _Interned.count += 1
            object.__setattr__(found, "number", _Interned.count)
            object.__setattr__(found, "weight", 1 + sum(_weight(value) for value in values))
        return found


@cache
def fields_of(cls: type) -> tuple[Field[Any], ...]:
    """The fields of a row set's class, looked up once."""
    return fields(cls)


def _weight(value: Any) -> int:
    if isinstance(value, frozenset):
        return sum(_weight(member) for member in value)
    return getattr(value, "weight", 0)


MEMORIES: list[dict[Any, Any]] = []  # what other modules remember of row sets, to be forgotten with them


def forget() -> None:
    """Drop what was remembered of row sets; called when the reading of a new file begins."""
    _Interned.known = {(Nothing,): NOTHING}
    _Interned.count = 1
    for memory in MEMORIES:
        memory.clear()


@dataclass(frozen=True, eq=False)
class All(metaclass=_Interned):
    """Every row of one source. Equal keys mean the same rows."""

    key: Hashable


@dataclass(frozen=True, eq=False)
class Part(metaclass=_Interned):
    """The rows that split `split` put into `role` (train, test, validation, fold-train, fold-test, part-0, ...)."""

    parent: Rows
    split: Hashable
    role: str


@dataclass(frozen=True, eq=False)
class Pick(metaclass=_Interned):
    """The rows of `parent` whose positions or labels are in `index`, itself a row set over positions."""

    parent: Rows
    index: Rows


@dataclass(frozen=True, eq=False)
class Where(metaclass=_Interned):
    """The rows of `parent` that pass (or, with `keeps` false, fail) a test known only by its identity."""

    parent: Rows
    test: Hashable
    keeps: bool = True


@dataclass(frozen=True, eq=False)
class Cut(metaclass=_Interned):
    """Rows `start` to `stop` of `parent` in order; a bound is an int, None (open) or the identity of an unknown number."""

    parent: Rows
    start: Hashable
    stop: Hashable


@dataclass(frozen=True, eq=False)
class Copies(metaclass=_Interned):
    """The rows of `parent`, some of them repeated or imitated, by resampling `by`."""

    parent: Rows
    by: Hashable


@dataclass(frozen=True, eq=False)
class Union(metaclass=_Interned):
    """Rows of every member together; `order` is empty, or the members from top to bottom when they were stacked."""

    members: frozenset[Rows]
    order: tuple[Rows, ...] = ()


@dataclass(frozen=True, eq=False)
class Choice(metaclass=_Interned):
    """Rows of one of the members; which one depends on a branch."""

    members: frozenset[Rows]


@dataclass(frozen=True, eq=False)
class Related(metaclass=_Interned):
    """Rows computed from the members in a way that is not known: maybe the same, maybe some, maybe none."""

    members: frozenset[Rows]
    key: Hashable


@dataclass(frozen=True, eq=False)
class Nothing(metaclass=_Interned):
    """No rows: a value that stands for no sample, such as a constant."""


Rows = All | Part | Pick | Where | Cut | Copies | Union | Choice | Related | Nothing
NOTHING = Nothing()


def union(*sets: Rows) -> Rows:
    """Join row sets; nested unions are flattened, and tables side by side that were stacked alike stay so."""
    if sets and all(rows is sets[0] for rows in sets):
        return sets[0]
    members: set[Rows] = set()
    for rows in sets:
        members |= rows.members if isinstance(rows, Union) else {rows}
    members.discard(NOTHING)
    return _joined(Union, members)


def stacked(*sets: Rows) -> Rows:
    """Put row sets one below the other, the first on top."""
    order: list[Rows] = []
    for rows in sets:
        order += rows.order if isinstance(rows, Union) else [rows]
    joined = union(*sets)
    return Union(joined.members, tuple(order)) if isinstance(joined, Union) and joined.members == set(order) else joined


def in_any_order(rows: Rows) -> Rows:
    """The same rows after sorting, which mixes tables that were stacked."""
    return Union(rows.members) if isinstance(rows, Union) else rows


def choice(*sets: Rows) -> Rows:
    """Join what branches left behind; nested choices are flattened."""
    members: set[Rows] = set()
    for rows in sets:
        members |= rows.members if isinstance(rows, Choice) else {rows}
    return _joined(Choice, members)


HEAVIEST = 120  # steps in one row set; beyond, only its sources are remembered


def _joined(kind: type[Union | Choice], members: set[Rows]) -> Rows:
    if len(members) <= 1:
        return next(iter(members), NOTHING)
    joined = kind(frozenset(members))
    if joined.weight > HEAVIEST:  # type: ignore[union-attr]
        sources = frozenset(step for step in ancestors(joined) if isinstance(step, All))
        return Related(sources, ("many steps", sources))
    return joined


def in_order(members: Iterable[Rows]) -> list[Rows]:
    """Row sets in the order of their making."""
    return sorted(members, key=lambda rows: rows.number)  # type: ignore[union-attr]


def parents_of(rows: Rows) -> Sequence[Rows]:
    """What these rows were directly made from; an index is not among them."""
    if isinstance(rows, (Part, Pick, Where, Cut, Copies)):
        return (rows.parent,)
    return in_order(rows.members) if isinstance(rows, (Union, Choice, Related)) else ()


def ancestors(rows: Rows) -> Iterator[Rows]:
    """`rows` itself, then everything it was made from, each once, nearest first; an index's own history is not included."""
    seen: set[Rows] = set()
    waiting = [rows]
    while waiting:
        step = waiting.pop(0)
        if step in seen:
            continue
        seen.add(step)
        yield step
        waiting.extend(parents_of(step))
