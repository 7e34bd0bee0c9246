"""Do the same rows stand in the same order all the way from one statement to another?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.fix.declining import require
from reprolint.fix.imports import qualified
from reprolint.fix.names import loose_names
from reprolint.fix.program import SCOPES, Program

# Calls that give each row its place again, and calls that give no rows at all.
KEEPING = frozenset(
    {"DataFrame", "Series", "abs", "any", "apply", "applymap", "argmax", "array", "asarray", "assign", "astype",
     "bool", "boxcox1p", "clip", "contains", "copy", "cut", "describe", "dict", "endswith", "enumerate", "exp",
     "extract", "factorize", "fillna", "fit", "fit_transform", "float", "format", "get", "get_dummies", "groupby",
     "idxmax", "idxmin", "int", "isin", "isna", "isnull", "items", "keys", "len", "list", "log", "log10", "log1p",
     "lower", "map", "max", "maxabs_scale", "mean", "median", "min", "minmax_scale", "mode", "nan_to_num", "nanmean",
     "nanmedian", "notna", "notnull", "nunique", "power", "qcut", "quantile", "range", "ravel", "rename", "replace",
     "reset_index", "reshape", "robust_scale", "round", "scale", "select_dtypes", "set_index", "skew", "split",
     "sqrt", "square", "startswith", "std", "str", "strip", "sum", "to_categorical", "to_datetime", "to_frame",
     "to_list", "to_numeric", "to_numpy", "toarray", "todense", "tolist", "transform", "upper", "value_counts",
     "var", "where", "zip"}
)  # fmt: skip
CHANGING = re.compile(
    r"inplace\s*=\s*True|shuffle|\.(sort|pop|insert|append|extend|update|remove)\(|\.loc\[len|\bdel\b"
)
MOVING = frozenset(
    {"append", "clear", "extend", "remove", "reverse", "shuffle", "sort"}
)  # fmt: skip


def require_same_rows(
    program: Program, first: ast.stmt, last: ast.stmt, values: list[ast.expr], picked: str = ""
) -> None:
    """Raise DeclinedError unless everything that these values are made of keeps its rows between two statements.

    Both stand in one block; what is in between is read with all that is inside of it, and is allowed only when it is known
    to keep rows. `picked` is the name of the rows that are learned from already.
    """
    block = program.block(first)
    between = block[block.index(first) : block.index(last)]
    statements = [one for outer in between for one in _within(outer)]
    names = {name for value in values for name in loose_names(value)} - {picked}
    while True:
        more = {
            name
            for one in statements
            if any(name in names for name in _written(one))
            for value in _sources(one)
            for name in loose_names(value)
        } - {*names, picked}
        if not more:
            break
        names |= more
    functions: dict[str, ast.stmt] = {}
    for node in program.source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        functions[getattr(node, "name", "")] = node
    for value in values:
        _require_kept(program, value, functions, names, picked)
    for one in statements:
        _require_keeps(program, one, names, functions, picked)


def _within(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and the statements inside of it, but not those of functions."""
    yield statement
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, SCOPES):
            continue
        if isinstance(child, ast.stmt):
            yield from _within(child)
        elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
            for inner in child.body:
                yield from _within(inner)


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For)):
        return [statement.target]
    if isinstance(statement, ast.Delete):
        return statement.targets
    if isinstance(statement, ast.With):
        return [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return []


def _written(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement binds, or in whose object it writes."""
    for target in _targets(statement):
        for node in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            root = node
            while isinstance(root, (ast.Subscript, ast.Attribute, ast.Starred)):
                root = root.value
            if isinstance(root, ast.Name):
                yield root.id


def _sources(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.For):
        return [statement.iter]
    value = getattr(statement, "value", None)
    return [value, *_targets(statement)] if isinstance(value, ast.expr) else []


def _require_keeps(
    program: Program, statement: ast.stmt, names: set[str], functions: dict[str, ast.stmt], picked: str
) -> None:
    if any(name in names for name in _written(statement)):
        for target in _targets(statement):
            _require_no_new_row(target, names)
        for value in _sources(statement):
            _require_kept(program, value, functions, names, picked)
    for call in _calls_of(statement):
        touched = names & loose_names(call)
        if not touched:
            continue
        shown = f"`{min(touched)}` may get other rows, or another order, in between"
        function = call.func
        if isinstance(function, ast.Name) and function.id in functions:
            text = program.segment(functions[function.id])
            require(CHANGING.search(text) is None, shown)
        if isinstance(function, ast.Attribute):
            in_place = any(word.arg == "inplace" for word in call.keywords)
            root = function.value
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            owned = function.attr == "shuffle" or (isinstance(root, ast.Name) and root.id in names)
            require(function.attr not in MOVING or not owned, shown)
            require(not in_place or _keeps(call), shown)


def _calls_of(statement: ast.stmt) -> Iterator[ast.Call]:
    """Calls in the statement's own expressions."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from (node for node in ast.walk(child) if isinstance(node, ast.Call))


def _require_no_new_row(target: ast.expr, names: set[str]) -> None:
    """`frame.loc[key] = ...` may add a row."""
    if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
        by_label = target.value.attr in {"loc", "at"}
        table = next(iter(sorted(names & loose_names(target))), "")
        two = isinstance(target.slice, ast.Tuple) and not isinstance(target.slice.elts[0], ast.Constant)
        require(not by_label or two or isinstance(target.slice, ast.Compare), f"`{table}` may get a new row in between")


def _require_kept(
    program: Program, value: ast.expr, functions: dict[str, ast.stmt], names: set[str], picked: str
) -> None:
    for node in _own_parts(value):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and names & loose_names(node.value):
            by_choice = isinstance(node.slice, ast.Name) and node.slice.id == picked
            require(by_choice or not _some_rows(node), "only some of the rows are used in between")
        if isinstance(node, ast.Call) and names & loose_names(node) and not _makes(program, node):
            name = _called(node)
            told = f"`{name}` may change the rows or their order in between"
            require(name not in functions and _keeps(node), told)
        if isinstance(node, ast.Attribute) and node.attr == "T":
            require(condition=False, reason="rows and columns change places in between")


def _own_parts(value: ast.expr) -> Iterator[ast.AST]:
    """An expression without what is done to each row or column by itself: bodies of lambdas, items of comprehensions."""
    yield value
    for name, child in ast.iter_fields(value):
        each = isinstance(value, ast.Lambda) or (name in {"elt", "key", "value"} and hasattr(value, "generators"))
        for one in child if isinstance(child, list) else [child]:
            if isinstance(one, ast.AST) and not each:
                yield from _own_parts(one)  # type: ignore[arg-type]


def _makes(program: Program, call: ast.Call) -> bool:
    """`CountVectorizer(analyzer=words)` does nothing to rows yet."""
    name = qualified(program, call.func)
    return name.startswith("sklearn.") and name.rpartition(".")[2][:1].isupper()


def _some_rows(node: ast.Subscript) -> bool:
    """`frame[frame.age > 3]`, `frame[:100]`, `frame.iloc[rows]`."""
    key = node.slice
    if isinstance(key, ast.Tuple):
        return not (
            isinstance(key.elts[0], ast.Slice) and key.elts[0].lower is key.elts[0].upper is key.elts[0].step is None
        )
    by_row = isinstance(node.value, ast.Attribute) and node.value.attr in {"iloc", "loc", "ix"}
    named = isinstance(node.value, ast.Attribute) and node.value.attr in {"columns", "index", "dtypes", "shape"}
    return by_row or (not named and isinstance(key, (ast.Slice, ast.Compare, ast.BoolOp, ast.UnaryOp)))


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "a function")


def _keeps(call: ast.Call) -> bool:
    name = _called(call)
    if name == "drop":
        axis = call.args[1:2] + [word.value for word in call.keywords if word.arg == "axis"]
        by_name = any(word.arg == "columns" for word in call.keywords)
        by_name = by_name and not any(word.arg == "index" for word in call.keywords)
        return by_name or any(isinstance(one, ast.Constant) and one.value in {1, "columns"} for one in axis)
    if name in {"DataFrame", "Series"}:
        index = [word.value for word in call.keywords if word.arg == "index"] + call.args[1:2]
        return all(isinstance(one, ast.Attribute) and one.attr in {"index", "columns"} for one in index)
    return name in KEEPING
