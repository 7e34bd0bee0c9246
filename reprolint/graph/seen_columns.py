"""Which of the columns that a fit is given reach the model inside: a `ColumnTransformer` takes those that it names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reprolint.graph.all_columns import all_columns
from reprolint.graph.data import columns_named, literal_names
from reprolint.graph.values import Columns, Constant, Estimator, Sequence, Unknown, Value

PASSING = frozenset(
    {"transformer", "selector", "encoder", "vocabulary", "resampler"}
)  # what they make holds each column
OWN_FUNCTION = "FunctionTransformer"  # may take any of them


def seen_columns(model: Value | None, given: Columns) -> Columns | None:
    """Those of the given columns that certainly reach the model; None where nothing is known of them, or none does.

    Of a model of an unknown class it is taken that it looks at all of them.
    """
    if not isinstance(model, Estimator):
        return given
    if model.either:
        return _together(seen_columns(one, given) for one in model.either)
    if model.entry is None:
        return given
    if model.entry.family == "dummy":
        return None
    if model.entry.role == "pipeline":
        handed_on = _after_all([step for _, step in model.steps[:-1]], given)
        return seen_columns(model.steps[-1][1], handed_on) if model.steps and handed_on is not None else None
    if model.entry.role in {"search", "meta"}:
        members: list[Value | None] = [step for _, step in model.steps]
        return _together(seen_columns(one, given) for one in (members or [model.inner]))
    return given


def _after_all(steps: list[Value], given: Columns) -> Columns | None:
    """What is left of the columns after several steps, one after the other."""
    left: Columns | None = given
    for step in steps:
        left = _after(step, left) if left is not None else None
    return left


def _after(step: Value, given: Columns) -> Columns | None:
    """What a step that is no model hands on of these columns."""
    if isinstance(step, Constant):
        return None if step.value == "drop" else given
    if not isinstance(step, Estimator) or step.entry is None:
        return None
    parts = [part for _, part in step.steps]
    if step.entry.role == "columns":
        return _taken(step, given)
    if step.entry.role == "union":
        return _together(_after(part, given) for part in parts)
    if step.entry.role == "pipeline":
        return _after_all(parts, given)
    plain = step.entry.role == "stateless" and step.qualified.startswith("sklearn.") and step.short_name != OWN_FUNCTION
    return given if plain or step.entry.role in PASSING else None


def _together(parts: Iterable[Columns | None]) -> Columns | None:
    """The columns that at least one of several sees, which were all given the same."""
    known = [part for part in parts if part is not None]
    whole = next((part for part in known if part.inverted), None)
    if whole is not None or not known:
        return whole
    fullest = max(known, key=lambda part: len(part.derived))
    return columns_named(fullest, frozenset[str]().union(*(part.names for part in known)))


def _taken(step: Estimator, given: Columns) -> Columns | None:
    """What a `ColumnTransformer` takes: the columns that it names, and all others where it lets them pass."""
    if given.positions is not None:
        return None
    kept: set[str] = set()
    away: set[str] = set()
    rest = step.parameters.get("remainder")
    others = rest is not None and _after(rest, given) is not None
    for entry in _entries(step):
        part, names = entry.items[-2:] if isinstance(entry, Sequence) and len(entry.items) > 1 else (entry, entry)
        named, stays = literal_names(names), _after(part, given) is not None
        if stays and (every := all_columns(names)) is not None and every.table == given.table:
            return every
        others = others and (stays or named is not None)
        (kept if stays else away).update(named or ())
    if others:
        lost = away - kept
        listed = given.names | lost if given.inverted else given.names - lost
        return replace(given, names=listed, derived=tuple(pair for pair in given.derived if pair[0] not in lost))
    return columns_named(given, kept) if kept else None


def _entries(step: Estimator) -> list[Value]:
    """`(name, transformer, columns)`, or without a name what `make_column_transformer` is given."""
    if step.entry is not None and step.entry.kind == "make":
        return list(step.made_by.arguments) if step.made_by is not None else []
    given = step.parameters.get("transformers")
    if not isinstance(given, Sequence):
        return [Unknown()]
    return [*given.items, *([given.rest] if given.rest is not None else [])]
