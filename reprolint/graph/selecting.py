"""Columns chosen by numbers learned from rows: by a selector, importances, correlations with the target, or tests."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.graph import data as frames
from reprolint.graph.calling import computed
from reprolint.graph.events import Call, Fit
from reprolint.graph.rows import NOTHING, Rows, Where, union
from reprolint.graph.values import NO_FITS, TEXT, Columns, Constant, Data, Number, Sequence, Unknown, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

RELATIONS = frozenset({"corr", "corrwith", "cov", "corrcoef"})
COMPARING = frozenset(
    {"ttest_ind", "mannwhitneyu", "ranksums", "f_oneway", "kruskal", "ks_2samp", "pearsonr", "spearmanr", "pointbiserialr",
     "kendalltau"}
)  # fmt: skip
ONE_COLUMN = "relation to one column"  # of correlations: the row of one column, such as the target


def as_selection(run: Interpreter, fit: Fit, node: ast.AST | None = None, name: str = "") -> Fit:
    """The fit in its second use, as a choice of columns by the target; the same object each time.

    It is no event of its own: it counts only where the choice reaches a model.
    """
    key = (fit, node)
    chosen = run.selections.get(key)
    if chosen is None:
        place = run.place(node) if node is not None else fit.place
        chosen = run.selections[key] = replace(
            fit, place=place, family="selector", supervised=True, name=name or fit.name
        )
        chosen.automatic, chosen.base = False, None
    return chosen


def ranking(run: Interpreter, fits: Iterable[Fit], node: ast.AST | None = None, name: str = "") -> Data:
    """A number for each column, from a fitted selector or model: whether the column is kept, or how much it matters.

    `node` is where the number is read; without it, the choice is made where the model was fitted.
    """
    learned = NO_FITS
    for fit in fits:
        learned |= fit.learned | {fit}
        if (fit.family == "model" and fit.target is not None) or (fit.family == "selector" and _is_score(name)):
            learned |= {as_selection(run, fit, node, name)}
    return Data(rows=NOTHING, learned=learned, statistic=True, kind="importances")


def _is_score(name: str) -> bool:
    """A selector's numbers choose columns even where the selector itself keeps all (`k="all"`)."""
    return name.rpartition(".")[2] in {"scores_", "pvalues_", "ranking_"}


def names_by(run: Interpreter, names: Value) -> frozenset[Fit]:
    """What was learned to come to these names of columns; correlations with one column are a choice by it."""
    given: list[Value] = [names]
    if isinstance(names, Sequence):
        given = [*names.items[:24], *([names.rest] if names.rest is not None else [])]
    learned = NO_FITS
    for value in [part for one in given for part in _named_in(one)]:
        if isinstance(value, Data):
            single = ONE_COLUMN in value.traits
            learned |= {as_selection(run, fit) if relates(fit, single=single) else fit for fit in value.all_learned}
            compared = _comparing_groups(value.all_learned)
            learned = (learned - compared.keys()) | {_as_comparison(run, *pair) for pair in compared.items()}
    # What was learned for the choice alone, such as a scaling, is not in the columns; nor are a model's predictions.
    before = NO_FITS.union(*(fit.learned for fit in learned if fit.family == "selector"))
    return frozenset(fit for fit in learned if fit.family != "model" and fit not in before)


def _comparing_groups(fits: frozenset[Fit]) -> dict[Fit, Columns]:
    """Statistics of rows that one column tells apart, `X[y == 1].mean(0)` and `X[y == 0].mean(0)`, with that column."""
    sides: dict[tuple[Rows, Columns], list[Fit]] = {}
    for fit in fits:
        rows = fit.rows
        if fit.family == "statistic" and isinstance(rows, Where) and (column := _told_apart_by(rows)) is not None:
            sides.setdefault((rows.parent, column), []).append(fit)
    several = ((column, group) for (_, column), group in sides.items() if len({fit.rows for fit in group}) > 1)
    return {fit: column for column, group in several for fit in group}


def _told_apart_by(rows: Where) -> Columns | None:
    """The column that has one value in all of these rows."""
    subject, operator = rows.test[:2] if isinstance(rows.test, tuple) and len(rows.test) == 3 else ((), "")
    if operator != "==" or not isinstance(subject, tuple) or len(subject) != 2 or not isinstance(subject[1], str):
        return None
    return Columns(subject[0], frozenset((subject[1],)), inverted=False)


def _as_comparison(run: Interpreter, fit: Fit, groups: Columns) -> Fit:
    """The statistic in its second use: columns are chosen by how far two groups are apart."""
    chosen = as_selection(run, fit)
    chosen.target_columns = groups
    return chosen


def _named_in(value: Value) -> list[Value]:
    """The value itself; of names out of sets, such as `set(by_test) | set(by_forest)`, the chosen names that are in them."""
    if not isinstance(value, Unknown) or value.hint == TEXT:
        return [value]
    parts = list(frames.provenance((value,), depth=6))  # the keys of a dict, of a loop, over a set of two
    chosen = bool(parts) and all(part.rows == NOTHING and part.kind in {"names", "index"} for part in parts)
    return list(parts) if chosen else [value]


def relates(fit: Fit, *, single: bool = True) -> bool:
    """Is it a table of correlations, and with one column where only such count?"""
    name = fit.name.rpartition(".")[2]
    return fit.family == "statistic" and name in RELATIONS and (single or name == "corrwith")


