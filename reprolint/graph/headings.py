"""Tables of scores that are shown: what stands at the head of their columns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reprolint.graph.data import literal_names
from reprolint.graph.events import Score
from reprolint.graph.roles.showing import values_shown
from reprolint.graph.rows import NOTHING
from reprolint.graph.values import Data, Mapping, Number, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.events import Show
    from reprolint.graph.experiment import Experiment

SUMMARIES = frozenset({"", "mean"})  # numbers that stand for the score itself, and not for how far it is spread
MOST_ROWS = 24  # of a table, that are looked into


class Table(NamedTuple):
    """What was made of lists or dicts of scores, or of texts with scores in them; `columns` are those that hold any."""

    made: Value
    columns: dict[str, frozenset[Score]]


def headed(experiment: Experiment, show: Show) -> Iterator[tuple[str, frozenset[Score]]]:
    """The headings of scores among what is shown; of a table from which columns are picked anywhere, those columns only."""
    tables = _tables(experiment)
    if not tables:
        return
    shown = [part for value in show.values for part in values_shown(value, depth=1)]
    for table in tables:
        if any(_is_of(part, table.made) for part in shown):
            picked = _picked(experiment)
            some = table.columns.keys() & picked
            yield from ((name, scores) for name, scores in table.columns.items() if name in some or not some)


def _is_of(part: Value, made: Value) -> bool:
    """Is it the table, perhaps rounded or with another index? What was computed of it is another value."""
    if isinstance(part, Data) and isinstance(made, Data):
        return made.rows != NOTHING and part.rows is made.rows
    return part is made and isinstance(made, Number)


def _tables(experiment: Experiment) -> list[Table]:
    found: list[Table] | None = experiment.answers.get("tables of scores")
    if found is None:
        found = experiment.answers["tables of scores"] = []
        for call in experiment.calls_to("pandas.DataFrame", "pandas.DataFrame.from_records"):
            names = literal_names(call.argument("columns")) or []
            columns = _columns(call.argument("data", 0), names) if isinstance(call.result, (Data, Number)) else {}
            if columns:
                found.append(Table(call.result, columns))
    return found


def _columns(given: Value, names: list[str]) -> dict[str, frozenset[Score]]:
    """By heading, the scores below; `names` are the headings of records that are lists."""
    records = [given]
    if isinstance(given, Sequence):
        records = [*given.items[:MOST_ROWS], *([given.rest] if given.rest is not None else [])]
    found: dict[str, frozenset[Score]] = {}
    for record in records:
        cells = list(record.items.items()) if isinstance(record, Mapping) else []
        if isinstance(record, Sequence) and record.rest is None and len(record.items) == len(names):
            cells = list(zip(names, record.items, strict=True))
        for name, value in cells:
            scores = _scores(value)
            if isinstance(name, str) and scores:
                found[name] = found.get(name, frozenset()) | scores
    return found


def _scores(value: Value) -> frozenset[Score]:
    """The scores in a cell or a column, also those that were put into a text."""
    numbers = [part for part in values_shown(value, depth=3) if isinstance(part, Number) and part.reduced in SUMMARIES]
    return frozenset[Score]().union(*(number.scores for number in numbers))


def _picked(experiment: Experiment) -> set[str]:
    """All names that columns are picked by somewhere: `table["F1"]`, `table[["F1", "loss"]]`."""
    keys = (place.node.slice for place in experiment.places_of(ast.Subscript) if isinstance(place.node, ast.Subscript))
    parts = (part for key in keys for part in (key.elts if isinstance(key, ast.List) else [key]))
    return {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
