"""Which expressions can reach what is learned, scored, divided or saved: a slice by names, generous where it does not know."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Explain, Resample, Save, Score, Select, Split
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

MOST = 60  # expressions that are followed in one file; further ones are taken to reach a result
_RESULTS = (Explain, Resample, Save, Score, Select, Split)
# Methods of values whose class is not known, which train, judge or store something.
_RESULT_METHODS = frozenset(
    [
        "fit",
        "fit_transform",
        "fit_predict",
        "fit_generator",
        "partial_fit",
        "train",
        "backward",
        "step",
        "update",
        "evaluate",
        "score",
        "predict",
        "save",
        "dump",
        "to_csv",
        "to_parquet",
        "to_pickle",
        "to_json",
        "writerow",
        "write",
        "learn",
        "run",
        "optimize",
        "minimize",
        "append_result",
    ]
)
_LEAVE_ARGUMENTS = frozenset({"fit", "partial_fit", "fit_transform", "fit_predict", "predict", "transform", "score"})
_DISPLAY_ROOTS = frozenset({"plt", "ax", "axes", "fig", "sns", "print", "display", "px", "go"})


def reaching(
    experiment: Experiment,
    source: Source,
    starts: Iterable[ast.AST],
    is_end: Callable[[Statement], bool] | None = None,
    *,
    others: bool = True,
) -> set[ast.AST]:
    """Those of `starts`, expressions of `source`, whose value may reach a result, or a statement that `is_end` accepts.

    With `others` false only the latter count.

    Names are followed through the whole file without regard to scope, so that a path that exists is not missed; what
    leaves through `return`, an attribute or an argument is followed too. Order counts for statements that run once, outside
    functions and loops: what they bind is read below them only.
    """
    statements = _statements(experiment, source)
    results = {
        event.place.node for event in experiment.events if type(event) in _RESULTS and event.place.source is source
    }
    results |= {fit.place.node for fit in experiment.fits if fit.family != "statistic" and fit.place.source is source}
    ends = {index for index, statement in enumerate(statements) if others and statement.is_result(results)}
    if is_end is not None:
        ends |= {index for index, statement in enumerate(statements) if is_end(statement)}
    functions = _functions(source.nodes())
    first = sorted(starts, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))
    return {start for start in first[:MOST] if _reaches(start, statements, ends, functions)} | set(first[MOST:])


def _statements(experiment: Experiment, source: Source) -> list[Statement]:
    """The statements of a file, read once."""
    known: dict[Source, list[Statement]] = experiment.answers.setdefault("statements", {})
    if source not in known:
        known[source] = [
            Statement(node, heads, function, cls, once=once)
            for node, heads, function, cls, once in _simple_statements(source.tree)
        ]
    return known[source]


class Statement:
    """One statement without a body, or the head of one with a body: what it reads, binds and contains."""

    __slots__ = ("binds", "calls", "changes", "inside", "line", "node", "reads", "shares")

    def __init__(self, node: ast.AST, heads: tuple[ast.AST, ...], function: str, cls: str, *, once: bool) -> None:
        self.node = node
        self.line = getattr(node, "lineno", 0) if once else None
        self.inside: set[ast.AST] = set()
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.calls: list[ast.Call] = []
        for head in heads:
            self.inside.update(within(head))
        for one in self.inside:
            if isinstance(one, ast.Name):
                (self.reads if isinstance(one.ctx, ast.Load) else self.binds).add(one.id)
            elif isinstance(one, ast.Attribute):
                (self.reads if isinstance(one.ctx, ast.Load) else self.binds).add(f".{one.attr}")
            elif isinstance(one, ast.Call):
                self.calls.append(one)
        self.changes = self._changed_in_place(node)
        self.binds |= self.changes
        if function and (isinstance(node, ast.Return) or (isinstance(node, ast.Expr) and _yields(node))):
            self.binds.add(function)
        if cls and any(name.startswith(".") for name in self.binds):
            self.binds.add(cls)  # an object with the field
        # `for frame in frames:` and `pair = [a, b]`: what is changed through the new name changes the old ones.
        plain = isinstance(node, ast.Assign) and isinstance(
            node.value, (ast.Name, ast.List, ast.Tuple, ast.Subscript, ast.Attribute)
        )
        self.shares = plain or isinstance(node, (ast.For, ast.AsyncFor))

    def _changed_in_place(self, node: ast.AST) -> set[str]:
        """`x[0] = ...`, `x.append(...)` and `shuffle(x)` change x."""
        roots: set[str] = set()
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        roots |= {_root(target) for target in targets if isinstance(target, (ast.Subscript, ast.Attribute))}
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and _root(node.value.func) not in _DISPLAY_ROOTS
        ):
            call = node.value
            fits = isinstance(call.func, ast.Attribute) and call.func.attr in _LEAVE_ARGUMENTS
            roots |= {_root(call.func), *(_root(argument) for argument in ([] if fits else call.args))} - {""}
        return roots - {"np", "random", "torch", "self", ""}

    def is_result(self, results: set[ast.AST]) -> bool:
        """Does it train, judge, divide or store?"""
        if not self.inside.isdisjoint(results):
            return True
        return any(isinstance(call.func, ast.Attribute) and call.func.attr in _RESULT_METHODS for call in self.calls)


def _simple_statements(tree: ast.Module) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...], str, str, bool]]:
    """Statements with the expressions that belong to them alone, the function and class they stand in, and if they run once."""
    stack: list[tuple[ast.AST, str, str, bool]] = [(statement, "", "", True) for statement in tree.body]
    while stack:
        node, function, cls, once = stack.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function, once = node.name, False
        elif isinstance(node, ast.ClassDef):
            cls, once = node.name, False
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            once = False
        heads = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                stack.append((child, function, cls, once))
            else:
                heads.append(child)
        yield node, tuple(heads), function, cls, once


def _functions(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """Parameters of every function and class of the file, by name; a class has those of its methods."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = node.args
            names = {one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
            found.setdefault(node.name, set()).update(names - {"self", "cls"})
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    found.setdefault(node.name, set()).update(found.get(part.name, set()))
    return found


def _reaches(start: ast.AST, statements: list[Statement], ends: set[int], functions: dict[str, set[str]]) -> bool:
    reached: dict[
        str, int
    ] = {}  # names, each with the line from which on it holds something of the start; 0 is everywhere
    changed: set[str] = set()  # in place, so that other names of the same object are reached as well
    touched: set[int] = set()
    size: tuple[int, ...] = ()
    while size != (size := (len(reached), sum(reached.values()), len(changed), len(touched))):
        for index, statement in enumerate(statements):
            line = statement.line
            if statement.shares and not changed.isdisjoint(statement.binds):
                changed |= statement.reads
                _reach(reached, statement.reads, line)
            if index in touched:
                continue
            reads = statement.reads
            if start not in statement.inside and (
                reads.isdisjoint(reached)
                or not any(name in reached and (line is None or reached[name] <= line) for name in reads)
            ):
                continue
            if index in ends:
                return True
            touched.add(index)
            _reach(reached, statement.binds, line)
            changed |= statement.changes
            for call in statement.calls:
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                _reach(reached, functions.get(name, ()), None)
    return False


def _reach(reached: dict[str, int], names: Iterable[str], line: int | None) -> None:
    for name in names:
        everywhere = line is None or name.startswith(".")
        reached[name] = 0 if everywhere else min(reached.get(name, line or 0), line or 0)


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call, ast.Starred)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _yields(node: ast.AST) -> bool:
    return any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in ast.walk(node))
