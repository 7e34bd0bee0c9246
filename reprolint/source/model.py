"""What a file is after reading: text that parses, its tree, its cells, and the way back to the user's lines."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Literal

from reprolint.findings import Location, Problem

SourceKind = Literal["script", "notebook", "percent"]
CellKind = Literal["code", "markdown", "raw"]

SNIPPET_LINES = 6  # longer spans are cut: an excerpt is read, not studied


@dataclass(frozen=True, slots=True)
class Output:
    """One stored output of a notebook cell, reduced to what checks ask about."""

    kind: str  # nbformat output_type: stream, display_data, execute_result, error
    error_name: str = ""
    error_value: str = ""
    text: str = ""  # text/plain or stream text, cut after 2000 characters


@dataclass(frozen=True, slots=True)
class Magic:
    """A line or cell magic, shell escape or help request that was masked.

    `line` is 1-based in the joined module text. `kind` is line, cell, shell or help; `name` is the magic's name
    (`pip`, `matplotlib`, `bash`; for shell escapes the first word), `text` everything after it.
    """

    line: int
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook or percent script; a plain script has none.

    `number` is the 1-based position among all cells. `first_line` is the 1-based line of the joined module text on which
    the cell's first line stands (code cells only, else 0); `line_count` its number of lines. `text` is the cell as
    the user wrote it. `parsed` is false for a code cell that could not be parsed and was blanked out.
    """

    number: int
    kind: CellKind
    text: str
    first_line: int = 0
    line_count: int = 0
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    tags: tuple[str, ...] = ()
    ignores: tuple[str, ...] = ()  # codes or names from the cell's metadata, "*" for all
    parsed: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """A readable file.

    `text` is the module that was parsed: for notebooks the code cells joined, magics masked, line count and columns kept.
    `original` has the same number of lines as `text` and holds what the user wrote, for excerpts and comments.
    `path` is posix and relative to the working directory. Positions in `tree` are those of `ast`: 1-based lines of
    `text`, 0-based columns in UTF-8 bytes.
    """

    path: str
    kind: SourceKind
    text: str
    original: str
    tree: ast.Module
    cells: tuple[Cell, ...] = ()
    magics: tuple[Magic, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignores: tuple[str, ...] = ()  # from the notebook's metadata
    metadata: dict[str, object] = field(default_factory=dict)  # kernelspec and language_info of a notebook
