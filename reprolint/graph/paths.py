"""Which file a value names, or was read from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph.values import Constant, File, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def path_of(value: Value) -> Value:
    """The path behind an open file or `Path` object."""
    while isinstance(value, File):
        value = value.path
    return value


def file_behind(value: Value, depth: int = 9) -> str | None:
    """The literal path of the one file that a value was read from in an unknown way."""
    if isinstance(value, File):
        named = path_of(value)
        return named.value if isinstance(named, Constant) and isinstance(named.value, str) else None
    parts: tuple[Value, ...] = ()
    if isinstance(value, Unknown):
        parts = value.inputs
    elif isinstance(value, Sequence):
        parts = (*value.items[:8], *([value.rest] if value.rest is not None else []))
    if not parts or depth == 0:
        return None
    known = {path for part in parts if (path := file_behind(part, depth - 1)) is not None}
    return known.pop() if len(known) == 1 else None


def key_of(run: Interpreter, path: Value, depth: int = 6) -> Hashable:
    """What two spellings of one path have in common. Of values that say nothing else it is which value it is."""
    path = path_of(path)
    if isinstance(path, Constant):
        return path.value.removeprefix("./") if isinstance(path.value, str) else ("constant", path.value)
    if isinstance(path, Unknown) and path.inputs and depth:
        return (path.hint, *(key_of(run, part, depth - 1) for part in path.inputs))
    run.paths[id(path)] = path  # so that no other gets its number
    return ("value", id(path))
