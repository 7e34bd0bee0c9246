"""What a program loads from a file: the names that the path may have, and whether it is data or weights."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.graph.events import Event
from reprolint.graph.values import Constant, Value
from reprolint.project.saved_files import base_name
from reprolint.source.model import Source

SETS = frozenset({"DataLoader", "Subset", "random_split", "TensorDataset", "ConcatDataset", "train_test_split"})
TAKES_ROWS = SETS | {"extend", "enumerate", "zip", "tqdm", "shuffle"}
OF_WEIGHTS = frozenset(
    {"items", "keys", "values", "get", "state_dict", "load_state_dict", "parameters", "eval", "train", "to", "pop"}
)
JOINS = frozenset({"join", "joinpath", "Path", "PurePath", "str"})  # their last argument ends the path


def file_names(event: Event, path: Value) -> list[str]:
    """Base names that the loaded file may have, with `*` for parts that are not known; none where nothing is known."""
    node = event.place.node
    if isinstance(path, Constant) and isinstance(path.value, str):
        texts = [path.value]
    elif isinstance(node, ast.Call):
        given = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "f")]
        texts = [text for one in given[:1] for text in _texts(event.place.source, one)]
    else:
        texts = []
    return [name for text in texts if (name := base_name(text)) is not None]


def _texts(source: Source, node: ast.expr) -> list[str]:
    """What a path is written as; of a name, by all its assignments."""
    if not isinstance(node, ast.Name):
        return [_text(node)]
    assigned = [
        one.value
        for one in source.nodes_of(ast.Assign)
        if any(isinstance(target, ast.Name) and target.id == node.id for target in one.targets)
    ]
    return [_text(value) for value in assigned]


def _text(node: ast.expr) -> str:
    """The path with `*` for what is not known."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left) + _text(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return "/" + _text(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _text(node.left)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in JOINS and node.args:
            return "/" + _text(node.args[-1])
        if name == "format" and isinstance(node.func, ast.Attribute):
            return _text(node.func.value)
    return "*"


def is_data(source: Source, call: ast.AST) -> bool:
    """Is what this call loads gone through row by row, cut, or handed to a loader, and not used as weights by their names?"""
    names = {
        ast.unparse(target)
        for assign in source.nodes_of(ast.Assign)
        if assign.value is call
        for target in assign.targets
        if isinstance(target, (ast.Name, ast.Attribute))
    }
    nodes = source.nodes_of(ast.For, ast.comprehension, ast.Subscript, ast.Call, ast.Attribute)
    uses = (use for node in nodes for use in _uses(node))
    return {kind for kind, given in uses if given is call or (names and ast.unparse(given) in names)} == {"rows"}


def _uses(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The expressions of which rows are taken here, and those that are used as no rows are."""
    if isinstance(node, (ast.For, ast.comprehension)):
        yield "rows", node.iter
    elif isinstance(node, ast.Subscript):
        kinds = {int: "rows", str: "names"}
        key = kinds.get(type(node.slice.value)) if isinstance(node.slice, ast.Constant) else None
        if isinstance(node.slice, ast.Slice) or key is not None:
            yield key or "rows", node.value
    elif isinstance(node, ast.Attribute):
        if node.attr in OF_WEIGHTS:
            yield "names", node.value
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in TAKES_ROWS or name.startswith("load"):
            kind = "rows" if name in TAKES_ROWS else "names"
            yield from ((kind, given) for given in (*node.args, *(word.value for word in node.keywords)))
