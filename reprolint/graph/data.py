"""Operations on data: seeing a value as rows, selecting rows and columns, arithmetic that carries provenance along.

Longer than most modules: all of them make new data of old, and share how that is derived.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from reprolint.graph.chosen_points import chosen_position
from reprolint.graph.lags import LAG, traits_of
from reprolint.graph.paths import file_behind
from reprolint.graph.rows import NOTHING, All, Part, Pick, Related, Rows, Where, ancestors, stacked, union
from reprolint.graph.units import own_numbers
from reprolint.graph.values import (
    NO_FITS,
    ONE_GROUP,
    UNTRAINABLE,
    Columns,
    Constant,
    Data,
    Estimator,
    Generator,
    Instance,
    Listing,
    Mapping,
    Number,
    Sequence,
    Splitter,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from reprolint.graph.events import Fit
    from reprolint.graph.interpreter import Interpreter


ANY = ast.Pass()  # stands for the loop of a row as long as that is not known, as in what `zip` gives

_VALUES = attrgetter(*(one.name for one in fields(Data)))


NAMES = ("columns", "column", "name", "key")  # hints of what stands for the name of a column


def derive(data: Data, **changes: object) -> Data:
    """Another value of the same rows and provenance; in-place changes of it do not reach `data`."""
    made = Data(*_VALUES(data))  # many times as quick as `replace`, and called for nearly every value
    made.view_of, made.view_key, made.serial = None, None, 0
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def face(run: Interpreter, value: Value) -> Data | None:
    """The value as data, or None when it cannot be. An unknown value becomes data of its own, always the same."""
    if isinstance(value, Data):
        return value
    if isinstance(value, Unknown):
        return _unknown_face(run, value)
    if isinstance(value, Sequence):
        return _sequence_face(run, value)
    if isinstance(value, Mapping):
        entries = [*value.items.values(), value.rest]
        parts = [item for item in entries if isinstance(item, (Data, Sequence, Unknown))]
        faces = [part for item in parts if (part := face(run, item)) is not None]
        numbers = [part for part in faces if part.statistic and part.all_learned]
        if numbers and all(part.statistic or part.synthetic for part in faces):
            faces = numbers  # names that are listed beside a number for each column are no rows
        return merge(run, faces)
    if isinstance(value, Instance):
        from reprolint.graph.own_datasets import as_rows  # which is about data

        return as_rows(run, value)
    return None


def _unknown_face(run: Interpreter, value: Unknown) -> Data:
    if value.faces is None:
        value.faces = {}
    data = value.faces.get("data")
    if not isinstance(data, Data):
        parents = list(provenance(value.inputs))
        key = ("value", run.fresh())
        rows: Rows = All(key)
        learned = NO_FITS
        if run.row_loops and (row := _row_behind(value)) is not None:
            data = value.faces["data"] = row
            data.kind, data.hint, data.columns, data.column_learned, data.test = "unknown", value.hint, None, {}, None
            return data
        if parents:
            members = frozenset(part.rows for part in parents if part.rows != NOTHING)
            rows = Related(members, key) if members else rows
            learned = NO_FITS.union(*(part.all_learned for part in parents))
        elif value.inputs and (path := file_behind(value)) is not None:
            rows = Related(frozenset({All(("file", path))}), key)
        data = value.faces["data"] = Data(rows=rows, learned=learned, hint=value.hint)
    return data


def _row_behind(value: Unknown) -> Data | None:
    from reprolint.graph.rounds import common_row  # which is about data

    return common_row(value.inputs)


def provenance(values: Iterable[Value], depth: int = 4) -> Iterable[Data]:
    """The data that unknown computations on `values` may have used."""
    for value in values:
        if isinstance(value, Data):
            yield value
        elif isinstance(value, Unknown) and depth:
            if value.faces and isinstance(value.faces.get("data"), Data):
                yield value.faces["data"]  # type: ignore[misc]
            elif value.inputs:
                yield from provenance(value.inputs, depth - 1)
        elif isinstance(value, Sequence) and depth:
            yield from provenance(value.items[:8], depth - 1)
            if value.rest is not None:
                yield from provenance((value.rest,), depth - 1)
        elif isinstance(value, Mapping) and depth:
            yield from provenance(list(value.items.values())[:8], depth - 1)
            if value.rest is not None:
                yield from provenance((value.rest,), depth - 1)


def _sequence_face(run: Interpreter, value: Sequence) -> Data:
    merged = merge(run, list(_within(value, 4)) or _computed_rows(run, value))
    if merged is not None and run.stretches.loops:
        from reprolint.graph.stretches import put_together  # which is about data

        return put_together(run, merged)
    if merged is not None:
        return merged
    if (path := file_behind(value)) is not None:  # lines that were split by hand
        return Data(rows=Related(frozenset({All(("file", path))}), ("value", run.fresh())), kind="array")
    return Data(rows=All(("literal", run.fresh())), kind="array", synthetic=True)


def _computed_rows(run: Interpreter, value: Sequence) -> list[Data]:
    """What a loop over rows collected after a computation of which nothing is known; names of columns are no rows."""
    rest = value.rest
    if not isinstance(rest, Unknown) or rest.hint.endswith(NAMES):
        return []
    if all(part.rows == NOTHING for part in provenance((rest,))):
        return []
    return [_unknown_face(run, rest)]


def _within(value: Sequence, depth: int) -> Iterator[Data]:
    """The data in a list and in the first few items of lists in it."""
    items = [*value.items, *([value.rest] if value.rest is not None else [])]
    for item in items[: 8 * depth]:
        if isinstance(item, Data):
            yield item
        elif isinstance(item, Sequence) and depth:
            yield from _within(item, depth - 1)
        elif isinstance(item, Mapping) and depth:  # records
            yield from _within(Sequence("list", list(item.items.values()), item.rest), depth - 1)


def merge(run: Interpreter, parts: list[Data], kind: str = "array") -> Data | None:  # noqa: ARG001 - as all here
    """Data that holds values of all parts for rows that may be any of theirs (stacked or side by side)."""
    if not parts:
        return None
    if len(parts) == 1:
        return derive(parts[0], traits=parts[0].traits - {ONE_GROUP}, each=_round_of(parts))
    with_rows = [part for part in parts if not part.statistic and part.rows != NOTHING]
    # The name of a category belongs to all rows of it, and stands beside those that are meant.
    meant = [part for part in with_rows if "distinct" not in part.traits] or with_rows
    rows = union(*(part.rows for part in meant))
    return Data(
        rows=rows,
        learned=own_numbers(parts, with_rows),
        scaled_by=only_scaled_by(*parts),
        shifted_by=NO_FITS.union(*(part.shifted_by for part in parts)),
        bent_by=NO_FITS.union(*(part.bent_by for part in parts)),
        kind=kind,
        predicted_by=NO_FITS.union(*(part.predicted_by for part in parts)),
        output=_joined_output(parts),
        predicted_from=parts[0].predicted_from,
        statistic=not with_rows,
        loads=tuple(dict.fromkeys(load for part in parts for load in part.loads)),
        synthetic=all(part.synthetic for part in with_rows),
        traits=frozenset.intersection(*(part.traits for part in parts)) - {ONE_GROUP},
        each=_round_of(part for part in parts if not part.statistic),
    )


def _round_of(parts: Iterable[Data]) -> ast.AST | None:
    """The loop of which all of these are one row at a time; None when any of them is a whole table."""
    rounds = {part.each for part in parts}
    return rounds.pop() if len(rounds) == 1 and ANY not in rounds else None


def below(run: Interpreter, upper: Data, lower: Data) -> Data:
    """Both, one below the other."""
    merged = merge(run, [upper, lower], upper.kind)
    assert merged is not None
    if NOTHING not in (upper.rows, lower.rows):
        merged.rows = stacked(upper.rows, lower.rows)
    return merged


def _joined_output(parts: list[Data]) -> str:
    """Predictions of different models for different rows, once joined, no longer tell which row is whose."""
    predicted = [part for part in parts if part.predicted_by]
    if len({part.predicted_by for part in predicted}) > 1 and len({part.rows for part in predicted}) > 1:
        return "joined"
    return parts[0].output


LEARNABLE = frozenset({"parameters", "gradient"})  # kinds of data without rows, see `graph.parameters`


def combine(run: Interpreter, left: Value, right: Value, op: ast.operator | None = None) -> Value | None:
    """Arithmetic of two values: rows of the one that has rows, numbers learned by both. None when neither is data.

    `op` is the operator between them, None where it is another function of both.
    """
    sides = [side for side in (left, right) if isinstance(side, Data)]
    if not sides:
        return None
    whole = [side for side in sides if not side.statistic and side.rows != NOTHING]
    main = next((side for side in whole if side.networks), whole[0]) if whole else sides[0]
    learned = NO_FITS.union(*(side.all_learned for side in sides))
    if len(whole) < len(sides) and any(side.kind in LEARNABLE for side in sides):
        from reprolint.graph.parameters import combined

        return combined(run, sides, whole, learned)
    predicted = NO_FITS.union(*(side.predicted_by for side in sides))
    bends = isinstance(op, ast.Div) and any(side is right for side in whole)
    bends = bends or (op is not None and not isinstance(op, (ast.Add, ast.Sub, ast.Mult, ast.Div)))
    moved = NO_FITS.union(*(side.learned - main.all_learned for side in sides if side.statistic)) if whole else NO_FITS
    return derive(
        main,
        learned=learned,
        scaled_by=(main.scaled_by | moved) if len(whole) <= 1 and not bends else NO_FITS,
        shifted_by=NO_FITS if bends else _shifts(op, whole, sides),
        bent_by=NO_FITS.union(*(side.bent_by for side in sides)),
        column_learned={},
        predicted_by=predicted,
        predicted_from=next((side.predicted_from for side in sides if side.predicted_from), None),
        output=next((side.output for side in sides if side.output), ""),
        columns=_columns_of_both(main, left, right),
        test=None,
        synthetic=all(side.synthetic for side in whole) if whole else main.synthetic,
        traits=_traits_of_all(main, whole),
        each=_round_of(whole) if len(whole) > 1 else main.each,
        networks=tuple(dict.fromkeys(network for side in sides for network in side.networks)),
    )


def _traits_of_all(main: Data, whole: list[Data]) -> frozenset[str]:
    """Those of the main side; with an output beside it that a network can be trained by, so can it be by both."""
    traits = main.traits | {"lagged"} if any("lagged" in side.traits for side in whole) else main.traits
    if UNTRAINABLE in traits and any(side.networks and UNTRAINABLE not in side.traits for side in whole):
        traits -= {UNTRAINABLE}
    return traits


def _shifts(op: ast.operator | None, whole: list[Data], sides: list[Data]) -> frozenset[Fit]:
    """The statistics that have done nothing to these values but add the same to all rows."""
    kept = only_shifted_by(*whole)
    numbers = NO_FITS.union(*(side.learned for side in sides if side.statistic)) if whole else NO_FITS
    if isinstance(op, (ast.Add, ast.Sub)):
        known = NO_FITS.union(*(side.all_learned for side in whole))
        return kept | (numbers - known)
    return kept - numbers if isinstance(op, (ast.Mult, ast.Div)) and len(whole) == 1 else NO_FITS


def _columns_of_both(main: Data, left: Value, right: Value) -> Columns | None:
    """Which columns a result was computed from: those of both sides; None when one of them is not known by its columns."""
    described = main.columns
    if described is None or (described.inverted and described.positions is None):
        return described
    for side in (left, right):
        if side is main or (isinstance(side, Data) and side.statistic) or is_plain(side):
            continue
        other = side.columns if isinstance(side, Data) else None
        if other is None or other.inverted or other.table != described.table or described.positions is not None:
            return None
        names, derived = described.names | other.names, (*described.derived, *other.derived)
        described = replace(described, names=names, derived=derived, computed=True)
    return replace(described, computed=True) if len(described.names) == 1 else described


# --- columns -------------------------------------------------------------------------------------------------------


GROUPINGS = frozenset({"groupby", "rolling"})  # kinds of data whose columns are still grouped


def column(data: Data, name: str) -> Data:
    """One column by name; in-place changes of it reach the frame."""
    learned = data.learned | data.column_learned.get(name, NO_FITS)
    columns = data.columns
    if columns is not None:
        derived = _history(columns, {name})
        columns = Columns(columns.table, frozenset((name,)), inverted=False, derived=derived, numeric=columns.numeric)
    kind = data.kind if data.kind in GROUPINGS else "series"
    return replace(
        data, learned=learned, column_learned={}, kind=kind, columns=columns, view_of=data, view_key=name, serial=0,
        traits=traits_of(data, {name}, single=True),
    )  # fmt: skip


def columns(data: Data, names: list[str]) -> Data:
    """Several columns by name."""
    kept = {name: fits for name, fits in data.column_learned.items() if name in names}
    described = columns_named(data.columns, names) if data.columns is not None else None
    kind = data.kind if data.kind in GROUPINGS else "frame"
    return derive(data, column_learned=kept, columns=described, kind=kind, traits=traits_of(data, names))


def columns_named(described: Columns, names: Iterable[str]) -> Columns:
    """These columns of the described ones, with how they were made."""
    return Columns(described.table, frozenset(names), inverted=False, derived=_history(described, set(names)))


def _history(described: Columns, names: set[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    """How the named columns were made, and what they were made from; a column is made from older ones."""
    kept: list[tuple[str, frozenset[str]]] = []
    for name, sources in reversed(described.derived):
        if name in names:
            names = names | sources
            kept.append((name, sources))
    return tuple(kept[::-1])


def without(data: Data, names: list[str]) -> Data:
    """All columns but some."""
    kept = {name: fits for name, fits in data.column_learned.items() if name not in names}
    described = data.columns
    if described is not None:
        gone = frozenset(names)
        derived = tuple(pair for pair in described.derived if pair[0] not in gone)
        left = described.names | gone if described.inverted else described.names - gone
        described = replace(described, names=left, derived=derived)
    lags = [LAG + name for name in names]
    return derive(data, column_learned=kept, columns=described, traits=data.traits.difference(lags))


def only_scaled_by(*parts: Data) -> frozenset[Fit]:
    """Fits that only moved or stretched columns, in every part that holds their numbers."""
    scaled = NO_FITS.union(*(part.scaled_by for part in parts))
    return scaled.difference(*(part.all_learned - part.scaled_by for part in parts)) if scaled else scaled


def only_shifted_by(*parts: Data) -> frozenset[Fit]:
    """Fits that only added something to all rows of columns, in every part that holds their numbers."""
    shifted = NO_FITS.union(*(part.shifted_by for part in parts))
    return shifted.difference(*(part.all_learned - part.shifted_by for part in parts)) if shifted else shifted


def _is_one_number(value: Data) -> bool:
    """Is it a single number, such as the mean of a column?"""
    summarised = [fit.data for fit in value.all_learned if not fit.grouped_by]
    return (
        value.statistic
        and len(summarised) == len(value.all_learned)
        and all(data is not None and data.kind == "series" for data in summarised)
    )


def with_column(data: Data, name: str, value: Value, *, whole: bool = True) -> dict[str, object]:
    """The changed fields of a frame after `data[name] = value`; when not `whole`, only some rows of the column were set."""
    changes: dict[str, object] = {}
    learned = value.all_learned if isinstance(value, Data) else NO_FITS
    if not whole:
        learned |= data.column_learned.get(name, NO_FITS)
    if learned - data.learned or name in data.column_learned:
        changes["column_learned"] = {**data.column_learned, name: learned}
    if isinstance(value, Data) and (value.scaled_by or value.statistic or data.scaled_by):
        if (
            not whole or value.kind == "mask"
        ):  # some rows are scaled, and others are not; or which side of a bound they are on
            value = derive(value, scaled_by=NO_FITS, shifted_by=NO_FITS)
        elif _is_one_number(value):  # as if it had been added to a column of noughts
            value = derive(value, scaled_by=value.all_learned, shifted_by=value.all_learned)
        changes["scaled_by"] = only_scaled_by(data, value)
        changes["shifted_by"] = only_shifted_by(data, value)
        changes["bent_by"] = data.bent_by | value.bent_by
    if isinstance(value, Data) and "lagged" in value.traits:
        changes["traits"] = data.traits | {LAG + name}
    described = data.columns
    if described is not None:
        used: frozenset[str] = frozenset()
        if isinstance(value, Data) and value.columns is not None and value.columns.table == described.table:
            used = named_columns(value.columns)
        names = described.names - {name} if described.inverted else described.names | {name}
        derived = described.derived
        if name not in used:  # not its own old values in another form: from here on the column is the program's
            derived = (*(pair for pair in derived if pair[0] != name), (name, used if whole else frozenset()))
        changes["columns"] = replace(described, names=names, derived=derived)
    return changes


def has_column(described: Columns, name: str) -> bool:
    """Is it certain that there is a column of this name?"""
    return name in named_columns(described) or any(name == made for made, _ in described.derived)


def named_columns(described: Columns) -> frozenset[str]:
    """The names held, where they are listed; empty when only the absent ones are."""
    return frozenset() if described.inverted else described.names


# --- rows ----------------------------------------------------------------------------------------------------------


def identity(run: Interpreter, value: Value) -> Hashable:
    """A key that is the same for the same value in one run."""
    if isinstance(value, Constant):
        return (type(value.value).__name__, value.value)
    if isinstance(value, Unknown):
        data = _unknown_face(run, value)
        return data.rows
    if isinstance(value, Data):
        return (value.rows, value.view_key, value.test, id_of(run, value))
    if isinstance(value, Sequence) and value.rest is None and all(isinstance(item, Constant) for item in value.items):
        return ("items", *(identity(run, item) for item in value.items))
    if isinstance(value, Number) and value.reduced:
        return chosen_position(run, value)
    return ("value", run.fresh())


def id_of(run: Interpreter, value: Data | Unknown) -> Hashable:
    """A serial number for a value that has no better identity."""
    if not value.serial:
        value.serial = run.fresh()
    return value.serial


def pick(run: Interpreter, data: Data, key: Value) -> Data:
    """Rows chosen by an index array, a mask or an unknown key."""
    if data.rows == NOTHING and data.kind == "group-table" and isinstance(key, Data) and key.kind == "mask":
        from reprolint.graph.means import is_of_several_columns, units_of  # which are about data

        data = (units_of(data) if is_of_several_columns(data) else None) or data
    if data.rows == NOTHING or data.each is not None:
        return derive(data)
    if id(key) in run.counters:  # one row at a time, by its number
        test = ("key", identity(run, key))
        return derive(
            data, rows=Where(data.rows, test), column_learned=dict(data.column_learned), each=run.counters[id(key)][1]
        )
    rows: Rows
    if isinstance(key, Unknown) and key.faces is not None:
        face_of_key = key.faces.get("data")
        if (
            isinstance(face_of_key, Data) and face_of_key.kind != "unknown"
        ):  # else it is the same key as at its first use
            key = face_of_key
    if isinstance(key, Data):
        named = key.test[2] if key.test is not None and key.test[0] == "index" else None
        if isinstance(named, Rows) and _is_within(named, data.rows):
            rows = named if key.mask_keeps else rest_of(data.rows, named)
        elif key.kind == "mask" or key.test is not None:
            rows = Where(data.rows, key.test or ("mask", identity(run, key)), key.mask_keeps)
        elif key.kind in {"index", "list", "indices"} or key.rows != data.rows:
            # Labels or positions of rows of this very data: the rows themselves are known.
            rows = key.rows if key.kind == "index" and _is_within(key.rows, data.rows) else Pick(data.rows, key.rows)
        else:
            rows = Where(data.rows, identity(run, key))
    elif isinstance(key, Sequence):
        rows = Where(_listed(data.rows, key), ("items", run.fresh()))
    else:
        rows = Where(data.rows, ("key", identity(run, key)))
    traits = data.traits | {ONE_GROUP} if isinstance(key, Data) and _is_one_group(key) else data.traits
    return derive(data, rows=rows, column_learned=dict(data.column_learned), traits=traits)


def _listed(rows: Rows, positions: Sequence) -> Rows:
    """The rows that a list was gathered from, position by position or by whole arrays of them; all rows if that is not known."""
    found = list(_within(positions, 1))
    known = [part for part in found if part.kind == "index" and part.rows != NOTHING]
    if not known or len(known) < len(positions.items) + (positions.rest is not None):
        return rows
    of_these = union(*(part.rows for part in known))
    return of_these if all(_is_within(part.rows, rows) for part in known) else Pick(rows, of_these)


def _is_one_group(key: Data) -> bool:
    """`df["well"] == name`, where a loop goes through the names?"""
    if key.test is None or len(key.test) != 3 or key.test[1] != "==" or not key.mask_keeps:
        return False
    named = isinstance(key.test[0], tuple) and len(key.test[0]) == 2 and isinstance(key.test[0][1], str)
    return named and not isinstance(key.test[2], (str, int, float, bool, type(None)))


def _is_within(inner: Rows, outer: Rows) -> bool:
    return any(step == outer for step in ancestors(inner))


def rest_of(rows: Rows, gone: Rows) -> Rows:
    """The rows left after dropping others: the other side of the same choice."""
    if isinstance(gone, Where) and gone.parent == rows:
        return Where(rows, gone.test, not gone.keeps)
    if isinstance(gone, Part) and _is_within(gone, rows):
        return Part(rows, gone.split, f"rest of {gone.role}")
    return Where(rows, ("not in", gone))


def literal_names(value: Value) -> list[str] | None:
    """The strings of a literal list or string; None when any is not known."""
    if isinstance(value, Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, Sequence) and value.rest is None and value.items:
        names = [item.value for item in value.items if isinstance(item, Constant) and isinstance(item.value, str)]
        return names if len(names) == len(value.items) else None
    return None


def drawn(value: Value) -> Value:
    """Numbers that the program drew, as data; any other value as it is."""
    data = value.faces.get("data") if isinstance(value, Unknown) and value.faces is not None else None
    return data if isinstance(data, Data) and data.synthetic else value


def is_plain(value: Value) -> bool:
    """Can this value not hold rows of samples?"""
    return isinstance(value, (Constant, Number, Estimator, Splitter, Generator, Instance, Listing))
