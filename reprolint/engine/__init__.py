"""Runs the checks: over each file, then over the project, containing every crash where it happens."""

from reprolint.engine.completion import is_demoted, is_shown
from reprolint.engine.running import Engine, Item, selected

__all__ = ["Engine", "Item", "is_demoted", "is_shown", "selected"]
