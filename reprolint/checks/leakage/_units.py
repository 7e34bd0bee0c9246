"""Columns that say which patient, participant or other unit a row belongs to, and where the code uses them as such."""

from __future__ import annotations

import ast
import re
from collections.abc import Hashable, Iterator

from reprolint.graph import Experiment, ancestors, data
from reprolint.graph.events import MISSING, Call, Split
from reprolint.graph.rows import Part, Where
from reprolint.graph.values import Data, Mapping, Value
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.walking import within

WHO = r"patient|subject|subj|participant|person|user|site|hospital|plate|batch|scan|slide|family|protein|molecule|scaffold"
NAMED = pattern(
    rf"(?:.*[_ ])?(?:(?:{WHO}|session|video|author|well|sentence|document|essay)[_ ]?(?:id|nr|no|num|number|name|code|#)"
    r"|patient|participant|scaffold)",
    re.IGNORECASE,
)
# Where or when rows were gathered: to be right at other places than those of the training is a question of its own.
PLACES = pattern(
    r"site|hosp|cent(?:er|re)|clinic|ward|countr|region|state|city|lab(?!el)|stud(?:y|ies)|cohort|scanner|batch|plate|year|month|season",
    re.IGNORECASE,
)
COUNTED = frozenset({"unique", "nunique", "value_counts"})
REPEATED = frozenset({"numpy.repeat", "numpy.tile"})


@dataclass(frozen=True, slots=True)
class Use:
    """`call` treats column `name` of `table` as naming units; `repeats` says that it shows several rows of one unit.

    `groups` is the column where a part of the rows is divided further by it, which keeps the rows of one unit together.
    """

    call: Call
    table: Hashable
    name: str
    repeats: bool
    groups: Data | None = None

    def is_of(self, split: Split) -> bool:
        """Where a part of rows is divided by it: of rows that this split made, and by a column that was there before?"""
        if self.groups is None:
            return True
        made_later = self.name in _made(self.groups) and self.name not in _made(split.data, *split.arrays)
        return _part_of(self.groups) in split.parts.values() and not made_later


def _made(*tables: Value | None) -> set[str]:
    """The columns that the program itself made."""
    described = [one.columns for one in tables if isinstance(one, Data) and one.columns is not None]
    return {name for columns in described for name, _ in columns.derived}


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


def kept_together(experiment: Experiment) -> list[Use]:
    """The columns by which parts of the rows are divided further, as in an inner cross-validation.

    None of them counts where whole tables are divided by units, too: what is done elsewhere may then be meant.
    """
    found: list[Use] = []
    for split in experiment.splits:
        if split.grouped:
            use = _of_part(split)
            if use is None:
                return []
            found.append(use)
    return found


def groups_given(split: Split) -> Value:
    """What a division was given as groups, or MISSING."""
    if split.call is None:
        return MISSING
    return split.call.keywords.get("groups") or split.call.argument("groups", None if split.internal else 2)


def _of_part(split: Split) -> Use | None:
    """The column that says what belongs together in a part of an earlier division, where that column was there before."""
    groups = groups_given(split)
    if not isinstance(groups, Data) or groups.columns is None or split.call is None:
        return None
    names = data.named_columns(groups.columns)
    if _part_of(groups) is None or len(names) != 1 or groups.columns.computed:
        return None
    (name,) = names
    return None if PLACES.search(name) else Use(split.call, groups.columns.table, name, repeats=True, groups=groups)


def _part_of(rows: Data) -> Part | None:
    """The part of a division that these rows were filtered from; copies of its rows are no such."""
    found = next((step for step in ancestors(rows.rows) if not isinstance(step, Where)), None)
    return found if isinstance(found, Part) else None


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
