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
    cross_validated: bool = False


@dataclass(frozen=True, slots=True)
class FileSummary:
    """One file's part in the project. Lists of places are in program order; `path` is as in locations.

    `entry_point` is true when something happens as the file runs, not only in functions that others call.
    `seeds` are the literal seed values; `imports` the top-level packages that the file imports, sorted.
    """

    path: str
    kind: str
    code_lines: int
    is_test: bool = False
    entry_point: bool = False
    scored: tuple[ScoredModel, ...] = ()
    fits: tuple[Location, ...] = ()
    draws: tuple[Location, ...] = ()
    unseeded: tuple[Location, ...] = ()
    seeds: tuple[int, ...] = ()
    saves: tuple[tuple[str, Location], ...] = ()  # format and place
    restores: tuple[tuple[str, Location], ...] = ()
    explains: tuple[tuple[str, Location], ...] = ()  # method and place
    imports: tuple[str, ...] = ()
