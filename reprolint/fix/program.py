"""A source as fixers look at it: the nodes at a finding's places, statements on lines of their own, blocks and scopes."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from reprolint.fix.changes import Change, LineTable
from reprolint.fix.declining import DeclinedError, require

if TYPE_CHECKING:
    from reprolint.findings import Location
    from reprolint.graph import Experiment
    from reprolint.source import Source

N = TypeVar("N", bound=ast.AST)
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
SCOPES = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
REPEATED = (ast.For, ast.AsyncFor, ast.While)


class Program:
    """One source with parents of nodes and offsets of places."""

    def __init__(self, source: Source, build: Callable[[Source], Experiment]) -> None:
        self.source = source
        self._build = build
        self.text = source.text
        self.lines = source.text.split("\n")
        self.table = LineTable(source.text)
        self._parents: dict[ast.AST, ast.AST] = {}
        self._blocks: dict[ast.AST, list[ast.stmt]] = {}
        self._by_span: dict[tuple[int, int], list[ast.AST]] = {}
        for node in source.nodes():
            for name, value in ast.iter_fields(node):
                if isinstance(value, ast.AST):
                    self._parents[value] = node
                elif isinstance(value, list):
                    self._adopt(node, name, value)
            if hasattr(node, "lineno"):
                self._by_span.setdefault(self.span(node), []).append(node)

    def _adopt(self, parent: ast.AST, name: str, items: list[object]) -> None:
        for item in items:
            if isinstance(item, ast.AST):
                self._parents[item] = parent
                if isinstance(item, ast.stmt) and name in {"body", "orelse", "finalbody"}:
                    self._blocks[item] = items  # type: ignore[assignment]

    @cached_property
    def experiment(self) -> Experiment:
        """The source as the checks saw it."""
        return self._build(self.source)

    # Places

    def span(self, node: ast.AST) -> tuple[int, int]:
        """0-based offsets of the node's beginning and end in the joined text."""
        line: int = getattr(node, "lineno", 1)
        end_line: int = getattr(node, "end_lineno", None) or line
        return self._offset(line, getattr(node, "col_offset", 0)), self._offset(
            end_line, getattr(node, "end_col_offset", None) or 0
        )

    def _offset(self, line: int, byte: int) -> int:
        text = self.lines[line - 1]
        column = byte if text.isascii() else len(text.encode("utf-8", "replace")[:byte].decode("utf-8", "ignore"))
        return self.table.starts[line - 1] + column

    def segment(self, node: ast.AST) -> str:
        """The text of a node as it is written."""
        start, end = self.span(node)
        return self.text[start:end]

    def node_at(self, place: Location, kind: type[N]) -> N:
        """The outermost node of this kind at a finding's place. Raises DeclinedError when there is none."""
        require(place.path == self.source.path, "part of it stands in another file")
        first = 1
        if place.cell is not None:
            cell = next((each for each in self.source.cells if each.number == place.cell and each.first_line), None)
            require(cell is not None, "its cell holds no code")
            assert cell is not None
            first = cell.first_line
        start = self.table.offset(place.line + first - 1, place.column)
        end = self.table.offset(place.end_line + first - 1, place.end_column)
        found = next((node for node in self._by_span.get((start, end), ()) if isinstance(node, kind)), None)
        if found is None:
            raise DeclinedError("the place of the finding is not a plain call or statement")
        return found

    # Surroundings

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around a node."""
        return self._parents.get(node)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, innermost first."""
        outer = self._parents.get(node)
        while outer is not None:
            yield outer
            outer = self._parents.get(outer)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds the node, or the node itself."""
        if isinstance(node, ast.stmt):
            return node
        for outer in self.around(node):
            if isinstance(outer, ast.stmt):
                return outer
        raise DeclinedError("it stands outside of any statement")

    def scope(self, node: ast.AST) -> Scope:
        """The function, class or module that the node stands in."""
        return next((outer for outer in self.around(node) if isinstance(outer, SCOPES)), self.source.tree)

    def block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The statements among which a statement stands."""
        return self._blocks[statement]

    def is_repeated(self, node: ast.AST) -> bool:
        """Does the node stand in a loop of its own scope?"""
        for outer in self.around(node):
            if isinstance(outer, SCOPES):
                return False
            if isinstance(outer, REPEATED):
                return True
        return False

    # Whole lines

    def own_lines(self, statement: ast.stmt) -> tuple[int, int]:
        """Offsets of the first character and of the end (before the newline) of the lines of a statement.

        Raises DeclinedError when it shares its lines with another statement. A comment behind it is part of the lines.
        """
        start, end = self.span(statement)
        decorators = getattr(statement, "decorator_list", ())
        if decorators:
            start = self.span(decorators[0])[0] - 1
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", end)
        line_end = len(self.text) if line_end < 0 else line_end
        rest = self.text[end:line_end].strip()
        alone = not self.text[line_start:start].strip() and (not rest or rest.startswith("#"))
        require(alone, "the statement shares its line with another one")
        return line_start, line_end

    def indent(self, statement: ast.stmt) -> str:
        """The blanks in front of a statement that stands on lines of its own."""
        start, _ = self.own_lines(statement)
        return self.text[start : self.span(statement)[0]]

    def trailing_comment(self, statement: ast.stmt) -> str:
        """The comment behind a statement on its last line, with the blanks before it; "" when there is none."""
        _, line_end = self.own_lines(statement)
        return self.text[self.span(statement)[1] : line_end].rstrip()

    # Changes

    def replace(self, node: ast.AST, text: str) -> Change:
        """Put another text in the place of a node; characters that stay at its beginning and end are left out."""
        start, end = self.span(node)
        old = self.text[start:end]
        same = _shared(old, text)
        tail = _shared(old[same:][::-1], text[same:][::-1])
        return Change(start + same, end - tail, text[same : len(text) - tail])

    def delete_lines(self, statement: ast.stmt, last_statement: ast.stmt | None = None) -> Change:
        """Take a statement away together with its lines, or a run of statements up to another one.

        Raises DeclinedError when nothing would be left of its block.
        """
        block = self.block(statement)
        last_statement = last_statement or statement
        require(
            len(block) > block.index(last_statement) - block.index(statement) + 1, "nothing would be left of its block"
        )
        start, end = self.own_lines(statement)[0], self.own_lines(last_statement)[1]
        cell = self.source.cell_at(statement.lineno) if self.source.kind == "notebook" else None
        last = cell.first_line + cell.line_count - 1 if cell else len(self.lines)
        if (last_statement.end_lineno or last_statement.lineno) < last:
            return Change(start, end + 1, "")
        first = cell.first_line if cell else 1
        return Change(start - 1 if statement.lineno > first else start, end, "")

    def insert_after(self, statement: ast.stmt, lines: list[str]) -> Change:
        """Write lines below a statement, indented as it is."""
        indent = self.indent(statement)
        _, end = self.own_lines(statement)
        return Change(end, end, "".join(f"\n{indent}{line}" if line else "\n" for line in lines))

    def insert_before(self, statement: ast.stmt, lines: list[str]) -> Change:
        """Write lines above a statement, indented as it is."""
        indent = self.indent(statement)
        start, _ = self.own_lines(statement)
        return Change(start, start, "".join(f"{indent}{line}\n" for line in lines))


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    length = min(len(one), len(other))
    return next((index for index in range(length) if one[index] != other[index]), length)
