"""An ablation that is named after a transformation drops the transformed columns with it."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator

from reprolint.checks import check
from reprolint.checks.ablation._labels import Labels
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Score
from reprolint.graph.values import Constant, Estimator, Sequence, Value
from reprolint.records import dataclass


@dataclass(frozen=True, slots=True)
class _Variant:
    """A scored model's `ColumnTransformer`: which columns each step gets, by the step's class and the columns' identity."""

    score: Score
    transformer: Estimator
    columns: dict[Hashable, str]  # what is kept, and the step that keeps it
    drops_rest: bool


@check("ABL002", needs={"score"})
def confounded_ablation(experiment: Experiment) -> Iterator[Finding]:
    """Compares each scored `ColumnTransformer` with those that keep more columns, and asks what the smaller one is called."""
    variants = list(_variants(experiment))
    reported: set[ast.AST] = set()
    for small in variants:
        if not small.drops_rest or not small.columns:
            continue
        full = next((each for each in variants if small.columns.keys() < each.columns.keys()), None)
        labels = Labels(experiment, small.score.place.source)
        label = labels.of(small.score, small.transformer) if full is not None else ""
        made = small.transformer.made_by
        if full is None or not label or made is None or small.score.place.node in reported:
            continue
        reported.add(small.score.place.node)
        lost = [step for columns, step in full.columns.items() if columns not in small.columns]
        whole = full.transformer.made_by
        related = [small.score.place.location("the variant's score")]
        if whole is not None and whole.place.node is not made.place.node:
            related.append(whole.place.location("the full model keeps them"))
        yield made.finding(
            f"The variant called {label} also loses the columns of `{lost[0]}`: "
            "what a `ColumnTransformer` does not name, it drops",
            label="columns dropped here",
            related=tuple(related),
        )


def _variants(experiment: Experiment) -> Iterator[_Variant]:
    for score in experiment.scores:
        for fit in sorted(score.fits, key=lambda each: each.order):
            for transformer in _column_transformers(fit.estimator):
                columns = _columns(transformer)
                if columns is not None:
                    yield _Variant(score, transformer, columns, _drops_rest(transformer))


def _column_transformers(value: Value | None, depth: int = 3) -> Iterator[Estimator]:
    if not isinstance(value, Estimator) or value.entry is None or not depth:
        return
    if value.entry.role == "columns":
        yield value
    for _, step in value.steps:
        yield from _column_transformers(step, depth - 1)
    yield from _column_transformers(value.inner, depth - 1)


def _drops_rest(transformer: Estimator) -> bool:
    rest = transformer.parameters.get("remainder")
    return transformer.complete and (rest is None or (isinstance(rest, Constant) and rest.value == "drop"))


def _columns(transformer: Estimator) -> dict[Hashable, str] | None:
    """Column sets that are kept, with the name of the step; None when one of them cannot be told."""
    call = transformer.made_by
    if call is None or not transformer.complete:
        return None
    given = call.argument("transformers", 0)
    if call.qualified.endswith("make_column_transformer"):
        entries: list[Value] = list(call.arguments)
    elif isinstance(given, Sequence) and given.rest is None:
        entries = given.items
    else:
        return None
    found: dict[Hashable, str] = {}
    for entry in entries:
        if not isinstance(entry, Sequence) or len(entry.items) < 2 or entry.rest is not None:
            return None
        key = _identity(entry.items[-1])
        if key is None:
            return None
        if not (isinstance(entry.items[-2], Constant) and entry.items[-2].value == "drop"):
            found[key] = _step_name(entry)
    return found


def _identity(columns: Value) -> Hashable | None:
    """Which columns, by their names where these are literal, else by the value that holds them."""
    if isinstance(columns, Constant):
        return frozenset({columns.value}) if isinstance(columns.value, Hashable) else None
    if isinstance(columns, Sequence):
        if columns.rest is not None or not all(isinstance(item, Constant) for item in columns.items):
            return None
        return frozenset(item.value for item in columns.items if isinstance(item, Constant))
    return id(columns)


def _step_name(entry: Sequence) -> str:
    first, second = entry.items[0], entry.items[1]
    if isinstance(first, Constant) and isinstance(first.value, str):
        return first.value
    return next((part.short_name for part in (first, second) if isinstance(part, Estimator)), "a step")
