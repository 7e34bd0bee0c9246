"""Methods of lists, dicts, strings and paths."""

from __future__ import annotations

import ast
from functools import reduce
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.collecting import chosen, collected
from reprolint.graph.events import Unordered
from reprolint.graph.iteration import items_of, key_of
from reprolint.graph.joining import join
from reprolint.graph.mappings import hold, update
from reprolint.graph.membership import loses_items
from reprolint.graph.rounds import gathered
from reprolint.graph.values import TEXT, Constant, Data, File, Listing, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def call(run: Interpreter, receiver: Sequence | Mapping, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """`items.append(x)`, `models.items()` and the like."""
    if name in _LOSE_ITEMS:
        loses_items(run, receiver)
    if isinstance(receiver, Sequence):
        return _of_list(run, receiver, name, arguments, node)
    return _of_dict(run, receiver, name, arguments)


_LOSE_ITEMS = frozenset(
    {
        "clear", "difference_update", "discard", "intersection_update", "pop", "popitem", "popleft", "remove",
        "symmetric_difference_update",
    }
)  # fmt: skip
KNOWN = 64  # items of a growing list that are followed one by one


def _of_list(run: Interpreter, receiver: Sequence, name: str, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.positional
    if name in {"append", "add", "insert", "appendleft"} and given:
        place = given[0] if name == "insert" else Constant(0 if name == "appendleft" else len(receiver.items))
        exact = run.exact or _is_of_this_round(run, receiver)
        if not exact or len(receiver.items) >= KNOWN or not isinstance(place, Constant):
            item = collected(run, gathered(run, given[-1], receiver.made_in))
            run.memory.set(receiver, "rest", item if receiver.rest is None else join(receiver.rest, item))
        else:
            items = list(receiver.items)
            items.insert(place.value if isinstance(place.value, int) else len(items), given[-1])
            run.memory.set(receiver, "items", items)
        return Constant(None)
    if name in {"extend", "update"} and given:
        items, rest = items_of(run, gathered(run, given[0], receiver.made_in), node)
        items, rest = [collected(run, item) for item in items], collected(run, rest) if rest is not None else None
        run.memory.set(receiver, "items", [*receiver.items, *items][:KNOWN])
        if rest is not None:
            run.memory.set(receiver, "rest", rest if receiver.rest is None else join(receiver.rest, rest))
        return Constant(None)
    if name == "copy":
        return Sequence(receiver.kind, list(receiver.items), receiver.rest)
    if name == "pop":
        items = list(receiver.items)
        place = given[0] if given else Constant(-1)
        if (
            receiver.rest is None
            and run.exact
            and isinstance(place, Constant)
            and place.value in range(-len(items), len(items))
        ):
            taken = items.pop(place.value)  # type: ignore[arg-type]
            run.memory.set(receiver, "items", items)
            return taken
        items += [receiver.rest] if receiver.rest is not None else []
        return items[-1] if items else Unknown()
    if name in {"remove", "clear", "sort", "reverse"}:
        return Constant(None)
    if name in {"union", "intersection", "difference", "symmetric_difference"}:
        return Sequence("set", [], Unknown(inputs=(receiver, *given)))
    data = frames.face(run, receiver) if isinstance(receiver.rest or next(iter(receiver.items), None), Data) else None
    if data is not None and run.catalog.method("array", name):
        from reprolint.graph.roles import frame_methods

        return frame_methods.call(run, data, name, arguments, node)
    return Unknown(name, (receiver,))


def _is_of_this_round(run: Interpreter, collection: Sequence) -> bool:
    """Was it made anew in each round of the loops that are not followed item by item?"""
    made_in = collection.made_in
    return made_in == run.loops or (len(made_in) >= run.vague > 0 and run.loops[: len(made_in)] == made_in)


def _of_dict(run: Interpreter, receiver: Mapping, name: str, arguments: Arguments) -> Value:
    given = arguments.positional
    if name in {"get", "pop", "setdefault"} and given:
        key = given[0]
        if isinstance(key, Constant) and key.value in receiver.items:
            return receiver.items[key.value]
        if name == "pop" and isinstance(key, Constant) and isinstance(receiver.rest, Data):
            taken = chosen(receiver.rest, [(("item", key.value), True)])
            run.memory.set(receiver, "rest", chosen(receiver.rest, [(("item", key.value), False)]))
            return taken
        if name == "setdefault" and len(given) > 1 and isinstance(key, Constant):
            run.memory.put(receiver.items, key.value, given[1])
            return given[1]
        if name == "setdefault" and len(given) > 1 and receiver.rest is None:
            hold(run, receiver, key, given[1])
        return receiver.rest or (given[1] if len(given) > 1 else Unknown(name))
    if name == "items":
        pairs: list[Value] = [Sequence("tuple", [Constant(key), value]) for key, value in receiver.items.items()]
        further = key_of(receiver)
        known = further is not None and receiver.rest is not None
        rest = Sequence("tuple", [further, receiver.rest]) if known else None  # type: ignore[list-item]
        return Sequence("list", pairs, rest)
    if name == "values":
        return Sequence("list", list(receiver.items.values()), receiver.rest)
    if name == "keys":
        return Sequence("list", [Constant(key) for key in receiver.items], key_of(receiver))
    if name == "update":
        update(run, receiver, given, arguments.keywords)
        return Constant(None)
    if name == "copy":
        return Mapping(dict(receiver.items), receiver.rest)
    return Unknown(name, (receiver,))


def call_text(run: Interpreter, receiver: Constant | File, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Methods of strings, numbers, paths and files."""
    event = record_call(
        run, f"pathlib.Path.{name}" if isinstance(receiver, File) else "", None, arguments, node, receiver
    )
    if isinstance(receiver, File):
        if name in {"glob", "rglob", "iterdir"}:
            unordered = run.record(
                Unordered(event.place, event.name, f"pathlib.Path.{name}", kind="listing", decides="", call=event)
            )
            return Listing(unordered, [])
        if name in {"open", "resolve", "absolute", "expanduser", "__enter__"}:
            return receiver
        if name == "joinpath":
            from reprolint.graph.expressions import join_path

            return File(reduce(join_path, arguments.positional, receiver.path))
        if name in {"with_suffix", "with_name", "with_stem"}:
            return File(Unknown(name, (receiver, *arguments.all())))
        return Unknown(name, (receiver,))
    if name in {"lower", "upper", "strip", "title"} and isinstance(receiver.value, str):
        return Constant(getattr(receiver.value, name)())
    if name == "format":
        return Unknown(TEXT, (*arguments.all(), *arguments.unpacked, receiver))
    if name == "join" and arguments.positional and isinstance(arguments.positional[0], Data):
        return Unknown(TEXT, tuple(arguments.positional))
    return Unknown(TEXT if name == "join" else name, (receiver, *arguments.all()))
