"""What a program stores under a path and reads back in the same run: the rows it wrote, the model it trained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call
from reprolint.graph.paths import key_of
from reprolint.graph.values import Data, Estimator, Instance, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

DEEPEST = 4  # containers within containers that are stored, copies of copies of weights
# Reading with one of these may give other rows, or columns, than were written.
NARROWS = frozenset(
    {"chunksize", "iterator", "nrows", "skiprows", "skipfooter", "usecols", "columns", "key", "sheet_name"}
)


def keep(run: Interpreter, path: Value, value: Value, ending: str = "") -> None:
    """Remember what is in a file from now on; what is done to the value later does not reach the file."""
    key = key_of(run, path)
    if isinstance(key, str) and ending and not key.endswith(ending):
        key += ending
    run.memory.put(run.stored, key, _copied(value, DEEPEST))


def read_back(run: Interpreter, path: Value) -> Value | None:
    """A copy of what the program stored there before; None when it did not."""
    if not run.stored:
        return None
    found = run.stored.get(key_of(run, path))
    return _copied(found, DEEPEST) if found is not None else None


def wholly_read(call: Call) -> bool:
    """Does reading give all that was written?"""
    return NARROWS.isdisjoint(call.keywords)


def keep_checkpoints(run: Interpreter, model: Value, call: Call) -> None:
    """`fit(callbacks=[ModelCheckpoint(path)])` stores the model under the path as it trains."""
    given = call.keywords.get("callbacks")
    if given is None:
        return
    callbacks = {id(item) for item in (given.items if isinstance(given, Sequence) else [given])}
    for made in run.events:
        if isinstance(made, Call) and made.entry is not None and made.entry.kind == "checkpoint":
            path = made.argument("filepath", 0)
            if id(made.result) in callbacks and path is not MISSING:
                keep(run, path, model)


def give_weights(run: Interpreter, model: Estimator | Instance, call: Call) -> bool:
    """`load_state_dict`, `load_weights`: the model is from now on what the one was whose weights these are, if it is known."""
    given = call.arguments[0] if call.arguments else next(iter(call.keywords.values()), None)
    if given is None:
        return False
    owner = _owner(given, DEEPEST) or _owner(read_back(run, given), DEEPEST)
    if owner is None or not owner.fits or owner is model:
        return False
    run.memory.set(model, "fits", owner.fits)
    return True


def _owner(weights: Value | None, depth: int) -> Estimator | Instance | None:
    """Whose weights they are: `net.state_dict()`, also as a copy."""
    if isinstance(weights, (Estimator, Instance)):
        return weights
    if not isinstance(weights, Unknown) or depth == 0:
        return None
    return next((owner for part in weights.inputs if (owner := _owner(part, depth - 1)) is not None), None)


def _copied(value: Value, depth: int) -> Value:
    if isinstance(value, Data):
        return frames.derive(value)
    if isinstance(value, Estimator):
        return replace(value)
    if isinstance(value, Instance):
        return replace(value, attributes=dict(value.attributes))
    if isinstance(value, Sequence) and depth and value.rest is None:
        return Sequence(value.kind, [_copied(item, depth - 1) for item in value.items])
    if isinstance(value, Mapping) and depth and value.rest is None:
        return Mapping({name: _copied(item, depth - 1) for name, item in value.items.items()})
    return value
