"""The order of a listing or a set decides what the program does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Finding

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.graph.events import Unordered

DECIDED = {
    "labels": "numbers classes or items",
    "rows": "orders the rows",
    "columns": "orders the columns",
    "files": "chooses files",
    "split": "divides the rows",
}


@check("REP016", needs={"unordered"})
def unordered_listing(experiment: Experiment) -> Iterator[Finding]:
    """Listings and sets whose order something came to depend on, each where it was made."""
    seen: set[object] = set()
    if _is_test(experiment.source.path):
        return
    for event in experiment.orders:
        if event.sorted or event.decides not in DECIDED or event.place.node in seen or event.kind == "completion":
            continue
        seen.add(event.place.node)
        yield event.finding(_message(event), label="in no defined order")


def _is_test(path: str) -> bool:
    """A test says itself whether it passes in another order."""
    pure = PurePosixPath(path)
    return "tests" in pure.parts or pure.name.startswith("test_") or pure.stem.endswith("_test")


def _message(event: Unordered) -> str:
    what = DECIDED[event.decides]
    if event.kind == "set":
        return f"The order of a set {what}, and it differs from run to run"
    return f"`{event.name}` gives names in the order of the file system, and that order {what}"
