"""Which container of rows an expression gives, where the text says so beyond doubt: pandas, an array or a list."""

from __future__ import annotations

import ast

from reprolint.fix.imports import qualified
from reprolint.fix.names import makers
from reprolint.fix.program import Program

PANDAS, ARRAY, LIST, BUNCH = "pandas", "array", "list", "bunch"

# Methods of frames and columns that give one again.
OF_PANDAS = frozenset(
    {"abs", "add", "apply", "applymap", "assign", "astype", "bfill", "clip", "convert_dtypes", "copy", "drop",
     "drop_duplicates", "dropna", "ffill", "fillna", "filter", "head", "infer_objects", "interpolate", "isin",
     "isna", "isnull", "map", "mask", "merge", "notna", "notnull", "query", "rename", "replace", "reset_index",
     "round", "sample", "select_dtypes", "set_index", "sort_index", "sort_values", "tail", "to_frame", "where"}
)  # fmt: skip
OF_ARRAYS = frozenset(
    {"astype", "clip", "copy", "flatten", "ravel", "reshape", "round", "squeeze", "toarray", "todense", "tocsr"}
)  # fmt: skip
NO_COLUMNS = frozenset(
    {"T", "at", "axes", "cat", "columns", "dt", "dtype", "dtypes", "empty", "iat", "iloc", "index", "loc", "ndim",
     "plot", "shape", "size", "str"}
)  # fmt: skip
MAKING_PANDAS = frozenset(
    f"pandas.{name}"
    for name in (
        "DataFrame",
        "Series",
        "concat",
        "get_dummies",
        "merge",
        "read_csv",
        "read_excel",
        "read_parquet",
        "read_table",
        "to_numeric",
    )
)
MAKING_ARRAYS = frozenset(
    f"numpy.{name}"
    for name in ("array", "asarray", "column_stack", "genfromtxt", "hstack", "loadtxt", "nan_to_num", "vstack", "where")
) | {"keras.utils.to_categorical", "tensorflow.keras.utils.to_categorical", "keras.utils.np_utils.to_categorical"}
ELEMENTWISE = frozenset(
    f"numpy.{name}" for name in ("abs", "exp", "log", "log10", "log1p", "log2", "power", "sqrt", "square")
)
GIVING_ARRAYS = tuple(
    f"sklearn.{name}."
    for name in (
        "preprocessing",
        "decomposition",
        "impute",
        "feature_selection",
        "feature_extraction",
        "random_projection",
    )
)
PASSING_ON = frozenset({"FunctionTransformer"})
DEEPEST = 40  # steps from a name to what made it


def container_of(program: Program, node: ast.expr, depth: int = 0) -> str:
    """`PANDAS` for frames and columns, `ARRAY` for numpy arrays and sparse matrices, `LIST`, "" where it is not certain."""
    if depth > DEEPEST:
        return ""
    if isinstance(node, (ast.List, ast.ListComp)):
        return LIST
    if isinstance(node, ast.Name):
        return _of_name(program, node, depth + 1)
    if isinstance(node, ast.Attribute):
        return _of_attribute(program, node, depth + 1)
    if isinstance(node, ast.Subscript):
        value = node.value
        if isinstance(value, ast.Attribute) and value.attr in {"iloc", "loc"}:
            value = value.value
        kind = container_of(program, value, depth + 1)
        return kind if kind in {PANDAS, ARRAY} else ""
    if isinstance(node, ast.Call):
        return _of_call(program, node, depth + 1)
    if isinstance(node, (ast.BinOp, ast.Compare)):
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.left, *node.comparators]
        kinds = {container_of(program, side, depth + 1) for side in sides if not isinstance(side, ast.Constant)}
        return kinds.pop() if kinds in ({PANDAS}, {ARRAY}) else ""
    return ""


def applied_to(program: Program, name: ast.Name) -> ast.expr | None:
    """The frame whose columns a name stands for, one after the other: `x` of `frame.apply(lambda x: ...)`."""
    scope = program.scope(name)
    call = program.parent(scope)
    if not isinstance(scope, ast.Lambda) or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    plain = call.args == [scope] and not call.keywords and call.func.attr == "apply"
    only = [one.arg for one in scope.args.args] == [name.id] and not scope.args.defaults
    return call.func.value if plain and only else None


def _of_name(program: Program, name: ast.Name, depth: int) -> str:
    frame = applied_to(program, name)
    if frame is not None:
        table = _is_table(program, frame)
        return PANDAS if table and container_of(program, frame, depth) == PANDAS else ""
    kinds = {_of_binding(program, write, depth) for write in makers(program, name)}
    return kinds.pop() if len(kinds) == 1 else ""


