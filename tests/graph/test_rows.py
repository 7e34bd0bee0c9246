"""The algebra of row sets: what `overlaps` answers, held against real sets of rows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reprolint.graph import overlap
from reprolint.graph import rows as algebra
from reprolint.graph.overlap import Answer, is_within, overlaps
from reprolint.graph.rows import (
    NOTHING,
    All,
    Choice,
    Copies,
    Cut,
    Part,
    Pick,
    Related,
    Rows,
    Union,
    Where,
    ancestors,
    choice,
    forget,
    union,
)

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    yield
    forget()


def a() -> Rows:
    return All("a")


def b() -> Rows:
    return All("b")


def _train(rows: Rows, split: str = "s") -> Rows:
    return Part(rows, split, "train")


def _test(rows: Rows, split: str = "s") -> Rows:
    return Part(rows, split, "test")


def equals(value: int, column: str = "site") -> tuple[object, ...]:
    return (column, "==", value)


def pairs() -> dict[str, tuple[Rows, Rows, Answer]]:
    x, y = a(), b()
    both = union(x, y)
    positions, others = All(("positions", 5)), All(("positions", "drawn again"))
    return {
        "a source and itself": (x, a(), YES),
        "two sources": (x, y, NO),
        "nothing and something": (NOTHING, x, NO),
        "nothing and itself": (NOTHING, NOTHING, NO),
        "parts of one split": (_train(x), _test(x), NO),
        "a part and itself": (_train(x), _train(x), YES),
        "a part and its source": (_train(x), x, YES),
        "a part and another source": (_train(x), y, NO),
        "parts of different splits": (_train(x), _test(x, "t"), YES),
        "a part of a part and the other part": (_train(_train(x), "t"), _test(x), NO),
        "parts by one seed of different rows": (_train(x), _test(Where(x, "no gaps")), UNKNOWN),
        "picks by parts of positions": (Pick(x, _train(positions)), Pick(x, _test(positions)), NO),
        "picks by one part": (Pick(x, _train(positions)), Pick(x, _train(positions)), YES),
        "picks by unrelated positions": (Pick(x, positions), Pick(x, others), UNKNOWN),
        "picks by positions in different rows": (
            Pick(x, _train(positions)),
            Pick(Where(x, "no gaps"), _test(positions)),
            UNKNOWN,
        ),
        "a mask and its opposite": (Where(x, "m"), Where(x, "m", keeps=False), NO),
        "two masks": (Where(x, "m"), Where(x, "n"), UNKNOWN),
        "two values of one column": (Where(x, equals(1)), Where(x, equals(2)), NO),
        "values of two columns": (Where(x, equals(1)), Where(x, equals(2, "year")), UNKNOWN),
        "not one value and not another": (Where(x, equals(1), keeps=False), Where(x, equals(2), keeps=False), UNKNOWN),
        "a mask and a random part": (Where(x, "m"), _train(x), YES),
        "a mask before and after a split": (_train(Where(x, "m")), Where(x, "m", keeps=False), NO),
        "slices side by side": (Cut(x, None, 5), Cut(x, 5, None), NO),
        "slices with a gap": (Cut(x, None, 5), Cut(x, 7, None), NO),
        "slices that overlap": (Cut(x, None, 7), Cut(x, 5, None), YES),
        "slices at an unknown place": (Cut(x, None, "n"), Cut(x, "n", None), NO),
        "slices at two unknown places": (Cut(x, None, "n"), Cut(x, "m", None), UNKNOWN),
        "both from the start": (Cut(x, None, "n"), Cut(x, None, 3), YES),
        "slices from both ends": (Cut(x, None, 5), Cut(x, -5, None), UNKNOWN),
        "slices at one place from the end": (Cut(x, None, -5), Cut(x, -5, None), NO),
        "slices of different rows": (Cut(x, None, 5), Cut(Where(x, "m"), 5, None), UNKNOWN),
        "a slice and a random part": (Cut(x, None, 5), _train(x), YES),
        "copies and their originals": (Copies(x, "smote"), x, YES),
        "parts of copies": (_train(Copies(x, "smote")), _test(Copies(x, "smote")), NO),
        "copies of one part and the other part": (Copies(_train(x), "smote"), _test(x), NO),
        "a union and its member": (both, x, YES),
        "a union and a stranger": (both, All("c"), NO),
        "a union and half of a member": (both, _train(x), YES),
        "a union of parts and the rest": (union(_train(x), _train(y)), _test(x), NO),
        "a part of a union and a member": (_train(both), x, YES),
        "a slice of a union and a member": (Cut(both, None, 5), x, UNKNOWN),
        "parts of a union": (_train(both), _test(both), NO),
        "a choice and its member": (choice(x, y), x, UNKNOWN),
        "a choice within one source": (choice(_train(x), _test(x)), x, YES),
        "a choice and a stranger": (choice(x, y), All("c"), NO),
        "rows computed from others": (Related(frozenset({x}), 1), x, UNKNOWN),
        "rows computed from one part and the other": (Related(frozenset({_train(x)}), 1), _test(x), NO),
        "members of sets that were divided": (
            Where(x, ("p", "in", ("distinct", _train(y)))),
            Where(x, ("p", "in", ("distinct", _test(y)))),
            NO,
        ),
        "members of lists that were divided": (
            Where(x, ("p", "in", _train(y))),
            Where(x, ("p", "in", _test(y))),
            UNKNOWN,
        ),
    }


@pytest.mark.parametrize("name", list(pairs()))
def test_overlaps(name: str):
    one, other, answer = pairs()[name]
    assert overlaps(one, other) is answer
    overlap._answers.clear()
    assert overlaps(other, one) is answer


def test_rows_within_others():
    whole, other = a(), b()
    train, test = _train(whole), _test(whole)
    assert is_within(train, whole)
    assert not is_within(whole, train)
    assert not is_within(test, train)
    assert is_within(whole, Copies(whole, "smote"))
    assert is_within(Copies(train, "smote"), whole)
    assert is_within(test, union(whole, other))
    assert not is_within(union(whole, other), whole)
    assert is_within(choice(train, test), whole)
    assert not is_within(choice(train, other), whole)


def test_equal_sets_are_one_object():
    assert Part(All("a"), "s", "train") is Part(All("a"), "s", "train")
    assert Where(All("a"), "m") is Where(All("a"), "m", keeps=True)
    assert Where(All("a"), "m") is not Where(All("a"), "m", keeps=False)


def test_unions_and_choices_are_flat_and_drop_nothing():
    assert union(a(), union(b(), a())) is union(b(), a())
    assert union(a(), NOTHING) is a()
    assert union() is NOTHING
    assert choice(a(), a()) is a()
    assert choice(choice(a(), b()), b()) is choice(a(), b())


def test_ancestors_come_nearest_first_and_once():
    whole = All("a")
    one, other = _train(whole), _test(whole)
    joined = Where(union(one, other), "m")
    assert list(ancestors(joined)) == [joined, joined.parent, one, other, whole]


def test_very_heavy_sets_remember_their_sources_only():
    whole = All("a")
    parts = [_train(whole, f"s{number}") for number in range(2 * algebra.HEAVIEST)]
    joined = union(*parts)
    assert isinstance(joined, Related)
    assert joined.members == {whole}
    assert overlaps(joined, parts[0]) is UNKNOWN
    assert overlaps(joined, All("b")) is NO


# --- any sets ------------------------------------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b"])
BOUNDS = st.one_of(st.none(), st.integers(-9, 9), st.sampled_from(["n", "m"]))
TESTS = st.one_of(
    st.sampled_from(["m", "n"]),
    st.builds(equals, st.integers(0, 2), st.sampled_from(["site", "year"])),
    st.just(("filter", "dropna", 1)),
)
POSITIONS = st.sampled_from(["p", "q"])


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    few = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.just("part"), inner, st.sampled_from("st"), st.sampled_from(["train", "test"])),
        st.tuples(st.just("pick"), inner, POSITIONS, st.sampled_from("st"), st.sampled_from(["train", "test"])),
        st.tuples(st.just("where"), inner, TESTS, st.booleans()),
        st.tuples(st.just("cut"), inner, BOUNDS, BOUNDS),
        st.tuples(st.just("copies"), inner),
        st.tuples(st.just("union"), few),
        st.tuples(st.just("choice"), few),
        st.tuples(st.just("related"), few),
    )


RECIPES = st.recursive(st.tuples(st.just("all"), KEYS), _grown, max_leaves=6)


def made(recipe: tuple[Any, ...]) -> Rows:
    """The row set of a recipe."""
    kind, *parts = recipe
    if kind == "all":
        return All(parts[0])
    if kind in {"union", "choice", "related"}:
        members = [made(part) for part in parts[0]]
        if kind == "related":
            return Related(frozenset(members), "computed")
        return union(*members) if kind == "union" else choice(*members)
    parent = made(parts[0])
    if kind == "part":
        return Part(parent, *parts[1:])
    if kind == "pick":
        return Pick(parent, Part(All(("positions", parts[1])), *parts[2:]))
    if kind == "where":
        return Where(parent, *parts[1:])
    return Cut(parent, *parts[1:]) if kind == "cut" else Copies(parent, "by")


UNHURRIED = settings(deadline=None, max_examples=300)


@UNHURRIED
@given(RECIPES, RECIPES)
def test_the_answer_does_not_depend_on_the_order_of_asking(one: tuple[Any, ...], other: tuple[Any, ...]):
    forget()
    first = overlaps(made(one), made(other))
    overlap._answers.clear()
    assert overlaps(made(other), made(one)) is first


@UNHURRIED
@given(RECIPES)
def test_a_set_shares_rows_with_itself_and_with_what_it_was_taken_from(recipe: tuple[Any, ...]):
    forget()
    rows = made(recipe)
    assert overlaps(rows, rows) is YES
    step = rows
    while isinstance(step, (Part, Pick, Where, Cut, Copies)):
        step = step.parent
        assert overlaps(rows, step) is YES
    if isinstance(rows, Union):
        assert all(overlaps(rows, member) is YES for member in rows.members)


class World:
    """Concrete rows for every set, drawn at random but the same for the same set."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def choose(self, *key: object) -> random.Random:
        """A generator that depends on the key alone."""
        return random.Random(f"{self.seed} {key}")

    def rows(self, rows: Rows) -> list[object]:
        """The rows of a set, in order."""
        if isinstance(rows, All):
            size = 20 if isinstance(rows.key, tuple) else 12
            return [(rows.key, number) for number in range(size)]
        if isinstance(rows, (Union, Related, Choice)):
            return self._of_several(rows)
        assert isinstance(rows, (Part, Pick, Where, Cut, Copies))
        parent = self.rows(rows.parent)
        if isinstance(rows, Part):
            # One seed divides by position, so other rows are divided otherwise.
            order = list(range(len(parent)))
            self.choose("split", rows.split, len(parent)).shuffle(order)
            half = order[: len(order) // 2]
            return [row for number, row in enumerate(parent) if (number in half) == (rows.role == "test")]
        if isinstance(rows, Pick):
            wanted = {number for _, number in self.rows(rows.index)}  # type: ignore[misc]
            return [row for number, row in enumerate(parent) if number in wanted]
        if isinstance(rows, Where):
            return [row for row in parent if self._passes(rows.test, row) == rows.keeps]
        if isinstance(rows, Cut):
            return parent[self._bound(rows.start) : self._bound(rows.stop)]
        return parent

    def _of_several(self, rows: Union | Related | Choice) -> list[object]:
        members = [self.rows(member) for member in algebra.in_order(rows.members)]
        if isinstance(rows, Choice):
            return self.choose("branch", rows.number).choice(members)  # type: ignore[attr-defined]
        joined = list(dict.fromkeys(row for member in members for row in member))  # copies are for other questions
        if isinstance(rows, Related):
            draw = self.choose("related", rows.number)  # type: ignore[attr-defined]
            return [row for row in joined if draw.random() < 0.5]
        return joined

    def _passes(self, test: Any, row: object) -> bool:
        if isinstance(test, tuple) and test[1] == "==":
            return self.choose(test[0], row).randrange(3) == test[2]
        return self.choose(test, row).random() < 0.5

    def _bound(self, bound: object) -> int | None:
        return self.choose("bound", bound).randrange(12) if isinstance(bound, str) else bound  # type: ignore[return-value]


@settings(deadline=None, max_examples=600)
@given(RECIPES, RECIPES, st.integers(0, 20))
def test_no_means_that_no_row_is_in_both(one: tuple[Any, ...], other: tuple[Any, ...], seed: int):
    forget()
    first, second = made(one), made(other)
    if overlaps(first, second) is NO:
        world = World(seed)
        assert set(world.rows(first)).isdisjoint(world.rows(second))


def test_deep_nests_are_compared_quickly():
    """Counted in comparisons of steps: a chain of n against a chain of m takes at most n times m of them."""
    count = 0
    compare = overlap._steps

    def counted(one: Rows, other: Rows) -> Answer:
        nonlocal count
        count += 1
        return compare(one, other)

    overlap._steps = counted  # type: ignore[assignment]
    try:
        one = other = union(*(Where(All("a"), number) for number in range(6)))
        for number in range(60):
            one = Where(Copies(Part(one, number, "train"), number), ("one", number))
            other = Where(Copies(Part(other, -1 - number, "train"), number), ("other", number))
        assert overlaps(one, other) is UNKNOWN
    finally:
        overlap._steps = compare
    assert count <= 120 * 120


def test_nested_choices_and_unions_end():
    rows = All("a")
    for number in range(200):
        rows = choice(Where(rows, number), union(rows, Part(rows, number, "train")))
    assert overlaps(rows, All("a")) in {YES, UNKNOWN}
    assert overlaps(rows, All("b")) is NO
