"""Rows that no splitter set apart, and that the program tests on all the same: files of their own, or what a fixed test left."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from reprolint.checks.leakage._called import TESTING, keys_at, names_at
from reprolint.graph import Answer, overlaps
from reprolint.graph.events import Fit, Show
from reprolint.graph.named_files import FILES
from reprolint.graph.own_datasets import OWN
from reprolint.graph.rows import All, Cut, Part, Rows, Union, Where, ancestors
from reprolint.graph.shown import calls_it

LOADED = frozenset(
    {"file", "load", FILES, OWN}
)  # origins of rows that come from a file, or from a data set of the project


def loaded_apart(rows: Rows, fits: Iterable[Fit]) -> bool:
    """Do they come from files that none of these trainings read?

    So may the rows of two objects of one class, made with different arguments, and those of files that two lists name.
    """
    origins = _origins(rows)
    keys = [key for key in origins if isinstance(key, tuple) and key[0] in LOADED]
    if not keys or len(keys) < len(origins) or any(isinstance(step, Part) for step in ancestors(rows)):
        return False
    if not _never_trained_on(rows, fits):
        return False
    asked_for = {key[2:] for key in keys}
    trained = [key for fit in fits for key in _origins(fit.rows)]
    if any(key in origins and not _is_of_files(key) for key in trained):  # divided by something else than files
        return False
    return not any(isinstance(key, tuple) and key[0] == OWN and key[2:] in asked_for for key in trained)


def cut_apart(rows: Rows, fits: Iterable[Fit]) -> bool:
    """Are they what a comparison with a literal, or a slice, kept from all of these trainings?"""
    steps = list(ancestors(rows))
    parting = [step for step in steps if not isinstance(step, (All, Union))]
    if not parting or not all(_is_fixed(step) for step in parting):
        return False
    return _never_trained_on(rows, fits)


def is_named_test(rows: Rows, nodes: Iterable[ast.AST], shown: Iterable[Show]) -> bool:
    """Does the program call them, or their score, a test?"""
    own = [key for key in _origins(rows) if isinstance(key, tuple) and not _is_of_files(key)]
    if any("test" in str(key[1:]).lower() for key in own):
        return True
    places = list(nodes)
    named = any("test" in name.lower() for name in names_at(places) | keys_at(places))
    return named or any(calls_it(show, TESTING) for show in shown)


def _origins(rows: Rows) -> list[object]:
    return [step.key for step in ancestors(rows) if isinstance(step, All)]


def _is_of_files(key: object) -> bool:
    """Is it what several lists of names have in common, and not what one of them names?"""
    return isinstance(key, tuple) and key[0] == FILES


def _never_trained_on(rows: Rows, fits: Iterable[Fit]) -> bool:
    answers = {overlaps(fit.rows, rows) for fit in fits}
    return answers == {Answer.NO}


def _is_fixed(step: Rows) -> bool:
    """Is it the same part in every round of a loop? A bound that is computed in each round is another value each time."""
    if isinstance(step, Where) and isinstance(step.test, tuple) and len(step.test) == 3:
        return isinstance(step.test[2], (str, int, float))
    return isinstance(step, Cut) and all(isinstance(one, int | All | None) for one in (step.start, step.stop))
