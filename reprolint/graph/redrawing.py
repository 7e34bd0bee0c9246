"""Positions that were drawn with replacement or written several times: rows picked by them are there more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.events import MISSING, Call, Redraw
from reprolint.graph.rows import NOTHING, Rows, Where
from reprolint.graph.values import Constant, Data, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

# Where the number of drawn values stands, for each function that draws with replacement; -1 stands for a keyword only.
SIZES = {"choice": ("size", 1), "choices": ("k", -1), "randint": ("size", 2), "integers": ("size", 2)}
JAX_SIZES = {"choice": ("shape", 2), "randint": ("shape", 1)}
POSITIONS = frozenset({"index", "mask"})  # kinds of data that say which rows; `np.where(y == 1)` gives a mask


def note(run: Interpreter, call: Call, given: Data | None, rows: Rows) -> None:
    """Record that the drawn `rows` may hold a position several times, if the call draws several with replacement.

    `given` are the positions that were drawn from, None for a number of them.
    """
    if not repeats(call):
        return
    parent = given.rows if given is not None else NOTHING
    named = call.qualified if _is_said(call) else ""
    run.record(Redraw(call.place, call.name, named, kind="bootstrap", rows=parent, result=rows, data=given, call=call))


def repeats(call: Call) -> bool:
    """Does it draw several values, and may it draw one of them again?"""
    name = call.name.rpartition(".")[2]
    name = call.qualified.rpartition(".")[2] or name
    where = (JAX_SIZES if call.qualified.startswith("jax.") else SIZES).get(name)
    if where is None or call.qualified.startswith(("random.randint", "python.Generator.randint")):
        return False
    size = _argument(call, *where)
    if size is MISSING or (isinstance(size, Constant) and size.value in {None, 1}):
        return False
    replace = _replace(call)
    return name != "choice" or replace is MISSING or (isinstance(replace, Constant) and bool(replace.value))


def _replace(call: Call) -> Value:
    return _argument(call, "replace", 3 if call.qualified.startswith("jax.") else 2)


def _is_said(call: Call) -> bool:
    """Does the program itself say that values may come again, and not only leave a default as it is?"""
    return not call.qualified.endswith("choice") or _replace(call) is not MISSING


def _argument(call: Call, name: str, position: int) -> Value:
    if name in call.keywords:
        return call.keywords[name]
    return call.arguments[position] if 0 <= position < len(call.arguments) else MISSING


def drawn_from(run: Interpreter, call: Call, given: Data) -> Data | None:
    """Positions drawn with replacement from other positions; None when it is another kind of draw."""
    if given.kind not in POSITIONS or given.rows == NOTHING or not repeats(call):
        return None
    return written_again(run, given, ("redrawn", run.fresh()), call)


def written_again(run: Interpreter, given: Data, key: tuple[object, ...], call: Call) -> Data:
    """Positions of which some are there several times."""
    chosen = given.rows
    if given.kind == "mask" and given.test is not None:
        chosen = Where(chosen, given.test, given.mask_keeps)
    made = Data(rows=Where(chosen, key), kind="index", traits=frozenset({"shuffled"}))
    name = call.qualified if _is_said(call) else ""
    run.record(
        Redraw(call.place, call.name, name, kind="bootstrap", rows=chosen, result=made.rows, data=given, call=call)
    )
    return made
