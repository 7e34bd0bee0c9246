"""The abstract interpreter: runs the statements of a module over abstract values and records what happens as events."""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from reprolint.graph import assignment, calling, functions, importing, loops
from reprolint.graph.catalog import Catalog
from reprolint.graph.events import Event, Fit, Place
from reprolint.graph.expressions import EVALUATORS
from reprolint.graph.modes import stops_gradients
from reprolint.graph.named_files import NamedFiles
from reprolint.graph.rows import Rows
from reprolint.graph.state import Memory, Scope
from reprolint.graph.stretches import Stretches
from reprolint.graph.values import NONE, Constant, Instance, Library, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Seed
    from reprolint.graph.modules import Module, Modules
    from reprolint.graph.rescaling import Span
    from reprolint.graph.values import Data

E = TypeVar("E", bound=Event)
Branch = tuple[
    ast.AST, tuple[object, ...], bool, Value
]  # the loop around, what is asked, which side, and the value asked


PURSE = 3000  # steps for all calls into other files of the project, half of them for a single one


class OutOfBudget(Exception):  # noqa: N818 - a signal, not a fault
    """The file needs more steps than it is given."""


class Frame:
    """One activation: its scope and what it has returned and yielded so far."""

    __slots__ = ("function", "returns", "scope", "yields")

    def __init__(self, scope: Scope, function: ast.AST | None = None, around: tuple[ast.AST, ...] = ()) -> None:
        self.scope = scope
        self.function = function
        self.returns: list[Value] = []
        self.yields = Sequence("generator", [])
        self.yields.made_in = around


class Interpreter:
    """State of one interpretation. `steps` counts down; at zero `OutOfBudget` ends the run.

    With the last `scarce` of them nothing is read again that was read before. Calls into other files have a `purse` of
    their own.
    """

    def __init__(self, modules: Modules, catalog: Catalog, steps: int, scarce: int = 0, purse: int = PURSE) -> None:
        self.modules = modules
        self.catalog = catalog
        self.steps = steps
        self.scarce = scarce
        self.skipped = -1  # the order of the last call that was not followed to save steps
        self.memory = Memory()
        self.events: list[Event] = []
        self.libraries: dict[str, Library] = {}
        self.seeds: dict[str, Seed] = {}
        self.frame: Frame = Frame(Scope(None))
        self.stack: list[ast.AST] = []
        self.sites: tuple[Place, ...] = ()  # the calls of the functions on the stack
        self.loops: tuple[ast.AST, ...] = ()
        # Is every loop around followed item by item? If not, how many loops are there from the outside to the last that is not?
        self.exact, self.vague = True, 0
        self.branches: tuple[Branch, ...] = ()  # each `if` around, within loops
        self.unrolled = 1  # how often the code being read is repeated by loops over known items
        self.entry_point = True
        self.gradients = True  # false under `torch.no_grad()`
        # Does the program take gradients of functions, as in JAX? Does it put networks together from `keras.Input`?
        self.functional = self.symbolic = False
        self.traces: list[list[tuple[Data, bool]]] = []  # of each gradient being computed: rows that met parameters
        self.pending: set[Fit] = set()  # trainings whose gradients have not changed any parameters yet
        # Reading a function that is called for single rows, `jax.vmap(f)`? Does some loop go through rows one by one?
        self.by_row = self.row_loops = False
        self.purse, self.per_call = purse, purse // 2  # steps for all calls into other files, and for one of them
        self.abroad = False  # reading a function of another file
        self.involved: set[ast.AST] = set()  # functions of other files that need more steps than a call is given
        self.main: Module | None = None  # the file being checked, not those it imports
        self.remembered: dict[ast.AST, Value] = {}
        self.called: set[ast.AST] = set()
        # Statements; `run` are those that running the file reaches, without functions that nothing calls.
        self.reached = self.run = set[ast.stmt]()
        self.leaves: set[ast.stmt] = set()  # statements that left their block: return, raise, `exit()`
        self.decided: set[tuple[ast.If, bool]] = set()  # branches that a known test took
        self.serial = 0
        self.lengths: dict[Rows, Unknown] = {}
        self.selections: dict[tuple[Fit, ast.AST | None], Fit] = {}  # fits whose numbers chose columns
        self.settings: dict[object, Fit] = {}  # searches by their fit or call, as what chose settings
        self.counted: dict[int, Rows] = {}  # of which rows each of them is the length, by id
        self.stretches, self.named_files = Stretches(), NamedFiles()
        self.batch_loops: set[ast.AST] = set()  # loops that go through the batches of a loader
        # Of loops over batches in which nothing is named that trains, the losses whose first round was read; None of others.
        self.quiet: dict[ast.AST, set[ast.AST] | None] = {}
        self.counters: dict[int, tuple[Value, ast.AST]] = {}  # variables that count the rounds of loops, by id
        self.given_weights: dict[int, Value] = {}  # networks whose weights were replaced by stored ones, by id
        self.stored: dict[Hashable, Value] = {}  # what the program has written to files, by their paths
        self.paths: dict[int, Value] = {}  # paths that are not literal, by id, so that each keeps its own
        self.chosen: dict[int, tuple[Value, tuple[Fit, ...], Value]] = {}  # models of searches, by the search's id
        self.blanks: dict[Rows, tuple[ast.AST, ...]] = {}  # arrays to be filled, and the loops they were made in
        self.spans: dict[int, Span] = {}  # what values say of the row they were taken from, by id
        self.written: dict[
            tuple[int, int], tuple[Data, frozenset[Fit]]
        ] = {}  # what `rows[i] = value` brought, by their ids
        self.tests: list[list[Value]] = []  # numbers compared in the `if` tests being read
        self.verdicts: dict[
            int, tuple[Value, Place, list[Value]]
        ] = {}  # what came of comparing numbers elsewhere, by id

    # --- values and events -------------------------------------------------------------------------------------

    def fresh(self) -> int:
        """A number no other value of this run has, the same in every run of the same code."""
        self.serial += 1
        return self.serial

    def library(self, name: str) -> Library:
        """The library value of a qualified name."""
        value = self.libraries.get(name)
        if value is None:
            canonical = self.catalog.canonical(name)
            value = self.libraries[name] = Library(canonical, self.catalog.lookup(name), name)
        return value

    def place(self, node: ast.AST) -> Place:
        """The node in the module that is being read."""
        return Place(self.module.source, node)

    @property
    def module(self) -> Module:
        """The module whose code is being read."""
        module: Module = self.frame.scope.module  # type: ignore[assignment]
        return module

    def record(self, event: E) -> E:
        """Add an event to the experiment, in program order. It costs a step, save in other files."""
        if self.scarce and not self.abroad:
            self.steps -= 1
        event.order = len(self.events)
        event.entry_point = self.entry_point
        event.loops = self.loops
        event.calls = self.sites
        self.events.append(event)
        return event

    # --- expressions -------------------------------------------------------------------------------------------

    def eval(self, node: ast.expr) -> Value:
        """The value of an expression."""
        return EVALUATORS[type(node)](self, node)

    def step(self) -> None:
        """Spend one step. Raises OutOfBudget when none is left."""
        self.steps -= 1
        if self.steps < 0:
            raise OutOfBudget

    @property
    def hurried(self) -> bool:
        """Are steps scarce? Other files have a purse of their own."""
        return self.steps < self.scarce and not self.abroad

    # --- statements --------------------------------------------------------------------------------------------

    def execute(self, body: list[ast.stmt]) -> str:
        """Run statements in order. Returns "" when they run through, else return, raise, break or continue."""
        reached = self.reached.add
        for statement in body:
            self.step()
            reached(statement)
            end = STATEMENTS[type(statement)](self, statement)
            if end:
                self.leaves.add(statement)
                return end
        return ""


