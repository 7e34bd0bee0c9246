"""Which names a notebook reads before any cell above has bound them, when it is run from top to bottom."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING

from reprolint.graph.events import Place
from reprolint.graph.kernel_names import AUTOMAGICS, NAMESPACES, is_opaque, is_provided
from reprolint.graph.reaching import Bodies, called_back
from reprolint.graph.scoping import FunctionNode, bindings, catches_names, defaults, renewed
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.source.model import Cell, Source

_IDENTIFIER = pattern(r"[^\W\d]\w*")
SKIPPED = frozenset({"raises-exception", "skip-execution", "skip", "bad-example", "bad example"})  # tags

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Unbound:
    """A name read where no cell above binds it: the reads, and the first binding below them, None when there is none.

    A binding whose own value reads the name, as in `name += 1`, gives it none in a fresh run, and is not meant.
    `certain` is false when all reads stand in branches, which a run may not take, or where a run may not arrive because a
    cell above, or the same, was saved with another error.
    """

    name: str
    reads: tuple[Place, ...]
    bound_later: Place | None
    certain: bool = True


@dataclass(slots=True)
class _Names:
    """What reading the cells in order has met so far."""

    bound: set[str] = field(default_factory=set)
    first: dict[str, ast.AST] = field(default_factory=dict)  # where each name is bound first
    early: dict[str, list[ast.Name]] = field(default_factory=dict)  # read before it was bound
    sure: set[ast.Name] = field(default_factory=set)  # of those, the reads that no branch may leave out
    bodies: Bodies = field(default_factory=Bodies)
    switches: dict[str, bool] = field(default_factory=dict)  # names that hold a literal, and whether it counts as true
    guarded: int = 0
    branches: int = 0  # around what is read, of which it is not known whether they are taken
    kept: int = 0  # calls around what is read that keep functions for later
    live: bool = True  # reads in this cell count
    renewed: frozenset[ast.AST] = frozenset()  # targets of assignments that need the value which the name has before

    def bind(self, name: str, node: ast.AST) -> None:
        """`name` now has a value."""
        self.bound.add(name)
        self.switches.pop(name, None)
        if node not in self.renewed:
            self.first.setdefault(name, node)

    def read(self, node: ast.Name, local: frozenset[str]) -> None:
        """A name is looked up."""
        if self.guarded:
            return
        self.load(node.id)
        if self.live and node.id not in self.bound and node.id not in local and not is_provided(node.id):
            self.early.setdefault(node.id, []).append(node)
            if not self.branches:
                self.sure.add(node)

    def load(self, name: str) -> None:
        """A name, or an attribute with its dot, is read: what goes by it may run."""
        if not self.kept:
            self.bodies.load(name, surely=not self.branches)


def unbound_names(source: Source) -> list[Unbound]:
    """Names that a fresh run of the notebook would not find, in the order of their first reads.

    Empty for anything but a notebook, and when something may have bound names that cannot be seen: a star import, `%run`,
    `exec`. Reads in function bodies count only outside of branches, when the function is used and nothing in the notebook
    binds the name.
    """
    if source.kind != "notebook" or is_opaque(source):
        return []
    names = _Names()
    for cell in source.cells:
        if not cell.parsed:
            names.bound.update(_IDENTIFIER.findall(cell.text))
    for magic in source.magics:
        names.bound.update(_IDENTIFIER.findall(magic.text) if magic.name == "capture" else ())
    any_ran = any(cell.execution_count is not None for cell in source.cells)
    for statement in source.tree.body:
        around = source.cell_at(statement.lineno)
        names.live = around is not None and _counts(around, any_ran=any_ran)
        if _is_automagic(names, statement):
            continue
        _statement(names, statement, frozenset())
        names.switches.update(_switched(statement))  # here alone: what a branch assigns may not be so
    return _missing(names, source)


def _missing(names: _Names, source: Source) -> list[Unbound]:
    found = dict(names.early)
    end = _first_stop(source)
    reached, surely = names.bodies.reached(), names.bodies.reached(surely=True)
    for body, node in names.bodies.late:
        nowhere = node.id not in names.bound and not is_provided(node.id)
        if nowhere and body in reached:
            found.setdefault(node.id, []).append(node)
            names.sure.update([node] if body in surely and end is None else [])  # who knows in which cell it is called
    missing = []
    for name, nodes in found.items():
        kept = [node for node in nodes if not _failed_on(source.cell_at(node.lineno), name)]
        if kept and len(kept) == len(nodes):  # a read that failed before was meant to be seen to fail
            later = names.first.get(name)
            places = tuple(Place(source, node) for node in sorted(kept, key=_position))
            certain = any(node in names.sure and (end is None or node.lineno < end) for node in kept)
            missing.append(Unbound(name, places, Place(source, later) if later is not None else None, certain))
    return sorted(missing, key=lambda one: _position(one.reads[0].node))


def _first_stop(source: Source) -> int | None:
    """The first line of the first cell that ended in an error of another kind, with which a fresh run may end too."""
    for cell in source.cells:
        errors = [output.error_name for output in cell.outputs if output.kind == "error"]
        if errors and errors[0] != "NameError" and "raises-exception" not in cell.tags:
            return cell.first_line
    return None


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _counts(cell: Cell, *, any_ran: bool) -> bool:
    """Do reads in this cell say anything? Not in one that was left out of a run, or that fails on purpose."""
    return not SKIPPED.intersection(cell.tags) and (cell.ran or not any_ran)


def _failed_on(cell: Cell | None, name: str) -> bool:
    outputs = cell.outputs if cell is not None else ()
    return any(output.error_name == "NameError" and repr(name) in output.error_value for output in outputs)


def _is_automagic(names: _Names, node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Name) and value.id in AUTOMAGICS and value.id not in names.bound


# --- statements ----------------------------------------------------------------------------------------------------


def _statement(names: _Names, node: ast.stmt, local: frozenset[str]) -> None:
    """Read one statement of a cell, or of a class body, whose names so far are `local`."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        _define(names, node, local)
    elif isinstance(node, ast.ClassDef):
        _class(names, node, local)
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
        _loop(names, node, local)
    elif isinstance(node, (ast.Try, ast.TryStar)):
        _try(names, node, local)
    elif isinstance(node, ast.If):
        _if(names, node, local)
    elif isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        _assignment(names, node, local)
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            _expressions(names, [item.context_expr, *([item.optional_vars] if item.optional_vars else [])], local)
        _block(names, node.body, local)
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for name, where in bindings([node]):
            names.bind(name, where)
    elif isinstance(node, ast.Match):
        _expressions(names, [node.subject], local)
        for name, where in bindings([node]):
            names.bind(name, where)
        names.branches += 1
        for case in node.cases:
            _block(names, case.body, local)
        names.branches -= 1
    else:
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        message = parts.pop() if isinstance(node, ast.Assert) and node.msg is not None else None
        _expressions(names, parts, local)
        _in_branch(names, [message] if message is not None else [], local)


