"""Reading an attribute: of a library, a module, an object of the project's own, a frame, an estimator."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.all_columns import names_of
from reprolint.graph.parameters import is_functional
from reprolint.graph.rows import NOTHING
from reprolint.graph.slicing import length_of
from reprolint.graph.values import (
    TRANSPOSED,
    Class,
    Constant,
    Data,
    Estimator,
    File,
    Fresh,
    Function,
    Instance,
    Library,
    Mapping,
    Method,
    Number,
    Sequence,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

DATES = frozenset({"year", "month", "day", "hour", "date", "week", "weekday", "dayofweek", "dayofyear", "quarter"})
LOCATORS = frozenset({"iloc", "loc", "iat", "at", "ix"})
SAME = frozenset({"values", "str", "dt", "array", "real", "cat", "sparse", "data_", "A", "A1", "flat"})
OF_EACH_COLUMN = frozenset({"importances_mean", "importances_std", "importances", "pvalue", "statistic", "correlation"})
FUNCTIONAL = frozenset({"init", "init_with_output", "apply", "bind"})  # of networks whose parameters are passed around
FACTS = frozenset({"shape", "size", "ndim", "dtype", "dtypes", "empty", "nbytes", "name", "names", "device", "nnz"})


def evaluate(run: Interpreter, node: ast.Attribute) -> Value:
    """`value.attribute`, read."""
    receiver = run.eval(node.value)
    kind = type(receiver)
    if kind is Library:
        return run.library(f"{receiver.written}.{node.attr}")  # type: ignore[attr-defined]
    return read(run, receiver, node.attr, node)


def read(run: Interpreter, receiver: Value, name: str, node: ast.AST) -> Value:
    """An attribute of anything but a library."""
    if isinstance(receiver, Unknown):
        return of_unknown(receiver, name)
    if isinstance(receiver, Data):
        return _of_data(run, receiver, name)
    if isinstance(receiver, Instance):
        return of_instance(run, receiver, name)
    if isinstance(receiver, Class):
        return _of_class(receiver, name)
    if isinstance(receiver, Number):  # an array or table of scores
        return receiver
    if isinstance(receiver, Estimator):
        if name in FUNCTIONAL and is_functional(receiver):
            return Method(receiver, name)
        from reprolint.graph.roles.fitted import attribute

        return attribute(run, receiver, name, node)
    if isinstance(receiver, Mapping):
        if name == "get" and name not in receiver.items:  # as what something is sorted by
            return Method(receiver, name)
        return receiver.items.get(name) or receiver.rest or Unknown(name, (receiver,))
    if isinstance(receiver, File):
        return receiver if name in {"parent", "name", "stem"} else Unknown(name, (receiver,))
    from reprolint.graph.modules import Folder, Module

    if isinstance(receiver, (Module, Folder)):
        return receiver.attribute(run, name) or Unknown(name)
    if isinstance(receiver, (Function, Sequence, Constant)):
        return Unknown(name)
    return Unknown(name, (receiver,))


def of_unknown(receiver: Unknown, name: str) -> Value:
    """The same attribute of the same unknown value is the same value."""
    if receiver.attributes is None:
        receiver.attributes = {}
    value = receiver.attributes.get(name)
    if value is None:
        hint = f"{receiver.hint}.{name}" if receiver.hint else name
        inputs: tuple[Value, ...] = () if name in FACTS else (receiver,)
        value = receiver.attributes[name] = Unknown(hint, inputs)
    return value


def _of_data(run: Interpreter, data: Data, name: str) -> Value:
    if data.kind in frames.LEARNABLE:
        return Unknown(name) if name in FACTS else data
    same = name == "data" and (data.networks or data.kind in {"array", "batch", "tensor"})
    if same or data.kind == "settings":  # `gp_minimize(...).x`
        return frames.derive(data)
    if name in LOCATORS or name == "plot":
        return Method(data, name)
    if name in SAME or (name == "na" and "of spark" in data.traits):
        return frames.derive(
            data, kind="array" if name == "values" else data.kind, view_of=data.view_of, view_key=data.view_key
        )
    if name == "T":
        return frames.derive(data, traits=data.traits ^ {TRANSPOSED})
    if name == "index":
        return _index(data)
    if name == "shape" and data.rows != NOTHING:
        return Sequence("tuple", [length_of(run, data.rows)], Unknown(name))
    if name in FACTS:
        return Unknown(name)
    if name in DATES and (part := _part_of_date(data, name)) is not None:
        return part
    if name == "columns":
        return _column_names(data)
    if data.kind == "importances" and name in OF_EACH_COLUMN:
        return frames.derive(data)
    if data.kind == "bunch" or (data.kind == "unknown" and name in {"data", "target", "frame"}):
        return _of_bunch(data, name)
    if data.kind in {"frame", "unknown"} and not run.catalog.method("frame", name):
        return frames.column(data, name)
    if data.kind == "batch" and not run.catalog.method("array", name):  # `batch.image` of a named tuple
        return frames.column(data, name)
    return Method(data, name)


def _index(data: Data) -> Data:
    """The names of the rows. Those of a table tell nothing of its numbers, even of those for each group that are named so.

    Like a column they stay names of these rows, and bounds on them can be compared, as long as nothing is computed of them.
    """
    learned = data.learned
    if data.kind != "series":
        learned -= {fit for fit in learned if fit.family == "statistic" and fit.data and fit.data.kind == "groupby"}
    made = frames.derive(data, kind="index", learned=learned, column_learned={}, columns=None)
    if "shuffled" not in data.traits:
        made.view_of, made.view_key = data, "index"
    return made


def _part_of_date(data: Data, name: str) -> Data | None:
    """`frame.index.year`, `frame["when"].dt.year`: known by the column it comes from."""
    column = data.view_key
    if data.kind == "index":
        column = "index"
    elif data.kind != "series":
        return None
    elif data.columns is not None and len(names := frames.named_columns(data.columns)) == 1:
        column = next(iter(names))
    if column is None:
        return None
    return frames.derive(data, view_of=data, view_key=f"{column}.{name}", columns=None)


def _of_bunch(data: Data, name: str) -> Value:
    if name in {"data", "frame", "images"}:
        return frames.derive(data, kind="frame" if name == "frame" else "array")
    if name == "target":
        return frames.derive(data, kind="series")
    return Unknown(name)


def _column_names(data: Data) -> Value:
    described = data.columns
    if (
        described is not None and not described.inverted and len(described.names) == 1
    ):  # the order of several is not kept
        return Sequence("list", [Constant(name) for name in described.names])
    return names_of(data)


def of_instance(run: Interpreter, receiver: Instance, name: str) -> Value:
    """A field, method or property of an object of the project."""
    value = receiver.attributes.get(name)
    if value is not None:
        return value
    found = class_attribute(receiver.cls, name)
    if isinstance(found, Function):
        decorators = {
            getattr(decorator, "hint", "") or getattr(decorator, "name", "") for decorator in found.decorators
        }
        if any(text.rpartition(".")[2] in {"property", "cached_property"} for text in decorators):
            from reprolint.graph.functions import invoke

            return invoke(run, found, [receiver], {}, found.node)
        if any(text.endswith("staticmethod") for text in decorators):
            return found
        if _is_decorated(found, "classmethod"):
            return Method(receiver.cls, name, found)
        return Method(receiver, name, found)
    if found is not None and not isinstance(found, Fresh):
        return found
    if name in FUNCTIONAL and is_functional(receiver):
        return Method(receiver, name)
    if name == "module" and any(base.startswith("torch.nn.") for base in receiver.cls.library_bases):
        return receiver  # what `nn.DataParallel` holds is the network itself
    value = Unknown(f"{receiver.cls.name}.{name}")
    receiver.attributes[name] = value
    return value


def _of_class(receiver: Class, name: str) -> Value:
    """An attribute of a class; a class method comes bound to it."""
    found = class_attribute(receiver, name)
    if isinstance(found, Function) and _is_decorated(found, "classmethod"):
        return Method(receiver, name, found)
    return found or Unknown(name, (receiver,))


def _is_decorated(function: Function, name: str) -> bool:
    return any(
        (getattr(decorator, "hint", "") or getattr(decorator, "name", "")).rpartition(".")[2] == name
        for decorator in function.decorators
    )


def class_attribute(cls: Class, name: str) -> Value | None:
    """An attribute of a class or of its bases in the project, depth first."""
    value = cls.attributes.get(name)
    if value is not None:
        return value
    for base in cls.bases:
        if isinstance(base, Class) and base is not cls:
            value = class_attribute(base, name)
            if value is not None:
                return value
    return None
