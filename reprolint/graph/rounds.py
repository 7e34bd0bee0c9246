"""Rows taken one at a time: what each round of a loop sees, and what becomes of it in a list that outlives the round."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call, Load
from reprolint.graph.named_files import note_names, of_all_files
from reprolint.graph.overlap import replant
from reprolint.graph.rows import NOTHING, All, Copies, Cut, Part, Pick, Rows, Where, ancestors, choice
from reprolint.graph.values import NO_FITS, POSITION, TRANSPOSED, Data, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

DEEPEST = 3  # lists in lists, and dicts, that are looked into
HOLD_ROWS = frozenset({"array", "list", "tensor", "series", "unknown"})  # kinds of data that a loop takes row by row
SINGLE = (All, Part, Pick, Where, Cut, Copies)  # steps that lead back to one origin
MOST_STEPS = 48  # of a computation that are followed back to the rows it began with


def one_row(data: Data) -> Data:
    """What a loop over an array sees: one row, whichever; a part of it when this is a row itself."""
    kind = "array" if data.kind != "index" else "index"
    holds_rows = data.rows != NOTHING and data.kind in HOLD_ROWS and not data.networks
    if data.each is None and holds_rows and data.traits.isdisjoint({TRANSPOSED, "distinct", "fold"}):
        return frames.derive(data, kind=kind, each=frames.ANY)
    return frames.derive(data, kind=kind)


def in_loop(run: Interpreter, value: Value, loop: ast.AST, depth: int = 2) -> Value:
    """The rows in a value as those of the rounds of this loop; a number that counts the rounds is known as such."""
    if isinstance(value, Unknown) and value.hint == POSITION:
        run.row_loops = True
        run.counters[id(value)] = (value, loop)
        return value
    if isinstance(value, Data) and value.each is frames.ANY:
        run.row_loops = True
        note_names(run, value, loop)
        return frames.derive(value, column_learned=dict(value.column_learned), each=loop)
    if isinstance(value, Data) and (value.kind == "index" or "distinct" in value.traits):
        note_names(run, value, loop)
        return value
    if isinstance(value, Sequence) and depth and value.rest is None:  # of `zip` and `enumerate`
        return Sequence(value.kind, [in_loop(run, item, loop, depth - 1) for item in value.items])
    return value


def gathered(run: Interpreter, value: Value, around: tuple[ast.AST, ...], depth: int = DEEPEST) -> Value:
    """What a list, made inside the loops `around` alone, gets in all rounds together: not one row but all of them."""
    if not run.row_loops:
        return value
    if isinstance(value, Unknown) and value.inputs:
        whole = frames.face(run, value)
        return gathered(run, whole, around) if whole is not None and _outlived(whole, around) else value
    if isinstance(value, Data):
        if run.named_files.read and (rows := of_all_files(run, value, around)) is not value.rows:
            value = frames.derive(value, column_learned=dict(value.column_learned), rows=rows)
        return frames.derive(value, each=None) if _outlived(value, around) else value
    if isinstance(value, Sequence) and depth:
        items = [gathered(run, item, around, depth - 1) for item in value.items]
        rest = gathered(run, value.rest, around, depth - 1) if value.rest is not None else None
        changed = rest is not value.rest or any(a is not b for a, b in zip(items, value.items, strict=True))
        return Sequence(value.kind, items, rest) if changed else value
    if isinstance(value, Mapping) and depth:
        entries = {key: gathered(run, item, around, depth - 1) for key, item in value.items.items()}
        rest = gathered(run, value.rest, around, depth - 1) if value.rest is not None else None
        changed = rest is not value.rest or any(entries[key] is not item for key, item in value.items.items())
        return Mapping(entries, rest) if changed else value
    return value


def _outlived(data: Data, around: tuple[ast.AST, ...]) -> bool:
    return data.each is not None and data.each not in around


def _made_since(run: Interpreter, before: int) -> dict[Rows, Rows]:
    """The rows of files that were read in one round, and of what unknown functions gave: to each, those of any round."""
    found: dict[Rows, Rows] = {}
    for event in run.events[before:]:
        made: Value | None = None
        if isinstance(event, Load):
            made = event.data
        elif isinstance(event, Call) and isinstance(event.result, Unknown) and event.result.faces is not None:
            made = event.result.faces.get("data")
        rows = made.rows if isinstance(made, Data) else NOTHING
        fresh = isinstance(rows, All) and isinstance(rows.key, tuple) and rows.key[0] in {"load", "value"}
        if fresh and rows not in found:
            found[rows] = choice(rows, All(("load", run.fresh())))  # as of the second round of a loop
    return found


def of_several(run: Interpreter, value: Value, before: int) -> Value:
    """What a comprehension, of which one round was read since event `before`, gathers of the files of all rounds."""
    if not isinstance(value, (Data, Sequence, Mapping)):
        return value
    made = _made_since(run, before)
    return _of_several(value, made, DEEPEST) if made else value


def _of_several(value: Value, made: dict[Rows, Rows], depth: int) -> Value:
    if isinstance(value, Data):
        origin = next((step for step in ancestors(value.rows) if step in made), None)
        if origin is None or not all(isinstance(step, SINGLE) for step in ancestors(value.rows)):
            return value
        rows = replant(value.rows, origin, made[origin])
        return frames.derive(value, column_learned=dict(value.column_learned), rows=rows)
    if isinstance(value, Sequence) and depth:
        items = [_of_several(item, made, depth - 1) for item in value.items]
        rest = _of_several(value.rest, made, depth - 1) if value.rest is not None else None
        same = rest is value.rest and all(a is b for a, b in zip(items, value.items, strict=True))
        return value if same else Sequence(value.kind, items, rest)
    if isinstance(value, Mapping) and depth:
        entries = {key: _of_several(item, made, depth - 1) for key, item in value.items.items()}
        rest = _of_several(value.rest, made, depth - 1) if value.rest is not None else None
        same = rest is value.rest and all(entries[key] is item for key, item in value.items.items())
        return value if same else Mapping(entries, rest)
    return value


def common_row(values: Iterable[Value]) -> Data | None:
    """The one row that these values were computed from; None when there may be more rows.

    What else was learned from rows, and went into the computation, may be a length to cut to as well as a mean: it is left out.
    """
    found: list[Data] = []
    seen: set[int] = set()
    waiting = list(values)
    while waiting and len(seen) < MOST_STEPS:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Unknown):
            value = (value.faces or {}).get("data", value)
        if isinstance(value, Data):
            found.append(value)
        elif isinstance(value, Unknown):
            waiting += value.inputs
        elif isinstance(value, Sequence):
            waiting += [*value.items[:8], *([value.rest] if value.rest is not None else [])]
        elif isinstance(value, Mapping):
            waiting += [*list(value.items.values())[:8], *([value.rest] if value.rest is not None else [])]
    first = next((part for part in found if part.rows != NOTHING), None)
    if first is None or first.each in {None, frames.ANY} or first.predicted_by or len(seen) >= MOST_STEPS:
        return None
    if any(part.rows != NOTHING and (part.each is not first.each or part.rows is not first.rows) for part in found):
        return None
    return frames.derive(first, learned=NO_FITS.union(*(part.all_learned for part in found if part.rows != NOTHING)))