def of_pair(call: Call, data: Data) -> Data | None:
    """The second column of a correlation between two columns, `x.corr(y)`, where at least one of them is known by its name."""
    if call.name.rpartition(".")[2] not in {"corr", "cov", "corrcoef"}:
        return None
    others = [
        value for value in call.arguments if isinstance(value, Data) and value is not data and not value.statistic
    ]
    if len(others) != 1 or others[0].rows == NOTHING or not (_is_one(data) or _is_one(others[0])):
        return None
    return others[0]


def _is_one(data: Data) -> bool:
    return data.columns is not None and len(frames.named_columns(data.columns)) == 1


def by_the_target(fit: Fit, target: Columns | None) -> bool:
    """Were columns chosen by their relation to this target? Of a correlation of two columns, one of them has to be it."""
    if fit.family != "selector" or not fit.supervised:
        return False
    names = frames.named_columns(target) if target is not None else frozenset()
    if fit.target is None and fit.target_columns is not None:  # by groups of rows that were compared
        return not names.isdisjoint(fit.target_columns.names)
    if fit.name.rpartition(".")[2] not in RELATIONS or not isinstance(fit.target, Data):
        chosen_by = frames.named_columns(fit.target_columns) if fit.target_columns is not None else frozenset()
        return not (chosen_by and names) or not chosen_by.isdisjoint(names)
    sides = [frames.named_columns(one) for one in (fit.columns, fit.target_columns) if one is not None]
    return names in sides if names else len([one for one in sides if len(one) == 1]) == 1


def tested(run: Interpreter, call: Call) -> Value:
    """A test that compares samples, `ttest_ind(ill, healthy)`: columns kept for its outcome are chosen by the target."""
    given = [*call.arguments, *call.keywords.values()]
    samples = [value for value in given if isinstance(value, Data) and not value.statistic and value.rows != NOTHING]
    predicted = any(one.predicted_by or any(fit.family == "model" for fit in one.all_learned) for one in samples)
    of_features = call.qualified.rpartition(".")[2] in COMPARING and not predicted
    if not of_features or len(samples) < 2:
        return computed(run, call)
    fit = Fit(
        call.place, call.name, call.qualified, len(run.events), run.entry_point, run.loops, family="selector",
        rows=union(*(sample.rows for sample in samples)), data=samples[0], supervised=True, call=call,
        learned=NO_FITS.union(*(sample.all_learned for sample in samples)),
    )  # fmt: skip
    return Data(rows=NOTHING, learned=fit.learned | {fit}, statistic=True, kind="importances")


def permuted(call: Call, data: Data) -> Value:
    """`permutation_importance(model, X, y)`: what each column is worth on these rows."""
    fit = Fit(
        call.place, call.name, call.qualified, family="selector", rows=data.rows, data=data, supervised=True, call=call,
        learned=data.all_learned,
    )  # fmt: skip
    return Data(rows=NOTHING, learned=fit.learned | {fit}, statistic=True, kind="importances")


def chosen_columns(run: Interpreter, data: Data, names: Value) -> Data:
    """Columns whose names come from a computation carry what that computation learned."""
    return frames.derive(data, columns=None, column_learned={}, learned=data.all_learned | names_by(run, names))


def chosen_name(item: Value, tests: Iterable[Value]) -> Value:
    """A name that is kept because of numbers: `if importance > 0.1: keep.append(name)`."""
    if isinstance(item, Data) and item.rows != NOTHING:
        return item
    found = [test for test in tests if isinstance(test, Data) and test.rows == NOTHING and test.all_learned]
    if not found and isinstance(item, Unknown):
        found = [chosen for test in tests if (chosen := _by_score(test)) is not None]
    if not found or not isinstance(item, (Data, Unknown, Constant)):
        return item
    learned = NO_FITS.union(*(test.all_learned for test in found))
    traits = frozenset().union(*(test.traits & {ONE_COLUMN} for test in found))
    return Data(rows=NOTHING, learned=learned, statistic=True, kind="names", traits=traits)


def _by_score(test: Value) -> Data | None:
    """`if accuracy > 0.7`: a choice by the scores of models, with all the rows that these were trained and judged on."""
    numbers = [part for part in test.inputs if isinstance(part, Number)] if isinstance(test, Unknown) else []
    scores = sorted({score for number in numbers for score in number.scores}, key=lambda score: score.order)
    if not scores:
        return None
    first = max(scores, key=lambda score: len(score.loops))  # of the candidates, rather than what they are held against
    rows = union(*(score.rows for score in scores), *(fit.rows for score in scores for fit in score.fits))
    choice = Fit(
        first.place, first.name, first.qualified, first.order, first.entry_point, first.loops, first.calls,
        family="selector", rows=rows, data=first.inputs, supervised=True, call=first.call,
    )  # fmt: skip
    return Data(rows=NOTHING, learned=frozenset((choice,)), statistic=True, kind="names")


def ordered_with(items: list[Value], rest: Value | None) -> tuple[list[Value], Value | None]:
    """`sorted(zip(importances, names))`: what stands beside a number is placed by it, so its position tells that number."""
    return [_placed(item) for item in items], _placed(rest) if rest is not None else None


def _placed(item: Value) -> Value:
    if not isinstance(item, Sequence) or item.rest is not None:
        return item
    numbers = [part for part in item.items if isinstance(part, Data) and part.statistic and part.all_learned]
    if not numbers:
        return item
    return Sequence(
        item.kind, [chosen_name(part, numbers) if isinstance(part, Unknown) else part for part in item.items]
    )
