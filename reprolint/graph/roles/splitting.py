"""Dividing rows: `train_test_split`, splitter objects, `random_split`."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import Arguments, record_call
from reprolint.graph.events import MISSING, Call, Draw, Split
from reprolint.graph.means import units_of
from reprolint.graph.roles.randomness import note_draw
from reprolint.graph.rows import NOTHING, All, Part, Rows
from reprolint.graph.values import Constant, Data, Generator, Sequence, Splitter, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter


def hold_out(run: Interpreter, call: Call) -> Value:
    """`train_test_split(*arrays)` and its like."""
    note_draw(run, call)
    if call.qualified.endswith("random_split"):
        return _random_split(run, call)
    if not call.arguments:
        return Unknown(call.name)
    shuffle = call.constant("shuffle", default=call.entry is None or call.entry.shuffles != "never")
    stratify = call.argument("stratify")
    arrays = [units_of(value) or value for value in call.arguments]
    first = frames.face(run, arrays[0])
    split = Split(
        call.place,
        call.name,
        call.qualified,
        kind="hold-out",
        parent=first.rows if first is not None else NOTHING,
        data=first,
        arrays=tuple(arrays),
        shuffles=shuffle if isinstance(shuffle, bool) else None,
        stratified=not _is_none(stratify),
        grouped=False,
        temporal=False if shuffle else True if call.entry is not None and call.entry.shuffles == "never" else None,
        call=call,
    )
    run.record(split)
    key = split_key(run, call)  # one for all arrays, so that features and labels stay together
    results: list[Value] = []
    for value in arrays:
        data = frames.face(run, value)
        if data is None or data.rows == NOTHING:
            results.extend([Unknown("train"), Unknown("test")])
            continue
        for role in ("train", "test"):
            rows = Part(data.rows, key, role)
            split.parts.setdefault(role, rows)
            results.append(_part_of(data, rows, split, shuffled=bool(shuffle)))
    return Sequence("list", results)


def _part_of(data: Data, rows: Rows, split: Split, *, shuffled: bool) -> Data:
    traits = data.traits | ({"shuffled", split.mark} if shuffled else {split.mark})
    return frames.derive(data, rows=rows, column_learned=dict(data.column_learned), traits=traits)


def split_key(run: Interpreter, call: Call) -> Hashable:
    """What makes two splits of the same rows the same split: the same seed and sizes; else every call is its own."""
    seed = call.argument("random_state")
    shuffle = call.constant("shuffle", default=True)
    if shuffle is False or (isinstance(seed, Constant) and seed.value is not None):
        sizes = tuple(_literal(call, name) for name in ("test_size", "train_size"))
        stratified = not _is_none(call.argument("stratify"))
        return ("split", _literal(call, "random_state"), sizes, stratified, shuffle)
    return ("split", run.fresh())


def _literal(call: Call, name: str) -> Hashable:
    value = call.argument(name)
    if isinstance(value, Constant):
        return value.value
    return None if value is MISSING else ("at", call.place.line)


def _is_none(value: Value) -> bool:
    return value is MISSING or (isinstance(value, Constant) and value.value is None)


def _random_split(run: Interpreter, call: Call) -> Value:
    data = frames.face(run, call.arguments[0]) if call.arguments else None
    if data is None:
        return Unknown(call.name, call.arguments)
    lengths = call.argument("lengths", 1)
    count = len(lengths.items) if isinstance(lengths, Sequence) and lengths.rest is None else 0
    key = _random_split_key(run, call, lengths)
    roles = {2: ["train", "test"], 3: ["train", "validation", "test"]}.get(count, [f"part-{i}" for i in range(count)])
    split = Split(
        call.place, call.name, call.qualified, kind="hold-out", parent=data.rows, data=data, arrays=call.arguments[:1],
        shuffles=True, stratified=False, grouped=False, temporal=False, call=call,
    )  # fmt: skip
    run.record(split)
    parts: list[Value] = []
    for role in roles:
        rows = Part(data.rows, key, role)
        split.parts[role] = rows
        parts.append(_part_of(data, rows, split, shuffled=True))
    if not parts:
        return frames.derive(data, rows=Part(data.rows, key, "all"), kind="parts")
    return Sequence("list", parts)


def _random_split_key(run: Interpreter, call: Call, lengths: Value) -> Hashable:
    """A generator that was seeded for this call alone divides the same rows in the same way each time."""
    seed = _seed_of_its_own(run, call)
    if not isinstance(lengths, Sequence) or not isinstance(seed, Constant) or seed.value is None:
        return ("split", run.fresh())
    return ("split", seed.value, tuple(frames.identity(run, length) for length in lengths.items))


def _seed_of_its_own(run: Interpreter, call: Call) -> Value | None:
    """The seed of the generator, when it was made inside of the call, or when nothing was drawn since torch was seeded."""
    generator = call.argument("generator", 2)
    if isinstance(generator, Generator) and generator.made_by is not None:
        own = any(part is generator.made_by.place.node for part in ast.walk(call.node))
        return generator.seed if own else None
    seeded = run.seeds.get("torch")
    if generator is not MISSING or seeded is None:
        return None
    since = run.events[seeded.order + 1 :]
    drawn = any(isinstance(one, Draw) and one.library == "torch" and one.call is not call for one in since)
    return None if drawn else seeded.value


def check_cv(run: Interpreter, call: Call) -> Value:
    """`check_cv(5)`: folds in order unless `shuffle=True`; a splitter that was passed in stays what it is, and draws itself."""
    given = call.argument("cv", 0)
    if isinstance(given, Splitter):
        return given
    counted = given is MISSING or isinstance(given, Constant)
    settings = {name: value for name, value in call.keywords.items() if name in {"shuffle", "random_state"}}
    folds = "sklearn.model_selection.KFold"
    return Splitter(folds, run.catalog.lookup(folds), settings if counted else {}, call if counted else None)


_FOLDS_OF = (("n",), ("y",))  # what the splitters of `sklearn.cross_validation` are given first: the rows to divide


def make(run: Interpreter, call: Call) -> Value:
    """A splitter object. Those of `sklearn.cross_validation` are the folds themselves, and drew them when they were made."""
    if call.entry is not None and call.entry.parameters[:1] in _FOLDS_OF:
        note_draw(run, call)
    names = call.entry.parameters if call.entry is not None else ()
    return Splitter(call.qualified, call.entry, dict(zip(names, call.arguments, strict=False)) | call.keywords, call)


def shuffles(value: Value | None) -> bool | None:
    """Does this splitter shuffle the rows? None when an argument hides it."""
    if value is None or isinstance(value, Constant):
        return False
    if not isinstance(value, Splitter) or value.entry is None:
        return None
    rule = value.entry.shuffles
    if rule in {"always", "never"}:
        return rule == "always"
    setting = value.parameters.get(rule)
    if setting is None:
        return bool(value.entry.defaults.get(rule, False))
    return bool(setting.value) if isinstance(setting, Constant) else None


def folds(
    run: Interpreter, call: Call, data: Data, splitter: Value | None, *, internal: bool
) -> tuple[Split, Rows, Rows]:
    """Record a cross-validation split of `data`; returns it with the fold's training and test rows."""
    kind = splitter.entry.kind if isinstance(splitter, Splitter) and splitter.entry is not None else ""
    key = _folds_key(run, splitter)
    once = not internal and divides_once(splitter)
    roles = ("train", "test") if once else ("fold-train", "fold-test")
    train, test = (Part(data.rows, key, role) for role in roles)
    split = Split(
        call.place,
        call.name,
        call.qualified,
        kind="hold-out" if once else "folds",
        parent=data.rows,
        data=data,
        parts=dict(zip(roles, (train, test), strict=True)),
        shuffles=shuffles(splitter),
        stratified="stratified" in kind or (isinstance(splitter, Splitter) and "Stratified" in splitter.qualified),
        grouped="group" in kind if isinstance(splitter, Splitter | Constant | None) else None,
        temporal=kind == "time",
        internal=internal,
        call=call,
        splitter=splitter,
    )
    if isinstance(splitter, Splitter) and splitter.made_by is not None:
        note_draw(run, splitter.made_by)
    run.record(split)
    return split, train, test


