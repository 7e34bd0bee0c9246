"""Which expressions can reach what is learned, scored, divided or saved: a slice by names, generous where it does not know."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from reprolint.graph.events import Explain, Resample, Save, Score, Select, Split
from reprolint.graph.seeds.drawing_roots import drawing_roots, root_of
from reprolint.graph.seeds.idle_functions import asks_for_main
from reprolint.graph.seeds.inner_names import asked_whether_there, of_their_own
from reprolint.graph.seeds.name_scopes import MODULE, Scope, own_key, parameters_by_name, plain, scope_of, shares_names
from reprolint.graph.seeds.run_order import applied_networks, run_order
from reprolint.graph.seeds.sizes import counted_by_splitters, example_inputs, only_sizes
from reprolint.graph.seeds.unreached import dead_blocks
from reprolint.source.walking import called, within

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
        "train_on_batch",
        "apply_gradients",
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
_GIVES_ITEMS = frozenset({"__getitem__", "__iter__", "__next__", "__call__", "forward", "call"})
_LEAVE_ARGUMENTS = frozenset({"fit", "partial_fit", "fit_transform", "fit_predict", "predict", "transform", "score"})


def reaching(
    experiment: Experiment,
    source: Source,
    starts: Iterable[ast.AST],
    is_end: Callable[[Statement], bool] | None = None,
    *,
    others: bool = True,
    past: Callable[[Statement], bool] | None = None,
    in_order: bool = False,
) -> set[ast.AST]:
    """Those of `starts`, expressions of `source`, whose value may reach a result, or a statement that `is_end` accepts.

    With `others` false only the latter count. Nothing is followed through statements of which `past` is false. With
    `in_order`, what ran for the last time before a start is no end.

    Names are followed through the whole file, those of a function within it; what leaves through `return`, an attribute
    or an argument is followed too. Order counts outside of loops, within the
    file's own statements and within a function: what they bind is read below them only, and no further than where the
    name is bound anew. How many rows there are is no news of which.
    """
    statements = [one for one in _statements(experiment, source) if past is None or past(one)]
    results = results_in(experiment, source)
    ends = {index for index, statement in enumerate(statements) if others and statement.is_result(results)}
    if is_end is not None:
        ends |= {index for index, statement in enumerate(statements) if is_end(statement)}
    if others:
        elsewhere = _working_elsewhere(experiment, source)
        ends |= {
            index
            for index, statement in enumerate(statements)
            if any(called(call) in elsewhere for call in statement.calls)
        }
    functions, anew = _scopes(experiment, source)
    first = sorted(starts, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))
    order = run_order(experiment, source) if in_order else None
    for block in dead_blocks(experiment, source) if ends else ():
        dead = range(block[0].lineno, (block[-1].end_lineno or block[-1].lineno) + 1)
        ends = {index for index in ends if getattr(statements[index].node, "lineno", 0) not in dead}
    found = set(first[MOST:])
    for start in first[:MOST]:
        later = {index for index in ends if order is None or not order.over_before(statements[index].node, start)}
        if _reaches(start, statements, later, functions, anew):
            found.add(start)
    return found


def _scopes(experiment: Experiment, source: Source) -> tuple[dict[str, set[str]], dict[tuple[ast.AST, str], list[int]]]:
    """Parameters by function, and where names are bound anew, read once."""
    known = experiment.answers.setdefault("names by scope", {})
    if source not in known:
        known[source] = parameters_by_name(source), _bound_anew(source)
    found: tuple[dict[str, set[str]], dict[tuple[ast.AST, str], list[int]]] = known[source]
    return found


def results_in(experiment: Experiment, source: Source) -> set[ast.AST]:
    """Where a file trains, judges, divides, stores or looks into something."""
    found = {
        event.place.node for event in experiment.events if type(event) in _RESULTS and event.place.source is source
    }
    return found | {
        fit.place.node for fit in experiment.fits if fit.family != "statistic" and fit.place.source is source
    }


def _statements(experiment: Experiment, source: Source) -> list[Statement]:
    """The statements of a file, read once."""
    known: dict[Source, list[Statement]] = experiment.answers.setdefault("statements", {})
    if source not in known:
        facts = _Known(
            imported_modules(source),
            counted_by_splitters(experiment, source) | of_their_own(source),
            drawing_roots(experiment, source),
            example_inputs(experiment, source),
            applied_networks(experiment, source),
        )
        known[source] = [
            Statement(node, heads, function, cls, run=run, scope=scope, known=facts)
            for node, heads, function, cls, run, scope in _simple_statements(source.tree)
        ]
    return known[source]


def _working_elsewhere(experiment: Experiment, source: Source) -> frozenset[str]:
    """Names of functions in the other files that train, judge, divide or store something themselves."""
    known: dict[Source, frozenset[str]] = experiment.answers.setdefault("functions at work", {})
    for other in experiment.sources:
        if other not in known:
            lines = {getattr(node, "lineno", 0) for node in results_in(experiment, other)}
            functions = (one for one in other.tree.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef)))
            known[other] = frozenset(
                one.name for one in functions if any(one.lineno <= line <= (one.end_lineno or 0) for line in lines)
            )
    return frozenset().union(*(names for other, names in known.items() if other is not source))


def imported_modules(source: Source) -> set[str]:
    """Names that `import` binds: whatever their functions do, the module itself stays the same."""
    return {one.asname or one.name.partition(".")[0] for node in source.nodes_of(ast.Import) for one in node.names}


class _Known(NamedTuple):
    """What is known of a file: modules, what is only counted, what draws pictures, example inputs, calls of networks."""

    modules: set[str]
    counted: set[ast.AST]
    pictures: frozenset[str]
    examples: set[ast.AST]
    applied: set[ast.AST]


class At(NamedTuple):
    """Where a statement stands that runs once each time the file, or the function around it, is run."""

    scope: ast.AST  # the file's tree, or the function
    line: int


class Statement:
    """One statement without a body, or the head of one with a body: what it reads, binds and contains.

    Names that belong to a function carry its line, see `Scope.key`; attributes begin with a dot, whoever has them.
    """

    __slots__ = ("at", "binds", "calls", "changes", "governs", "inside", "node", "reads", "shares")

    def __init__(
        self,
        node: ast.AST,
        heads: tuple[ast.AST, ...],
        function: str,
        cls: str,
        *,
        run: ast.AST | None,
        scope: Scope,
        known: _Known,
    ) -> None:
        self.node = node
        self.at = None if run is None else At(run, getattr(node, "lineno", 0))
        self.governs = self._governed(node)
        self.inside: set[Any] = set()
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.calls: list[ast.Call] = []
        names = scope.keys
        for head in heads:
            self.inside.update(within(head))
        self.inside -= known.examples
        sizes = only_sizes(self.inside) | asked_whether_there(heads)
        for one in self.inside:
            kind = type(one)
            if kind is ast.Call:
                self.calls.append(one)
            elif (kind is ast.Name or kind is ast.Attribute) and one not in sizes and one not in known.counted:
                name = names.get(one.id, one.id) if kind is ast.Name else f".{one.attr}"
                (self.reads if type(one.ctx) is ast.Load else self.binds).add(name)
        self.changes = {scope.key(name) for name in self._changed_in_place(node, known) - known.modules}
        self.binds |= self.changes
        if function and (isinstance(node, ast.Return) or (isinstance(node, ast.Expr) and _yields(node))):
            self.binds |= {scope.key(function), f".{function}"} if cls else {scope.key(function)}
            if cls and function in _GIVES_ITEMS:
                self.binds.add(cls)  # an object that is gone through, asked for its items or applied
        if isinstance(node, ast.ClassDef):
            self.binds.add(scope.key(node.name))  # made of its bases
        if cls and any(name.startswith(".") for name in self.binds):
            self.binds.add(cls)  # an object with the field
        # `for frame in frames:` and `pair = [a, b]`: what is changed through the new name changes the old ones.
        plain = isinstance(node, ast.Assign) and isinstance(
            node.value, (ast.Name, ast.List, ast.Tuple, ast.Subscript, ast.Attribute)
        )
        self.shares = plain or isinstance(node, (ast.For, ast.AsyncFor))

    def _governed(self, node: ast.AST) -> tuple[int, int] | None:
        """The lines of the statements that a test lets run or not, or lets run again."""
        if not isinstance(node, (ast.If, ast.While)):
            return None
        last = [*node.body, *node.orelse][-1]
        return node.body[0].lineno, last.end_lineno or last.lineno

    def _changed_in_place(self, node: ast.AST, known: _Known) -> set[str]:
        """`x[0] = ...`, `x.append(...)` and `shuffle(x)` change x."""
        roots: set[str] = set()
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
        )
        roots |= {root_of(target) for target in targets if isinstance(target, (ast.Subscript, ast.Attribute))}
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and call not in known.applied and root_of(call.func) not in known.pictures:
            fits = isinstance(call.func, ast.Attribute) and call.func.attr in _LEAVE_ARGUMENTS
            given = () if fits else (argument for argument in call.args if not isinstance(argument, ast.Call))
            roots |= {root_of(call.func), *map(root_of, given)} - {""}
        return roots - {"np", "random", "torch", "self", ""}

    def is_result(self, results: set[ast.AST], *, apart_from: Collection[str] = ()) -> bool:
        """Does it train, judge, divide or store? Methods of these names do not count."""
        if not self.inside.isdisjoint(results):
            return True
        named = (call.func.attr for call in self.calls if isinstance(call.func, ast.Attribute))
        return any(name in _RESULT_METHODS and name not in apart_from for name in named)


def _simple_statements(
    tree: ast.Module,
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...], str, str, ast.AST | None, Scope]]:
    """Statements with their own expressions, the function and class they stand in, what runs them, and whose names they use.

    What runs them is the file or the function; None in loops and classes, and in functions that change names of others.
    """
    stack: list[tuple[ast.AST, str, str, ast.AST | None, Scope]]
    stack = [(statement, "", "", tree, MODULE) for statement in tree.body]
    while stack:
        node, function, cls, run, scope = stack.pop()
        inner, within_it = run, scope
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function, inner = node.name, None if shares_names(node) else node
            within_it = scope_of(node, scope)
        elif isinstance(node, ast.ClassDef):
            cls, inner = node.name, None
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            run = inner = None
        heads = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                stack.append((child, function, cls, inner, within_it))
            else:
                heads.append(child)
        yield node, tuple(heads), function, cls, run, scope


def _bound_anew(source: Source) -> dict[tuple[ast.AST, str], list[int]]:
    """Lines that bind a whole name, in the body of the file or of a function itself: what it held before is gone."""
    found: dict[tuple[ast.AST, str], list[int]] = {}
    owners: list[ast.Module | ast.FunctionDef] = [source.tree, *source.nodes_of(ast.FunctionDef)]
    for owner in owners:
        for statement in _run_once(owner.body):
            if isinstance(statement, ast.Assign):
                for name in (part for target in statement.targets for part in names_bound(target)):
                    key = name if isinstance(owner, ast.Module) else own_key(name, owner)
                    found.setdefault((owner, key), []).append(statement.lineno)
    return found


def _run_once(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, with those of `with` and of `if __name__ == "__main__":`, which the program comes to as well."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With) or (isinstance(statement, ast.If) and asks_for_main(statement.test)):
            yield from _run_once(statement.body)


def names_bound(target: ast.expr) -> list[str]:
    """The names of a target that is nothing but names, in tuples or not."""
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [part.id for part in parts if isinstance(part, ast.Name)]


class _Reached:
    """Names, each with the places from which on it holds something of the start; None is everywhere."""

    __slots__ = ("anew", "since")

    def __init__(self, anew: dict[tuple[ast.AST, str], list[int]]) -> None:
        self.since: dict[str, set[At | None]] = {}
        self.anew = anew

    def add(self, names: Iterable[str], at: At | None) -> None:
        for name in names:
            self.since.setdefault(name, set()).add(None if name.startswith(".") else at)

    def is_read_by(self, statement: Statement) -> bool:
        for name in statement.reads:  # asked very often
            for since in self.since.get(name, ()):
                if self._holds(name, since, statement.at):
                    return True
        return False

    def _holds(self, name: str, since: At | None, at: At | None) -> bool:
        """Is what the name got at one place still in it at the other?"""
        if since is None or at is None or since.scope is not at.scope:
            return True
        if since.line > at.line:
            return False
        return not any(since.line < line < at.line for line in self.anew.get((at.scope, name), ()))

    def __len__(self) -> int:
        return sum(map(len, self.since.values()))


def _reaches(
    start: ast.AST,
    statements: list[Statement],
    ends: set[int],
    functions: dict[str, set[str]],
    anew: dict[tuple[ast.AST, str], list[int]],
) -> bool:
    reached = _Reached(anew)
    changed: set[str] = set()  # in place, so that other names of the same object are reached as well
    touched: set[int] = set()
    governed: list[tuple[int, int]] = []  # lines that run or not as a test goes
    size: tuple[int, ...] = ()
    while size != (size := (len(reached), len(changed), len(touched))):
        for index, statement in enumerate(statements):
            if statement.shares and not changed.isdisjoint(statement.binds):
                changed |= statement.reads
                reached.add(statement.reads, statement.at)
            if index in touched:
                continue
            if start not in statement.inside and not reached.is_read_by(statement):
                line = getattr(statement.node, "lineno", 0)
                if not any(first <= line <= last for first, last in governed):
                    continue
            if index in ends:
                return True
            touched.add(index)
            if statement.governs is not None:
                governed.append(statement.governs)
            reached.add(statement.binds, statement.at)
            changed |= statement.changes
            named = (*map(called, statement.calls), *statement.reads)  # called, or handed on as in `map(load, rows)`
            for name in named:
                reached.add(functions.get(plain(name), ()), None)
    return False


def _yields(node: ast.AST) -> bool:
    return any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in within(node))
