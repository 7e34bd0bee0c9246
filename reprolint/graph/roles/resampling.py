"""Rows repeated, imitated or thinned out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.events import MISSING, Call, Resample
from reprolint.graph.labels import drawn_from
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import NOTHING, Copies, Rows, Where
from reprolint.graph.values import Constant, Data, Sequence, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Hashable

    from reprolint.graph.interpreter import Interpreter


def resampled(run: Interpreter, call: Call, kind: str, x: Value, y: Value) -> Value:
    """`sampler.fit_resample(X, y)`: the pair with copies (or a part) of the rows."""
    data = frames.face(run, x) if x is not MISSING else None
    if data is None or data.rows == NOTHING:
        return Unknown(call.name, call.arguments)
    target = y if isinstance(y, Data) else None
    key = ("resample", run.fresh())
    made = _resampled(data.rows, key, kind)
    run.record(
        Resample(
            call.place,
            call.name,
            call.qualified,
            kind=kind,
            rows=data.rows,
            result=made,
            data=data,
            target=target,
            call=call,
        )
    )
    results: list[Value] = []
    for value in (x, y):
        part = frames.face(run, value) if value is not MISSING else None
        if part is None or part.rows == NOTHING:
            results.append(Unknown(call.name))
            continue
        rows = _resampled(part.rows, key, kind)
        results.append(frames.derive(part, rows=rows, column_learned=dict(part.column_learned)))
    return Sequence("tuple", results)


def _resampled(rows: Rows, key: Hashable, kind: str) -> Rows:
    """The rows that come out: fewer after under-sampling, else some of them several times."""
    return Where(rows, key) if kind == "under" else Copies(rows, key)


def resample(run: Interpreter, call: Call) -> Value:
    """`sklearn.utils.resample(*arrays)`: rows drawn with replacement."""
    note_draw(run, call)
    replace = call.constant("replace", default=True)
    kind = "bootstrap" if replace is not False else "under"
    results: list[Value] = []
    key = ("resample", run.fresh())
    for position, value in enumerate(call.arguments):
        data = frames.face(run, value)
        if data is None or data.rows == NOTHING:
            results.append(Unknown(call.name, (value,)))
            continue
        rows = _resampled(data.rows, key, kind)
        if position == 0:
            run.record(
                Resample(
                    call.place, call.name, call.qualified, kind=kind, rows=data.rows, result=rows, data=data, call=call
                )
            )
        results.append(frames.derive(data, rows=rows, column_learned=dict(data.column_learned)))
    return results[0] if len(results) == 1 else Sequence("list", results)


def sample(run: Interpreter, call: Call, data: Data) -> Data:
    """`frame.sample(...)`: rows drawn at random, with copies when `replace=True`; of groups, from each."""
    note_draw(run, call)
    if data.kind == "groupby":
        data = frames.derive(data, kind="frame", column_learned=dict(data.column_learned))
    fraction = call.constant("frac")
    key = ("sample", run.fresh())
    if call.constant("replace", default=False) is True:
        copies = Copies(data.rows, key)
        run.record(
            Resample(
                call.place,
                call.name,
                call.qualified,
                kind="bootstrap",
                rows=data.rows,
                result=copies,
                data=data,
                call=call,
            )
        )
        return frames.derive(data, rows=copies, column_learned=dict(data.column_learned))
    if isinstance(fraction, (int, float)) and fraction == 1:
        return frames.derive(data, traits=data.traits | {"shuffled"}, column_learned=dict(data.column_learned))
    seed = call.argument("random_state")
    if isinstance(seed, Constant) and seed.value is not None:
        size = fraction if isinstance(fraction, (int, float)) else call.constant("n")
        key = ("sample", seed.value, size if isinstance(size, (int, float)) else call.place.line)  # type: ignore[assignment]
    key = (*key, *drawn_from(data))  # type: ignore[assignment]
    return frames.derive(
        data, rows=Where(data.rows, key), column_learned=dict(data.column_learned), traits=data.traits | {"shuffled"}
    )
