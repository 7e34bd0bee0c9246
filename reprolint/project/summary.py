"""What remains of one analysed file for questions about the whole project: plain values, fit for other processes."""

from __future__ import annotations

from reprolint.findings import Location
from reprolint.records import dataclass


@dataclass(frozen=True, slots=True)
class ScoredModel:
    """A model that some score judged. `qualified` is its class in its library or "", `family` as in the catalogue."""

    qualified: str
    family: str
    metric: str
    location: Location


@dataclass(frozen=True, slots=True)
class FileSummary:
    """One file's part in the project; `path` is as in locations, `imports` are the top-level packages, sorted.

    `code_lines` are neither blank nor a comment alone; `functions` counts definitions, methods too. `asserting` are functions
    of the module that are called like tests, take nothing and assert, in the order of the file.
    """

    path: str
    code_lines: int
    functions: int = 0
    is_test: bool = False
    scored: tuple[ScoredModel, ...] = ()
    imports: tuple[str, ...] = ()
    asserting: tuple[str, ...] = ()
