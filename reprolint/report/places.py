"""How reports call places: by path, and in notebooks by path and cell."""

from __future__ import annotations

from reprolint.findings import Location, Problem
from reprolint.report.cleaning import one_line


class Places:
    """Names of places; a front door that knows its cells by other names brings a subclass."""

    def name(self, where: Location | Problem) -> str:
        """The file, or the cell of a notebook: `path` or `path:cell 3`."""
        path = one_line(where.path)
        return path if where.cell is None else f"{path}:cell {where.cell}"

    def spot(self, where: Location | Problem) -> str:
        """The place itself: `path:12:5`; a problem has no column."""
        spot = f"{self.name(where)}:{where.line}"
        return f"{spot}:{where.column}" if isinstance(where, Location) else spot

    def link(self, where: Location | Problem) -> str:  # noqa: ARG002 - for subclasses
        """An address that leads to the file or cell, "" when there is none."""
        return ""
