"""Row sets: which rows of which source a value holds, and whether two such sets share rows.

The algebra is small on purpose. A set is either all rows of a source, or made from other sets by parting (a split gives
disjoint parts), picking (by an index or mask), cutting (a slice), copying (over-sampling), joining (concatenation) or choosing (a
branch that may go either way).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache


class Answer(Enum):
    """What is known about a question: three-valued on purpose, since a guess would become a false alarm."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class All:
    """Every row of one source. Equal keys mean the same rows."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class Part:
    """The rows that split `split` put into `role` (train, test, validation, fold-train, fold-test, part-0, ...)."""

    parent: Rows
    split: Hashable
    role: str


@dataclass(frozen=True, slots=True)
class Pick:
    """The rows of `parent` whose positions or labels are in `index`, itself a row set over positions."""

    parent: Rows
    index: Rows


@dataclass(frozen=True, slots=True)
class Where:
    """The rows of `parent` that pass (or, with `keeps` false, fail) a test known only by its identity."""

    parent: Rows
    test: Hashable
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows `start` to `stop` of `parent` in order; a bound is an int, None (open) or the identity of an unknown number."""

    parent: Rows
    start: Hashable
    stop: Hashable


@dataclass(frozen=True, slots=True)
class Copies:
    """The rows of `parent`, some of them repeated or imitated, by resampling `by`."""

    parent: Rows
    by: Hashable


@dataclass(frozen=True, slots=True)
class Union:
    """Rows of every member together."""

    members: frozenset[Rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of one of the members; which one depends on a branch."""

    members: frozenset[Rows]


@dataclass(frozen=True, slots=True)
class Related:
    """Rows computed from the members in a way that is not known: maybe the same, maybe some, maybe none."""

    members: frozenset[Rows]
    key: Hashable


@dataclass(frozen=True, slots=True)
class Nothing:
    """No rows: a value that stands for no sample, such as a constant."""


Rows = All | Part | Pick | Where | Cut | Copies | Union | Choice | Related | Nothing
NOTHING = Nothing()


def union(*sets: Rows) -> Rows:
    """Join row sets; nested unions are flattened."""
    members: set[Rows] = set()
    for rows in sets:
        members |= rows.members if isinstance(rows, Union) else {rows}
    members.discard(NOTHING)
    if not members:
        return NOTHING
    return members.pop() if len(members) == 1 else Union(frozenset(members))


def choice(*sets: Rows) -> Rows:
    """Join what branches left behind; nested choices are flattened."""
    members: set[Rows] = set()
    for rows in sets:
        members |= rows.members if isinstance(rows, Choice) else {rows}
    return members.pop() if len(members) == 1 else Choice(frozenset(members))


def ancestors(rows: Rows) -> Iterator[Rows]:
    """`rows` itself, then everything it was made from, nearest first; an index's own history is not included."""
    yield rows
    if isinstance(rows, (Part, Pick, Where, Cut, Copies)):
        yield from ancestors(rows.parent)
    elif isinstance(rows, (Union, Choice, Related)):
        for member in sorted(rows.members, key=repr):
            yield from ancestors(member)


@lru_cache(maxsize=65536)
def overlaps(a: Rows, b: Rows) -> Answer:
    """Do the two sets share rows? Copies count as the rows they were made from.

    Parts of one split are disjoint, unless rows were copied before it: the copies are then answered by the rules on
    resampling, which look at the ancestors themselves.
    """
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return Answer.NO
    if a == b:
        return Answer.YES
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Choice):
            answers = {overlaps(member, other) for member in one.members}
            return answers.pop() if len(answers) == 1 else Answer.UNKNOWN
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Union):
            answers = {overlaps(member, other) for member in one.members}
            for answer in (Answer.YES, Answer.UNKNOWN):
                if answer in answers:
                    return answer
            return Answer.NO
    return _chains(a, b)


