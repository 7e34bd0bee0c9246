"""Reading and writing: data that comes in, objects that are saved and restored."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from reprolint.graph.archives import ARCHIVE
from reprolint.graph.data import literal_names
from reprolint.graph.events import MISSING, Call, Load, Restore, Save
from reprolint.graph.named_files import rows_of_file
from reprolint.graph.paths import path_of
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import All, Part, Rows
from reprolint.graph.stored import keep, read_back, wholly_read
from reprolint.graph.values import Columns, Constant, Data, File, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def load(run: Interpreter, call: Call) -> Value:
    """A file or a published data set."""
    entry = call.entry
    assert entry is not None
    note_draw(run, call)
    named_first = next((value for name, value in call.keywords.items() if name not in PARTS), MISSING)
    given = path_of(call.arguments[0] if call.arguments else named_first)
    literal = given.value if isinstance(given, Constant) and isinstance(given.value, str) else None
    named = entry.kind == "fetch" and entry.name.startswith(("sklearn", "keras", "torchvision"))
    key: tuple[object, ...] = ("file", literal) if literal is not None and not named else ("load", run.fresh())
    if named:
        key = ("dataset", entry.name, literal)
    rows = _published(call, key, run.fresh) if entry.kind in {"fetch", "hub"} else All(key)
    if key[0] == "load" and (of_name := rows_of_file(run, given)) is not None:
        rows = of_name
    event = run.record(Load(call.place, call.name, call.qualified, path=literal))
    if entry.produces == "path":  # to a copy of the file
        return File(given)
    if call.qualified.endswith(FOLDERS):
        return _from_folder(run, call, All(key), event)
    kind = _kind(call)
    if (written := _written(run, call, given)) is not None:
        if isinstance(written, Data):
            event.data = written
            written.kind = written.kind if kind == "unknown" else kind
        return written
    wanted = call.argument("split")
    if entry.kind in {"fetch", "hub"} and isinstance(wanted, Sequence) and wanted.rest is None:
        parts = [_part(All(key), part, run.fresh) for part in wanted.items]
        listed: list[Value] = [Data(rows=part, kind=kind, loads=(event,)) for part in parts]
        return _with_facts(call, Sequence("list", listed))
    columns = _columns(call, key) if kind == "frame" else None
    traits = frozenset({ARCHIVE} if _holds_several(call, literal) else ())
    data = Data(rows=rows, kind=kind, loads=(event,), columns=columns, traits=traits)
    if entry.produces == "train-test":
        return _train_test(data)
    event.data = data
    if _returns_pair(call):
        target = Data(rows=data.rows, kind="series", loads=(event,))
        return Sequence("tuple", [data, target])
    return _with_facts(call, data)


def _written(run: Interpreter, call: Call, path: Value) -> Value | None:
    """What the program wrote to the file before, if that is what it reads now."""
    written = read_back(run, path) if run.stored and wholly_read(call) else None
    return written if isinstance(written, (Data, Mapping, Sequence)) else None


def _with_facts(call: Call, loaded: Value) -> Value:
    """`with_info=True` of TensorFlow Datasets gives what is known of a data set beside it."""
    if call.constant("with_info", default=False) is not True:
        return loaded
    return Sequence("tuple", [loaded, Unknown("info")])


def _holds_several(call: Call, path: str | None) -> bool:
    """May the file hold several arrays or tables under names, each with rows of its own: `.npz`, `.mat`, sheets?"""
    if call.entry is not None and call.entry.produces == "archive":
        return path is None or not path.endswith(".npy")
    sheets = call.argument("sheet_name")
    several = isinstance(sheets, Sequence) or (isinstance(sheets, Constant) and sheets.value is None)
    return several and call.qualified == "pandas.read_excel"


FOLDERS = (
    "_dataset_from_directory"  # ends the names of Keras' readers of images, texts and sounds, one folder for each class
)
SUBSETS = {"training": "train", "validation": "validation"}


def _from_folder(run: Interpreter, call: Call, whole: Rows, event: Load) -> Value:
    """The files of a folder; with `validation_split=` those of one part, or of both.

    Which these are depends on the share and a seed, which both calls must be given alike: then the parts are apart.
    """
    kind = call.entry.produces if call.entry is not None else "dataset"
    wanted = call.constant("subset")
    roles = [*SUBSETS.values()] if wanted == "both" else [SUBSETS.get(wanted, "")] if isinstance(wanted, str) else []
    if wanted is ... or "" in roles:
        return Data(rows=All(("load", run.fresh())), kind=kind, loads=(event,))
    parts = [Data(rows=Part(whole, ("of folder", whole), role), kind=kind, loads=(event,)) for role in roles]
    if len(parts) > 1:
        return Sequence("tuple", [*parts])
    event.data = parts[0] if parts else Data(rows=whole, kind=kind, loads=(event,))
    return event.data


PARTS = ("train", "subset", "split")  # arguments that ask for one part of a published data set
PUBLISHED = {
    True: "train", False: "test", "train": "train", "test": "test",
    "val": "validation", "valid": "validation", "validation": "validation",
}  # fmt: skip


def _published(call: Call, key: tuple[object, ...], fresh: Callable[[], int]) -> Rows:
    """The rows of a data set that is published in parts: `train=False`, `subset="test"`, `split="validation"`."""
    for name in PARTS:
        known = call.entry.defaults.get(name) if call.entry is not None else None
        part = call.constant(name, default=known)
        if part is ... or isinstance(part, (bool, str)):
            return _named_part(All(key), part, fresh)
    return All(key)


def _part(whole: Rows, part: Value, fresh: Callable[[], int]) -> Rows:
    return _named_part(whole, part.value if isinstance(part, Constant) else ..., fresh)


def _named_part(whole: Rows, part: object, fresh: Callable[[], int]) -> Rows:
    """One published part; of `split="train[:80%]"` it is not known which rows these are."""
    if isinstance(part, (bool, str)) and part in PUBLISHED:
        return Part(whole, ("published", whole), PUBLISHED[part])
    return whole if part == "all" or isinstance(part, bool) else All(("load", fresh()))


def _kind(call: Call) -> str:
    produces = call.entry.produces if call.entry is not None else ""
    if call.qualified.startswith("pandas."):
        return "frame"
    if call.qualified == "numpy.load":
        return "array"
    if produces in {"frame", "array", "bunch", "dataset", "series"}:
        return produces
    return "unknown"


def _columns(call: Call, key: tuple[object, ...]) -> Columns | None:
    """All columns of the file, or those that were asked for."""
    wanted = call.argument("usecols")
    if wanted is MISSING or (isinstance(wanted, Constant) and wanted.value is None):
        return Columns(key)
    names = literal_names(wanted)
    return Columns(key, frozenset(names), inverted=False) if names else None


def _returns_pair(call: Call) -> bool:
    produces = call.entry.produces if call.entry is not None else ""
    return produces in {"data-target", "pair"} or call.constant("return_X_y", default=False) is True


def _train_test(data: Data) -> Value:
    """Keras data sets come as `(x_train, y_train), (x_test, y_test)`."""
    key = ("published", data.rows)
    pairs: list[Value] = []
    for role in ("train", "test"):
        rows = Part(data.rows, key, role)
        pairs.append(
            Sequence(
                "tuple",
                [Data(rows=rows, kind="array", loads=data.loads), Data(rows=rows, kind="array", loads=data.loads)],
            )
        )
    return Sequence("tuple", pairs)


def make(run: Interpreter, call: Call) -> Value:
    """Synthetic data drawn by the library."""
    note_draw(run, call)
    event = run.record(Load(call.place, call.name, call.qualified, synthetic=True))
    rows = All(("made", run.fresh()))
    data = Data(rows=rows, kind="array", loads=(event,), synthetic=True)
    event.data = data
    target = Data(rows=rows, kind="series", loads=(event,), synthetic=True)
    if call.entry is not None and call.entry.produces in {"array", "data"}:
        return data
    return Sequence("tuple", [data, target])


def save(run: Interpreter, call: Call) -> Value:
    """An object is written to a file."""
    entry = call.entry
    assert entry is not None
    names = entry.arguments or ("obj", "file")
    places = entry.parameters if set(names) <= set(entry.parameters) else names  # `np.save` takes the file first
    value = call.argument(names[0], places.index(names[0]))
    target = call.argument(names[1], places.index(names[1])) if len(names) > 1 else MISSING
    if call.receiver is not None:
        value, target = call.receiver, call.arguments[0] if call.arguments else MISSING
    run.record(
        Save(call.place, call.name, call.qualified, format=entry.kind, path=path_of(target), value=value, call=call)
    )
    if target is not MISSING:
        keep(run, target, _content(call, value), ENDINGS.get(entry.kind, ""))
    return Constant(None)


ENDINGS = {"npy": ".npy", "npz": ".npz"}  # which NumPy adds to a name that has none


def _content(call: Call, value: Value) -> Value:
    """What will be read back: all of the value, unless some of it was written, or it was put behind what was there."""
    if call.qualified.startswith("numpy.savez"):
        arrays: dict[Hashable, Value] = {f"arr_{number}": array for number, array in enumerate(call.arguments[1:])}
        return Mapping(arrays | dict(call.keywords))
    mode = call.constant("mode", default="w")
    some = "columns" in call.keywords or not isinstance(mode, str) or mode.startswith("a")
    return Unknown() if some else value


def restore(run: Interpreter, call: Call) -> Value:
    """A saved object is read back."""
    entry = call.entry
    assert entry is not None
    given = path_of(call.arguments[0]) if call.arguments else path_of(next(iter(call.keywords.values()), Unknown()))
    run.record(Restore(call.place, call.name, call.qualified, format=entry.kind, path=given, call=call))
    if (written := read_back(run, given)) is not None:
        return written
    restored = Unknown(call.name.rpartition(".")[2], (File(given),))
    if entry.kind == "keras":
        restored.attributes = {"compile": run.library("keras.Model.compile")}
    return restored
