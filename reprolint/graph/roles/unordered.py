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
_JOINING = frozenset({"concat", "concatenate", "vstack", "hstack"})  # functions; the list is among their arguments
_ORDERLESS = frozenset({"set", "frozenset", "all", "any", "len", "sum", "max", "min"})
_MESSAGES = frozenset({"print", "debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
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
    if not decides:
        return
    if event.kind == "set":
        if not (decides == "labels" or _are_texts(value.items)):
            return
        if event.call is not None and _are_integers(run, event.call.node):
            return
    event.decides = decides


def order_of_set(run: Interpreter, value: Sequence, node: ast.AST) -> None:
    """A set is looped over; matters only when the loop makes an order out of it and the items are texts, or numbered."""
    decides = _decided_by(run, node)
    if not decides or ordered_items(value):
        return
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    site = node.iter if isinstance(node, (ast.For, ast.AsyncFor)) else node
    if (decides == "labels" or _are_texts(items)) and not _are_integers(run, site):
        run.record(Unordered(run.place(site), "set", kind="set", decides=decides))


def comprehended(run: Interpreter, first: Value, node: ast.AST, result: Value) -> Value:
    """A list comprehension over a listing: rows in its order, or names that are still in no order."""
    if not isinstance(first, Listing) or not isinstance(node, ast.ListComp) or not isinstance(result, Sequence):
        return result
    items = [*result.items, *([result.rest] if result.rest is not None else [])]
    if any(isinstance(item, (Data, Sequence)) for item in items):
        if not first.event.sorted and not first.event.decides and not _is_settled_later(run, node):
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
        return "rows" if _collects(node) and not _is_settled_walk(node) and not _is_settled_later(run, node) else ""
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
                if _collects(loop) and not _is_settled_later(run, loop)
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
        return "rows" if _collects(run.loops[-1]) and not _is_settled_later(run, run.loops[-1]) else ""
    return "files"


class _Facts:
    """What questions about one module's syntax tree need, gathered once."""

    __slots__ = ("assignments", "integers", "loads", "parents", "sorted", "values")

    def __init__(self, tree: ast.Module) -> None:
        self.parents: dict[ast.AST, ast.AST] = {}
        self.assignments: list[tuple[set[str], set[str]]] = []  # names that are bound, and names that are read for it
        self.values: dict[str, list[ast.expr]] = {}  # what a name is assigned
        self.loads: dict[str, list[ast.Name]] = {}
        self.integers: set[str] = set()  # expressions that are compared with a whole number somewhere
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, ast.Compare) and any(_is_whole(one) for one in (node.left, *node.comparators)):
                self.integers.update(ast.unparse(one) for one in (node.left, *node.comparators) if not _is_whole(one))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self.loads.setdefault(node.id, []).append(node)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.values.setdefault(target.id, []).append(node.value)
            if isinstance(node, (ast.Assign, ast.AugAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                self.assignments.append(
                    ({one.id for one in targets if isinstance(one, ast.Name)}, _names_in(node.value))
                )
        self.sorted = frozenset(_sorted_names(tree))


def _is_whole(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) is int


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
    return bool(_filled_by(node)) or _yields_or_numbers(node)


def _yields_or_numbers(node: ast.For | ast.AsyncFor) -> bool:
    targets = _names_in(node.target)
    return any(
        isinstance(part, (ast.Yield, ast.YieldFrom))
        or (isinstance(part, ast.Assign) and _numbers_items(part, node, targets))
        for statement in node.body
        for part in ast.walk(statement)
    )


def _filled_by(node: ast.For | ast.AsyncFor) -> list[ast.expr]:
    """What the loop's body adds to, except what it makes anew for each item."""
    parts = [part for statement in node.body for part in ast.walk(statement)]
    fresh = _names_in(node.target)
    found: list[ast.expr] = []
    for part in parts:
        if isinstance(part, ast.Assign):
            read = _names_in(part.value)
            fresh |= {one.id for one in part.targets if isinstance(one, ast.Name) and one.id not in read}
            found += _grown(part)
        elif isinstance(part, ast.With):
            fresh |= {
                name for one in part.items if one.optional_vars is not None for name in _names_in(one.optional_vars)
            }
        elif isinstance(part, ast.AugAssign) and isinstance(part.value, (ast.List, ast.ListComp)):
            found.append(part.target)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            if part.func.attr in _COLLECTING - _JOINING:
                found.append(part.func.value)
    return [target for target in found if _root(target) not in fresh]


def _grown(part: ast.Assign) -> list[ast.expr]:
    """`table = pd.concat([table, new])`; a join that does not go back into its own parts belongs to one item."""
    if not any(isinstance(one, ast.Call) and _called(one) in _JOINING for one in ast.walk(part.value)):
        return []
    inside = {
        ast.unparse(one) for one in ast.walk(part.value) if isinstance(one, (ast.Name, ast.Attribute, ast.Subscript))
    }
    return [target for target in part.targets if ast.unparse(target) in inside]


def _root(node: ast.AST) -> str:
    """The name at the start of `a.b[c]`, "" for anything else."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _called(node: ast.Call) -> str:
    """The called name without what stands before its last dot."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


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


def _is_settled_later(run: Interpreter, node: ast.AST) -> bool:
    """Does nothing come to depend on the order of what a loop or comprehension makes?"""
    return _sorted_later(run, node) or _used_without_order(run, node)


def _used_without_order(run: Interpreter, node: ast.AST) -> bool:
    """Is what the loop or comprehension fills only counted, looked up, reduced, or named in a message?"""
    names: set[str] = set()
    if isinstance(node, (ast.For, ast.AsyncFor)):
        filled = _filled_by(node)
        if _yields_or_numbers(node) or not all(isinstance(one, ast.Name) for one in filled):
            return False
        names = {_root(one) for one in filled}
    else:
        statement = next((one for one in _around(run, node) if isinstance(one, ast.stmt)), None)
        if isinstance(statement, ast.Assign) and statement.value is node:
            names = {one.id if isinstance(one, ast.Name) else "" for one in statement.targets}
    scope = next((one for one in _around(run, node) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
    return bool(names) and all(_only_loses_order(run, name, scope) for name in names)


def _only_loses_order(run: Interpreter, name: str, scope: ast.AST | None, depth: int = 0) -> bool:
    """Do all readings of the name forget the order, and is there one? A text made from it may still go into a message."""
    seen = False
    for load in _facts(run.module.source.tree).loads.get(name, ()):
        above = list(_around(run, load))
        if scope is not None and scope not in above:
            continue
        if isinstance(above[0], ast.Attribute) and isinstance(above[1], ast.Call) and above[0].attr in _COLLECTING:
            continue
        statement = next(one for one in above if isinstance(one, ast.stmt))
        if not _forgets(load, above, statement):
            written = isinstance(statement, ast.Assign) and any(isinstance(one, ast.JoinedStr) for one in above)
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            texts = [one.id for one in targets if isinstance(one, ast.Name)]
            if not written or depth or not texts or not all(_only_loses_order(run, one, scope, 1) for one in texts):
                return False
        seen = True
    return seen


def _forgets(load: ast.Name, above: list[ast.AST], statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Raise) or (isinstance(statement, ast.If) and load in (statement.test, above[0])):
        return True
    below: ast.AST = load
    for one in above:
        if isinstance(one, ast.stmt):
            return isinstance(one, (ast.If, ast.While)) and one.test is below
        if isinstance(one, ast.SetComp) or (isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not)):
            return True
        if isinstance(one, ast.Compare) and below in one.comparators:
            return all(isinstance(operator, (ast.In, ast.NotIn)) for operator in one.ops)
        if isinstance(one, ast.Call) and one.func is not below and _called(one) in _ORDERLESS | _MESSAGES:
            return True
        below = one
    return False


def _are_integers(run: Interpreter, node: ast.AST) -> bool:
    """Are the members whole numbers, as far as the making of the set and comparisons of its members show?"""
    facts = _facts(run.module.source.tree)
    shown, names = [node], _names_in(node)
    for name in names:
        shown += facts.values.get(name, ())
    loop = next(
        (one for one in _around(run, node) if isinstance(one, (ast.For, ast.AsyncFor, ast.comprehension))), None
    )
    if loop is not None and node in ast.walk(loop.iter):
        names |= _names_in(loop.target)
    if not names.isdisjoint(facts.integers):
        return True
    for one in (part for whole in shown for part in ast.walk(whole)):
        if isinstance(one, ast.Call) and (_called(one) in {"range", "arange", "int"} or _makes_integers(one)):
            return True
        if isinstance(one, (ast.Subscript, ast.Attribute)) and ast.unparse(one) in facts.integers:
            return True
    return False


def _makes_integers(node: ast.Call) -> bool:
    """`.astype(int)`, `.astype("int64")`, `.map(int)`."""
    return _called(node) in {"astype", "map"} and any("int" in ast.unparse(one) for one in node.args)


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
