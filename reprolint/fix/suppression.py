"""Takes out a suppression comment that silences nothing; what else the comment says stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reprolint.findings import Edit, Location, Problem
from reprolint.fix.changes import Change, LineTable, to_edits
from reprolint.fix.declining import DeclinedError, require
from reprolint.suppressions import UNUSED

if TYPE_CHECKING:
    from reprolint.source import Source

SUPPRESSION = "suppression"

_SELECTOR = re.compile(r"`([^`]+)`")
_DIRECTIVE = re.compile(r"#\s*reprolint:\s*ignore(?:-file)?\s*\[(?P<codes>[^\]]*)\][^#\n]*")


def without_suppression(source: Source, problem: Problem) -> tuple[Location, tuple[Edit, ...]]:
    """Where the unused selector stands and the edits that take it out.

    Raises DeclinedError when it does not stand in a comment of its own.
    """
    named = _SELECTOR.search(problem.message)
    require(problem.kind == UNUSED and named is not None, "it is no unused suppression")
    assert named is not None
    for line, column, text in source.comments():
        place = source.line_location(line)
        if (place.line, place.cell) != (problem.line, problem.cell):
            continue
        for match in _DIRECTIVE.finditer(text):
            selectors = [part.strip() for part in match["codes"].split(",")]
            if named[1] in selectors:
                return place, _edits(source, line, column, match, named[1])
    raise DeclinedError("no comment in this line names it")


def _edits(source: Source, line: int, column: int, match: re.Match[str], selector: str) -> tuple[Edit, ...]:
    table = LineTable(source.text)
    start = table.offset(line, column)
    kept = [part.strip() for part in match["codes"].split(",") if part.strip() and part.strip() != selector]
    if kept:
        change = Change(start + match.start("codes"), start + match.end("codes"), ", ".join(kept))
        return to_edits(source, table, [change])
    written = source.text.split("\n")[line - 1]
    rest = written[column - 1 + match.end() :]
    first = column - 1 + match.start()
    code = written[:first]
    if rest.strip():
        return to_edits(source, table, [Change(start + match.start(), start + match.end(), "")])
    end = table.offset(line, len(written) + 1)
    if code.strip():
        return to_edits(source, table, [Change(table.offset(line, len(code.rstrip()) + 1), end, "")])
    cell = source.cell_at(line) if source.kind == "notebook" else None
    last = cell.first_line + cell.line_count - 1 if cell else len(table.starts)
    if line < last:
        change = Change(table.offset(line, 1), table.offset(line + 1, 1), "")
    else:
        first_line = cell.first_line if cell else 1
        change = Change(table.offset(line, 1) - (line > first_line), end, "")
    return to_edits(source, table, [change])