Statement = Callable[[Interpreter, "ast.stmt"], str]


def _expression(run: Interpreter, node: ast.Expr) -> str:
    if type(node.value) is ast.Constant:
        return ""
    value = run.eval(node.value)
    run.module.displayed(run, node, value)
    return "raise" if _leaves(run, node.value) else ""


def _leaves(run: Interpreter, node: ast.expr) -> bool:
    """Is this a call of `sys.exit`, `exit` or `quit`?"""
    if type(node) is not ast.Call:
        return False
    function = node.func
    if type(function) is ast.Attribute:
        return (
            function.attr in {"exit", "_exit"}
            and type(function.value) is ast.Name
            and function.value.id in {"sys", "os"}
        )
    return (
        type(function) is ast.Name and function.id in {"exit", "quit"} and run.frame.scope.lookup(function.id) is None
    )


def _assign(run: Interpreter, node: ast.Assign) -> str:
    value = run.eval(node.value)
    for target in node.targets:
        assignment.assign(run, target, value)
    return ""


def _annotated(run: Interpreter, node: ast.AnnAssign) -> str:
    if node.value is not None:
        assignment.assign(run, node.target, run.eval(node.value))
    return ""


def _augmented(run: Interpreter, node: ast.AugAssign) -> str:
    assignment.augment(run, node)
    return ""


def _if(run: Interpreter, node: ast.If) -> str:
    run.tests.append([])
    try:
        test = run.eval(node.test)
    finally:
        compared = run.tests.pop()
    asked_before = run.verdicts.get(id(test))
    if compared:
        loops.record_comparison(run, node, run.place(node.test), compared)
    elif asked_before is not None:
        loops.record_comparison(run, node, *asked_before[1:])
    truth = truth_of(test)
    if truth is not None:
        run.decided.add((node, truth))
        return run.execute(node.body if truth else node.orelse)
    return run.memory.fork(
        [
            lambda: _branch(run, node, node.body, test, taken=True),
            lambda: _branch(run, node, node.orelse, test, taken=False),
        ]
    )


