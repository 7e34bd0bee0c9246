"""Files that hold several tables by name: `.npz`, `.mat`, HDF5, the sheets of a workbook."""

from __future__ import annotations

import re

from reprolint.graph.data import derive
from reprolint.graph.rows import NOTHING, Related, Rows
from reprolint.graph.values import Columns, Data
from reprolint.patterns import pattern

ARCHIVE = "archive"  # the trait of such data
_SAID_OF_COLUMNS = pattern(
    r"(?:^|_)(?:x|y|data|features?|images?|inputs?|labels?|targets?)(?=_|$)|^[xy]", re.IGNORECASE
)


def member(archive: Data, name: str) -> Data:
    """A table of the archive.

    `X` and `y` have their rows in common, and so have `X_test` and `y_test`; how the rows of the one pair and those of
    the other are related is not known.
    """
    part = _SAID_OF_COLUMNS.sub("", name).strip("_").lower()
    rows = Related(frozenset({archive.rows}), ("member", part)) if part and archive.rows != NOTHING else archive.rows
    traits = archive.traits - {ARCHIVE}
    if archive.kind == "frame":
        return derive(archive, rows=rows, columns=Columns(("member", archive.rows, name)), traits=traits)
    return derive(archive, rows=rows, kind="array", traits=traits)


def is_member(rows: Rows) -> bool:
    """Are these all rows of a table in an archive? They are the same whenever it is read."""
    return isinstance(rows, Related) and isinstance(rows.key, tuple) and rows.key[0] == "member"
