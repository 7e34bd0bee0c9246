"""Calls: who is called decides what happens, functions of the project are read in place, library calls by their role.

Longer than most modules: each kind of value answers a call or a method in a few lines of its own.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from reprolint.graph import attributes, tables
from reprolint.graph import data as frames
from reprolint.graph.events import Call, HandOver, Score, Select
from reprolint.graph.foreign_networks import as_network, known_network
from reprolint.graph.iteration import items_of
from reprolint.graph.membership import loses_items
from reprolint.graph.parameters import is_learnable
from reprolint.graph.score_arithmetic import of_number
from reprolint.graph.values import (
    NO_FITS,
    Class,
    Constant,
    Data,
    Estimator,
    File,
    Function,
    Generator,
    Instance,
    Library,
    Listing,
    Mapping,
    Method,
    Number,
    Partial,
    Sequence,
    Splitter,
    Transformed,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


PLATEAU = "ReduceLROnPlateau"  # the scheduler whose `step(score)` lowers the learning rate


class Arguments:
    """The evaluated arguments of one call; `complete` is false when unknown ones were passed on with `*` or `**`.

    `plain` says that they stand in the call one by one, without `*` or `**`, so that their number is certain.
    """

    __slots__ = ("complete", "keywords", "plain", "positional", "unpacked")

    def __init__(
        self,
        positional: list[Value],
        keywords: dict[str, Value],
        *,
        complete: bool = True,
        unpacked: tuple[Value, ...] = (),
        plain: bool = False,
    ) -> None:
        self.positional = positional
        self.keywords = keywords
        self.complete = complete
        self.unpacked = unpacked  # what was passed with `**` and of which the names are not known
        self.plain = plain

    def all(self) -> list[Value]:
        """Every argument's value."""
        return [*self.positional, *self.keywords.values()]


def evaluate(run: Interpreter, node: ast.Call) -> Value:
    """The value of a call expression."""
    function = node.func
    if type(function) is ast.Attribute:
        receiver = run.eval(function.value)
        arguments = _arguments(run, node)
        if type(receiver) is Library:
            return call_library(run, run.library(f"{receiver.written}.{function.attr}"), arguments, node)
        return call_method(run, receiver, function.attr, arguments, node)
    if type(function) is ast.Subscript and (entries := tables.candidates(run, function)):
        arguments = _arguments(run, node)
        return tables.call_each(run, entries, lambda entry: call(run, entry, arguments, node))
    callee = run.eval(function)
    return call(run, callee, _arguments(run, node), node)


def _arguments(run: Interpreter, node: ast.Call) -> Arguments:
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    complete = plain = True
    unpacked: tuple[Value, ...] = ()
    for part in node.args:
        if type(part) is ast.Starred:
            plain = False
            items, rest = items_of(run, run.eval(part.value))
            positional.extend(items)
            complete = complete and rest is None
        else:
            positional.append(run.eval(part))
    for keyword in node.keywords:
        value = run.eval(keyword.value)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
            continue
        plain = False
        if isinstance(value, Mapping):
            keywords.update({key: item for key, item in value.items.items() if isinstance(key, str)})
            complete = complete and value.rest is None
            unpacked += (value.rest,) if value.rest is not None else ()
        else:
            complete = False
            unpacked += (value,)
    return Arguments(positional, keywords, complete=complete, unpacked=unpacked, plain=plain)


