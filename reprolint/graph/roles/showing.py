"""Output for people: printed, plotted and logged values, and looks into a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call, Explain, Show
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import NOTHING
from reprolint.graph.selecting import permuted
from reprolint.graph.values import NO_FITS, Data, Estimator, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def show(run: Interpreter, call: Call) -> Value:
    """`print`, plotting and logging calls."""
    record(run, call, call.entry.kind if call.entry is not None else "print")
    return Unknown(call.name)


def record(run: Interpreter, call: Call, kind: str) -> None:
    """Note that values are shown."""
    values = (*call.arguments, *call.keywords.values())
    run.record(Show(call.place, call.name, call.qualified, kind=kind or "print", values=values, call=call))


def explain(run: Interpreter, call: Call) -> Value:
    """A look into a model: permutation importance, dependence plots, SHAP, LIME."""
    note_draw(run, call)
    entry = call.entry
    assert entry is not None
    names = entry.arguments or ("estimator", "X")
    estimator = call.argument(names[0], 0)
    if (
        entry.kind == "permutation" and len(names) == 1 and isinstance(estimator, (Estimator, Unknown))
    ):  # eli5: rows come with `fit`
        return Estimator(
            call.qualified, entry, dict(call.keywords), inner=estimator, made_by=call, complete=call.complete
        )
    data = _record_look(run, call, entry.kind, estimator, call.argument(names[1], 1) if len(names) > 1 else MISSING)
    if entry.kind == "permutation" and data is not None and data.rows != NOTHING:
        return permuted(call, data)
    if entry.kind == "shap":
        made = Unknown(call.name, ())
        made.attributes = {}
        return made
    if entry.kind == "attribution" and run.catalog.lookup(f"{call.qualified}.attribute") is not None:
        return Estimator(call.qualified, entry, dict(call.keywords), made_by=call, complete=call.complete)
    return Unknown(call.name, ())


def explain_rows(run: Interpreter, receiver: Estimator, call: Call) -> Value:
    """`PermutationImportance(model).fit(X, y)` permutes the rows it is given and trains nothing."""
    assert receiver.entry is not None
    given = call.arguments[0] if call.arguments else call.keywords.get("X", MISSING)
    _record_look(run, call, receiver.entry.kind, receiver.inner or MISSING, given)
    return receiver


def _record_look(run: Interpreter, call: Call, method: str, estimator: Value, given: Value) -> Data | None:
    data = frames.face(run, given) if isinstance(given, (Data, Unknown)) else None
    fits = frozenset(estimator.fits) if isinstance(estimator, Estimator) else NO_FITS
    run.record(
        Explain(
            call.place, call.name, call.qualified, method=method, estimator=estimator if estimator is not MISSING else None,
            fits=fits, data=data, rows=data.rows if data is not None else NOTHING, call=call,
        )
    )  # fmt: skip
    return data


def values_shown(value: Value, depth: int = 3) -> list[Value]:
    """A shown value and what it contains, each part once."""
    found: dict[int, Value] = {}
    waiting = [(value, depth)]
    while waiting:
        part, left = waiting.pop()
        if id(part) in found:
            continue
        found[id(part)] = part
        if left and isinstance(part, Sequence):
            items = part.items if part.rest is None else [*part.items, part.rest]
            waiting.extend((item, left - 1) for item in reversed(items))
        elif left and isinstance(part, Mapping):
            items = [*part.items.values(), *([] if part.rest is None else [part.rest])]
            waiting.extend((item, left - 1) for item in reversed(items))
        elif left and isinstance(part, Unknown):
            waiting.extend((item, left - 1) for item in reversed(part.inputs))
    return list(found.values())