def _block(names: _Names, body: Iterable[ast.stmt], local: frozenset[str]) -> None:
    for statement in body:
        _statement(names, statement, local)


def _assignment(names: _Names, node: ast.Assign | ast.AugAssign | ast.AnnAssign, local: frozenset[str]) -> None:
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        names.read(ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target), local)
    if node.value is not None:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            _lambda(names, node, local)
        else:
            _expressions(names, [node.value], local)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(isinstance(target, ast.Name) and target.id in names.early for target in targets):
        names.renewed = renewed(node)
    _expressions(names, targets if node.value is not None else [], local)


def _loop(names: _Names, node: ast.For | ast.AsyncFor | ast.While, local: frozenset[str]) -> None:
    _expressions(names, [node.test if isinstance(node, ast.While) else node.iter], local)
    names.renewed = renewed(node) if names.early else frozenset()
    for name, where in bindings([node]):  # an earlier round may have bound what stands further down
        names.bind(name, where)
    unsure = isinstance(node, ast.While) and not isinstance(node.test, ast.Constant)
    names.branches += unsure
    _block(names, (*node.body, *node.orelse), local)
    names.branches -= unsure


def _try(names: _Names, node: ast.Try | ast.TryStar, local: frozenset[str]) -> None:
    caught = any(catches_names(handler.type) for handler in node.handlers)
    names.guarded += caught
    _block(names, node.body, local)
    names.guarded -= caught
    names.branches += 1
    for handler in node.handlers:
        if handler.name:
            names.bind(handler.name, handler)
        _block(names, handler.body, local)
    names.branches -= 1
    _block(names, (*node.orelse, *node.finalbody), local)


def _if(names: _Names, node: ast.If, local: frozenset[str]) -> None:
    """Names in a branch that asks whether they exist, or that never runs, are not looked up."""
    _expressions(names, [node.test], local)
    asks = any(isinstance(part, ast.Name) and part.id in {"dir", "hasattr", *NAMESPACES} for part in within(node.test))
    truth = _truth(names, node.test)
    for body, silent in ((node.body, asks or truth is False), (node.orelse, truth is True)):
        names.guarded += silent
        names.branches += truth is None
        _block(names, body, local)
        names.branches -= truth is None
        names.guarded -= silent


