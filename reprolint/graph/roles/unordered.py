"""Collections without a defined order, and the moment when something comes to depend on that order."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import Call, Unordered
from reprolint.graph.values import Constant, Listing, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def listing(run: Interpreter, call: Call) -> Value:
    """`os.listdir`, `glob.glob`, `Path.glob` ...: names in the order the file system happens to give."""
    event = run.record(Unordered(call.place, call.name, call.qualified, kind="listing", decides="", call=call))
    return Listing(event, [])


def order_of_listing(run: Interpreter, value: Listing, node: ast.AST | None) -> None:
    """The listing's order is used: by a loop that collects, by an index, by an unpacking."""
    del run
    if value.event.sorted:
        return
    decides = _decided_by(node)
    if decides and value.event.decides in {"", "unknown"}:
        value.event.decides = decides


def order_of_set(run: Interpreter, value: Sequence, node: ast.AST) -> None:
    """A set is looped over; matters only when the loop makes an order out of it and the items are strings or unknown."""
    decides = _decided_by(node)
    if not decides or _ordered_items(value):
        return
    run.record(Unordered(run.place(_site(node)), "set", kind="set", decides=decides))


def _site(node: ast.AST) -> ast.AST:
    return node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node


def _ordered_items(value: Sequence) -> bool:
    """Small integers, booleans and None come out of a set in the same order in every process."""
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    return bool(items) and all(
        isinstance(item, Constant) and not isinstance(item.value, (str, bytes)) for item in items
    )


def _decided_by(node: ast.AST | None) -> str:
    """What a use of the order decides: rows for a loop that appends, labels for an enumeration, files for an index."""
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return "rows" if _collects(node) else ""
    if isinstance(node, ast.Subscript):
        return "files"
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        return {
            "enumerate": "labels",
            "zip": "rows",
            "list": "",
            "tuple": "",
            "map": "rows",
            "DataFrame": "columns",
        }.get(name, "")
    return ""


def _collects(node: ast.For | ast.AsyncFor) -> bool:
    """Does the loop's body build a list, or number its items?"""
    for statement in node.body:
        for part in ast.walk(statement):
            if (
                isinstance(part, ast.Call)
                and isinstance(part.func, ast.Attribute)
                and part.func.attr in {"append", "extend"}
            ):
                return True
            if isinstance(part, (ast.Yield, ast.YieldFrom)):
                return True
            if isinstance(part, ast.AugAssign) and isinstance(part.value, (ast.List, ast.ListComp)):
                return True
    return False


def call(run: Interpreter, receiver: Listing, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Methods of a list of names: `sort()` settles the order."""
    record_call(run, "", None, arguments, node, receiver)
    if name == "sort":
        receiver.event.sorted = True
    elif name == "pop":
        order_of_listing(run, receiver, ast.Subscript(ast.Name("files"), ast.Constant(0)))
    return Unknown(name, (receiver,))
