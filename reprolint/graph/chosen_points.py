"""What stands where scores are best: the threshold at the point of a curve that was chosen, and no other of the thresholds."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph.rows import Related, Rows, Where
from reprolint.graph.values import Number, Unknown

if TYPE_CHECKING:
    from reprolint.graph.events import Score
    from reprolint.graph.interpreter import Interpreter

CHOSEN = "chosen"  # begins what is known of a position that scores chose


def chosen_position(run: Interpreter, position: Number) -> Hashable:
    """What such a position is known by: which events its scores are, by their numbers."""
    return (CHOSEN, tuple(sorted(score.order for score in position.scores)), run.fresh())


def chosen_element(run: Interpreter, whole: Unknown, position: Number) -> Unknown:
    """The element of an unknown collection that stands there; the same one each time, and another than any element."""
    from reprolint.graph.data import face  # which asks for positions

    if whole.attributes is None:
        whole.attributes = {}
    name = (CHOSEN, position.scores)
    element = whole.attributes.get(name)
    if isinstance(element, Unknown):
        return element
    made = Unknown(whole.hint, (whole,))
    whole.attributes[name] = made
    data = face(run, made)
    if data is not None and isinstance(data.rows, Related):
        data.rows = Related(data.rows.members, chosen_position(run, position))
    return made


def is_chosen_by(rows: Rows, score: Score) -> bool:
    """Is it what stands at a position that this score chose?"""
    if isinstance(rows, Related):
        key = rows.key
    elif isinstance(rows, Where) and isinstance(rows.test, tuple) and rows.test[:1] == ("key",):
        key = rows.test[1]
    else:
        return False
    return isinstance(key, tuple) and key[:1] == (CHOSEN,) and score.order in key[1]
