"""Masks what IPython adds to Python (magics, shell escapes, help requests) line for line, in place, columns kept.

Each masked stretch becomes a harmless statement or value of the same length, so that an `if` with nothing but a magic
in its body still parses, and no position moves.
"""

from __future__ import annotations

import re
from dataclasses import field

from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.model import Magic
from reprolint.source.parsing import Fault, parse
from reprolint.source.scanner import Scanner

# Cell magics whose body runs as Python in the notebook's own namespace.
PYTHON_CELL_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "mprun", "debug", "snakeviz", "scalene", "reprolint"}
)
# Line magics that run the Python statement behind them; the statement is kept, since a model may be fitted there.
_RUNS_STATEMENT = frozenset({"time", "timeit", "prun", "memit"})

_MOST_LINES = 100  # of such a statement; without a bound, a cell of unclosed ones takes quadratic time

_CANDIDATE = pattern(r"^[ \t\f]*(?:[%!?]|(?:pip|conda|mamba)[ \t])|\?[ \t]*$|=[ \t]*[%!]", re.MULTILINE)
_INDENTED = pattern(r"(?:[ \t]*\n)*([ \t]+)[^ \t\n]")
_INSTALLER = pattern(r"(?:pip|conda|mamba)[ \t]+(?:install|uninstall|update|list|show|freeze|env|create)\b")
# In a cell of one line IPython reads these without their `%`; none of it can be Python.
_AUTOMAGIC = pattern(
    r"[ \t]*(?:cat|cd|cp|load|load_ext|ls|matplotlib|mkdir|mv|pylab|rm|run|store)[ \t]+"
    r"(?!(?:and|else|for|if|in|is|not|or)\b)[\w./~'\"]"
)
_HELP = pattern(r"%{0,2}[\w.*]+\?{1,2}[ \t]*$")
_MAGIC_NAME = pattern(r"%[ \t]*\w+[ \t]+")
_OPTIONS = pattern(r"(?:-[nrptscqoTlDu]+(?:[ \t]*\d+)?[ \t]+)*")


@dataclass(frozen=True, slots=True)
class Masked:
    """Text with as many lines, each as long, as before; the lines of `magics` are 1-based in it."""

    text: str
    magics: tuple[Magic, ...] = ()


def mask_cell(text: str) -> Masked:
    """Mask one code cell as IPython would read it."""
    indented = _INDENTED.match(text)
    automagic = _is_one_automagic(text)
    if indented is None and not automagic and _CANDIDATE.search(text) is None:
        return Masked(text)
    masking = _Masking(text.split("\n"), indent=indented.group(1) if indented else "")
    masking.mask_cell_magics()
    if automagic:
        masking.mask_automagic()
    else:
        masking.mask_lines()
    return masking.result()


def _is_one_automagic(text: str) -> bool:
    """Is the only line, but for comments, a magic without its `%`?"""
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return len(lines) == 1 and _AUTOMAGIC.match(lines[0]) is not None


def mask_script(text: str) -> Masked:
    """Mask the lines of IPython in a script that was exported from a notebook."""
    if _CANDIDATE.search(text) is None:
        return Masked(text)
    masking = _Masking(text.split("\n"))
    masking.mask_lines()
    return masking.result()


