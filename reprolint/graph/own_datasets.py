"""Data sets that are classes of the project: which rows `__getitem__` gives, and what a loop over an object yields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.attributes import class_attribute
from reprolint.graph.item_statistics import worked_in
from reprolint.graph.rows import NOTHING, All
from reprolint.graph.twins import first_alike
from reprolint.graph.values import Constant, Data, Function, Instance, Sequence, Value
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

OWN = "own"  # origin of rows of which only the object that gives them is known
BASES = frozenset({"torch.utils.data.Dataset", "torch.utils.data.dataset.Dataset"})
# Their `__getitem__` is the library's: it gives what the object has read, or what its `get` reads.
GEOMETRIC = frozenset(
    f"torch_geometric.data.{name}"
    for name in ("Dataset", "InMemoryDataset", "dataset.Dataset", "in_memory_dataset.InMemoryDataset")
)


def as_rows(run: Interpreter, value: Instance) -> Data | None:
    """The rows of an object whose `__getitem__(self, i)` reads `self.x[i]`: those of `x`; None for what is no data set.

    A position that is looked up first (`self.x[self.order[i]]`) may mean any of the rows; a data set of which no more is
    known has rows of its own, others after it was switched to another mode, and the same as another one made alike.
    """
    getter = class_attribute(value.cls, "__getitem__")
    if getter is None and is_geometric(value):
        return _own_rows(run, value)
    if not isinstance(getter, Function) or not isinstance(getter.node, ast.FunctionDef):
        return None
    return _rows_of_fields(run, value, getter.node) or _rows_of_its_own(run, value)


def is_geometric(value: Instance) -> bool:
    """Is it a data set of graphs that PyTorch Geometric reads by number?"""
    return not GEOMETRIC.isdisjoint(value.cls.library_bases)


def _rows_of_its_own(run: Interpreter, value: Instance) -> Data | None:
    if BASES.isdisjoint(value.cls.library_bases) and class_attribute(value.cls, "__len__") is None:
        return None
    return _own_rows(run, value)


def _own_rows(run: Interpreter, value: Instance) -> Data:
    owner = first_alike(run, value)
    if not owner.serial:
        owner.serial = run.fresh()
    mode = tuple(
        (name, one.value)
        for name, one in value.attributes.items()
        if isinstance(one, Constant) and isinstance(one.value, (str, bool))
    )
    return Data(rows=All((OWN, owner.serial, _asked_for(owner), *mode)), kind="dataset", hint=value.cls.name)


def _asked_for(value: Instance) -> str:
    """The arguments that the object was made with, literal or as they are written: what else tells which rows it holds?"""
    made = value.made_by
    node = made.place.node if made is not None else None
    if made is None or not isinstance(node, ast.Call):
        return ""
    plain = made.complete and len(node.args) == len(made.arguments)
    positional = zip(node.args, made.arguments, strict=True) if plain else ((part, None) for part in node.args)
    named = ((part.arg, part.value, made.keywords.get(part.arg or "")) for part in node.keywords)
    return ", ".join(
        [_written(part, given) for part, given in positional]
        + [f"{name}={_written(part, given)}" if name else f"**{ast.unparse(part)}" for name, part, given in named]
    )


def _written(node: ast.expr, given: Value | None) -> str:
    return repr(given.value) if isinstance(given, Constant) else ast.unparse(node)


def _rows_of_fields(run: Interpreter, value: Instance, getter: ast.FunctionDef) -> Data | None:
    arguments = getter.args.args
    if len(arguments) != 2:
        return None
    owner, index = (argument.arg for argument in arguments)
    if _is_looked_up(getter, index):
        return None
    fields = (value.attributes.get(name) for name in dict.fromkeys(_read_at(getter, owner, index)))
    parts = [part for one in fields if one is not None and (part := _rows_in(run, one)) is not None]
    data = _side_by_side(run, parts) if parts else None
    return _with_statistics(run, value, getter, data) if data is not None else None


def _with_statistics(run: Interpreter, value: Instance, getter: ast.FunctionDef, data: Data) -> Data:
    """The rows, with the numbers that the object has learned and works into each item."""
    if not any(isinstance(one, Data) and one.statistic and one.learned for one in value.attributes.values()):
        return data
    from reprolint.graph.data import derive

    learned, shifts = worked_in(run, value, getter)
    return derive(
        data, learned=data.learned | learned, scaled_by=data.scaled_by | learned, shifted_by=data.shifted_by | shifts
    )


def _rows_in(run: Interpreter, value: Value) -> Data | None:
    data = as_rows(run, value) if isinstance(value, Instance) else _gathered(run, value) or value
    return data if isinstance(data, Data) and data.rows != NOTHING and not data.statistic else None


def _gathered(run: Interpreter, value: Value) -> Data | None:
    """A list that a loop over rows gathered, `[row["text"] for row in rows]`: the rows of all rounds."""
    from reprolint.graph.data import face

    if not isinstance(value, Sequence) or value.items or value.rest is None:
        return None
    one = value.rest.items if isinstance(value.rest, Sequence) else [value.rest]
    return face(run, value) if any(isinstance(part, Data) and part.rows != NOTHING for part in one) else None


def _side_by_side(run: Interpreter, parts: list[Data]) -> Data | None:
    """Features and target of the same rows; of what comes from several files the first is told."""
    from reprolint.graph.data import merge

    return merge(run, [parts[0], *(part for part in parts[1:] if part.rows == parts[0].rows)], "dataset")


def _read_at(function: ast.FunctionDef, owner: str, index: str) -> Iterator[str]:
    """The fields of which the item at this position is taken, as they stand: features mostly before the target."""
    found = [node for node in within(function) if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name)]
    for node in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        field = node.value if isinstance(node.slice, ast.Name) and node.slice.id == index else None
        while isinstance(field, ast.Attribute) and isinstance(field.value, ast.Attribute):  # a column, or `iloc`
            field = field.value
        if isinstance(field, ast.Attribute) and isinstance(field.value, ast.Name) and field.value.id == owner:
            yield field.attr


def _is_looked_up(function: ast.FunctionDef, index: str) -> bool:
    """Does an item of one list say which item of another is taken, or is the position changed?"""
    for node in within(function):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == index:
            return True
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == index for one in node.targets):
            called = node.value.func if isinstance(node.value, ast.Call) else None
            kept = isinstance(called, ast.Name) and called.id == "int"
            if not kept and not (isinstance(called, ast.Attribute) and called.attr in {"tolist", "item"}):
                return True
        if isinstance(node, ast.Subscript) and any(isinstance(part, ast.Subscript) for part in within(node.slice)):
            return True
    return False


def items_of_own(run: Interpreter, value: Instance, node: ast.AST | None) -> tuple[list[Value], Value | None] | None:
    """What a loop over an object yields by its own `__iter__`; None where it has none."""
    from reprolint.graph.calling import call_named
    from reprolint.graph.iteration import items_of

    if node is None or not isinstance(class_attribute(value.cls, "__iter__"), Function):
        return None
    given = call_named(run, value, "__iter__", [], {}, node)
    if given is value:
        item = call_named(run, value, "__next__", [], {}, node)
        return ([], item) if item is not None else None
    return items_of(run, given, node) if given is not None else None
