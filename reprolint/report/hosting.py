"""Places as code hosts know them: paths from the repository's root, lines of files instead of lines of cells."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from reprolint.findings import Finding, Location, Problem
from reprolint.report.cleaning import one_line

ROOT = "."


@dataclass(frozen=True, slots=True)
class Repository:
    """Turns paths that are relative to the working directory `here` into paths from `root`, both absolute."""

    root: Path
    here: Path

    @classmethod
    def around(cls, here: Path) -> Repository:
        """The repository that a directory lies in: the nearest one upwards with `.git`, else that directory."""
        return cls(next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here), here)

    def path(self, shown: str) -> str:
        """Posix, from the root; absolute when it lies outside, `.` for the root itself."""
        full = os.path.normpath(self.here / shown)
        root = str(self.root)
        if full != root and not full.startswith(root.rstrip(os.sep) + os.sep):
            return Path(full).as_posix()
        return Path(os.path.relpath(full, root)).as_posix()


def line_of(place: Location | Problem) -> int:
    """The 1-based line of the file; 1 for a line of a cell whose place in the file is not known."""
    return place.line if place.cell is None else place.file_line or 1


def where(place: Location | Problem) -> str:
    """`line 3`, or `cell 2, line 3`."""
    return f"line {place.line}" if place.cell is None else f"cell {place.cell}, line {place.line}"


def sentence(finding: Finding) -> str:
    """The message on one line, in notebooks with its cell before it, since hosts show only the file."""
    message = one_line(finding.message)
    return message if finding.primary.cell is None else f"In {where(finding.primary)}: {message}"


def region_text(place: Location) -> str | None:
    """The characters of the span; None when its snippet was cut."""
    lines = place.snippet.split("\n")
    if not place.snippet or len(lines) != place.end_line - place.line + 1:
        return None
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)
