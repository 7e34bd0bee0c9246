"""Do two row sets share rows? The one question that the algebra answers, with YES, NO or UNKNOWN."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from enum import Enum
from itertools import product
from operator import attrgetter
from typing import Any

from reprolint.graph.bounds import is_earlier, share_values
from reprolint.graph.listed import are_apart
from reprolint.graph.named_files import is_every_file, names_of_files
from reprolint.graph.rows import (
    MEMORIES,
    All,
    Choice,
    Copies,
    Cut,
    Nothing,
    Part,
    Pick,
    Related,
    Rows,
    Union,
    Where,
    ancestors,
    fields_of,
)


class Answer(Enum):
    """What is known about a question: three-valued on purpose, since a guess would become a false alarm."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


# What two splits by one seed have in common: parts of `split_key`, all but the sizes.
_SEEDED = (True, True, False, True, True)
_answers: dict[tuple[Any, Any], Answer] = {}
_chains_known: dict[Rows, list[Rows]] = {}
_replanted: dict[tuple[Rows, Rows, Rows], Rows] = {}
_sources_known: dict[Rows, frozenset[Rows]] = {}
MEMORIES += [_answers, _chains_known, _replanted, _sources_known]


def overlaps(a: Rows, b: Rows) -> Answer:
    """Do the two sets share rows? Copies count as the rows they were made from.

    Parts of one split are disjoint, unless rows were copied before it: the copies are then answered by the rules on
    resampling, which look at the ancestors themselves.
    """
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return Answer.NO
    if a is b:
        return Answer.YES
    answer = _answers.get((a, b))
    if answer is None:
        first, second = sorted(
            (a, b), key=attrgetter("number")
        )  # the answer is the same whichever is asked about first
        _answers[a, b] = _answers[b, a] = Answer.UNKNOWN  # for a set that is made from itself
        answer = _answers[a, b] = _answers[b, a] = _compare(first, second)
    return answer


def is_within(a: Rows, b: Rows) -> bool:
    """Are all rows of `a` surely rows of `b`? Copies count as the rows they were made from."""
    while isinstance(b, Copies):
        b = b.parent
    if isinstance(b, Union) and any(is_within(a, member) for member in b.members):
        return True
    chain = _chain(a)
    if any(step is b for step in chain):
        return True
    origin = chain[0]
    return isinstance(origin, (Union, Choice)) and all(is_within(member, b) for member in origin.members)


def _is_left_out(a: Rows, b: Rows) -> bool:
    """Was one of them made by leaving out the other, or what the other is part of?"""
    for one, other in ((a, b), (b, a)):
        for step in _chain(one):
            if type(step) is Where and step.keeps:
                test = step.test
                if isinstance(test, tuple) and test[0] == "not in" and any(test[1] is part for part in _chain(other)):
                    return True
    return False


def _compare(a: Rows, b: Rows) -> Answer:
    if _is_left_out(a, b):
        return Answer.NO
    if any(step is b for step in _chain(a)) or any(step is a for step in _chain(b)):
        return Answer.YES
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Union):
            origin = _chain(other)[0]
            if other in one.members or (isinstance(origin, Union) and origin.members <= one.members):
                return Answer.YES
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Choice):
            return _agreed(overlaps(member, other) for member in one.members)
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Union):
            answer = Answer.NO
            for member in one.members:
                shared = overlaps(member, other)
                if shared is Answer.YES:
                    return shared
                if shared is Answer.UNKNOWN:
                    answer = shared
            return answer
    return _chains(a, b)


def _agreed(answers: Iterable[Answer]) -> Answer:
    """What all of them say, at least one; UNKNOWN as soon as two differ, without asking for more."""
    said = None
    for answer in answers:
        if answer is Answer.UNKNOWN or said not in {None, answer}:
            return Answer.UNKNOWN
        said = answer
    return said or Answer.UNKNOWN


def _chains(a: Rows, b: Rows) -> Answer:
    """Compare two chains of parting steps: from their common origin on, one step that excludes the other decides."""
    chain_a, chain_b = _chain(a), _chain(b)
    if chain_a[0] is not chain_b[0]:
        return _origins(chain_a, chain_b, a, b)
    shared = 0
    while shared < min(len(chain_a), len(chain_b)) and chain_a[shared] is chain_b[shared]:
        shared += 1
    steps_a = [step for step in chain_a[shared:] if not isinstance(step, Copies)]
    steps_b = [step for step in chain_b[shared:] if not isinstance(step, Copies)]
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
    if _sources(a).isdisjoint(_sources(b)):
        return Answer.NO  # as all comparisons of their members would find
    sides = ((chain_a, a, b), (chain_b, b, a))
    for kind, (chain, whole, other) in product((Related, Choice, Union), sides):
        origin = chain[0]
        if not isinstance(origin, kind):
            continue
        if isinstance(origin, Related):
            none = all(overlaps(member, other) is Answer.NO for member in origin.members)
            return Answer.NO if none else Answer.UNKNOWN
        if isinstance(origin, (Union, Choice)) and len(chain) > 1:
            answers = (overlaps(replant(whole, origin, member), other) for member in origin.members)
            if isinstance(origin, Choice):
                return _agreed(answers)
            known = set[Answer]()
            while Answer.YES not in known and (answer := next(answers, None)) is not None:
                known.add(answer)
            if Answer.YES in known:
                # A slice or mask of joined sets may hold the rows of one of them only.
                torn = [step for step in chain[1:] if isinstance(step, (Cut, Where)) and not _spreads(step)]
                sure = _at_an_end(origin, chain[1]) if torn == chain[1:2] else None
                if torn and (sure is None or overlaps(replant(whole, origin, sure), other) is not Answer.YES):
                    return Answer.UNKNOWN
                return Answer.YES
            return known.pop() if len(known) == 1 else Answer.UNKNOWN
    return Answer.NO


