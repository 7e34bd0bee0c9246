"""A repository's facts beside its code: what it pins, tests, documents and runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprolint.project.dependencies import Requirement
    from reprolint.project.facts import Project
    from reprolint.project.summary import FileSummary, ScoredModel

__all__ = ["FileSummary", "Project", "Requirement", "ScoredModel"]

_HOMES = {"Project": "facts", "Requirement": "dependencies"}


if not TYPE_CHECKING:  # type checkers would take any name for one that exists

    def __getattr__(name: str) -> object:
        """Import a name when it is first used: most runs over single files ask nothing about the repository."""
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'summary')}"), name)
        globals()[name] = value
        return value
