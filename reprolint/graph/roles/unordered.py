"""Collections without a defined order, and the moment when something comes to depend on that order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import Call, Unordered
from reprolint.graph.values import Constant, Data, Listing, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_COLLECTING = frozenset({"append", "extend", "insert", "appendleft", "concat", "concatenate", "vstack", "hstack"})
_SORTING = frozenset(
    {"sorted", "sort", "natsorted", "sort_values", "sort_index", "argsort", "lexsort", "unique", "Counter"}
)


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
    if decides and (event.kind != "set" or decides == "labels" or _are_texts(value.items)):
        event.decides = decides


def order_of_set(run: Interpreter, value: Sequence, node: ast.AST) -> None:
    """A set is looped over; matters only when the loop makes an order out of it and the items are texts, or numbered."""
    decides = _decided_by(run, node)
    if not decides or ordered_items(value):
        return
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    if decides == "labels" or _are_texts(items):
        site = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node
        run.record(Unordered(run.place(site), "set", kind="set", decides=decides))


def comprehended(run: Interpreter, first: Value, node: ast.AST, result: Value) -> Value:
    """A list comprehension over a listing: rows in its order, or names that are still in no order."""
    if not isinstance(first, Listing) or not isinstance(node, ast.ListComp) or not isinstance(result, Sequence):
        return result
    items = [*result.items, *([result.rest] if result.rest is not None else [])]
    if any(isinstance(item, (Data, Sequence)) for item in items):
        if not first.event.sorted and not first.event.decides and not _sorted_later(run, node):
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
        return "rows" if _collects(node) and not _is_settled_walk(node) and not _sorted_later(run, node) else ""
    if isinstance(node, ast.Subscript):
        return _decided_by_part(run, node)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in {"shuffle", "pop"}:
            return "files"
        if name not in {"enumerate", "zip"}:
            return ""
        loop = next((one for one in _around(run, node) if isinstance(one, (ast.For, ast.AsyncFor))), None)
        if loop is not None and node in ast.walk(loop.iter):
            return (
                ("labels" if name == "enumerate" else "rows")
                if _collects(loop) and not _sorted_later(run, loop)
                else ""
            )
        return "labels"
    return ""


def _decided_by_part(run: Interpreter, node: ast.Subscript) -> str:
    """`files[:80]`; one fixed item is often the only one, and what is only shown decides nothing."""
    if isinstance(node.slice, (ast.Constant, ast.UnaryOp)):
        return ""
    statement = next((one for one in _around(run, node) if isinstance(one, ast.stmt)), None)
    if isinstance(statement, ast.Expr) and not _collecting_calls(statement):
        return ""
    if not isinstance(node.slice, ast.Slice) and run.loops and isinstance(run.loops[-1], (ast.For, ast.AsyncFor)):
        return "rows" if _collects(run.loops[-1]) and not _sorted_later(run, run.loops[-1]) else ""
    return "files"


class _Facts:
    """What questions about one module's syntax tree need, gathered once."""

    __slots__ = ("assignments", "parents", "sorted")

    def __init__(self, tree: ast.Module) -> None:
        self.parents: dict[ast.AST, ast.AST] = {}
        self.assignments: list[tuple[set[str], set[str]]] = []  # names that are bound, and names that are read for it
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                self.assignments.append(
                    ({one.id for one in targets if isinstance(one, ast.Name)}, _names_in(node.value))
                )
        self.sorted = frozenset(_sorted_names(tree))


@lru_cache(maxsize=4)
def _facts(tree: ast.Module) -> _Facts:
    return _Facts(tree)


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _around(run: Interpreter, node: ast.AST) -> Iterator[ast.AST]:
    """What stands around a node, innermost first; nothing when it is not in this module."""
    parents = _facts(run.module.source.tree).parents
    while node in parents:
        node = parents[node]
        yield node


def _collects(node: ast.For | ast.AsyncFor) -> bool:
    """Does the loop's body build a list or a table, or number its items?"""
    targets = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
    for statement in node.body:
        if _collecting_calls(statement):
            return True
        for part in ast.walk(statement):
            if isinstance(part, (ast.Yield, ast.YieldFrom)):
                return True
            if isinstance(part, ast.AugAssign) and isinstance(part.value, (ast.List, ast.ListComp)):
                return True
            if isinstance(part, ast.Assign) and _numbers_items(part, node, targets):
                return True
    return False


def _numbers_items(part: ast.Assign, loop: ast.For | ast.AsyncFor, targets: set[str]) -> bool:
    """`X[i] = ...` or `number_of[name] = i` under `for i, name in enumerate(...)`."""
    if not isinstance(loop.target, ast.Tuple) or not isinstance(loop.target.elts[0], ast.Name):
        return False
    if not isinstance(loop.iter, ast.Call) or getattr(loop.iter.func, "id", "") != "enumerate":
        return False
    index = loop.target.elts[0].id
    stored = [target for target in part.targets if isinstance(target, ast.Subscript)]
    used = {
        one.id
        for target in stored
        for one in (*ast.walk(target.slice), *ast.walk(part.value))
        if isinstance(one, ast.Name)
    }
    return index in used and index in targets


def _collecting_calls(node: ast.AST) -> list[ast.Call]:
    return [
        part for part in ast.walk(node) if isinstance(part, ast.Call) and getattr(part.func, "attr", "") in _COLLECTING
    ]


def _is_settled_walk(node: ast.For | ast.AsyncFor) -> bool:
    """`for folder, folders, names in os.walk(...)` whose lists of folders and of names are both sorted."""
    if not isinstance(node.target, ast.Tuple) or len(node.target.elts) != 3:
        return False
    names = {part.id for part in node.target.elts[1:] if isinstance(part, ast.Name) and not part.id.startswith("_")}
    return len(names) == 2 and names <= set(_sorted_names(node))


def _sorted_names(node: ast.AST) -> Iterator[str]:
    """Names that are sorted somewhere below `node`: `sorted(x)`, `x.sort()`, `x.sort_values()`, `x[:] = sorted(x)`."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            called = part.func.id if isinstance(part.func, ast.Name) else getattr(part.func, "attr", "")
            if called in _SORTING:
                for inner in (*part.args, part.func):
                    yield from (one.id for one in ast.walk(inner) if isinstance(one, ast.Name))


def _sorted_later(run: Interpreter, node: ast.AST) -> bool:
    """Is what the loop or comprehension fills sorted or counted in this module, or something made from it in one step?"""
    facts = _facts(run.module.source.tree)
    added = [part.target for part in ast.walk(node) if isinstance(part, ast.AugAssign)]
    filled = {target.id for target in added if isinstance(target, ast.Name)}
    for call in _collecting_calls(node):
        if isinstance(call.func, ast.Attribute):
            filled |= _names_in(call.func.value)
    statement = next((one for one in _around(run, node) if isinstance(one, ast.stmt)), None)
    if isinstance(statement, ast.Assign):
        filled |= {name for target in statement.targets for name in _names_in(target)}
    for bound, reads in facts.assignments:
        if not reads.isdisjoint(filled):
            filled |= bound
    return not filled.isdisjoint(facts.sorted)


def call(run: Interpreter, receiver: Listing, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Methods of a list of names: `sort()` settles the order."""
    record_call(run, "", None, arguments, node, receiver)
    if name == "sort":
        receiver.event.sorted = True
    elif name == "pop":
        order_of_listing(run, receiver, node)
    return Unknown(name, (receiver,))
