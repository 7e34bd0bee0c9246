"""A notebook was saved with cells that ended in an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.checks import check
from reprolint.findings import Confidence, Finding
from reprolint.graph.scoping import bindings
from reprolint.patterns import pattern

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.source.model import Cell, Source

UNNAMED = "an error"  # such as a crash of the kernel
NOTICE = "_ARRAY_API not found"  # shown as an error by libraries built for NumPy 1 while their import goes on
SHOWN = 8  # further places named in one finding
STOPPED = "Run the notebook again and let these cells come to their end, or give them less to do"
BEFORE, AFTER = 3, 1  # cells around a failed one whose text may speak of the failure
ON_PURPOSE = "raises-exception"  # the tag by which Jupyter goes on after the cell
# Words by which a lesson speaks of a failure, and errors that nobody shows on purpose.
_SPOKEN_OF = pattern(
    r"\b(?:an|the|this|following|same|in|syntax) (?:`?\w+`? )?(?:error|exception)|[A-Z]\w*Error\b|exceptions?\b|traceback"
    r"|\braises?\b|\bfails?\b|\bbreaks?\b|immutable|incompatible"
    r"|not (?:\w+ ){0,2}(?:compatible|allowed|possible|supported|work|well-defined)|cannot|can['\u2019]t|won['\u2019]t",
    re.IGNORECASE,
)
_ACCIDENTS = frozenset(
    {"ModuleNotFoundError", "ImportError", "FileNotFoundError", "NameError", "KeyboardInterrupt", "MemoryError"}
)

_UNDEFINED = pattern(r"name '(\w+)' is not defined")


@check("NBK005")
def stored_errors(experiment: Experiment) -> Iterator[Finding]:
    """One finding for all failed cells of a notebook."""
    source = experiment.source
    if source.kind != "notebook":
        return
    failed = [cell for cell in source.cells if ON_PURPOSE not in cell.tags and _error(cell)]
    failed = [cell for cell in failed if not _is_left_over(source, cell)]
    if not failed:
        return
    first = failed[0]
    numbers = ", ".join(str(cell.number) for cell in failed[:SHOWN])
    more = f" and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
    which = f"Cell {numbers} was" if len(failed) == 1 else f"Cells {numbers}{more} were"
    names = dict.fromkeys(_error(cell) for cell in failed[:SHOWN])
    kinds = [f"`{name}`" if name != UNNAMED else "without a name" for name in names]
    errors = f"an error ({kinds[0]})" if len(kinds) == 1 else f"errors ({', '.join(kinds)})"
    yield Finding(
        message=f"{which} saved with {errors}, so what is saved is no complete run from top to bottom",
        primary=source.cell_location(first, f"ended in {_error(first)}"),
        related=tuple(source.cell_location(cell, f"ended in {_error(cell)}") for cell in failed[1 : SHOWN + 1]),
        help=STOPPED if all(_error(cell) == "KeyboardInterrupt" for cell in failed) else "",
        confidence=Confidence.LOW if _on_purpose(source, failed) else None,
    )


def _error(cell: Cell) -> str:
    """The name of the error that the cell ended in, "" when it has none."""
    errors = [one for one in cell.outputs if one.kind == "error" and one.error_value != NOTICE]
    return (errors[-1].error_name or UNNAMED) if errors else ""


def _is_left_over(source: Source, failed: Cell) -> bool:
    """Was a name missing only because a cell above, which defines it, was run later? From the top it is there."""
    match = next((_UNDEFINED.search(one.error_value) for one in failed.outputs if one.error_name == "NameError"), None)
    count = failed.execution_count
    if match is None or count is None:
        return False
    for statement in source.tree.body:
        cell = source.cell_at(statement.lineno)
        if cell is None or cell.number >= failed.number:
            return False
        if cell.execution_count is None or cell.execution_count <= count or _error(cell):
            continue
        if any(name == match[1] for name, _ in bindings([statement])):
            return True
    return False


def _on_purpose(source: Source, failed: list[Cell]) -> bool:
    """Does the text around a failed cell speak of a failure, and does no cell fail in a way that lessons do not show?"""
    if any(_error(cell) in _ACCIDENTS for cell in failed):
        return False
    texts: list[str] = []
    for cell in failed:
        texts.extend(
            one.text for one in source.cells if -BEFORE <= one.number - cell.number <= AFTER and one.kind == "markdown"
        )
        texts.extend(line.partition("#")[2] for line in cell.text.split("\n"))
    return _SPOKEN_OF.search("\n".join(texts)) is not None
