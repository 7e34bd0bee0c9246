"""What is learned by one call, from which rows, and the same call with only the training rows."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding, qualified
from reprolint.fix.leakage.containers import ARRAY, LIST, PANDAS, applied_to, container_of
from reprolint.fix.names import makers
from reprolint.fix.program import Program

STATISTICS = frozenset(
    {"max", "mean", "median", "min", "mode", "quantile", "std", "var"}
)  # fmt: skip
OF_FUNCTIONS = frozenset(
    f"numpy.{name}"
    for name in [
        "max",
        "mean",
        "median",
        "min",
        "nanmax",
        "nanmean",
        "nanmedian",
        "nanmin",
        "nanstd",
        "nanvar",
        "std",
        "var",
    ]
) | {"scipy.stats.mode", "statistics.mode", "statistics.mean", "statistics.median"}
IN_ONE = {
    f"sklearn.preprocessing.{name}": kind
    for name, kind in {
        "maxabs_scale": "MaxAbsScaler", "minmax_scale": "MinMaxScaler", "robust_scale": "RobustScaler", "scale": "StandardScaler",
    }.items()
}  # fmt: skip
MOST_FREQUENT = ("idxmax", "index", "keys", "argmax")


@dataclass(frozen=True, slots=True)
class Learned:
    """One place where something is learned: the call, the rows that it sees, and the target when it is given one."""

    call: ast.Call
    rows: ast.expr
    target: ast.expr | None = None


def learned_by(program: Program, call: ast.Call) -> Learned:
    """What is learned by a call of a known form. Raises DeclinedError for all others."""
    require("#" not in program.segment(call), "a comment stands inside the statement")
    called = qualified(program, call.func)
    if called in OF_FUNCTIONS and len(call.args) == 1:
        return Learned(call, call.args[0])
    function = call.func
    if called in IN_ONE and len(call.args) == 1 and (called.endswith("minmax_scale") or not call.keywords):
        return Learned(call, call.args[0])
    if not isinstance(function, ast.Attribute) or called.partition(".")[0] in {"pandas", "numpy", "sklearn", "scipy"}:
        raise DeclinedError("a function learns from all rows and changes them in one step")
    if function.attr in {"fit", "fit_transform"}:
        plain = 1 <= len(call.args) <= 2 and not call.keywords
        require(
            plain and not any(isinstance(one, ast.Starred) for one in call.args), "its arguments are not plain ones"
        )
        return Learned(call, call.args[0], call.args[1] if len(call.args) == 2 else None)
    if function.attr == "value_counts":
        outer = program.parent(call)
        frequent = isinstance(outer, ast.Attribute) and outer.attr in MOST_FREQUENT
        require(
            frequent and not call.args,
            "how often each value occurs is learned, and more than the most frequent one is used",
        )
        return Learned(call, function.value)
    require(function.attr in STATISTICS, f"`{function.attr}` does not say which number is learned from which rows")
    return Learned(call, function.value)


def root_of(program: Program, rows: ast.expr) -> ast.Name:
    """The name of the table of which an expression takes columns, and no less than all rows."""
    node = rows
    while not isinstance(node, ast.Name) or applied_to(program, node) is not None:
        frame = applied_to(program, node) if isinstance(node, ast.Name) else None
        if frame is not None:
            node = frame
        elif isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value
        elif isinstance(node, ast.Subscript):
            require(_only_columns(program, node), "only some of the rows may be learned from")
            node = node.value
        else:
            raise DeclinedError("the rows that are learned from have no plain name")
    return node


def _only_columns(program: Program, node: ast.Subscript) -> bool:
    key = node.slice
    if isinstance(key, ast.Tuple):
        every = key.elts[0]
        return isinstance(every, ast.Slice) and every.lower is every.upper is every.step is None
    if isinstance(node.value, ast.Attribute) and node.value.attr in {"iloc", "loc"}:
        return False
    if isinstance(key, ast.Name):
        bound = [program.statement(write) for write in makers(program, key)]
        return bool(bound) and all(_names_columns(one) for one in bound)
    return _is_columns(key)


def _names_columns(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.For):
        return isinstance(statement.target, ast.Name)
    return isinstance(statement, ast.Assign) and _is_columns(statement.value)


def _is_columns(value: ast.expr) -> bool:
    """A literal name or list of names, or something that is computed from `.columns`."""
    if isinstance(value, (ast.List, ast.Tuple)):
        return not any(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in value.elts)
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    if isinstance(value, ast.Subscript):
        return isinstance(value.slice, ast.Slice) and _is_columns(value.value)
    return isinstance(value, ast.ListComp) or (isinstance(value, ast.Attribute) and value.attr == "columns")


def taken(program: Program, rows: ast.expr, name: str) -> str:
    """The text of an expression, with only the named rows of it."""
    text = program.segment(rows)
    require("\n" not in text and "#" not in text, "the rows are written on several lines")
    kind = container_of(program, rows)
    require(kind in {PANDAS, ARRAY, LIST}, f"`{text[:40]}` may be a list, a frame or an array")
    inner = text if isinstance(rows, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) else f"({text})"
    if kind == LIST:
        return f"[{inner}[row] for row in {name}]"
    return f"{inner}.iloc[{name}]" if kind == PANDAS else f"{inner}[{name}]"


def from_training_rows(program: Program, one: Learned, train: str) -> list[Change]:
    """Changes after which the call learns from the training rows, and still gives what it gave for all rows."""
    function = one.call.func
    called = qualified(program, function)
    if called in IN_ONE:
        return _scaled(program, one, train, called)
    if not isinstance(function, ast.Attribute) or function.attr not in {"fit", "fit_transform"}:
        return [program.replace(one.rows, taken(program, one.rows, train))]
    given = [one.rows, *([one.target] if one.target is not None else [])]
    if function.attr == "fit":
        return [program.replace(argument, taken(program, argument, train)) for argument in given]
    opening = program.span(function)[1] - len("fit_transform")
    fitted = ", ".join(taken(program, argument, train) for argument in given)
    all_rows = program.segment(one.rows)
    return [Change(opening, program.span(one.call)[1], f"fit({fitted}).transform({all_rows})")]


def _scaled(program: Program, one: Learned, train: str, called: str) -> list[Change]:
    """`preprocessing.scale(X)` becomes `preprocessing.StandardScaler().fit(X[train_rows]).transform(X)`."""
    function = program.segment(one.call.func)
    kind = IN_ONE[called]
    imports: list[Change] = []
    if isinstance(one.call.func, ast.Attribute):
        maker = f"{function.rpartition('.')[0]}.{kind}"
    else:
        maker, imports = adding(program, one.call, "sklearn.preprocessing", kind, "sklearn")
    options = ", ".join(program.segment(word) for word in one.call.keywords)
    text = f"{maker}({options}).fit({taken(program, one.rows, train)}).transform({program.segment(one.rows)})"
    return [program.replace(one.call, text), *imports]
