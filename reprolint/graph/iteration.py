"""What a loop over a value yields."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.rows import NOTHING
from reprolint.graph.values import (
    ONE_GROUP,
    Constant,
    Data,
    Estimator,
    File,
    Function,
    Instance,
    Listing,
    Mapping,
    Method,
    Number,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def items_of(run: Interpreter, value: Value, node: ast.AST | None = None) -> tuple[list[Value], Value | None]:
    """The items known one by one, and one value that stands for any further ones (None when there are none)."""
    if isinstance(value, Sequence):
        if value.kind == "set" and node is not None:
            from reprolint.graph.roles.unordered import order_of_set

            order_of_set(run, value, node)
        return value.items, value.rest
    if isinstance(value, Mapping):
        keys: list[Value] = [Constant(key) for key in value.items]
        return keys, key_of(value)
    if isinstance(value, Constant):
        if isinstance(value.value, str) and len(value.value) <= 1:
            return [value], None
        return [], Unknown(inputs=(value,))
    if isinstance(value, Instance) and value.cls.is_named_tuple:
        return [value.attributes.get(name, Unknown(name)) for name in value.cls.fields], None
    if isinstance(value, Data):
        return [], item_of_data(run, value)
    if isinstance(value, Listing):
        from reprolint.graph.roles.unordered import order_of_listing

        order_of_listing(run, value, node)
        return [], Unknown("name", (value,))
    if isinstance(value, Number):
        return [], value
    if isinstance(value, (File, Function)):
        return [], Unknown(inputs=(value,))
    if isinstance(value, Unknown):
        return [], element_of_unknown(value)
    if isinstance(value, Instance):
        from reprolint.graph.own_datasets import items_of_own

        if (found := items_of_own(run, value, node)) is not None:
            return found
    if isinstance(value, Estimator) and value.qualified.startswith("haiku.transform"):
        return [Method(value, "init"), Method(value, "apply")], None
    return [], Unknown(inputs=(value,))


def key_of(value: Mapping) -> Value | None:
    """What stands for the keys that are not known one by one: names where such were the last key; None when there are none."""
    from reprolint.graph.data import provenance

    if value.rest is None:
        return None
    last = (value.latest[0],) if value.latest is not None else ()
    return Unknown("key", last if all(part.rows == NOTHING for part in provenance(last)) else ())


def element_of_unknown(value: Unknown) -> Value:
    """One value for every item of an unknown collection, always the same."""
    if value.attributes is None:
        value.attributes = {}
    element = value.attributes.get("[]")
    if element is None:
        element = value.attributes["[]"] = Unknown(value.hint, (value,))
    return element


def item_of_data(run: Interpreter, data: Data) -> Value:  # noqa: ARG001 - as all here
    """Looping over a frame gives column names, over anything else rows (a loader: batches of them)."""
    from reprolint.graph.data import LEARNABLE, derive
    from reprolint.graph.rounds import one_row

    if data.kind == "frame":
        return Unknown("column")
    if data.kind == "folds" or data.kind in LEARNABLE:
        return data
    if data.kind == "groupby":
        return Sequence("tuple", [Unknown("group"), derive(data, kind="array", traits=data.traits | {ONE_GROUP})])
    if data.kind == "groups":
        return Sequence("tuple", [Unknown("group"), derive(data, kind="frame")])
    if data.kind in {"loader", "dataset"}:
        return derive(data, kind="batch")
    return one_row(data)
