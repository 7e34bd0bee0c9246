"""NumPy's ways to choose rows: masks, the numbers of rows, pieces of arrays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import computed
from reprolint.graph.events import MISSING, Call
from reprolint.graph.rows import NOTHING, All, Cut, Part, Rows, Where
from reprolint.graph.subscripts import some_columns
from reprolint.graph.values import Constant, Data, Library, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


ALONG_COLUMNS = (1, -1)  # values of `axis`
MOST_PIECES = 24  # of an array that are followed one by one


def _where(run: Interpreter, call: Call) -> Value:
    """`np.where(mask)` and `np.nonzero(mask)` give positions; `np.where(mask, a, b)` a column."""
    first = call.arguments[0] if call.arguments else MISSING
    if len(call.arguments) == 1 and isinstance(first, Data):
        return Sequence("tuple", [_numbers_of(run, first)])
    return computed(run, call)


def _positions(run: Interpreter, call: Call) -> Value:
    """`np.flatnonzero(mask)`: the rows of the mask by their numbers."""
    first = call.arguments[0] if call.arguments else MISSING
    return _numbers_of(run, first) if isinstance(first, Data) else computed(run, call)


def _numbers_of(run: Interpreter, mask: Data) -> Data:
    """The numbers of the rows that a mask keeps: these may be divided further, as a mask may not."""
    if mask.rows == NOTHING:
        return frames.derive(mask, kind="index", test=None)
    kept = Where(mask.rows, mask.test or ("mask", frames.identity(run, mask)), mask.mask_keeps)
    return frames.derive(mask, kind="index", rows=kept, test=None, mask_keeps=True)


def _is_among(run: Interpreter, call: Call) -> Value:
    """`np.isin(values, chosen)`: a mask, as `values.isin(chosen)` is."""
    from reprolint.graph.roles.row_methods import is_among

    first, second = (*call.arguments, MISSING, MISSING)[:2]
    if not isinstance(first, Data) or second is MISSING:
        return computed(run, call)
    mask = is_among(run, first, second)
    return frames.derive(mask, mask_keeps=False) if call.constant("invert", default=False) is True else mask


def _arange(run: Interpreter, call: Call) -> Value:
    """Positions `0..n-1`, the same for the same n."""
    key = frames.identity(run, call.arguments[0]) if call.arguments else run.fresh()
    return Data(rows=All(("positions", key)), kind="index")


def _in_order(run: Interpreter, call: Call) -> Value:
    """`np.sort(positions)`: the same positions."""
    first = call.argument("a", 0)
    face = first.faces.get("data") if isinstance(first, Unknown) and first.faces is not None else first
    if not isinstance(face, Data) or face.kind != "index" or face.rows == NOTHING:
        return computed(run, call)
    return frames.derive(face, traits=face.traits - {"shuffled"})


def _take(run: Interpreter, call: Call) -> Value:
    """`np.take(values, positions, axis=0)`: rows, or along another axis columns."""
    data = frames.face(run, call.arguments[0]) if call.arguments else None
    if data is None or len(call.arguments) < 2:
        return computed(run, call)
    if call.constant("axis", default=0) in ALONG_COLUMNS:
        return some_columns(run, data, call.arguments[1])
    if call.constant("axis", default=0) not in {0, None}:
        return computed(run, call)
    return frames.pick(run, data, call.arguments[1])


def _without(run: Interpreter, call: Call) -> Value:
    """`np.delete(values, positions, axis=0)` and `np.setdiff1d(positions, others)`: what is left."""
    first, second = (*call.arguments, MISSING, MISSING)[:2]
    data = frames.face(run, first) if isinstance(first, (Data, Unknown)) else None
    if data is not None and call.constant("axis", default=0) in ALONG_COLUMNS:
        return some_columns(run, data, second)
    gone = frames.face(run, second) if isinstance(second, (Data, Unknown)) else None
    if data is None or gone is None or NOTHING in {data.rows, gone.rows} or call.constant("axis", default=0) != 0:
        return computed(run, call)
    other_positions = call.qualified.endswith("setdiff1d")
    if other_positions and isinstance(gone.rows, Where) and _is_all_positions(data.rows):
        return frames.derive(gone, rows=Where(gone.rows.parent, gone.rows.test, not gone.rows.keeps))
    taken = gone if other_positions else frames.pick(run, data, second)
    return frames.derive(data, rows=frames.rest_of(data.rows, taken.rows))


def _is_all_positions(rows: Rows) -> bool:
    """Are they `np.arange(n)`?"""
    return isinstance(rows, All) and isinstance(rows.key, tuple) and rows.key[0] == "positions"


def _mask(run: Interpreter, call: Call) -> Value:
    """`np.zeros(n, dtype=bool)`, `np.full(n, False)`: a mask that is filled later."""
    if not _is_of_truths(call):
        if _is_empty(call):
            return Data(rows=NOTHING, kind="array", synthetic=True)
        made = computed(run, call)
        if isinstance(made, Unknown):  # an array that is filled later, such as out-of-fold predictions
            blank = All(("made", run.fresh()))
            made.faces = {"data": Data(rows=blank, kind="array", synthetic=True)}
            run.blanks[blank] = run.loops
        return made
    key = ("mask", run.fresh())
    return Data(rows=All(key), kind="mask", test=key, synthetic=True)


def _is_of_truths(call: Call) -> bool:
    if not call.qualified.startswith("numpy.full"):
        kind = call.argument("dtype", 1)
    elif (kind := call.argument("dtype", 2)) is MISSING:
        return isinstance(call.constant("fill_value"), bool)
    return isinstance(kind, Library) and kind.name.rpartition(".")[2] in {"bool", "bool_"}


def _nothing_yet(run: Interpreter, call: Call) -> Value:
    """`torch.empty(0)`."""
    return Data(rows=NOTHING, kind="array", synthetic=True) if _is_empty(call) else computed(run, call)


def _is_empty(call: Call) -> bool:
    """`np.empty((0, 5))`: nothing yet, to be stacked upon."""
    shape = call.argument("shape", 0)
    first = shape.items[0] if isinstance(shape, Sequence) and shape.items else shape
    return isinstance(first, Constant) and first.value == 0


def _pieces(run: Interpreter, call: Call) -> Value:
    """`np.split(values, [600, 800])` and `np.array_split(values, 3)`: rows in order, in pieces."""
    data = frames.face(run, call.arguments[0]) if call.arguments else None
    where = call.argument("indices_or_sections", 1)
    if data is None or data.rows == NOTHING or call.constant("axis", default=0) != 0:
        return computed(run, call)
    if isinstance(where, Sequence) and where.rest is None:
        marks = [one.value if isinstance(one, Constant) else frames.identity(run, one) for one in where.items]
        borders = [None, *marks, None]
        pieces: list[Rows] = [Cut(data.rows, low, high) for low, high in pairwise(borders)]
    elif isinstance(where, Constant) and isinstance(where.value, int) and 1 < where.value <= MOST_PIECES:
        key = ("pieces", data.rows, where.value)
        pieces = [Part(data.rows, key, f"part-{number}") for number in range(where.value)]
    else:
        return Sequence("list", [], frames.pick(run, data, Unknown("piece")))
    return Sequence("list", [frames.derive(data, rows=rows) for rows in pieces])


SPECIAL = {
    "numpy.where": _where,
    "numpy.nonzero": _where,
    "numpy.flatnonzero": _positions,
    "numpy.argwhere": _positions,
    "numpy.isin": _is_among,
    "numpy.in1d": _is_among,
    "numpy.arange": _arange,
    "numpy.sort": _in_order,
    "numpy.take": _take,
    "numpy.delete": _without,
    "numpy.setdiff1d": _without,
    "numpy.zeros": _mask,
    "numpy.ones": _mask,
    "numpy.empty": _mask,
    "numpy.full": _mask,
    "torch.empty": _nothing_yet,
    "torch.zeros": _nothing_yet,
    "numpy.zeros_like": _mask,
    "numpy.empty_like": _mask,
    "numpy.full_like": _mask,
    "numpy.split": _pieces,
    "numpy.array_split": _pieces,
}
