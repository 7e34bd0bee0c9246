"""Files that are read one for each name of a list: whoever divides the list divides the rows of the files."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from reprolint.graph.paths import path_of
from reprolint.graph.rows import NOTHING, All, Choice, Nothing, Related, Rows, Union, Where, ancestors, fields_of
from reprolint.graph.values import POSITION, Constant, Data, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

FILES = "files"  # origin of the rows of all files that a list may name
EVERY = "every file"  # the test of rows that come from all files of a list, however few of each
WRITTEN = frozenset({"positions", "literal", "value"})  # origins of lists that are no column of a table
DEEPEST = 6  # computations within computations of a path


class NamedFiles:
    """`loops` go through these names; `read` are the rows of one file, with those of all that its loop reads."""

    __slots__ = ("loops", "read")

    def __init__(self) -> None:
        self.loops: dict[Rows, ast.AST] = {}
        self.read: dict[Rows, tuple[Rows, ast.AST]] = {}


def note_names(run: Interpreter, item: Data, loop: ast.AST) -> None:
    """A loop goes through values that may be names of files."""
    if item.rows != NOTHING:
        run.named_files.loops[item.rows] = loop


def rows_of_file(run: Interpreter, path: Value) -> Rows | None:
    """The rows of one file whose path names the member of a list that a loop has come to; None for any other file.

    A list that files are read by, each once, names each once. Of a column of a table this is not taken for granted: the same
    patient may stand in many rows of it.
    """
    if not run.named_files.loops:
        return None
    names = list({id(part): part for part in _data_in(path, DEEPEST)}.values())
    if len({part.rows for part in names}) != 1:
        return None
    loop = names[0].each if names[0].each in run.loops else run.named_files.loops.get(names[0].rows)
    whole = _list_of(names[0])
    template = _template(path, DEEPEST)
    if loop not in run.loops or loop is None or whole is None:
        return None
    files = All((FILES, template, whole))
    listed = Where(files, (FILES, "in", ("distinct", names[0].rows)))
    one = Where(listed, ("key", ("file", run.fresh())))
    run.named_files.read[one] = (Where(listed, (EVERY, template)), loop)
    run.row_loops = True
    return one


def names_of_files(step: Where) -> Rows | None:
    """The names by which these files were chosen from all that the list names; None for rows that were chosen otherwise."""
    test = step.test
    if not isinstance(test, tuple) or test[:1] != (FILES,) or not isinstance(test[2], tuple):
        return None
    names: Rows = test[2][1]
    return names


def is_every_file(step: Where) -> bool:
    """Are these rows out of each of the files?"""
    return isinstance(step.test, tuple) and step.test[:1] == (EVERY,)


def of_all_files(run: Interpreter, data: Data, around: tuple[ast.AST, ...]) -> Rows:
    """What a list made inside the loops `around` alone gets in all rounds: rows of every file that was read."""
    read = run.named_files.read
    if not any(step in read and read[step][1] not in around for step in ancestors(data.rows)):
        return data.rows
    return _replaced(data.rows, {one: every for one, (every, loop) in read.items() if loop not in around})


def _replaced(rows: Rows, known: dict[Rows, Rows]) -> Rows:
    if rows in known:
        return known[rows]
    if isinstance(rows, (All, Nothing)):
        return rows
    if isinstance(rows, (Union, Choice, Related)):
        members = frozenset(_replaced(member, known) for member in rows.members)
        if isinstance(rows, Related):
            return Related(members, rows.key)
        if len(members) == 1:
            return next(iter(members))
        if isinstance(rows, Choice):
            return Choice(members)
        return Union(members, tuple(_replaced(member, known) for member in rows.order))
    rest = (getattr(rows, one.name) for one in fields_of(type(rows))[1:])
    return type(rows)(_replaced(rows.parent, known), *rest)


def _data_in(value: Value, depth: int) -> list[Data]:
    """The rows that a path is made of."""
    value = path_of(value)
    if isinstance(value, Data):
        return [value]
    parts: tuple[Value, ...] = value.inputs if isinstance(value, Unknown) else ()
    if isinstance(value, Sequence):
        parts = (*value.items, *([value.rest] if value.rest is not None else []))
    return [found for part in parts for found in _data_in(part, depth - 1)] if depth else []


def _list_of(name: Data) -> Rows | None:
    """All names of the list that these are from, if each stands there once."""
    if name.statistic:
        return None
    origins = {step for step in ancestors(name.rows) if isinstance(step, All) or _is_read(step)}
    origins -= {member for step in origins if isinstance(step, Related) for member in step.members}
    whole = origins.pop() if len(origins) == 1 else None
    if whole is None or "distinct" in name.traits or isinstance(whole, Related):
        return whole
    return whole if isinstance(whole, All) and isinstance(whole.key, tuple) and whole.key[0] in WRITTEN else None


def _is_read(step: Rows) -> bool:
    """Is it a list that stands in a file?"""
    return (
        isinstance(step, Related) and isinstance(step.key, tuple) and step.key[0] == "value" and len(step.members) == 1
    )


def _template(path: Value, depth: int) -> Hashable:
    """How the path is put together: what two have in common that differ in the name alone."""
    path = path_of(path)
    if isinstance(path, Constant):
        return path.value.removeprefix("./") if isinstance(path.value, str) else ("constant", path.value)
    if isinstance(path, Data):
        return ("name",)
    if isinstance(path, Sequence) and depth:
        items = (*path.items, *([path.rest] if path.rest is not None else []))
        return tuple(_template(item, depth - 1) for item in items)
    if isinstance(path, Unknown) and path.hint == POSITION:
        return (POSITION,)
    if isinstance(path, Unknown) and path.inputs and depth:
        return (path.hint, *(_template(part, depth - 1) for part in path.inputs))
    return ("value", id(path))
