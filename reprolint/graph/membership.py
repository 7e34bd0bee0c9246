"""Whether something is `in` a collection that is written down and that nothing has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, Mapping, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

_CHANGED = frozenset({-1})


def holds(run: Interpreter, whole: Value, wanted: Value) -> bool | None:
    """Is the constant `wanted` one of the items, keys or letters? None where that is not known.

    In a loop that is read only once, what later rounds add to the collection has not been seen.
    """
    if not isinstance(wanted, Constant):
        return None
    if isinstance(whole, Constant):
        text, part = whole.value, wanted.value
        return part in text if isinstance(text, str) and isinstance(part, str) else None
    if not isinstance(whole, (Sequence, Mapping)) or not _is_as_written(whole):
        return None
    if not run.exact and whole.made_in != run.loops:
        from reprolint.graph.loops import sees_two_rounds

        if not sees_two_rounds(run):
            return None
    if isinstance(whole, Mapping):
        return wanted.value in whole.items
    if any(isinstance(item, Constant) and item.value == wanted.value for item in whole.items):
        return True
    return False if all(isinstance(item, Constant) for item in whole.items) else None


def write_down(made: Sequence | Mapping) -> None:
    """Note that the collection was just made with these items and no others; an empty one is there to be filled elsewhere."""
    if made.items and made.rest is None:
        made.written = made.items if isinstance(made, Sequence) else frozenset({len(made.items)})


def _is_as_written(whole: Sequence | Mapping) -> bool:
    """Changes put another list in the place of that of the items, and further keys into the dict."""
    if whole.rest is not None:
        return False
    if isinstance(whole, Sequence):
        return whole.written is whole.items
    return whole.written == {len(whole.items)}


def loses_items(run: Interpreter, whole: Value) -> None:
    """Note that items may have gone from it, as far as it is known what they are."""
    if isinstance(whole, Sequence) and whole.written is whole.items:
        run.memory.set(whole, "items", list(whole.items))
    elif isinstance(whole, Mapping) and whole.written:
        run.memory.set(whole, "written", _CHANGED)
