"""JAX keys: made, split, and used up by the first draw or split they go into."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.events import Call, KeyUse
from reprolint.graph.values import Constant, Generator, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

LISTED = 16  # keys of one split that are followed one by one
_USED = "used as a key"  # where the use of an unknown value is remembered


def derived(run: Interpreter, call: Call) -> Value:
    """`split` uses its key up and gives several new ones; `fold_in` leaves it as it is and gives one for a number."""
    given = call.argument("key")
    if call.qualified.endswith("fold_in"):
        return Generator("jax", given, call)
    use(run, call)
    count = call.constant("num", default=2)
    if isinstance(count, int) and 0 < count <= LISTED:
        return Sequence("list", [Generator("jax", given, call) for _ in range(count)])
    return Unknown(call.name, (given,))


def use(run: Interpreter, call: Call) -> None:
    """Record that the call's key goes in, and where it went in before. Branches each start from what was used above them."""
    key = call.argument("key")
    function = run.stack[-1] if run.stack else None
    if isinstance(key, Generator) and key.library == "jax":
        made = key.made_by.loops if key.made_by is not None else ()
        last, repeated = key.used, _repeats(call, made)
        certain = run.entry_point
    elif isinstance(key, Unknown) and not key.inputs and key.hint:
        # A parameter: nothing is known of it but that it is the same key at each use.
        if key.attributes is None:
            key.attributes = {}
        seen = key.attributes.get(_USED)
        last, repeated = seen.event if isinstance(seen, _Use) else None, False
        certain = False
    else:
        return
    # Functions that nothing calls are read with placeholders, which several of them may share.
    before = last if last is not None and (certain or last.function is function) else None
    event = KeyUse(call.place, call.name, call.qualified, key=key, before=before, repeated=repeated, function=function)
    run.record(event)
    if isinstance(key, Generator):
        run.memory.set(key, "used", event)
    elif key.attributes is not None:
        run.memory.put(key.attributes, _USED, _Use(event))


def _repeats(call: Call, made: tuple[ast.AST, ...]) -> bool:
    """Does the call run for each number of a `range`, in a comprehension that the key comes from outside of?

    A comprehension over a number of items that is not known is read once only.
    """
    around = [loop for loop in call.loops if isinstance(loop, ast.comprehension) and loop not in made]
    counted = [
        loop for loop in around if isinstance(loop.iter, ast.Call) and getattr(loop.iter.func, "id", "") == "range"
    ]
    items = {part.id for loop in around for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    given = [part.id for argument in call.node.args[:1] for part in ast.walk(argument) if isinstance(part, ast.Name)]
    return bool(counted) and bool(given) and items.isdisjoint(given)


class _Use(Constant):
    """Remembers an event among a value's attributes."""

    __slots__ = ("event",)

    def __init__(self, event: KeyUse) -> None:
        super().__init__(None)
        self.event = event
