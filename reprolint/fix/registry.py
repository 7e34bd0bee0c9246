"""Fixers by rule: functions from a program and one of its findings to the changes that remove it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import reprolint.fix

if TYPE_CHECKING:
    from reprolint.findings import Finding
    from reprolint.fix.changes import Change
    from reprolint.fix.program import Program


@dataclass(frozen=True, slots=True)
class Repair:
    """What a fixer proposes; a safe repair cannot change a computed number.

    A last resort is tried after all others: it keeps every statement in its place, and so the others from moving theirs.
    """

    description: str
    changes: tuple[Change, ...]
    safe: bool = False
    last_resort: bool = False


Fixer = Callable[["Program", "Finding"], Repair]

_fixers: dict[str, Fixer] = {}


def fixer(*codes: str) -> Callable[[Fixer], Fixer]:
    """Register the decorated function as the fixer of these rules. It raises DeclinedError with the reason when unsure."""

    def register(function: Fixer) -> Fixer:
        for code in codes:
            _fixers[code] = function
        return function

    return register


@cache
def fixers() -> dict[str, Fixer]:
    """All fixers, by code. Imports every module of this package once."""
    path: Any = reprolint.fix.__path__
    for module in sorted(found.name for found in pkgutil.walk_packages(path, prefix="reprolint.fix.")):
        importlib.import_module(module)
    return dict(sorted(_fixers.items()))