def call(run: Interpreter, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
    """Call any value."""
    from reprolint.graph.functions import instantiate, invoke, takes

    if isinstance(callee, Library):
        return call_library(run, callee, arguments, node)
    if isinstance(callee, Function):
        if arguments.plain and not takes(callee, len(arguments.positional), arguments.keywords):
            return Unknown(callee.name, tuple(arguments.all()))  # the program ends here with an error
        return invoke(run, callee, arguments.positional, arguments.keywords, node)
    if isinstance(callee, Class):
        return instantiate(run, callee, arguments, node)
    if isinstance(callee, Method):
        if callee.function is not None:
            if arguments.plain and not takes(callee.function, 1 + len(arguments.positional), arguments.keywords):
                return Unknown(callee.name, (callee.receiver, *arguments.all()))
            return invoke(run, callee.function, [callee.receiver, *arguments.positional], arguments.keywords, node)
        return call_method(run, callee.receiver, callee.name, arguments, node)
    if isinstance(callee, Partial):
        merged = Arguments(
            [*callee.arguments, *arguments.positional],
            {**callee.keywords, **arguments.keywords},
            complete=arguments.complete,
            unpacked=arguments.unpacked,
        )
        return call(run, callee.function, merged, node)
    if isinstance(callee, (Instance, Estimator)) or is_learnable(callee):
        return call_method(run, callee, "__call__", arguments, node)
    if isinstance(callee, Transformed):
        from reprolint.graph.roles.transforms import call as call_transformed

        return call_transformed(run, callee, arguments, node)
    if isinstance(callee, Unknown) and (network := known_network(callee)) is not None:
        return call_method(run, network, "__call__", arguments, node)
    if isinstance(callee, Unknown) and (entries := tables.alternatives(callee)):
        return tables.call_each(run, entries, lambda entry: call(run, entry, arguments, node))
    if run.functional and isinstance(callee, Unknown):
        from reprolint.graph.roles.gradients import call_unknown

        if (result := call_unknown(run, callee, arguments, node)) is not None:
            return result
    hint = callee.hint if isinstance(callee, Unknown) else ""
    _hand_over(run, arguments, node)
    return Unknown(hint, tuple(arguments.all()))


def _hand_over(run: Interpreter, arguments: Arguments, node: ast.AST) -> None:
    """Note what goes into a call of which nothing is known."""
    values = tuple(arguments.all())
    for value in values:
        loses_items(run, value)
    if isinstance(node, ast.Call) and any(not isinstance(value, Constant) for value in values):
        run.record(HandOver(run.place(node), dotted(node.func), values=values))


def record_call(
    run: Interpreter, qualified: str, entry: object, arguments: Arguments, node: ast.AST, receiver: Value | None = None
) -> Call:
    """Note the call as an event."""
    event = Call(
        run.place(node),
        dotted(node.func) if isinstance(node, ast.Call) else qualified,
        qualified,
        entry=entry,  # type: ignore[arg-type]
        arguments=tuple(arguments.positional),
        keywords=arguments.keywords,
        receiver=receiver,
        complete=arguments.complete,
        unpacked=arguments.unpacked,
    )
    return run.record(event)


def dotted(node: ast.expr) -> str:
    """`scaler.fit_transform` as the user wrote it; calls and subscripts inside are shortened."""
    end = ""
    while True:
        if isinstance(node, ast.Name):
            return f"{node.id}{end}"
        if isinstance(node, ast.Attribute):
            end, node = f".{node.attr}{end}", node.value
        elif isinstance(node, ast.Call):
            end, node = f"(){end}", node.func
        elif isinstance(node, ast.Subscript):
            end, node = f"[…]{end}", node.value
        else:
            return f"…{end}"


@cache
def _tables() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What calls do, by name, as builtins and by role; looked up once, since an import for each call takes long."""
    from reprolint.graph.roles import BUILTINS, ROLES, SPECIAL

    return SPECIAL, BUILTINS, ROLES


def call_library(run: Interpreter, library: Library, arguments: Arguments, node: ast.AST) -> Value:
    """Call something a library defines; what it does is looked up by its role in the catalogue."""
    special, builtins, roles = _tables()
    event = record_call(run, library.name, library.entry, arguments, node)
    handler = special.get(library.name)
    if handler is None and library.name.startswith("builtins."):
        handler = builtins.get(library.name[9:])
    if handler is None and library.entry is not None:
        handler = roles.get(library.entry.role)
    result: Value | None = None
    if run.symbolic:
        from reprolint.graph.roles.layers import computed_in_network

        result = computed_in_network(event)
    if result is None:
        result = handler(run, event) if handler is not None else computed(run, event)
    event.result = result
    return result


# Methods of a Spark session and its reader; what they are called on decides whether they are.
SPARK_SESSION = frozenset({"createDataFrame", "csv", "jdbc", "json", "load", "orc", "parquet", "sql", "table", "text"})

# Libraries whose functions give values for the same rows they were given, when nothing else is known of them.
# Functions of single values that put them in no other order, and those that stretch some more than others.
BENDS = frozenset({"log", "log1p", "log2", "log10", "sqrt", "cbrt", "exp", "expm1", "tanh"})
KEEPS_ORDER = frozenset(
    {
        "array", "asarray", "nan_to_num", "float32", "float64", "ravel", "squeeze", *BENDS,
    }
)  # fmt: skip
ROWWISE = (
    "math",
    "numpy",
    "pandas",
    "scipy",
    "torch",
    "tensorflow",
    "keras",
    "jax",
    "optax",
    "sklearn",
    "cv2",
    "skimage",
    "cupy",
    "polars",
    "nltk",
    "gensim",
)


def computed(run: Interpreter, event: Call) -> Value:
    """The result of a library function with no role: data of the same rows where the library works row by row."""
    if event.entry is not None and event.entry.random is not None:
        from reprolint.graph.roles.randomness import note_draw

        note_draw(run, event)
    given = [*event.arguments, *event.keywords.values()]
    library = event.qualified.partition(".")[0]
    if event.entry is None and library not in ROWWISE and library not in sys.stdlib_module_names:
        for value in given:  # nobody knows what it does with a list
            loses_items(run, value)
    if run.functional:
        from reprolint.graph.roles.gradients import library_result

        if (found := library_result(run, event, given)) is not None:
            return found
    parts = [value for value in given if isinstance(value, Data)]
    if parts and library in ROWWISE:
        result = parts[0]
        for part in parts[1:]:
            result = frames.combine(run, result, part)  # type: ignore[assignment]
        kind = "array" if result.kind == "list" else result.kind
        kept = dict(result.column_learned)
        function = event.qualified.rpartition(".")[2]
        scaled = result.scaled_by if function in KEEPS_ORDER else NO_FITS
        return frames.derive(
            result, kind=kind, column_learned=kept, test=None, scaled_by=scaled, shifted_by=NO_FITS,
            bent_by=scaled if function in BENDS else result.bent_by,
        )  # fmt: skip
    if len(given) == 1 and isinstance(given[0], (Number, Constant, File)):
        return of_number(given[0], event.name) if isinstance(given[0], Number) else Unknown(event.name, tuple(given))
    if run.row_loops and run.blanks and len(given) > 1:
        _fill(run, given)
    return Unknown(event.qualified.rpartition(".")[2], tuple(given))


def _fill(run: Interpreter, given: list[Value]) -> None:
    """`ConvertToNumpyArray(fingerprint, values)`: an array made to be filled is given together with what it is filled from."""
    from reprolint.graph.assignment import absorb

    for value in given:
        blank = value.faces.get("data") if isinstance(value, Unknown) and value.faces is not None else None
        if isinstance(blank, Data) and blank.rows in run.blanks:
            others = tuple(other for other in given if other is not value)
            source = frames.face(run, Unknown(inputs=others))
            if source is not None and source.each is not None:
                absorb(run, blank, source)


@cache
def _methods() -> dict[type[Value], Callable[..., Value]]:
    """What methods do, by the kind of value they are called on; looked up once, as `_tables`."""
    from reprolint.graph.roles import containers, estimators, frame_methods, generators, numbers, splitting, unordered

    return {
        Data: frame_methods.call,
        Unknown: _call_unknown,
        Estimator: estimators.call,
        Instance: _call_instance,
        Sequence: containers.call,
        Mapping: containers.call,
        Number: numbers.call,
        Splitter: splitting.call,
        Generator: generators.call,
        Listing: unordered.call,
        Constant: containers.call_text,
        File: containers.call_text,
    }


def call_method(run: Interpreter, receiver: Value, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Call `receiver.name(...)`."""
    handler = _methods().get(Constant if isinstance(receiver, Constant) else type(receiver))
    if handler is not None:
        return handler(run, receiver, name, arguments, node)
    if isinstance(receiver, Method) and receiver.name == "plot":  # `frame.plot.bar()` is `frame.plot(kind="bar")`
        return call_method(run, receiver.receiver, "plot", arguments, node)
    if name == "create" and isinstance(receiver, Class):
        from reprolint.graph.roles.gradients import create_state, is_train_state

        if is_train_state(receiver) and attributes.class_attribute(receiver, name) is None:
            return create_state(run, record_call(run, "", None, arguments, node, receiver))
    function = attributes.read(run, receiver, name, node)
    return call(run, function, arguments, node)


def _call_instance(run: Interpreter, receiver: Instance, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of the project's own class; those a library base provides are taken from the library."""
    from reprolint.graph.roles import networks

    if networks.replaces(receiver, name):
        return networks.call(run, receiver, name, arguments, node)
    found = attributes.of_instance(run, receiver, name)
    if isinstance(found, Unknown) and networks.is_network(receiver):
        return networks.call(run, receiver, name, arguments, node)
    if name == "__call__" and isinstance(found, Unknown):
        return Unknown(receiver.cls.name, (receiver, *arguments.all()))
    result = call(run, found, arguments, node)
    if isinstance(found, Unknown):
        from reprolint.graph.roles import duck

        return duck.call(run, receiver, name, arguments, node) or result
    return result


def call_named(
    run: Interpreter, receiver: Instance, name: str, positional: list[Value], keywords: dict[str, Value], node: ast.AST
) -> Value | None:
    """Call a special method of an object when its class defines it."""
    found = attributes.class_attribute(receiver.cls, name)
    if not isinstance(found, Function):
        return None
    return call(run, Method(receiver, name, found), Arguments(positional, keywords), node)


def _call_unknown(run: Interpreter, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A method of something unknown: its name and use may say that it is a model or data."""
    from reprolint.graph.roles.duck import AMBIGUOUS
    from reprolint.graph.roles.duck import call as call_by_name
    from reprolint.graph.roles.frame_methods import call as call_data

    if run.functional:
        from reprolint.graph.roles.gradients import method_of_unknown

        if (found := method_of_unknown(run, receiver, name, arguments, node)) is not None:
            return found
    if (found := _by_earlier_use(run, receiver, name, arguments, node)) is not None:
        return found
    if name == "rvs":  # of a distribution with its parameters, `truncnorm(0, 1).rvs(10)`
        drawing = run.library(f"scipy.stats.{receiver.hint.rpartition('.')[2]}.rvs")
        if isinstance(drawing, Library) and drawing.entry is not None:
            return call_library(run, drawing, arguments, node)
    if name == "optimize":
        from reprolint.graph.roles.building import STUDY, optimise_study

        if receiver.hint == STUDY:
            return optimise_study(run, receiver, arguments, node)
    if name == "step" and receiver.hint.endswith(PLATEAU) and isinstance(node, ast.Call):
        scores = frozenset(score for value in arguments.all() if isinstance(value, Number) for score in value.scores)
        if scores:
            run.record(Select(run.place(node), dotted(node.func), kind="schedule", scores=scores))
        return Constant(None)
    if name in SPARK_SESSION:
        from reprolint.graph.roles.spark import of_session

        loaded = of_session(run, receiver, name, arguments, node)
        if loaded is not None:
            return loaded
    result = call_by_name(run, receiver, name, arguments, node)
    if result is not None:
        return result
    entry = run.catalog.method("frame", name) or run.catalog.method("array", name)
    known_data = receiver.faces is not None and "data" in receiver.faces
    if known_data or (entry is not None and name not in AMBIGUOUS):
        data = frames.face(run, receiver)
        if data is not None:
            return call_data(run, data, name, arguments, node)
    _hand_over(run, arguments, node)
    return Unknown(f"{receiver.hint}.{name}" if receiver.hint else name, (receiver, *arguments.all()))


def _by_earlier_use(
    run: Interpreter, receiver: Unknown, name: str, arguments: Arguments, node: ast.AST
) -> Value | None:
    """Where the program itself set this attribute, or has shown the value to be a network; else None."""
    stored = receiver.attributes.get(name) if receiver.attributes else None
    if stored is not None and not isinstance(stored, Unknown):
        return call(run, stored, arguments, node)
    network = as_network(run, receiver, name, arguments)
    if network is None:
        return None
    result = call_method(run, network, name, arguments, node)
    return receiver if result is network else result


def hand_accuracy(run: Interpreter, left: Data, right: Data, base: Data) -> Data:  # noqa: ARG001
    """`prediction == truth`: which predictions hit; their mean is an accuracy."""
    predicted = left if left.predicted_by else right
    return frames.derive(
        base,
        kind="hits",
        rows=predicted.rows,
        predicted_by=predicted.predicted_by,
        predicted_from=predicted.predicted_from,
        output="hits",
    )


def score_event(
    run: Interpreter,
    event: Call | None,
    node: ast.AST,
    metric: str,
    *,
    inputs: Data | None,
    fits: frozenset[object] = NO_FITS,
    **details: object,
) -> Score:
    """Record a score; everything its numbers learned from is gathered here."""
    learned = set(fits)
    if inputs is not None:
        learned |= inputs.all_learned
    for fit in fits:
        learned |= fit.learned  # type: ignore[attr-defined]
    score = Score(
        run.place(node),
        event.name if event is not None else metric,
        event.qualified if event is not None else "",
        metric=metric,
        fits=fits,  # type: ignore[arg-type]
        learned=frozenset(learned),  # type: ignore[arg-type]
        inputs=inputs,
        call=event,
        **details,  # type: ignore[arg-type]
    )
    return run.record(score)
