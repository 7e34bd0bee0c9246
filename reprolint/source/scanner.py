"""Knows, line by line, whether a statement may begin: IPython reads escapes only there, not in strings and brackets."""

from __future__ import annotations

import re

from reprolint.patterns import pattern
from reprolint.records import dataclass

_TOKEN = pattern(
    r"""
      (?P<comment>\#)
    | (?P<triple>\"{3}|'{3})
    | (?P<quote>["'])
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<assign>(?<![=!<>])=[ \t]*(?=[%!]))
    | (?P<help>\?{1,2}[ \t]*$)
    """,
    re.VERBOSE,
)
# What ends a string that is open: its quote, a backslash before the line end (it goes on), or the line end.
_STRING_END = {
    quote: re.compile(rf"(?:\\.|(?!{quote})[^\\])*(?P<end>{quote}|\\?$)", re.DOTALL)
    for quote in ('"', "'", '"""', "'''")
}


@dataclass(slots=True)
class Scanner:
    """What is open after the lines fed so far."""

    quote: str = ""
    depth: int = 0
    continued: bool = False

    @property
    def at_statement(self) -> bool:
        """Whether the next line begins a statement."""
        return not (self.quote or self.depth or self.continued)

    def feed(self, line: str) -> tuple[str, int] | None:
        """Read one physical line.

        Returns `("assign", offset)` for an escape that is assigned (`x = !ls`), with the 0-based offset of the escape,
        or `("help", offset)` for a question mark that ends a one-line statement; the rest of the line is then not read.
        """
        fresh = self.at_statement
        self.continued = False
        position = self._skip_string(line, 0) if self.quote else 0
        while match := _TOKEN.search(line, position):
            position = match.end()
            kind = match.lastgroup
            if kind == "comment":
                return None
            if kind in {"triple", "quote"}:
                self.quote = match.group()
                position = self._skip_string(line, position)
            elif kind == "open":
                self.depth += 1
            elif kind == "close":
                self.depth = max(self.depth - 1, 0)
            elif self.depth == 0 and kind == "assign":
                return "assign", position
            elif self.depth == 0 and kind == "help" and fresh:
                return "help", match.start()
        self.continued = not self.quote and line.endswith("\\")
        return None

    def _skip_string(self, line: str, position: int) -> int:
        """The offset after the open string, or the line's length when it goes on (or is broken) there."""
        match = _STRING_END[self.quote].match(line, position)
        if match is None:
            return len(line)
        end = match.group("end")
        single = len(self.quote) == 1
        if end == self.quote or (single and end != "\\"):
            self.quote = ""
        return match.end()
