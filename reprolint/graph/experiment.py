"""The experiment that a file describes: all its events, and the questions that rules ask of them."""

from __future__ import annotations

import ast
import sys
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from reprolint.findings import Problem
from reprolint.graph.catalog import Catalog
from reprolint.graph.events import (
    Call,
    Comparison,
    Draw,
    Event,
    Explain,
    Fit,
    HandOver,
    Load,
    Place,
    Predict,
    Redraw,
    Resample,
    Restore,
    Save,
    Score,
    Seed,
    Select,
    Show,
    Split,
    Unordered,
)
from reprolint.graph.functions import read_uncalled
from reprolint.graph.interpreter import PURSE, Frame, Interpreter, OutOfBudget
from reprolint.graph.modules import Module, Modules
from reprolint.graph.rows import forget
from reprolint.graph.values import Class, Constant, Function, Instance, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from reprolint.graph.evaluations import Evaluation
    from reprolint.graph.values import Value
    from reprolint.source.model import Source

E = TypeVar("E", bound=Event)

# Statements, calls of functions and events that are read.
STEPS_PER_LINE = 24
STEPS_AT_LEAST = 8000
# Nearly all files need less than these. Python's parser takes its time by nodes, and so what we may take goes by them.
NODES_PER_EASY = 2
EASY_AT_LEAST = 2000
PURSE_AT_LEAST = 1800  # for calls into other files; a step for each node more, up to what the largest file has
_PYLAB = {
    "np": "numpy",
    "numpy": "numpy",
    "plt": "matplotlib.pyplot",
    "pylab": "matplotlib.pyplot",
}  # `%pylab` binds them


class Course(NamedTuple):
    """The way that the interpretation took: statements it read, those that left their block, branches that known tests took.

    `run` are those of the `reached` that running the file comes to, not only a reading of what nothing calls. `whole` is
    false when functions of other files were not read to their ends. `batches` are the loops over the batches of a loader.
    """

    reached: Collection[ast.stmt] = ()
    run: Collection[ast.stmt] = ()
    leaves: Collection[ast.stmt] = ()
    decided: Collection[tuple[ast.If, bool]] = ()
    batches: Collection[ast.AST] = ()
    whole: bool = True


class Experiment:
    """Events of one file in program order. `complete` is false when the budget ran out before the end.

    Up to the event of order `skipped` calls may be missing that repeat what was read before: in a long file they are not
    followed again, so of earlier events nothing follows from what is not there. It is -1 when every call was followed.
    `sources` are the file and those of the project that it imports, since their code takes part in the experiment.
    """

    def __init__(
        self, source: Source, events: list[Event], module: Module, imported: Iterable[Source] = (), *, complete: bool
    ) -> None:
        self.source = source
        self.sources = (source, *imported)
        self.events = events
        self.module = module
        self.complete = complete
        self.left_out: Callable[[], list[Source]] = list  # imported files that were not followed
        # Names of imported modules for which files were looked for, and those that have one.
        self.imports: Callable[[], tuple[set[str], set[str]]] = lambda: (set(), set())
        self.skipped = -1
        self.course = Course()
        self.problems: list[Problem] = []
        self.answers: dict[str, Any] = {}  # to questions that several checks ask
        self._by_kind: dict[type[Event], list[Event]] = {}
        for event in events:
            self._by_kind.setdefault(type(event), []).append(event)

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]

    def has(self, kind: str) -> bool:
        """Is there an event of this kind, named in lower case (`fit`, `split`)?"""
        return any(cls.__name__.lower() == kind for cls in self._by_kind)

    @cached_property
    def text(self) -> str:
        """What is written in the file and in those that it imports, for words that say what the code cannot."""
        return "\n".join(source.original for source in self.sources)

    def places_of(self, *kinds: type[ast.AST]) -> Iterator[Place]:
        """Syntax nodes of these kinds in the file and in those that it imports."""
        for source in self.sources:
            for node in source.nodes_of(*kinds):
                yield Place(source, node)

    @property
    def calls(self) -> list[Call]:
        """Calls of library functions and methods."""
        return self.of(Call)

    @cached_property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """Models judged or applied on rows."""
        from reprolint.graph.evaluations import gathered

        return tuple(gathered(self))

    @cached_property
    def _calls_by_name(self) -> dict[str, list[Call]]:
        found: dict[str, list[Call]] = {}
        for call in self.calls:
            found.setdefault(call.qualified, []).append(call)
        return found

    def calls_to(self, *names: str) -> Iterator[Call]:
        """Calls of any of these qualified names, in program order for each name."""
        for name in names:
            yield from self._calls_by_name.get(name, ())

    @property
    def loads(self) -> list[Load]:
        """Data that came in."""
        return self.of(Load)

    @property
    def splits(self) -> list[Split]:
        """Divisions of rows."""
        return self.of(Split)

    @property
    def fits(self) -> list[Fit]:
        """Everything that was learned."""
        return self.of(Fit)

    @property
    def predictions(self) -> list[Predict]:
        """Applications of models."""
        return self.of(Predict)

    @property
    def scores(self) -> list[Score]:
        """Scores of models."""
        return self.of(Score)

    @property
    def resamples(self) -> list[Resample]:
        """Rows repeated or thinned out."""
        return self.of(Resample)

    @property
    def redraws(self) -> list[Redraw]:
        """Positions drawn with replacement."""
        return self.of(Redraw)

    @property
    def seeds(self) -> list[Seed]:
        """Seedings of global generators."""
        return self.of(Seed)

    @property
    def draws(self) -> list[Draw]:
        """Uses of randomness."""
        return self.of(Draw)

    @property
    def saves(self) -> list[Save]:
        """Objects written."""
        return self.of(Save)

    @property
    def restores(self) -> list[Restore]:
        """Objects read back."""
        return self.of(Restore)

    @property
    def explanations(self) -> list[Explain]:
        """Looks into models."""
        return self.of(Explain)

    @property
    def shown(self) -> list[Show]:
        """Values shown to people."""
        return self.of(Show)

    @property
    def selections(self) -> list[Select]:
        """Choices made by comparing scores."""
        return self.of(Select)

    @property
    def comparisons(self) -> list[Comparison]:
        """Numbers of different scores, held against each other."""
        return self.of(Comparison)

    @property
    def handovers(self) -> list[HandOver]:
        """Values that went where nothing is known of what becomes of them."""
        return self.of(HandOver)

    @property
    def orders(self) -> list[Unordered]:
        """Uses of collections without an order."""
        return self.of(Unordered)