def _sources(rows: Rows) -> frozenset[Rows]:
    """All that the rows, and what chose them, may come from."""
    known = _sources_known.get(rows)
    if known is None:
        known = _sources_known[rows] = frozenset(step for step in ancestors(rows) if isinstance(step, All))
    return known


def _at_an_end(origin: Union, step: Rows) -> Rows | None:
    """The one of several stacked tables that a slice from the very top, or to the very bottom, must take rows from."""
    if not isinstance(step, Cut) or not origin.order:
        return None
    if step.start is None:
        return origin.order[0]
    return origin.order[-1] if step.stop is None else None


def replant(rows: Rows, origin: Rows, member: Rows) -> Rows:
    """The same chain of steps, starting from one member of its origin.

    What was counted along a union falls otherwise on its members, so such steps are no longer those of the members.
    """
    if rows == origin:
        return member
    known = _replanted.get((rows, origin, member))
    if known is None:
        known = _replanted[rows, origin, member] = _replant_anew(rows, origin, member)
    return known


def _replant_anew(rows: Rows, origin: Rows, member: Rows) -> Rows:
    assert isinstance(rows, (Part, Pick, Where, Cut, Copies))
    parent = replant(rows.parent, origin, member)
    if isinstance(origin, Union) and isinstance(rows, Part):
        return Part(parent, ("of union", rows.split, origin), rows.role)
    if isinstance(origin, Union) and isinstance(rows, (Pick, Cut)):
        return Where(parent, ("of union", rows))
    return type(rows)(parent, *(getattr(rows, one.name) for one in fields_of(type(rows))[1:]))  # quicker than `replace`


def _chain(rows: Rows) -> list[Rows]:
    """The steps from the origin (a source, union or choice) to `rows`; not to be changed."""
    known = _chains_known.get(rows)
    if known is not None:
        return known
    step, steps = rows, [rows]
    while isinstance(step, (Part, Pick, Where, Cut, Copies)):
        step = step.parent
        steps.append(step)
    steps.reverse()
    _chains_known[rows] = steps
    return steps


def _steps(a: Rows, b: Rows) -> Answer:
    """Can a row pass both steps? A random part shares rows with any filter or slice and with the parts of other splits.

    Positions that a program chose, such as `np.arange(80)`, may be those of a slice or filter, or none of them.
    """
    if isinstance(a, Part) and isinstance(b, Part):
        if a.split != b.split:
            return _of_two_splits(a, b)
        if a.role == b.role:
            return Answer.YES
        return Answer.NO if a.parent is b.parent else Answer.UNKNOWN  # one seed divides other rows otherwise
    if isinstance(a, Pick) and isinstance(b, Pick):
        answer = _indices(a.index, b.index)
        return Answer.UNKNOWN if answer is Answer.NO and a.parent is not b.parent else answer
    if isinstance(a, Where) and isinstance(b, Where):
        return _tests(a, b)
    if isinstance(a, Cut) and isinstance(b, Cut):
        if a.parent != b.parent:
            return Answer.UNKNOWN
        return _cuts(a, b)
    if _unknown_key(a) or _unknown_key(b):
        return Answer.UNKNOWN
    if isinstance(a, Part) or isinstance(b, Part) or _spreads(a) or _spreads(b):
        return Answer.YES
    return Answer.UNKNOWN


def _of_two_splits(a: Part, b: Part) -> Answer:
    """Parts of different splits share rows, unless one seed, or none at all, gave both the same order of the same rows.

    `train_test_split` takes the test rows from one end of that order and the training rows from the other.
    """
    one, other = a.split, b.split
    if a.parent is not b.parent or not isinstance(one, tuple) or not isinstance(other, tuple) or a.role == b.role:
        return Answer.YES
    if len(one) != len(_SEEDED) or len(other) != len(_SEEDED):
        return Answer.YES
    if any(x != y for x, y, same in zip(one, other, _SEEDED, strict=True) if same):
        return Answer.YES
    shares = {part.role: _test_share(part.split) for part in (a, b)}
    tested, left_out = shares.get("test"), shares.get("train")
    if tested is None or left_out is None:
        return Answer.UNKNOWN
    if tested > left_out:
        return Answer.YES
    return Answer.UNKNOWN if one[3] else Answer.NO  # within strata, roundings may differ


