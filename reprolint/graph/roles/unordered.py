"""Collections without a defined order, and the moment when something comes to depend on that order."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import Call, Unordered
from reprolint.graph.roles.order_uses import (
    are_integers,
    around,
    collecting_calls,
    collects,
    is_settled_later,
    is_settled_walk,
)
from reprolint.graph.values import Constant, Data, Listing, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def listing(run: Interpreter, call: Call) -> Value:
    """`os.listdir`, `glob.glob`, `Path.glob` ...: names in the order the file system happens to give."""
    kind = call.entry.kind if call.entry is not None else ""
    event = run.record(Unordered(call.place, call.name, call.qualified, kind=kind or "listing", decides="", call=call))
    return Listing(event, [])


def order_of_listing(run: Interpreter, value: Listing, node: ast.AST | None) -> None:
    """The listing's order is used: by a loop that collects, by an index, by an unpacking."""
    event = value.event
    if event.sorted or event.decides not in {"", "unknown"}:
        return
    decides = _decided_by(run, node)
    if not decides:
        return
    if event.kind == "set":
        if not (decides == "labels" or _are_texts(value.items)):
            return
        if event.call is not None and are_integers(run, event.call.node):
            return
    event.decides = decides


def order_of_set(run: Interpreter, value: Sequence, node: ast.AST) -> None:
    """A set is looped over; matters only when the loop makes an order out of it and the items are texts, or numbered."""
    decides = _decided_by(run, node)
    if not decides or ordered_items(value):
        return
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    site = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node
    if (decides == "labels" or _are_texts(items)) and not are_integers(run, site):
        run.record(Unordered(run.place(site), "set", kind="set", decides=decides))


def comprehended(run: Interpreter, first: Value, node: ast.AST, result: Value) -> Value:
    """A list comprehension over a listing: rows in its order, or names that are still in no order."""
    if not isinstance(first, Listing) or not isinstance(node, ast.ListComp) or not isinstance(result, Sequence):
        return result
    items = [*result.items, *([result.rest] if result.rest is not None else [])]
    if any(isinstance(item, (Data, Sequence)) for item in items):
        if not first.event.sorted and not first.event.decides and not is_settled_later(run, node):
            first.event.decides = "rows"
        return result
    return Listing(first.event, items)


def ordered_items(value: Sequence) -> bool:
    """Small integers, booleans and None come out of a set in the same order in every process."""
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    return bool(items) and all(
        isinstance(item, Constant) and not isinstance(item.value, (str, bytes)) for item in items
    )


def _are_texts(items: list[Value]) -> bool:
    """Are these strings, as far as can be told: literals, or entries of a table's column that no model made?"""
    for item in items:
        if isinstance(item, Constant) and isinstance(item.value, str):
            return True
        sources = item.inputs if isinstance(item, Unknown) else (item,)
        if len(items) == 1 and any(
            isinstance(one, Data) and one.kind in {"series", "frame"} and not one.all_learned for one in sources
        ):
            return True
        if any(isinstance(one, Listing) for one in sources):
            return True
    return False


def _decided_by(run: Interpreter, node: ast.AST | None) -> str:
    """What a use of the order decides: rows for a loop that collects, labels for an enumeration, files for a part."""
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return "rows" if collects(node) and not is_settled_walk(node) and not is_settled_later(run, node) else ""
    if isinstance(node, ast.Subscript):
        return _decided_by_part(run, node)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in {"shuffle", "pop"}:
            return "files"
        if name not in {"enumerate", "zip"}:
            return ""
        loop = next((one for one in around(run, node) if isinstance(one, (ast.For, ast.AsyncFor))), None)
        if loop is not None and node in ast.walk(loop.iter):
            return (
                ("labels" if name == "enumerate" else "rows")
                if collects(loop) and not is_settled_later(run, loop)
                else ""
            )
        return "labels"
    return ""


def _decided_by_part(run: Interpreter, node: ast.Subscript) -> str:
    """`files[:80]`; one fixed item is often the only one, and what is only shown decides nothing."""
    if isinstance(node.slice, (ast.Constant, ast.UnaryOp)):
        return ""
    statement = next((one for one in around(run, node) if isinstance(one, ast.stmt)), None)
    if isinstance(statement, ast.Expr) and not collecting_calls(statement):
        return ""
    if not isinstance(node.slice, ast.Slice) and run.loops and isinstance(run.loops[-1], (ast.For, ast.AsyncFor)):
        return "rows" if collects(run.loops[-1]) and not is_settled_later(run, run.loops[-1]) else ""
    return "files"


def call(run: Interpreter, receiver: Listing, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Methods of a list of names: `sort()` settles the order."""
    record_call(run, "", None, arguments, node, receiver)
    if name == "sort":
        receiver.event.sorted = True
    elif name == "pop":
        order_of_listing(run, receiver, node)
    return Unknown(name, (receiver,))
