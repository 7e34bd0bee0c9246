"""Python's own functions.

Longer than most modules: there are many of them, each of a few lines.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import dataclass_fields, redrawing
from reprolint.graph.all_columns import note_list
from reprolint.graph.calling import Arguments, computed
from reprolint.graph.calling import call as call_value
from reprolint.graph.events import MISSING, Call, Select, Unordered
from reprolint.graph.expressions import join_path
from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.ranking import ranked_by
from reprolint.graph.roles import numbers, showing
from reprolint.graph.roles.kinds import is_of_kind
from reprolint.graph.rounds import gathered, in_loop, of_several
from reprolint.graph.rows import NOTHING, All
from reprolint.graph.score_arithmetic import of_number
from reprolint.graph.selecting import ordered_with
from reprolint.graph.slicing import length_of
from reprolint.graph.stretches import counter
from reprolint.graph.values import (
    LENGTH,
    NO_FITS,
    POSITION,
    Class,
    Constant,
    Data,
    File,
    Instance,
    Listing,
    Mapping,
    Number,
    Sequence,
    Unknown,
    Value,
)
from reprolint.graph.yielding import next_of

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def _first(call: Call) -> Value:
    return call.arguments[0] if call.arguments else MISSING


def _print(run: Interpreter, call: Call) -> Value:
    showing.record(run, call, "print")
    return Constant(None)


def _len(run: Interpreter, call: Call) -> Value:
    value = _first(call)
    if isinstance(value, (Data, Unknown)):
        data = frames.face(run, value)
        if data is not None:
            return length_of(run, data.rows)
    if isinstance(value, Sequence) and value.rest is None:
        return Constant(len(value.items))
    return Unknown(LENGTH)


def _range(run: Interpreter, call: Call) -> Value:
    values = [value.value for value in call.arguments if isinstance(value, Constant)]
    if len(values) == len(call.arguments) == 1 and isinstance(values[0], int) and values[0] == 1:
        return Sequence("list", [Constant(0)])
    return Sequence("list", [], counter(run, call.arguments, POSITION))


def _enumerate(run: Interpreter, call: Call) -> Value:
    items, rest = items_of(run, _first(call), call.place.node)
    first = call.argument("start", 1)
    start = (
        first.value if isinstance(first, Constant) and isinstance(first.value, int) else 0 if first is MISSING else None
    )
    pairs: list[Value] = [
        Sequence("tuple", [Unknown(POSITION) if start is None else Constant(start + i), item])
        for i, item in enumerate(items)
    ]
    return Sequence("list", pairs, Sequence("tuple", [Unknown(POSITION), rest]) if rest is not None else None)


def _zip(run: Interpreter, call: Call) -> Value:
    columns = [items_of(run, value, call.place.node) for value in call.arguments]
    if not columns:
        return Sequence("list", [])
    if all(rest is None for _, rest in columns):
        return Sequence(
            "list", [Sequence("tuple", list(row)) for row in zip(*(items for items, _ in columns), strict=False)]
        )
    one: list[Value] = []
    for items, rest in columns:
        value = rest if rest is not None else Unknown()
        for item in items:
            value = join(value, item) if rest is not None or item is not items[0] else item
        one.append(value)
    return Sequence("list", [], Sequence("tuple", one))


def _list(kind: str) -> Callable[[Interpreter, Call], Value]:
    def build(run: Interpreter, call: Call) -> Value:
        value = _first(call)
        if value is MISSING:
            made = Sequence(kind, [])
            made.made_in = run.loops
            return made
        if isinstance(value, Data):
            if kind == "set":
                return Sequence("set", [], Unknown(value.hint, (value,)))
            as_list = "list" if kind == "list" and not value.statistic else "array"
            return frames.derive(value, kind=value.kind if value.kind in {"index", "names"} else as_list)
        if isinstance(value, (Listing, Number)):
            return value
        if isinstance(value, Sequence) and value.kind == "set" and kind != "set":
            return _from_set(run, call, value, kind)
        if kind == "list" and (positions := _positions(run, call)) is not None:
            return positions
        items, rest = items_of(run, value)
        made = Sequence(kind, list(items), rest)
        if kind == "list":
            note_list(made, value)
        return made

    return build


def _positions(run: Interpreter, call: Call) -> Data | None:
    """`list(range(n))`, n not being a literal: positions, of whatever has n rows."""
    given = call.node.args[0] if call.node.args else None
    if not isinstance(given, ast.Call) or not isinstance(given.func, ast.Name) or given.func.id != "range":
        return None
    if len(given.args) != 1 or isinstance(given.args[0], ast.Constant):
        return None
    inner = next(event for event in reversed(run.events) if event.place.node is given)
    assert isinstance(inner, Call)
    return Data(rows=All(("positions", frames.identity(run, inner.arguments[0]))), kind="index")


def _namedtuple(run: Interpreter, call: Call) -> Value:
    """`namedtuple("Pair", ["train", "test"])`: a class with these fields."""
    given = call.argument("field_names", 1)
    names = frames.literal_names(given) or []
    if isinstance(given, Constant):
        names = [name for text in names for name in text.replace(",", " ").split()]
    if not names or not all(name.isidentifier() for name in names):
        return Unknown(call.name, call.arguments)
    body: list[ast.stmt] = [
        ast.AnnAssign(ast.Name(name, ast.Store()), ast.Constant(value=None), None, simple=1) for name in names
    ]
    node = ast.ClassDef("tuple", bases=[], keywords=[], body=body, decorator_list=[])
    return Class(ast.copy_location(node, call.node), run.module, "tuple", library_bases=("collections.namedtuple",))


def _namespace(run: Interpreter, call: Call) -> Value:
    """`SimpleNamespace(seed=1)`: an object with these fields."""
    del run
    made = Unknown(call.name, call.arguments)
    made.attributes = dict(call.keywords.items())
    return made


def _from_set(run: Interpreter, call: Call, value: Sequence, kind: str) -> Value:
    """`list(set(...))`: the order of the list changes from run to run."""
    from reprolint.graph.roles.unordered import ordered_items

    if not ordered_items(value):
        event = run.record(Unordered(call.place, call.name, kind="set", decides="", call=call))
        return Listing(event, [*value.items, *([value.rest] if value.rest is not None else [])])
    return Sequence(kind, list(value.items), value.rest)


def _sorted(run: Interpreter, call: Call) -> Value:
    value = _first(call)
    if isinstance(value, Listing):
        return Sequence("list", [], Unknown("name", (value,)))
    scores = numbers.numbers_in(value)
    if scores:
        run.record(Select(call.place, call.name, kind="sort", scores=scores))
    if isinstance(value, Data):
        return frames.derive(value)
    items, rest = items_of(run, value)
    return Sequence("list", *ordered_with(items, ranked_by(run, call, rest)))


def _largest(run: Interpreter, call: Call) -> Value:
    """`heapq.nlargest(20, names, key=worth.get)`."""
    given = call.argument("iterable", 1)
    if isinstance(given, (Data, Listing)) or numbers.numbers_in(given):
        return computed(run, call)
    items, rest = items_of(run, given)
    return Sequence("list", *ordered_with(items, ranked_by(run, call, rest)))


def _max(run: Interpreter, call: Call) -> Value:
    name = call.qualified.rpartition(".")[2]
    whole = Sequence("tuple", list(call.arguments)) if len(call.arguments) > 1 else _first(call)
    scores = numbers.compared_by(run, call, whole) or numbers.numbers_in(whole)
    literal = len(call.arguments) > 1 and any(isinstance(value, Constant) for value in call.arguments)
    alone = isinstance(whole, Sequence) and whole.rest is None and numbers.of_one_model(whole.items)
    if scores and not literal and not alone:
        run.record(Select(call.place, call.name, kind=name, scores=scores))
    if scores:
        return Number(scores, name)
    if judged := numbers.judged_by(run, call, whole):
        run.record(Select(call.place, call.name, kind=name, scores=judged))
    if isinstance(whole, Data):
        from reprolint.graph.roles.learning import statistic

        return statistic(run, call, whole)
    return Unknown(name, call.arguments)


def _sum(run: Interpreter, call: Call) -> Value:
    value = _first(call)
    reduced = numbers.reduce(value, "sum")
    if reduced is not None:
        return reduced
    from reprolint.graph.roles.learning import outcomes, statistic

    whole = value if isinstance(value, Data) else outcomes(run, value) or _of_each_row(value)
    return statistic(run, call, whole) if whole is not None else Unknown("sum", call.arguments)


def _of_each_row(value: Value) -> Data | None:
    """`(one - mean) ** 2 for one in values`: a number for each row, of rows that nothing predicts."""
    made = value.rest if isinstance(value, Sequence) and value.kind == "generator" and not value.items else None
    if not isinstance(made, Data) or made.statistic or made.rows == NOTHING or made.predicted_by or made.networks:
        return None
    return made if made.kind == "array" and made.each is None else None


def _same(run: Interpreter, call: Call) -> Value:
    """`round`, `float`, `abs`, `iter`, `reversed` ...: the value in other clothes."""
    del run
    value = _first(call)
    if isinstance(value, Data) and call.qualified.endswith((".abs", ".round", ".int")):
        return frames.derive(value, column_learned=dict(value.column_learned), scaled_by=NO_FITS, shifted_by=NO_FITS)
    if isinstance(value, Number):
        return of_number(value, call.qualified)
    if isinstance(value, (Data, Sequence, Listing, File)):
        return value
    if isinstance(value, Constant) and call.qualified.endswith((".int", ".float", ".str")):
        try:
            return Constant({"int": int, "float": float, "str": str}[call.qualified.rpartition(".")[2]](value.value))
        except (TypeError, ValueError):
            return Unknown(call.name, call.arguments)
    return Unknown(call.name, call.arguments)


def _repeat(run: Interpreter, call: Call) -> Value:
    """`np.repeat(positions, 3)`: each of them three times. Of numbers from 0 on it gives names of groups, as a rule."""
    given, often = call.argument("a", 0), call.argument("repeats", 1)
    once = isinstance(often, Constant) and often.value in {0, 1}
    if once or not isinstance(given, Data) or given.kind not in redrawing.POSITIONS or given.rows == NOTHING:
        return computed(run, call)
    if isinstance(given.rows, All):
        return computed(run, call)
    return redrawing.written_again(run, given, ("repeated", run.fresh()), call)


def _open(run: Interpreter, call: Call) -> Value:
    del run
    return File(_first(call))


def _path(run: Interpreter, call: Call) -> Value:
    del run
    result: Value = call.arguments[0] if call.arguments else Constant(".")
    for part in call.arguments[1:]:
        result = join_path(result, part)
    return File(result.path if isinstance(result, File) else result)


def _join_path(run: Interpreter, call: Call) -> Value:
    del run
    result = _first(call)
    for part in call.arguments[1:]:
        result = join_path(result, part)
    return result


def _map(run: Interpreter, call: Call) -> Value:
    if len(call.arguments) < 2:
        return Unknown(call.name)
    columns = [items_of(run, value, call.place.node) for value in call.arguments[1:]]
    items, rest = columns[0]
    function = call.arguments[0]
    if rest is None and len(columns) == 1 and len(items) <= 24:
        return Sequence("list", [call_value(run, function, Arguments([item], {}), call.place.node) for item in items])
    row = [in_loop(run, r, call.node) if r is not None else i[0] if i else Unknown() for i, r in columns]
    before = len(run.events)
    result = call_value(run, function, Arguments(row, {}), call.place.node)
    return Sequence("list", [], of_several(run, gathered(run, result, run.loops), before))


def _filter(run: Interpreter, call: Call) -> Value:
    if len(call.arguments) < 2:
        return Unknown(call.name)
    items, rest = items_of(run, call.arguments[1])
    return Sequence("list", list(items), rest)


def _defaultdict(run: Interpreter, call: Call) -> Value:
    del run
    result = Mapping({})
    result.missing = call.arguments[0] if call.arguments else None
    return result


def _dict(run: Interpreter, call: Call) -> Value:
    result = Mapping({})
    value = _first(call)
    if isinstance(value, Mapping):
        result = Mapping(dict(value.items), value.rest)
    elif isinstance(value, Data) and value.kind == "settings":  # `dict(study.best_params, verbose=0)`
        result.rest = value
    elif value is not MISSING:
        items, rest = items_of(run, value)
        for item in items:
            if isinstance(item, Sequence) and len(item.items) == 2 and isinstance(item.items[0], Constant):
                result.items[item.items[0].value] = item.items[1]
        if rest is not None:
            result.rest = rest.items[1] if isinstance(rest, Sequence) and len(rest.items) == 2 else Unknown()
    result.items.update(call.keywords)
    return result


def _next(run: Interpreter, call: Call) -> Value:
    return next_of(run, _first(call))


def _getattr(run: Interpreter, call: Call) -> Value:
    if len(call.arguments) >= 2 and isinstance(call.arguments[1], Constant):
        from reprolint.graph import attributes

        name = call.arguments[1].value
        owner = call.arguments[0]
        if isinstance(name, str):
            if len(call.arguments) > 2 and _lacks(owner, name):
                return call.arguments[2]
            return attributes.read(run, call.arguments[0], name, call.place.node)
    return Unknown(call.name, call.arguments)


def _lacks(owner: Value, name: str) -> bool:
    """Is this an object of the project that has no such attribute?"""
    from reprolint.graph.attributes import class_attribute

    if not isinstance(owner, Instance) or owner.cls.library_bases:
        return False
    return name not in owner.attributes and class_attribute(owner.cls, name) is None


def _setattr(run: Interpreter, call: Call) -> Value:
    owner, name, value = (*call.arguments, MISSING, MISSING, MISSING)[:3]
    if isinstance(owner, (Instance, Class)) and isinstance(name, Constant):
        run.memory.put(owner.attributes, name.value, value)
    return Constant(None)


def _super(run: Interpreter, call: Call) -> Value:
    """Methods of the bases, on the same object."""
    del call
    scope = run.frame.scope
    self_value = next(iter(scope.names.values()), None)
    if isinstance(self_value, Instance):
        bases = [base for base in self_value.cls.bases if isinstance(base, Class)]
        if bases:
            return Instance(bases[0], self_value.attributes, self_value.made_by, self_value.fits)
    return Unknown("super")


def _isinstance(run: Interpreter, call: Call) -> Value:
    del run
    value, kind = (*call.arguments, MISSING, MISSING)[:2]
    found = is_of_kind(value, kind)
    return Unknown("isinstance") if found is None else Constant(found)


BUILTINS = {
    "print": _print,
    "display": _print,
    "len": _len,
    "range": _range,
    "enumerate": _enumerate,
    "zip": _zip,
    "list": _list("list"),
    "tuple": _list("tuple"),
    "set": _list("set"),
    "frozenset": _list("set"),
    "sorted": _sorted,
    "max": _max,
    "min": _max,
    "sum": _sum,
    "round": _same,
    "abs": _same,
    "float": _same,
    "int": _same,
    "str": _same,
    "iter": _same,
    "reversed": _same,
    "open": _open,
    "map": _map,
    "filter": _filter,
    "dict": _dict,
    "next": _next,
    "getattr": _getattr,
    "setattr": _setattr,
    "super": _super,
    "isinstance": _isinstance,
}


SPECIAL: dict[str, Callable[[Interpreter, Call], Value]] = {
    "numpy.repeat": _repeat,
    "collections.namedtuple": _namedtuple,
    "types.SimpleNamespace": _namespace,
    "argparse.Namespace": _namespace,
    **dict.fromkeys(
        ("dataclasses.field", "attrs.field", "attr.field", "attr.ib", "pydantic.Field"), dataclass_fields.described
    ),
    "logging.getLogger": lambda run, call: run.library("logging"),  # noqa: ARG005 - it logs as the module does
    "pathlib.Path": _path,
    "pathlib.PurePath": _path,
    "os.path.join": _join_path,
    "gzip.open": _open,
    "bz2.open": _open,
    "io.open": _open,
    "codecs.open": _open,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _defaultdict,
    "tqdm.tqdm": lambda run, call: _first(call),  # noqa: ARG005
    "tqdm.auto.tqdm": lambda run, call: _first(call),  # noqa: ARG005
    "tqdm.notebook.tqdm": lambda run, call: _first(call),  # noqa: ARG005
    "tqdm.tqdm_notebook": lambda run, call: _first(call),  # noqa: ARG005
    "natsort.natsorted": _sorted,
    "heapq.nlargest": _largest,
    "heapq.nsmallest": _largest,
    "IPython.display.display": _print,
}