def _test_share(split: Any) -> float | None:
    """Which share of the rows a split tests on, where it is written as one."""
    test, train = split[2]
    if isinstance(test, float):
        return test
    return 1 - train if test is None and isinstance(train, float) else 0.25 if test is None and train is None else None


def _indices(a: Rows, b: Rows) -> Answer:
    """Positions that came from different places may name the same rows."""
    answer = overlaps(a, b)
    if answer is not Answer.NO or _is_left_out(a, b):
        return answer
    return Answer.UNKNOWN if _sources(a).isdisjoint(_sources(b)) else Answer.NO


def _unknown_key(step: Rows) -> bool:
    """Chosen by a value of which nothing is known."""
    return isinstance(step, Where) and step.keeps and isinstance(step.test, tuple) and step.test[:1] == ("key",)


def _spreads(step: Rows) -> bool:
    """Does this filter or index take rows from all over, such as those without gaps, of one category, or of a split?"""
    if isinstance(step, Pick):
        return any(isinstance(one, Part) for one in _chain(step.index))
    if not isinstance(step, Where) or not isinstance(step.test, tuple) or len(step.test) < 2:
        return False
    subject, operator = step.test[:2]
    if isinstance(subject, tuple) and subject[:1] == ("label",):
        return False  # of stacked tables, perhaps the name of one
    return subject == "filter" or operator in {"==", "isnull", "isna", "notnull", "notna", "duplicated"}


def _tests(a: Where, b: Where) -> Answer:
    if a.test == b.test:
        return Answer.YES if a.keeps == b.keeps else Answer.NO
    if a.keeps and b.keeps and _exclude(a.test, b.test):
        return Answer.NO
    named, others = names_of_files(a), names_of_files(b)
    if named is not None and others is not None:
        return overlaps(named, others)  # each name stands for a file that was read
    if (named is not None or others is not None) and (is_every_file(a) or is_every_file(b)):
        return Answer.YES
    shared = share_values(a, b)
    if shared is not None:
        return Answer.YES if shared else Answer.NO
    if _filters(a) or _filters(b) or (_sampled(a) and _sampled(b)):
        return Answer.YES
    return Answer.UNKNOWN


def _sampled(step: Where) -> bool:
    """Drawn by chance: two such draws share rows, however each was seeded."""
    return step.keeps and isinstance(step.test, tuple) and step.test[:1] == ("sample",)


def _filters(step: Where) -> bool:
    return isinstance(step.test, tuple) and step.test[:1] == ("filter",)


def _exclude(a: Hashable, b: Hashable) -> bool:
    """Are these tests `x == 1` and `x == 2` of one value, or `x in` sets that are apart?

    Tests are (subject, operator, constant) where known; the constant of `in` is a list as `graph.listed` knows it, or
    `("distinct", rows)` for a set whose members were all different before it was divided.
    """
    if not (isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b) == 3 and a[:2] == b[:2]):
        return False
    if a[1] == "==":
        return bool(a[2] != b[2])
    if a[1] == "in" and are_apart(a[2], b[2]):
        return True
    sets = [test[2] for test in (a, b) if isinstance(test[2], tuple) and test[2][:1] == ("distinct",)]
    return a[1] == "in" and len(sets) == 2 and overlaps(sets[0][1], sets[1][1]) is Answer.NO


def _cuts(a: Cut, b: Cut) -> Answer:
    for one, other in ((a, b), (b, a)):
        if one.stop is not None and one.stop == other.start:
            return Answer.NO
        if _ends_before(one.stop, other.start) or is_earlier(one.stop, other.start):
            return Answer.NO
    if (a.start is None and b.start is None) or (a.stop is None and b.stop is None):
        return Answer.YES
    bounds = (a.start, a.stop, b.start, b.stop)
    if all(bound is None for bound in bounds[:2]) or all(bound is None for bound in bounds[2:]):
        return Answer.YES
    literal = [bound for bound in bounds if isinstance(bound, int)]
    if len(literal) + bounds.count(None) == len(bounds) and len({bound >= 0 for bound in literal}) == 1:
        return Answer.YES
    return Answer.UNKNOWN  # where the end stands, from which a negative bound counts, is not known


def _ends_before(stop: Hashable, start: Hashable) -> bool:
    return isinstance(stop, int) and isinstance(start, int) and same_sign(stop, start) and stop <= start


def same_sign(a: int, b: int) -> bool:
    """Can two slice bounds be compared without knowing the length?"""
    return (a >= 0) == (b >= 0)
