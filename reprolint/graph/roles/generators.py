"""Methods of random generator objects."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import redrawing, sampling
from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import Call, Draw
from reprolint.graph.rows import All
from reprolint.graph.values import Constant, Data, Generator, Listing, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def call(run: Interpreter, receiver: Generator, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """A draw from a generator, or its seeding."""
    event = record_call(run, f"{receiver.library}.Generator.{name}", None, arguments, node, receiver)
    if name in {"manual_seed", "seed", "initial_seed"}:
        run.memory.set(receiver, "seed", _seed(event, receiver))
        return receiver
    if name in {"spawn", "jumped", "get_state", "set_state", "__getstate__"}:
        return Unknown(name, (receiver,))
    run.record(
        Draw(
            event.place, event.name, event.qualified, library=receiver.library,
            seeded_by=receiver if receiver.seed is not None else None, call=event,
        )
    )  # fmt: skip
    given = event.arguments[0] if event.arguments else None
    if name == "shuffle":
        if isinstance(given, Listing):
            from reprolint.graph.roles.unordered import order_of_listing

            order_of_listing(run, given, node)
        return Unknown(name)
    if name == "permutation":
        rows = given.rows if isinstance(given, Data) else All(("positions", run.fresh()))
        return Data(rows=rows, kind="index", traits=frozenset({"shuffled"}))
    if isinstance(given, Data) and name in {"choice", "sample", "choices", "permuted"}:
        again = redrawing.drawn_from(run, event, given)
        return again if again is not None else frames.pick(run, given, Unknown(name))
    if isinstance(given, Sequence) and name in {"choice", "choices", "sample"}:
        return Unknown(name, tuple(given.items[:4]))
    drawn = Unknown(name)
    once = sampling.drawn_once(run, event) if name == "choice" else None
    numbers = once or Data(rows=All(("drawn", run.fresh())), kind="array", synthetic=True)
    drawn.faces = {"data": numbers}
    redrawing.note(run, event, None, numbers.rows)
    return drawn


def _seed(event: Call, receiver: Generator) -> Value | None:
    """What a generator is seeded with; `seed()` and `seed(None)` start it afresh from the system."""
    given = event.arguments[0] if event.arguments else next(iter(event.keywords.values()), None)
    if isinstance(given, Constant) and given.value is None:
        return None
    if given is None and event.name.rpartition(".")[2] == "seed" and event.complete:
        return None
    return receiver.seed if given is None else given
