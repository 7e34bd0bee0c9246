"""What is known after two branches that left different values."""

from __future__ import annotations

from typing import Any

from reprolint.graph.rows import choice
from reprolint.graph.values import Constant, Data, Estimator, Mapping, Number, Sequence, Unknown, Value


class _Absent:
    """Stands for a name that one branch left unbound."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()


MOST_MADE = 8  # estimators that a name may be
MOST_PAIRS = 500  # of containers within containers that are joined one by one
Memo = dict[tuple[int, int], Value]  # pairs of containers whose joining is done or under way


def join(a: Any, b: Any, memo: Memo | None = None) -> Any:
    """The value that stands for either; plain attribute values (fits, row sets, strings) are joined by their own kind.

    `memo` is passed down, so that containers which hold each other, or one other many times, are joined once.
    """
    if a is b or b is ABSENT:
        return a
    if a is ABSENT:
        return b
    if isinstance(a, Value) and isinstance(b, Value):
        return _join_values(a, b, {} if memo is None else memo)
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return a | b
    if isinstance(a, tuple) and isinstance(b, tuple):
        return a + tuple(item for item in b if item not in a)
    if isinstance(a, list) and isinstance(b, list):
        if not all(isinstance(item, Value) for item in (*a, *b)):
            return a if len(a) >= len(b) else b
        return _join_items(a, b, {} if memo is None else memo)
    if isinstance(a, dict) and isinstance(b, dict):
        return {key: join(a.get(key, ABSENT), b.get(key, ABSENT), memo) for key in a | b}
    if a == b:
        return a
    if a is None or b is None:
        return a if b is None else b
    if type(a).__module__ == "reprolint.graph.rows" and type(b).__module__ == "reprolint.graph.rows":
        return choice(a, b)
    return b


def _join_values(a: Value, b: Value, memo: Memo) -> Value:
    if isinstance(a, Constant) and isinstance(b, Constant):
        if type(a.value) is type(b.value) and a.value == b.value:
            return a
        return b if a.value is None else a if b.value is None else Unknown(inputs=(a, b))
    # A placeholder such as `model = None` before the branch that fills it.
    if isinstance(a, Constant):
        return b
    if isinstance(b, Constant):
        return a
    if isinstance(a, Data) and isinstance(b, Data):
        return join_data(a, b)
    if isinstance(a, Estimator) and isinstance(b, Estimator):
        return _join_estimators(a, b)
    if isinstance(a, Number) and isinstance(b, Number):
        reduced = a.reduced if a.reduced == b.reduced else ""
        choice = a.choice if a.choice is b.choice else None
        return Number(a.scores | b.scores, reduced, a.hint or b.hint, choice=choice)
    if isinstance(a, (Sequence, Mapping)) and type(a) is type(b):
        known = memo.get((id(a), id(b)))
        if known is None and len(memo) >= MOST_PAIRS:
            return Unknown()
        if known is None:
            memo[id(a), id(b)] = Unknown(inputs=(a, b))  # for one that holds itself
            known = memo[id(a), id(b)] = _join_containers(a, b, memo)
        return known
    if isinstance(a, Unknown) and isinstance(b, Data):
        return b
    if isinstance(b, Unknown) and isinstance(a, Data):
        return a
    either = Unknown(inputs=(a, b))
    one, other = _predicted_in(a), _predicted_in(b)
    if one is not None and other is not None and _rows_predicted(one) == _rows_predicted(other):
        either.faces = {"data": join_data(one, other)}
    return either


def _predicted_in(value: Value) -> Data | None:
    """The predictions that an array was filled with."""
    data = value.faces.get("data") if isinstance(value, Unknown) and value.faces is not None else None
    return data if isinstance(data, Data) and data.predicted_by else None


def _rows_predicted(data: Data) -> object:
    return data.predicted_from.rows if data.predicted_from is not None else None


def join_data(a: Data, b: Data) -> Data:
    """Rows of either, numbers learned in either."""
    return Data(
        rows=a.rows if a.rows == b.rows else choice(a.rows, b.rows),
        learned=a.learned | b.learned,
        column_learned=join(a.column_learned, b.column_learned),
        scaled_by=(a.scaled_by | b.scaled_by) - (a.all_learned - a.scaled_by) - (b.all_learned - b.scaled_by),
        shifted_by=a.shifted_by | b.shifted_by,
        bent_by=a.bent_by | b.bent_by,
        kind=a.kind if a.kind == b.kind else "unknown",
        columns=a.columns if a.columns == b.columns else None,
        predicted_by=a.predicted_by | b.predicted_by,
        output=a.output if a.output == b.output else "",
        predicted_from=a.predicted_from or b.predicted_from,
        statistic=a.statistic and b.statistic,
        test=a.test if a.test == b.test else None,
        mask_keeps=a.mask_keeps,
        loads=a.loads + tuple(load for load in b.loads if load not in a.loads),
        synthetic=a.synthetic and b.synthetic,
        hint=a.hint or b.hint,
        networks=a.networks + tuple(network for network in b.networks if network not in a.networks),
        traits=a.traits & b.traits,
        each=a.each if a.each is b.each else None,
    )


def _join_estimators(a: Estimator, b: Estimator) -> Estimator:
    same = a.qualified == b.qualified
    return Estimator(
        qualified=a.qualified if same else "",
        entry=a.entry if same else None,
        parameters=a.parameters if same else {},
        steps=a.steps if same else [],
        inner=a.inner if same else None,
        fits=a.fits + tuple(fit for fit in b.fits if fit not in a.fits),
        made_by=a.made_by,
        hint=a.hint or b.hint,
        complete=False,
        settings=a.settings | b.settings,
        either=() if a.made_by is b.made_by else (*(a.either or (a,)), *(b.either or (b,)))[:MOST_MADE],
    )


def _join_containers(a: Value, b: Value, memo: Memo) -> Value:
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        joined = Sequence(a.kind, _join_items(a.items, b.items, memo), _join_optional(a.rest, b.rest, memo))
        joined.made_in = a.made_in
        return joined
    assert isinstance(a, Mapping)
    assert isinstance(b, Mapping)
    both = Mapping(join(a.items, b.items, memo), _join_optional(a.rest, b.rest, memo))
    both.made_in = a.made_in
    return both


def _join_items(a: list[Value], b: list[Value], memo: Memo) -> list[Value]:
    """Item by item; those that only the longer list has are its own."""
    longer = a if len(a) >= len(b) else b
    return [join(one, other, memo) for one, other in zip(a, b, strict=False)] + longer[min(len(a), len(b)) :]


def _join_optional(a: Value | None, b: Value | None, memo: Memo) -> Value | None:
    if a is None or b is None:
        return a or b
    joined: Value = join(a, b, memo)
    return joined
