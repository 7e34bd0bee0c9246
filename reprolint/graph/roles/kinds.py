"""Of which built-in class a value is: `isinstance(x, list)` and `type(x) == list`."""

from __future__ import annotations

import ast

from reprolint.graph.values import Constant, Data, Estimator, Instance, Library, Mapping, Sequence, Unknown, Value

CONTAINERS = frozenset({"list", "tuple", "dict", "set"})


def is_of_kind(value: Value, kind: Value, *, exactly: bool = False) -> bool | None:
    """Is the value of this built-in class, or of one of these? None where that is not known.

    With `exactly` it is asked for its `type`: a dict that was not written down may be of a class that extends `dict`.
    """
    kinds = kind.items if isinstance(kind, Sequence) and kind.rest is None else [kind]
    names = {one.name.removeprefix("builtins.") if isinstance(one, Library) else "" for one in kinds}
    if isinstance(value, Constant):
        return isinstance(value.value, str) if names == {"str"} else None
    if not names or not names <= CONTAINERS:
        return None
    found = _is_container(value, names)
    return None if exactly and found and isinstance(value, Mapping) and not value.written else found


def _is_container(value: Value, names: set[str]) -> bool | None:
    """Is it one of these containers? Of a batch it is taken to be the items that were loaded together."""
    if isinstance(value, Sequence):
        return value.kind in names if value.kind in CONTAINERS else None
    if isinstance(value, Mapping):
        return "dict" in names
    if isinstance(value, Estimator):
        return False
    if isinstance(value, Instance):
        return None if value.cls.is_named_tuple or CONTAINERS & _short(value.cls.library_bases) else False
    if isinstance(value, Data) and value.kind == "batch":
        return True if {"list", "tuple"} <= names else None
    return False if isinstance(value, Data) and value.kind in {"array", "tensor", "frame", "series"} else None


def _short(names: tuple[str, ...]) -> set[str]:
    return {name.rpartition(".")[2].lower() for name in names}


def type_comparison(asked: Unknown, op: ast.cmpop, kind: Value) -> Constant | None:
    """`type(x) == list`, `type(x) is not dict`, `type(x) in (list, tuple)`, as far as that is known."""
    several = isinstance(op, (ast.In, ast.NotIn))
    if len(asked.inputs) != 1 or several != isinstance(kind, Sequence):
        return None
    if not isinstance(op, (ast.Eq, ast.Is, ast.In, ast.NotEq, ast.IsNot, ast.NotIn)):
        return None
    found = is_of_kind(asked.inputs[0], kind, exactly=True)
    return None if found is None else Constant(found == isinstance(op, (ast.Eq, ast.Is, ast.In)))
