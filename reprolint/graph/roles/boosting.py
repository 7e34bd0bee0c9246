"""Functions that train and return a model: `xgboost.train`, `lightgbm.train`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph import settings
from reprolint.graph.events import MISSING, UNKNOWN, Call, Fit
from reprolint.graph.roles import networks
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import NO_FITS, Estimator, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def train(run: Interpreter, call: Call) -> Value:
    """Fit on the data set that the catalogue names; the model that comes back is fitted."""
    entry = call.entry
    assert entry is not None
    if entry.random is not None:
        note_draw(run, call)
    given = call.argument(entry.arguments[0]) if entry.arguments else MISSING
    data = None if given in {MISSING, UNKNOWN} else frames.face(run, given)
    model = Estimator(call.qualified, entry, made_by=call, hint=call.name)
    model.settings = settings.used_in(run, (*call.arguments, *call.keywords.values()))
    record = Fit(
        call.place,
        call.name,
        call.qualified,
        family="model",
        estimator=model,
        rows=data.rows if data is not None else NOTHING,
        data=data,
        learned=(data.all_learned if data is not None else NO_FITS) | model.settings,
        supervised=True,
        validation=networks.validation_of(run, call),
        call=call,
    )
    run.record(record)
    model.fits = (record,)
    return model