def blank(text: str) -> str:
    """Spaces for every character but the line ends."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


@dataclass(slots=True)
class _Masking:
    lines: list[str]
    indent: str = ""  # what IPython takes off the front of each line
    magics: list[Magic] = field(default_factory=list)

    def result(self) -> Masked:
        return Masked("\n".join(self.lines), tuple(self.magics))

    def mask_cell_magics(self) -> None:
        """Mask the `%%` lines at the head of the cell, with the body unless it is Python."""
        index = self._next_filled(0, comments=True)
        while index < len(self.lines):
            line = self.lines[index].removeprefix(self.indent)
            if not line.startswith("%%") or _HELP.fullmatch(line):
                break
            name, text = _name_and_rest(line[2:])
            if name not in PYTHON_CELL_MAGICS:
                body = "\n".join([text, *self.lines[index + 1 :]])
                self.magics.append(Magic(index + 1, "cell", name, body))
                self.lines[index:] = [" " * len(rest) for rest in self.lines[index:]]
                return
            self.magics.append(Magic(index + 1, "cell", name, text))
            self._mask(index, index, len(self.lines[index]) - len(line), value=False)
            index = self._next_filled(index + 1)

    def mask_automagic(self) -> None:
        """Mask the one line that is no comment."""
        index = self._next_filled(0, comments=True)
        line = self.lines[index]
        self._mask_statement(index, len(line) - len(line.lstrip(" \t\f")))

    def mask_lines(self) -> None:
        """Take the indent off and mask every escape that stands where a statement may begin."""
        scanner = Scanner()
        index = 0
        while index < len(self.lines):
            if scanner.at_statement:
                self._dedent(index)
                start = _escape_start(self.lines[index])
                if start is not None:
                    index = self._mask_statement(index, start)
                    continue
            found = scanner.feed(self.lines[index])
            if found is None:
                index += 1
            elif found[0] == "assign":
                index = self._mask_value(index, found[1])
            else:
                index = self._mask_help(index)

    def _mask_statement(self, index: int, start: int) -> int:
        last = self._last_line(index)
        code = self._joined(index, last, start)
        escape = code[0]
        if escape == "?" or (escape == "%" and _HELP.fullmatch(code)):
            self.magics.append(Magic(index + 1, "help", code.strip("? \t"), ""))
        else:
            kind = "shell" if escape == "!" else "line"
            name, text = _name_and_rest(code.lstrip("%!") if escape in "%!" else code)
            self.magics.append(Magic(index + 1, kind, name, text))
            if escape == "%" and name in _RUNS_STATEMENT and (end := self._keep_statement(index, start)):
                return end
        self._mask(index, last, start, value=False)
        return last + 1

    def _keep_statement(self, index: int, start: int) -> int:
        """Turn `%time model.fit(X)` into `0    ;model.fit(X)`; returns the next line's index, 0 if that fails.

        As in old versions of IPython, the statement may go on over lines while a bracket is open.
        """
        line = self.lines[index]
        name = _MAGIC_NAME.match(line, start)
        options = _OPTIONS.match(line, name.end()) if name else None
        if options is None:
            return 0
        code = options.end()
        kept = "0" + " " * (code - start - 2) + ";" + line[code:]
        scanner = Scanner()
        scanner.feed(kept)
        end = index + 1
        furthest = min(len(self.lines), index + _MOST_LINES)
        while end < furthest and not scanner.at_statement:
            scanner.feed(self.lines[end])
            end += 1
        if isinstance(parse("\n".join([kept, *self.lines[index + 1 : end]])), Fault):
            return 0
        self.lines[index] = line[:start] + kept
        return end

    def _mask_value(self, index: int, start: int) -> int:
        last = self._last_line(index)
        code = self._joined(index, last, start)
        name, text = _name_and_rest(code.lstrip("%!"))
        self.magics.append(Magic(index + 1, "shell" if code[0] == "!" else "line", name, text))
        self._mask(index, last, start, value=True)
        return last + 1

    def _mask_help(self, index: int) -> int:
        line = self.lines[index]
        start = len(line) - len(line.lstrip(" \t\f"))
        self.magics.append(Magic(index + 1, "help", line[start:].rstrip("? \t"), ""))
        self._mask(index, index, start, value=False)
        return index + 1

    def _mask(self, index: int, last: int, start: int, *, value: bool) -> None:
        line = self.lines[index]
        self.lines[index] = line[:start] + _harmless(len(line) - start, value=value)
        for below in range(index + 1, last + 1):
            self.lines[below] = " " * len(self.lines[below])

    def _dedent(self, index: int) -> None:
        """Take the cell's indent off without moving a column: a form feed makes Python count indentation from there."""
        line = self.lines[index]
        if self.indent and line.startswith(self.indent) and line.strip(" \t"):
            width = len(self.indent)
            self.lines[index] = " " * (width - 1) + "\f" + line[width:]

    def _last_line(self, index: int) -> int:
        """The line on which an escape ends: a backslash carries it on."""
        while index + 1 < len(self.lines) and self.lines[index].endswith("\\"):
            index += 1
        return index

    def _joined(self, index: int, last: int, start: int) -> str:
        parts = [self.lines[index][start:], *self.lines[index + 1 : last + 1]]
        return "".join(part.removesuffix("\\") for part in parts)

    def _next_filled(self, index: int, *, comments: bool = False) -> int:
        """The first line from `index` that is not blank (nor, with `comments`, a comment)."""
        for number in range(index, len(self.lines)):
            line = self.lines[number].strip()
            if line and not (comments and line.startswith("#")):
                return number
        return len(self.lines)


def _escape_start(line: str) -> int | None:
    """The 0-based offset of a statement that is IPython's and never Python, else None."""
    start = len(line) - len(line.lstrip(" \t\f"))
    if line[start : start + 1] in {"%", "!", "?"} or _INSTALLER.match(line, start):
        return start
    return None


def _name_and_rest(code: str) -> tuple[str, str]:
    name, _, rest = code.strip().partition(" ")
    return name, rest.strip()


def _harmless(width: int, *, value: bool) -> str:
    """A statement, or with `value` an expression, that does nothing and is `width` (at least 1) characters long."""
    word = "None" if value else "pass"
    return (word if width >= len(word) else "0").ljust(width)
