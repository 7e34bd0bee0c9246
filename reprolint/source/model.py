"""What a file is after reading: text that parses, its tree, its cells, and the way back to the user's lines."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeVar

from reprolint.findings import Location, Problem
from reprolint.records import dataclass
from reprolint.source.comments import comments
from reprolint.source.walking import within

if TYPE_CHECKING:
    from collections.abc import Iterator

N = TypeVar("N", bound=ast.AST)
SourceKind = Literal["script", "notebook", "percent"]
CellKind = Literal["code", "markdown", "raw"]

SNIPPET_LINES = 6  # longer spans are cut: an excerpt is read, not studied
REST_LINES = 60  # and no more than these are kept beside the excerpt, for fingerprints


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
    (`pip`, `matplotlib`, `bash`; for shell escapes the first word), `text` everything after it: the rest of the line,
    and for a cell magic whose body is not Python (`%%bash`) also that body.
    """

    line: int
    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a notebook or percent script; a plain script has none.

    `number` is the 1-based position among all cells. `first_line` is the 1-based line of the joined module text on
    which the cell's first line stands (0 for markdown and raw cells of a notebook, which are not in that text);
    `line_count` its number of lines. `text` is the cell as the user wrote it, with newlines as line ends; the marker
    line of a percent script is not part of it. `parsed` is false for a code cell that could not be parsed and was
    blanked out.
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

    @property
    def ran(self) -> bool:
        """Did it run, as its number or what is stored under it shows? Some editors store outputs without a number."""
        return self.execution_count is not None or bool(self.outputs)


@dataclass(slots=True)
class _Lookup:
    """What `Source` works out on the first question about a place, and keeps."""

    text: list[str] = field(default_factory=list)
    original: list[str] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)  # those in the joined text, in order
    first_lines: list[int] = field(default_factory=list)  # of `cells`
    nodes: list[ast.AST] = field(default_factory=list)
    by_type: dict[type[ast.AST], list[ast.AST]] = field(default_factory=dict)  # of `nodes`


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A readable file. It equals only itself, and so can be a key.

    `text` is the module that was parsed: for notebooks the code cells joined, magics masked, line count and columns
    kept. `original` has the same number of lines as `text` and holds what the user wrote, for excerpts and comments.
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
    _lookup: _Lookup = field(default_factory=_Lookup, init=False, repr=False)

    def nodes(self) -> list[ast.AST]:
        """Every node of the tree, outer before inner; walked once."""
        found = self._lookup.nodes
        if not found:
            found.extend(within(self.tree))
        return found

    def nodes_of(self, *types: type[N]) -> list[N]:
        """The nodes of exactly these types, type by type."""
        by_type = self._lookup.by_type
        if not by_type:
            for node in self.nodes():
                kind = type(node)
                if kind in by_type:
                    by_type[kind].append(node)
                else:
                    by_type[kind] = [node]
        return [node for kind in types for node in by_type.get(kind, ())]  # type: ignore[misc]

    def location(self, node: ast.AST, label: str = "") -> Location:
        """The node's span in the user's file or cell; line 1 for a node without a position, such as the module."""
        line = getattr(node, "lineno", None)
        if not isinstance(line, int):
            return self.line_location(1, label)
        start = getattr(node, "col_offset", 0)
        end_line = getattr(node, "end_lineno", None) or line
        end = getattr(node, "end_col_offset", None)
        end_column = self._column(end_line, start if end is None else end)
        return self._place(line, self._column(line, start), end_line, end_column, label)

    def line_location(self, line: int, label: str = "") -> Location:
        """One whole line of the joined text; a line outside the text is moved to its nearest end."""
        lines = self._prepared().text
        line = min(max(line, 1), len(lines))
        return self._place(line, 1, line, len(lines[line - 1]) + 1, label)

    def cell_location(self, cell: Cell, label: str = "", line: int = 1) -> Location:
        """One whole line of any cell, also of markdown; `line` is 1-based in the cell."""
        lines = cell.text.split("\n")
        line = min(max(line, 1), len(lines))
        if self.kind != "notebook":
            return self.line_location(cell.first_line + line - 1, label)
        text = lines[line - 1]
        return Location(self.path, line, 1, line, len(text) + 1, cell=cell.number, label=label, snippet=text)

    def cell_at(self, line: int) -> Cell | None:
        """The cell on 1-based `line` of the joined text; None in plain scripts and on markers of percent scripts."""
        lookup = self._prepared()
        index = bisect_right(lookup.first_lines, line) - 1
        if index < 0:
            return None
        cell = lookup.cells[index]
        return cell if line < cell.first_line + cell.line_count else None

    def comments(self) -> Iterator[tuple[int, int, str]]:
        """Line (of the joined text), column and text of every comment, both 1-based; also those on masked lines."""
        if "#" not in self.original:
            return iter(())
        return comments(self.text, self.original)

    def _prepared(self) -> _Lookup:
        lookup = self._lookup
        if not lookup.text:
            lookup.text = self.text.split("\n")
            lookup.original = lookup.text if self.original is self.text else self.original.split("\n")
            lookup.cells = [cell for cell in self.cells if cell.first_line]
            lookup.first_lines = [cell.first_line for cell in lookup.cells]
        return lookup

    def _column(self, line: int, offset: int) -> int:
        """1-based column in characters, from a 0-based one in UTF-8 bytes."""
        lines = self._prepared().text
        if not 0 < line <= len(lines):
            return 1
        text = lines[line - 1]
        if text.isascii():
            return min(offset, len(text)) + 1
        return len(text.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore")) + 1

    def _place(self, line: int, column: int, end_line: int, end_column: int, label: str) -> Location:
        lookup = self._prepared()
        line = min(max(line, 1), len(lookup.text))
        cell = self.cell_at(line) if self.kind == "notebook" else None
        last = cell.first_line + cell.line_count - 1 if cell else len(lookup.text)
        if end_line > last:
            end_line, end_column = last, len(lookup.text[last - 1]) + 1
        end_line, end_column = max((line, column), (end_line, end_column))  # f-strings of older Pythons end too early
        cut = min(end_line, line - 1 + SNIPPET_LINES)
        snippet = "\n".join(lookup.original[line - 1 : cut])
        rest = "".join(f"\n{text}" for text in lookup.original[cut : min(end_line, cut + REST_LINES)])
        offset = cell.first_line - 1 if cell else 0
        number = cell.number if cell else None
        return Location(self.path, line - offset, column, end_line - offset, end_column, number, label, snippet, rest)