def _name(splitter: Value | None) -> str:
    return splitter.qualified if isinstance(splitter, Splitter) else ""


def divides_once(splitter: Value | None) -> bool:
    """Does this splitter give a single pair, `ShuffleSplit(n_splits=1)`? Then a loop over it is one hold-out split."""
    count = splitter.parameters.get("n_splits") if isinstance(splitter, Splitter) else None
    return isinstance(count, Constant) and count.value == 1


def _folds_key(run: Interpreter, splitter: Value | None) -> Hashable:
    """What makes two divisions of the same rows the same folds: equal splitters that draw nothing, or draw with a seed."""
    if not isinstance(splitter, Splitter) or not all(isinstance(one, Constant) for one in splitter.parameters.values()):
        return ("folds", _name(splitter), run.fresh())
    settings = {name: value.value for name, value in splitter.parameters.items() if isinstance(value, Constant)}
    if shuffles(splitter) is not False and settings.get("random_state") is None:
        return ("folds", _name(splitter), run.fresh())
    return ("folds", splitter.qualified, tuple(sorted((name, repr(value)) for name, value in settings.items())))


WHOLE = frozenset({"KFold", "StratifiedKFold", "GroupKFold", "StratifiedGroupKFold", "LeaveOneOut", "LeaveOneGroupOut"})


def is_partition(split: Hashable) -> bool:
    """Is each row in the test rows of exactly one of these folds?"""
    return isinstance(split, tuple) and len(split) > 1 and str(split[1]).rpartition(".")[2] in WHOLE


def call(run: Interpreter, receiver: Splitter, name: str, arguments: Arguments, node: ast.AST) -> Value:
    """Methods of a splitter: `split` yields index arrays of training and test rows."""
    event = record_call(run, f"{receiver.qualified}.{name}", None, arguments, node, receiver)
    if name != "split":
        return Unknown(name)
    given = event.argument("X", 0)
    data = frames.face(run, given) if given is not MISSING else None
    if data is None or data.rows == NOTHING:
        data = Data(rows=All(("positions", run.fresh())))
    _, train, test = folds(run, event, data, receiver, internal=False)
    # Splitters give positions; where they index the very data they were made from, they mean its own rows.
    parts = [Data(rows=rows, kind="index", traits=frozenset({"fold"})) for rows in (train, test)]
    pair = Sequence("tuple", list(parts))
    return Sequence("generator", [pair]) if divides_once(receiver) else Sequence("generator", [], pair)