def _chains(a: Rows, b: Rows) -> Answer:
    """Compare two chains of parting steps: from their common origin on, one step that excludes the other decides."""
    chain_a, chain_b = _chain(a), _chain(b)
    if chain_a[0] != chain_b[0]:
        return _origins(chain_a, chain_b, a, b)
    steps_a = [step for step in chain_a[1:] if not isinstance(step, Copies)]
    steps_b = [step for step in chain_b[1:] if not isinstance(step, Copies)]
    answer = Answer.YES
    for one in steps_a:
        for other in steps_b:
            verdict = _steps(one, other)
            if verdict is Answer.NO:
                return Answer.NO
            if verdict is Answer.UNKNOWN:
                answer = Answer.UNKNOWN
    return answer


def _origins(chain_a: list[Rows], chain_b: list[Rows], a: Rows, b: Rows) -> Answer:
    """Two chains from different origins: sources are distinct, unions are compared member by member along the other chain."""
    for chain, whole, other in ((chain_a, a, b), (chain_b, b, a)):
        origin = chain[0]
        if isinstance(origin, Related):
            answers = {overlaps(member, other) for member in origin.members}
            return Answer.NO if answers <= {Answer.NO} else Answer.UNKNOWN
        if isinstance(origin, (Union, Choice)) and len(chain) > 1:
            answers = {overlaps(_replant(whole, origin, member), other) for member in origin.members}
            if isinstance(origin, Union) and Answer.YES in answers:
                return Answer.YES
            return answers.pop() if len(answers) == 1 else Answer.UNKNOWN
    return Answer.NO


def _replant(rows: Rows, origin: Rows, member: Rows) -> Rows:
    """The same chain of steps, starting from one member of its origin."""
    if rows == origin:
        return member
    assert isinstance(rows, (Part, Pick, Where, Cut, Copies))
    return replace(rows, parent=_replant(rows.parent, origin, member))


def _chain(rows: Rows) -> list[Rows]:
    """The steps from the origin (a source, union or choice) to `rows`."""
    steps = [rows]
    while isinstance(rows, (Part, Pick, Where, Cut, Copies)):
        rows = rows.parent
        steps.append(rows)
    return steps[::-1]


def _steps(a: Rows, b: Rows) -> Answer:
    """Can a row pass both steps? Steps of different kinds, or by different splits, are independent: some rows pass both."""
    if isinstance(a, Part) and isinstance(b, Part):
        if a.split != b.split:
            return Answer.YES
        return Answer.YES if a.role == b.role else Answer.NO
    if isinstance(a, Pick) and isinstance(b, Pick):
        return overlaps(a.index, b.index)
    if isinstance(a, Where) and isinstance(b, Where):
        return _tests(a, b)
    if isinstance(a, Cut) and isinstance(b, Cut):
        if a.parent != b.parent:
            return Answer.UNKNOWN
        return _cuts(a, b)
    if isinstance(a, (Where, Cut)) or isinstance(b, (Where, Cut)):
        return Answer.UNKNOWN
    return Answer.YES


def _tests(a: Where, b: Where) -> Answer:
    if a.test == b.test:
        return Answer.YES if a.keeps == b.keeps else Answer.NO
    if a.keeps and b.keeps and _exclude(a.test, b.test):
        return Answer.NO
    return Answer.UNKNOWN


def _exclude(a: Hashable, b: Hashable) -> bool:
    """Are these tests `x == 1` and `x == 2` of one value? Tests are (subject, operator, constant) where known."""
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b) == 3:
        return a[0] == b[0] and a[1] == b[1] == "==" and a[2] != b[2]
    return False


def _cuts(a: Cut, b: Cut) -> Answer:
    for one, other in ((a, b), (b, a)):
        if one.stop is not None and one.stop == other.start:
            return Answer.NO
        if isinstance(one.stop, int) and isinstance(other.start, int) and same_sign(one.stop, other.start):
            if one.stop <= other.start:
                return Answer.NO
    bounds = (a.start, a.stop, b.start, b.stop)
    if all(bound is None or isinstance(bound, int) for bound in bounds):
        return Answer.YES
    if (a.start is None and b.start is None) or (a.stop is None and b.stop is None):
        return Answer.YES
    if all(bound is None for bound in bounds[:2]) or all(bound is None for bound in bounds[2:]):
        return Answer.YES
    return Answer.UNKNOWN


def same_sign(a: int, b: int) -> bool:
    """Can two slice bounds be compared without knowing the length?"""
    return (a >= 0) == (b >= 0)