def _switched(node: ast.stmt) -> dict[str, bool]:
    """Names to which the statement assigns a literal, and whether it counts as true."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(node.value, ast.Constant):
        return {}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id: bool(node.value.value) for target in targets if isinstance(target, ast.Name)}


def _truth(names: _Names, test: ast.expr) -> bool | None:
    """What the test of a branch comes to, where literals decide it; None where they do not."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Name):
        return names.switches.get(test.id)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _truth(names, test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        decisive = isinstance(test.op, ast.Or)  # one true part decides an `or`, one false part an `and`
        parts = [_truth(names, part) for part in test.values]
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    return None


def _define(names: _Names, node: ast.FunctionDef | ast.AsyncFunctionDef, local: frozenset[str]) -> None:
    _expressions(names, [*node.decorator_list, *defaults(node.args)], local)
    names.bodies.forget(node.name)
    names.bind(node.name, node)
    _note_late(names, node, node.name, local)


def _note_late(names: _Names, node: FunctionNode, body: str, local: frozenset[str]) -> None:
    """A body is looked up when it runs."""
    if names.live and not names.guarded:
        names.bodies.note(node, body, local)
    for part in within(node):
        if isinstance(part, ast.Global):
            for declared in part.names:
                names.bind(declared, node)


def _lambda(names: _Names, node: ast.Assign, local: frozenset[str]) -> None:
    """A lambda that is given a name is a function of that name."""
    assert isinstance(node.value, ast.Lambda)
    _expressions(names, defaults(node.value.args), local)
    for target in node.targets:
        if isinstance(target, ast.Name):
            names.bodies.forget(target.id)
            _note_late(names, node.value, target.id, local)


def _class(names: _Names, node: ast.ClassDef, local: frozenset[str]) -> None:
    _expressions(names, [*node.decorator_list, *(keyword.value for keyword in node.keywords)], local)
    names.kept += 1  # to build upon a class is not to make an object of it
    _expressions(names, node.bases, local)
    names.kept -= 1
    inside = local | {name for name, _ in bindings(node.body)}
    names.bodies.forget(node.name)
    names.bind(node.name, node)
    outer, first = names.bound.copy(), names.first.copy()
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _expressions(names, [*statement.decorator_list, *defaults(statement.args)], inside)
            _note_late(names, statement, f"{node.name}.{statement.name}", local)
        else:
            _statement(names, statement, inside)
    names.bodies.note_class(node)
    names.bound, names.first = outer, first


# --- expressions ---------------------------------------------------------------------------------------------------


def _expressions(names: _Names, nodes: Iterable[ast.AST], local: frozenset[str]) -> None:
    for node in nodes:
        _expression(names, node, local)


def _in_branch(names: _Names, nodes: Iterable[ast.AST], local: frozenset[str]) -> None:
    names.branches += 1
    _expressions(names, nodes, local)
    names.branches -= 1


def _expression(names: _Names, node: ast.AST, local: frozenset[str]) -> None:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store):
            names.bind(node.id, node)
        elif isinstance(node.ctx, ast.Load):
            names.read(node, local)
    elif isinstance(node, ast.Attribute):
        names.load(f".{node.attr}")
        _expression(names, node.value, local)
    elif isinstance(node, ast.Call):
        _call(names, node, local)
    elif isinstance(node, ast.Lambda):  # kept somewhere: nobody knows whether it is called
        _expressions(names, defaults(node.args), local)
    elif isinstance(node, (ast.BoolOp, ast.IfExp)):
        sure, unsure = (
            ([node.test], [node.body, node.orelse])
            if isinstance(node, ast.IfExp)
            else (node.values[:1], node.values[1:])
        )
        _expressions(names, sure, local)
        _in_branch(names, unsure, local)
    elif isinstance(node, _COMPREHENSIONS):
        _expression(names, node.generators[0].iter, local)
        inside = local | {name for name, _ in bindings(clause.target for clause in node.generators)}
        for index, clause in enumerate(node.generators):
            _expressions(names, [*([clause.iter] if index else []), *clause.ifs], inside)
        picky = any(clause.ifs for clause in node.generators)
        names.branches += picky
        _expressions(names, [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt], inside)
        names.branches -= picky
    elif isinstance(node, ast.NamedExpr):
        _expression(names, node.value, local)
        names.bind(node.target.id, node.target)
    else:
        _expressions(names, ast.iter_child_nodes(node), local)


def _call(names: _Names, node: ast.Call, local: frozenset[str]) -> None:
    """A function that is handed over runs, unless the call only keeps it for later."""
    _expression(names, node.func, local)
    later = called_back(node)
    names.kept += later
    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
        _expression(names, argument, local)
        if isinstance(argument, ast.Lambda) and not later:
            body = f"lambda {argument.lineno}:{argument.col_offset}"
            names.load(body)
            _note_late(names, argument, body, local)
    names.kept -= later