def _is_table(program: Program, node: ast.expr) -> bool:
    """A frame and no single column, whose `apply` goes over its values."""
    if isinstance(node, ast.Name):
        bound = [program.statement(write) for write in makers(program, node)]
        return bool(bound) and all(isinstance(one, ast.Assign) and _is_table(program, one.value) for one in bound)
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.List)
    if isinstance(node, ast.Call):
        if qualified(program, node.func).startswith("pandas."):
            return not qualified(program, node.func).endswith(("Series", "to_numeric"))
        same = isinstance(node.func, ast.Attribute) and node.func.attr in {"copy", "drop", "select_dtypes"}
        return same and isinstance(node.func, ast.Attribute) and _is_table(program, node.func.value)
    return False


def _of_binding(program: Program, write: ast.Name, depth: int) -> str:
    statement = program.statement(write)
    if not isinstance(statement, ast.Assign):
        return ""
    if write in statement.targets:
        return container_of(program, statement.value, depth)
    target = program.parent(write)
    if not isinstance(target, (ast.Tuple, ast.List)) or target not in statement.targets:
        return ""
    index, value = target.elts.index(write), statement.value
    if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
        return container_of(program, value.elts[index], depth)
    if not isinstance(value, ast.Call):
        return ""
    called = qualified(program, value.func)
    if called == "sklearn.model_selection.train_test_split" and index // 2 < len(value.args):
        return container_of(program, value.args[index // 2], depth)
    framed = any(word.arg == "as_frame" for word in value.keywords)
    known = called.startswith(("sklearn.datasets.load_", "sklearn.datasets.make_"))
    return ARRAY if known and not framed and "svmlight" not in called else ""


def _of_attribute(program: Program, node: ast.Attribute, depth: int) -> str:
    if isinstance(node.value, ast.Attribute) and node.value.attr == "dt":
        return PANDAS if container_of(program, node.value.value, depth) == PANDAS else ""
    kind = container_of(program, node.value, depth)
    if kind == BUNCH:
        return ARRAY if node.attr in {"data", "target"} else ""
    if kind != PANDAS or node.attr in NO_COLUMNS:
        return ""
    return ARRAY if node.attr == "values" else PANDAS


def _of_call(program: Program, node: ast.Call, depth: int) -> str:
    called = qualified(program, node.func)
    if called in MAKING_PANDAS:
        return PANDAS if not any(word.arg in {"chunksize", "iterator"} for word in node.keywords) else ""
    if called in MAKING_ARRAYS or (called.startswith("sklearn.preprocessing.") and called.endswith("scale")):
        return ARRAY
    if called in ELEMENTWISE and node.args:
        return container_of(program, node.args[0], depth)
    if called.startswith("sklearn.datasets.load_"):
        return BUNCH if not any(word.arg in {"as_frame", "return_X_y"} for word in node.keywords) else ""
    if not isinstance(node.func, ast.Attribute):
        return LIST if isinstance(node.func, ast.Name) and node.func.id == "list" else ""
    if node.func.attr in {"transform", "fit_transform"}:
        return _of_transformer(program, node.func.value)
    owner = node.func.value
    if isinstance(owner, ast.Attribute) and owner.attr == "str":
        return PANDAS if container_of(program, owner.value, depth) == PANDAS else ""
    kind = container_of(program, owner, depth)
    if any(word.arg == "inplace" for word in node.keywords):
        return ""
    if kind in {PANDAS, ARRAY} and node.func.attr in {"tolist", "to_list"}:
        return LIST
    if kind == PANDAS:
        return ARRAY if node.func.attr in {"to_numpy", "as_matrix"} else PANDAS if node.func.attr in OF_PANDAS else ""
    return ARRAY if kind == ARRAY and node.func.attr in OF_ARRAYS else ""


def _of_transformer(program: Program, owner: ast.expr) -> str:
    """scikit-learn's transformers give arrays, unless the file asks for frames somewhere."""
    text = program.source.original
    if "set_output" in text or "transform_output" in text:
        return ""
    made = {class_of(program, owner)} if not isinstance(owner, ast.Name) else _classes_of(program, owner)
    known = all(name.startswith(GIVING_ARRAYS) and name.rpartition(".")[2] not in PASSING_ON for name in made)
    return ARRAY if made and known else ""


def _classes_of(program: Program, name: ast.Name) -> set[str]:
    found = set()
    for write in makers(program, name):
        statement = program.statement(write)
        plain = isinstance(statement, ast.Assign) and write in statement.targets
        found.add(class_of(program, statement.value) if plain and isinstance(statement, ast.Assign) else "")
    return found


def class_of(program: Program, node: ast.expr) -> str:
    """The library's name of the class of which `Class(...)` or `Class(...).fit(rows)` is an object; "" when unknown."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fit":
        node = node.func.value
    return qualified(program, node.func) if isinstance(node, ast.Call) else ""