def _branch(run: Interpreter, node: ast.If, body: list[ast.stmt], asked: Value, *, taken: bool) -> str:
    """One side of an `if` whose test is not known; what is collected there in a loop is chosen by the test."""
    if not run.loops:
        return run.execute(body)
    outer = run.branches
    run.branches = (*outer, (run.loops[-1], ("branch", node.lineno, node.col_offset), taken, asked))
    try:
        return run.execute(body)
    finally:
        run.branches = outer


def truth_of(value: Value) -> bool | None:
    """The truth value of a constant, None when it is not known."""
    return bool(value.value) if type(value) is Constant else None


def _with(run: Interpreter, node: ast.With | ast.AsyncWith) -> str:
    outer = run.gradients
    opened: list[tuple[Instance, ast.expr]] = []
    for item in node.items:
        value = run.eval(item.context_expr)
        entered = None
        if isinstance(value, Instance):
            entered = calling.call_named(run, value, "__enter__", [], {}, item.context_expr)
            opened.append((value, item.context_expr))
        if item.optional_vars is not None:
            assignment.assign(run, item.optional_vars, entered or value)
        run.gradients = run.gradients and not stops_gradients(value)
    try:
        end = run.execute(node.body)
    finally:
        run.gradients = outer
    for manager, place in reversed(opened):
        calling.call_named(run, manager, "__exit__", [NONE, NONE, NONE], {}, place)
    return end


def _try(run: Interpreter, node: ast.Try | ast.TryStar) -> str:
    """The body is taken to succeed; handlers are read as ways it might have gone instead, from the state after it."""
    end = run.execute(node.body)
    if not end:
        end = run.execute(node.orelse)
    if node.handlers:
        handlers = [partial(_handler, run, handler) for handler in node.handlers]
        end = run.memory.fork([partial(str, end), *handlers])
    return run.execute(node.finalbody) or end


def _handler(run: Interpreter, node: ast.ExceptHandler) -> str:
    if node.name:
        run.memory.put(run.frame.scope.names, node.name, Unknown(node.name))
    return run.execute(node.body)


def _return(run: Interpreter, node: ast.Return) -> str:
    run.frame.returns.append(run.eval(node.value) if node.value is not None else NONE)
    return "return"


def _raise(run: Interpreter, node: ast.Raise) -> str:
    if node.exc is not None:
        run.eval(node.exc)
    return "raise"


def _delete(run: Interpreter, node: ast.Delete) -> str:
    for target in node.targets:
        assignment.delete(run, target)
    return ""


def _assert(run: Interpreter, node: ast.Assert) -> str:
    run.eval(node.test)
    return ""


def _global(run: Interpreter, node: ast.Global | ast.Nonlocal) -> str:
    scope = run.frame.scope
    scope.globals = (scope.globals or set()) | set(node.names)
    return ""


def _nothing(run: Interpreter, node: ast.stmt) -> str:  # noqa: ARG001 - one signature for all statements
    return ""


def _leave(end: str) -> Statement:
    return lambda run, node: end  # noqa: ARG005


def _match(run: Interpreter, node: ast.Match) -> str:
    subject = run.eval(node.subject)
    bodies: list[Callable[[], str]] = [lambda: ""]
    for case in node.cases:

        def body(case: ast.match_case = case) -> str:
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if name:
                    run.memory.put(run.frame.scope.names, name, Unknown(name, (subject,)))
            return run.execute(case.body)

        bodies.append(body)
        last = case.pattern
        if isinstance(last, ast.MatchAs) and last.pattern is None and case.guard is None:
            bodies.pop(0)
    return run.memory.fork(bodies)


STATEMENTS: dict[type[ast.stmt], Callable[[Interpreter, Any], str]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.If: _if,
    ast.For: loops.for_,
    ast.AsyncFor: loops.for_,
    ast.While: loops.while_,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Delete: _delete,
    ast.Assert: _assert,
    ast.Global: _global,
    ast.Nonlocal: _global,
    ast.Import: importing.import_,
    ast.ImportFrom: importing.import_from,
    ast.FunctionDef: functions.define_function,
    ast.AsyncFunctionDef: functions.define_function,
    ast.ClassDef: functions.define_class,
    ast.Match: _match,
    ast.Pass: _nothing,
    ast.Break: _leave("break"),
    ast.Continue: _leave("continue"),
}
if hasattr(ast, "TypeAlias"):
    STATEMENTS[ast.TypeAlias] = _nothing
