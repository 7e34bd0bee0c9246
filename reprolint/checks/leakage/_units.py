"""Columns that say which patient, participant or other unit a row belongs to, and where the code uses them as such."""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator

from reprolint.graph import Experiment, data
from reprolint.graph.events import Call
from reprolint.graph.values import Data, Mapping
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.walking import within

WHO = r"patient|subject|subj|participant|person|user|site|hospital|plate|batch|scan|slide|family|protein|molecule|scaffold"
NAMED = pattern(
    rf"(?:.*[_ ])?(?:(?:{WHO}|session|video|author|well|sentence|document|essay)[_ ]?(?:id|nr|no|num|number|name|code|#)"
    r"|patient|participant|scaffold)",
    re.IGNORECASE,
)
COUNTED = frozenset({"unique", "nunique", "value_counts"})
REPEATED = frozenset({"numpy.repeat", "numpy.tile"})


@dataclass(frozen=True, slots=True)
class Use:
    """`call` treats column `name` of `table` as naming units; `repeats` says that it shows several rows of one unit."""

    call: Call
    table: Hashable
    name: str
    repeats: bool


def uses(experiment: Experiment) -> Iterator[Use]:
    """Every use of a column whose name says unit, in program order."""
    made = {id(call.result) for call in experiment.calls if call.qualified in REPEATED}
    compared = _compared(experiment)
    for call in experiment.calls:
        if call.place.node in compared:
            continue
        method = call.name.rpartition(".")[2]
        for column, repeats in _columns(call, method, made):
            described = column.columns
            names = data.named_columns(described) if described is not None else frozenset()
            if described is not None and len(names) == 1 and NAMED.fullmatch(name := next(iter(names))):
                yield Use(call, described.table, name, repeats)


def _columns(call: Call, method: str, made: set[int]) -> Iterator[tuple[Data, bool]]:
    receiver = call.receiver
    if isinstance(receiver, Data):
        if method in COUNTED and not call.arguments:
            yield receiver, method != "nunique"
        elif method == "groupby" and receiver.columns is not None:
            by = call.argument("by", 0)
            for name in data.literal_names(by) or ():
                yield data.column(receiver, name), True
            if isinstance(by, Data):
                yield by, True
        elif method == "assign" and receiver.columns is not None:
            for name, value in call.keywords.items():
                if id(value) in made:
                    yield data.column(receiver, name), True
    elif call.qualified in {"numpy.unique", "pandas.unique", "builtins.set"} and call.arguments:
        if isinstance(call.arguments[0], Data):
            yield call.arguments[0], True
    elif call.qualified == "pandas.DataFrame" and isinstance(call.result, Data) and call.arguments:
        items = call.arguments[0].items if isinstance(call.arguments[0], Mapping) else {}
        for key, value in items.items():
            if isinstance(key, str) and id(value) in made:
                yield data.column(call.result, key), True


def _compared(experiment: Experiment) -> set[ast.AST]:
    """Calls inside comparisons: `ids.nunique() == len(table)` asks whether rows repeat at all."""
    compares = experiment.places_of(ast.Compare)
    return {part for place in compares for part in within(place.node) if isinstance(part, ast.Call)}
