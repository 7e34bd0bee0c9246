"""Whole arrays of the same rows put one below the other, and labels that are tiled to stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import computed
from reprolint.graph.events import Call
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Constant, Data, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

VIEWS = "views"  # all rows several times, in one form after the other: images and their mirrors, or several columns
TILED = "tiled"  # all rows several times, as they are


def are_views(parts: list[Data]) -> bool:
    """Do several arrays hold values of the very same rows, of all of them at once?"""
    rows = {part.rows for part in parts}
    return len(parts) > 1 and len(rows) == 1 and NOTHING not in rows and all(map(_is_observed, parts))


def _is_observed(part: Data) -> bool:
    is_table = part.each is None and part.kind not in {"index", "mask", "names", "batch"}
    return is_table and not (part.predicted_by or part.statistic or part.synthetic)


def _tile(run: Interpreter, call: Call) -> Value:
    """`np.tile(labels, 4)`: all of them four times; `np.tile(image, (4, 1))` may be something else."""
    made, often = computed(run, call), call.argument("reps", 1)
    given = call.argument("A", 0)
    counted = isinstance(often, Unknown) or (isinstance(often, Constant) and often.value not in {0, 1})
    if not isinstance(given, Data) or not isinstance(made, Data) or not counted:
        return made
    return frames.derive(made, traits=made.traits | {TILED}) if _is_observed(given) else made


SPECIAL = {"numpy.tile": _tile}
