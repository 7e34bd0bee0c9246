"""Predictions that are overwritten in place until nothing but class labels is left: `p[p >= 0.5] = 1; p[p < 0.5] = 0`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import Call, Predict, Score
from reprolint.graph.values import Constant, Data, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

OVERWRITTEN = "overwritten"  # begins a trait of predictions that are one number on one side of a bound
SIDES = {(">", True): "above", ("<", False): "above", ("<", True): "below", (">", False): "below"}
OTHER = {"above": "below", "below": "above"}


def overwritten(run: Interpreter, data: Data, key: Value, value: Value) -> None:
    """Once all on both sides of a bound are overwritten with a number, it is a mask, whatever names it goes by."""
    if not data.predicted_by or data.view_of is not None or not isinstance(key, Data) or key.test is None:
        return
    if not isinstance(value, Constant) or not isinstance(value.value, (int, float)) or len(key.test) != 3:
        return
    subject, sign, bound = key.test
    side = SIDES.get((sign, key.mask_keeps)) if isinstance(sign, str) else None
    # Another bound that was computed is known by the order of its making.
    written = bound if isinstance(bound, (int, float)) else getattr(bound, "number", None)
    if side is None or written is None or not data.serial or subject != ("value", data.serial):
        return
    if f"{OVERWRITTEN} {OTHER[side]} {written}" in data.traits:
        _keep_as_it_was(run, data)
        run.memory.set(data, "kind", "mask")
        run.memory.set(data, "test", key.test)
        run.memory.set(data, "mask_keeps", key.mask_keeps)
    run.memory.set(data, "traits", data.traits | {f"{OVERWRITTEN} {side} {written}"})


def _keep_as_it_was(run: Interpreter, data: Data) -> None:
    """What was made or judged before now held other values."""
    before = frames.derive(data)
    for event in run.events:
        if isinstance(event, Score) and event.prediction is data:
            event.prediction = before
        elif isinstance(event, (Call, Predict)) and event.result is data:
            event.result = before
