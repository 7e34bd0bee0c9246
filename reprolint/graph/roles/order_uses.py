"""What a program does with the order of its items, as far as the syntax of one module shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_ADDING = frozenset({"append", "extend", "insert", "appendleft"})
_JOINING = frozenset({"concat", "concatenate", "vstack", "hstack"})  # functions; the list is among their arguments
_COLLECTING = _ADDING | _JOINING
_ORDERLESS = frozenset({"set", "frozenset", "all", "any", "len", "sum", "max", "min"})
_PASSING = frozenset(
    {"join", "format", "str", "repr", "list", "tuple", "map", "filter", "enumerate", "array", "asarray"}
)
_MESSAGES = frozenset({"print", "debug", "info", "warning", "warn", "error", "exception", "critical", "log"})
_SORTING = frozenset(
    {"sorted", "sort", "natsorted", "sort_values", "sort_index", "argsort", "lexsort", "unique", "Counter"}
)


class _Facts:
    """What questions about one module's syntax tree need, gathered once."""

    __slots__ = ("assignments", "integers", "loads", "parents", "sorted", "values")

    def __init__(self, tree: ast.Module) -> None:
        self.parents: dict[ast.AST, ast.AST] = {}
        self.assignments: list[tuple[set[str], set[str]]] = []  # names that are bound, and names that are read for it
        self.values: dict[str, list[ast.expr]] = {}  # what is assigned to a name, a column, an attribute
        self.loads: dict[str, list[ast.Name]] = {}
        self.integers: set[str] = set()  # expressions that are compared with a whole number somewhere
        for node in within(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if isinstance(node, ast.Compare) and any(_is_whole(one) for one in (node.left, *node.comparators)):
                self.integers.update(ast.unparse(one) for one in (node.left, *node.comparators) if not _is_whole(one))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                self.loads.setdefault(node.id, []).append(node)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    self.values.setdefault(ast.unparse(target), []).append(node.value)
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
    return {part.id for part in within(node) if isinstance(part, ast.Name)}


def around(run: Interpreter, node: ast.AST) -> Iterator[ast.AST]:
    """What stands around a node, innermost first; nothing when it is not in this module."""
    parents = _facts(run.module.source.tree).parents
    while node in parents:
        node = parents[node]
        yield node


def collects(node: ast.For | ast.AsyncFor) -> bool:
    """Does the loop's body build a list or a table, or number its items?"""
    return bool(_filled_by(node)) or _yields_or_numbers(node)


def _yields_or_numbers(node: ast.For | ast.AsyncFor) -> bool:
    targets = _names_in(node.target)
    return any(
        isinstance(part, (ast.Yield, ast.YieldFrom))
        or (isinstance(part, ast.Assign) and _numbers_items(part, node, targets))
        for statement in node.body
        for part in within(statement)
    )


def _filled_by(node: ast.For | ast.AsyncFor) -> list[ast.expr]:
    """What the loop's body adds to, except what it makes anew for each item."""
    parts = [part for statement in node.body for part in within(statement)]
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
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _ADDING:
            found.append(part.func.value)
    return [target for target in found if _root(target) not in fresh]


def _grown(part: ast.Assign) -> list[ast.expr]:
    """`table = pd.concat([table, new])`; a join that does not go back into its own parts belongs to one item."""
    if not any(isinstance(one, ast.Call) and called(one) in _JOINING for one in within(part.value)):
        return []
    inside = {
        ast.unparse(one) for one in within(part.value) if isinstance(one, (ast.Name, ast.Attribute, ast.Subscript))
    }
    return [target for target in part.targets if ast.unparse(target) in inside]


def _root(node: ast.AST) -> str:
    """The name at the start of `a.b[c]`, "" for anything else."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _numbers_items(part: ast.Assign, loop: ast.For | ast.AsyncFor, targets: set[str]) -> bool:
    """`X[i] = ...` or `number_of[name] = i` under `for i, name in enumerate(...)`."""
    if not isinstance(loop.target, ast.Tuple) or not isinstance(loop.target.elts[0], ast.Name):
        return False
    if not isinstance(loop.iter, ast.Call) or getattr(loop.iter.func, "id", "") != "enumerate":
        return False
    index = loop.target.elts[0].id
    stored = [target for target in part.targets if isinstance(target, ast.Subscript)]
    used = {
        one.id for target in stored for one in (*within(target.slice), *within(part.value)) if isinstance(one, ast.Name)
    }
    return index in used and index in targets


def collecting_calls(node: ast.AST) -> list[ast.Call]:
    """Calls below `node` that add to a list or join tables."""
    return [
        part for part in within(node) if isinstance(part, ast.Call) and getattr(part.func, "attr", "") in _COLLECTING
    ]


def is_settled_walk(node: ast.For | ast.AsyncFor) -> bool:
    """`for folder, folders, names in os.walk(...)` whose lists of folders and of names are both sorted."""
    if not isinstance(node.target, ast.Tuple) or len(node.target.elts) != 3:
        return False
    names = {part.id for part in node.target.elts[1:] if isinstance(part, ast.Name) and not part.id.startswith("_")}
    return len(names) == 2 and names <= set(_sorted_names(node))


def _sorted_names(node: ast.AST) -> Iterator[str]:
    """Names that are sorted somewhere below `node`: `sorted(x)`, `x.sort()`, `x.sort_values()`, `x[:] = sorted(x)`."""
    for part in within(node):
        if isinstance(part, ast.Call) and called(part) in _SORTING:
            for inner in (*part.args, part.func):
                yield from (one.id for one in within(inner) if isinstance(one, ast.Name))


def is_settled_later(run: Interpreter, node: ast.AST) -> bool:
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
        statement = next((one for one in around(run, node) if isinstance(one, ast.stmt)), None)
        if isinstance(statement, ast.Assign) and statement.value is node:
            names = {one.id if isinstance(one, ast.Name) else "" for one in statement.targets}
    scope = next((one for one in around(run, node) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
    return bool(names) and all(_only_loses_order(run, name, scope) for name in names)


def _only_loses_order(
    run: Interpreter, name: str, scope: ast.AST | None, depth: int = 0, others: frozenset[str] = frozenset()
) -> bool:
    """Do all readings of the name forget the order, and is there one? A text made from it may still go into a message."""
    seen = False
    for load in _facts(run.module.source.tree).loads.get(name, ()):
        above = list(around(run, load))
        if scope is not None and scope not in above:
            continue
        if isinstance(above[0], ast.Attribute) and isinstance(above[1], ast.Call) and above[0].attr in _COLLECTING:
            continue
        statement = next(one for one in above if isinstance(one, ast.stmt))
        if not _forgets(load, above, statement):
            written = any(
                isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Call) and called(one) in {"join", "format"})
                for one in above
            )
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            made = {one.id for one in targets if isinstance(one, ast.Name)} - others - {name}
            renamed = isinstance(statement, ast.Assign) and statement.value is load
            if not made or not (renamed or (written and not depth)):
                return False
            known = others | {name}
            if not all(_only_loses_order(run, one, scope, depth + (not renamed), known) for one in made):
                return False
        seen = True
    return seen


def _forgets(load: ast.Name, above: list[ast.AST], statement: ast.stmt) -> bool:
    """Does this one reading of a list forget its order: `len(x)`, `a in x`, `any(f(a) for a in x)`, `if x:`, a message?"""
    if isinstance(statement, ast.Raise):
        return True
    below: ast.AST = load
    picked = False  # `x[0]` depends on the order, unless it is only shown
    for one in above:
        if isinstance(one, ast.stmt):
            return isinstance(one, (ast.If, ast.While)) and one.test is below and not picked
        if isinstance(one, ast.Compare):
            return below in one.comparators and all(isinstance(each, (ast.In, ast.NotIn)) for each in one.ops)
        if isinstance(one, ast.Subscript):
            picked = True
        elif isinstance(one, ast.SetComp) and not picked:
            return True
        elif isinstance(one, ast.Call):
            if _is_message(one, statement) or (not picked and one.func is not below and _is_orderless(one)):
                return True
            if one.func is below or called(one) not in _PASSING:
                return False
        below = one
    return False


def _is_message(call: ast.Call, statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and statement.value is call and called(call) in _MESSAGES


def _is_orderless(call: ast.Call) -> bool:
    """`max(x)` and `np.max(x)`, but not `np.max(x, axis=0)`."""
    return called(call) in _ORDERLESS and (isinstance(call.func, ast.Name) or len(call.args) + len(call.keywords) == 1)


def are_integers(run: Interpreter, node: ast.AST) -> bool:
    """Are the members whole numbers, as far as the making of the set and comparisons of its members show?"""
    facts = _facts(run.module.source.tree)
    if _loop_compares(run, node):
        return True
    pending, seen = [node], set()
    while pending:
        one = pending.pop()
        text = ast.unparse(one)
        if text in seen:
            continue
        seen.add(text)
        if text in facts.integers or (isinstance(one, ast.Call) and _makes_integers(one)):
            return True
        pending += facts.values.get(text, ())
        pending += _holds_members(one)
    return False


def _holds_members(node: ast.AST) -> list[ast.expr]:
    """The parts of an expression that its members come from."""
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and called(node) not in _PASSING:
            return [node.func.value]
        return list(node.args) if called(node) in _PASSING | {"set", "frozenset"} else []
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        return [node.elt]
    if isinstance(node, ast.Attribute):
        return [node.value]
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
        return [node.value]
    return []


def _makes_integers(node: ast.Call) -> bool:
    """`range(9)`, `int(x)`, `.astype(int)`, `.astype("int64")`, `map(int, x)`."""
    if called(node) in {"astype", "map"}:
        return any(
            isinstance(one, (ast.Name, ast.Attribute, ast.Constant)) and "int" in ast.unparse(one) for one in node.args
        )
    return called(node) in {"range", "arange", "int"}


def _loop_compares(run: Interpreter, node: ast.AST) -> bool:
    """Does the loop over this compare its items with whole numbers?"""
    for loop in around(run, node):
        if isinstance(loop, (ast.For, ast.AsyncFor)):
            iterated, target, inside = loop.iter, loop.target, [part for one in loop.body for part in within(one)]
        elif isinstance(loop, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            iterated, target, inside = loop.generators[0].iter, loop.generators[0].target, list(within(loop))
        else:
            continue
        numbered = isinstance(iterated, ast.Call) and called(iterated) == "enumerate"
        item = target.elts[-1] if numbered and isinstance(target, ast.Tuple) else target
        return node in within(iterated) and any(
            isinstance(part, ast.Compare)
            and any(isinstance(one, ast.Name) and one.id in _names_in(item) for one in (part.left, *part.comparators))
            and any(_is_whole(one) for one in (part.left, *part.comparators))
            for part in inside
        )
    return False


def _sorted_later(run: Interpreter, node: ast.AST) -> bool:
    """Is what the loop or comprehension fills sorted or counted in this module, or something made from it in one step?"""
    facts = _facts(run.module.source.tree)
    added = [part.target for part in within(node) if isinstance(part, ast.AugAssign)]
    filled = {target.id for target in added if isinstance(target, ast.Name)}
    for call in collecting_calls(node):
        if isinstance(call.func, ast.Attribute):
            filled |= _names_in(call.func.value)
    statement = next((one for one in around(run, node) if isinstance(one, ast.stmt)), None)
    if isinstance(statement, ast.Assign):
        filled |= {name for target in statement.targets for name in _names_in(target)}
    for bound, reads in facts.assignments:
        if not reads.isdisjoint(filled):
            filled |= bound
    return not filled.isdisjoint(facts.sorted)