def build(source: Source, modules: Modules | None = None, catalog: Catalog | None = None) -> Experiment:
    """Interpret a file: its body, then the functions and methods that nothing in it calls.

    Never raises on code that parses; a file that needs more steps than its budget is reported as partly analysed.
    """
    forget()
    lines = source.text.count("\n") + 1
    steps = STEPS_AT_LEAST + STEPS_PER_LINE * lines
    scarce = steps - EASY_AT_LEAST - len(source.nodes()) // NODES_PER_EASY
    purse = min(PURSE, PURSE_AT_LEAST + len(source.nodes()))
    run = Interpreter(modules or Modules(), catalog or Catalog.default(), steps, scarce, purse)
    module = Module(source)
    module.scope.names["__name__"] = Constant("__main__")
    if any(magic.name == "pylab" for magic in source.magics):
        module.scope.names |= {name: run.library(meant) for name, meant in _PYLAB.items()}
    run.frame = Frame(module.scope)
    run.main = module
    complete = _interpret(run, module)
    imported = [one.source for one in run.modules.loaded.values() if one is not None]
    experiment = Experiment(source, run.events, module, imported, complete=complete)
    experiment.left_out = partial(_read_left_out, run.modules)
    experiment.imports = run.modules.looked_for
    experiment.skipped = run.skipped
    experiment.course = Course(
        run.reached, run.run, run.leaves, run.decided, run.batch_loops, whole=not run.involved and run.purse > 0
    )
    if not complete:
        experiment.problems.append(
            Problem(
                source.path,
                1,
                "partly-analysed",
                "this file is too involved to follow to its end; what comes late in it was not read",
            )
        )
    return experiment


MOST_LEFT_OUT = 100  # of the files that were not followed, those whose syntax is looked at


def _read_left_out(modules: Modules) -> list[Source]:
    """Files of the project that are imported and were not followed, as far as they parse."""
    read = modules.read
    if read is None:
        return []
    paths = [path for path in modules.left_out if path not in modules.loaded]
    return [source for path in paths[:MOST_LEFT_OUT] if (source := read(path)) is not None]


NESTED = 20_000  # Python frames; enough for any expression that Python's own parser takes


def _interpret(run: Interpreter, module: Module) -> bool:
    """Read the module and then what it does not call; returns whether it was read to its end."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, NESTED))
    try:
        run.execute(module.source.tree.body)
        run.entry_point = False
        run.reached = set(run.reached)  # what comes is only read
        _read_the_rest(run, module)
    except (OutOfBudget, RecursionError):
        return False
    finally:
        sys.setrecursionlimit(limit)
    return True


def _read_the_rest(run: Interpreter, module: Module) -> None:
    """Functions and methods that were defined and not called."""
    instances: dict[int, Instance] = {}
    seen: set[ast.AST] = set()
    known, methods = len(module.classes), _methods(module)
    for function in module.defined:  # which grows as functions are read that define others
        if function.node in run.called or run.frame.scope is None:
            continue
        if len(module.classes) != known:  # one inside of a function is known once that was read
            known, methods = len(module.classes), _methods(module)
        cls = methods.get(id(function.node))
        if cls is not None:
            receiver = _receiver(run, cls, function, instances)
            _start(run, module)
            read_uncalled(run, function, receiver)
        elif function.scope is module.scope or function.node not in seen:  # one inside of another function, once
            seen.add(function.node)
            _start(run, module)
            read_uncalled(run, function)


def _methods(module: Module) -> dict[int, Class]:
    """The class of every method of the module, by the identity of its node."""
    return {
        id(value.node): cls
        for cls in module.classes
        for value in cls.attributes.values()
        if isinstance(value, Function)
    }


def _start(run: Interpreter, module: Module) -> None:
    run.frame = Frame(module.scope)
    run.loops = ()
    run.seeds = {}


def _receiver(run: Interpreter, cls: Class, function: Function, instances: dict[int, Instance]) -> Value | None:
    """An object to call a method on: one for all methods of the class, made with arguments that are not known."""
    names = {getattr(decorator, "name", "").rpartition(".")[2] for decorator in function.decorators}
    if "staticmethod" in names:
        return None
    if "classmethod" in names:
        return cls
    instance = instances.get(id(cls))
    if instance is None:
        instance = instances[id(cls)] = Instance(cls)
        initialise = cls.attributes.get("__init__")
        if isinstance(initialise, Function):
            count = len(initialise.node.args.args)
            from reprolint.graph.functions import invoke

            positional: list[Value] = [
                instance,
                *(Unknown(argument.arg) for argument in initialise.node.args.args[1:count]),
            ]
            invoke(run, initialise, positional, {}, function.node)
    return instance
