"""What a kernel has run so far: its input history as cells of a notebook in the order in which they ran."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Import, ast.ImportFrom, ast.Delete, ast.Assert)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a cell.

    `index` is its position in the kernel's history, `number` what Jupyter shows in brackets beside the cell; both count
    from 1 and nearly always agree. `text` is the part of `whole` that ran. `cell_id` is "" where the front end gave none, and
    `seen` is false for runs from before the extension was loaded, of which it is not known how they ended.
    """

    index: int
    number: int
    text: str
    whole: str = ""
    cell_id: str = ""
    seen: bool = True

    @property
    def key(self) -> str:
        """What tells this cell from others: its id, or where the front end gave none, its text."""
        return self.cell_id or self.whole.strip()


@dataclass(slots=True)
class _Seen:
    """What was learned of a run while it happened. `line` is where it failed, 0 for nowhere."""

    cell_id: str = ""
    number: int = 0
    line: int = 0
    interrupted: bool = False
    never_ran: bool = False


@dataclass(slots=True)
class History:
    """Reads the history of one shell, and notes what the history does not keep: cell ids, and where a cell failed."""

    shell: Any  # IPython's own types change from version to version
    _seen: dict[int, _Seen] = field(default_factory=dict)  # by index
    _last_number: int = 0
    _running: int = 0  # index that the running cell gets, 0 when the extension was loaded by it

    def starts(self, info: ExecutionInfo) -> None:
        """A cell is about to run; the shell has not stored its text yet."""
        if info.store_history:
            number = self._last_number + 1 if self._last_number else 0
            self._running = len(self._raw())
            self._seen[self._running] = _Seen(_cell_id(info), number)

    def ended(self, result: ExecutionResult) -> bool:
        """A cell ran, or could not; is it in the history? IPython leaves some out, such as those with `%paste`."""
        info = result.info
        if info is None or not info.store_history:
            return False
        self._last_number = result.execution_count or 0
        index = len(self._raw()) - 1
        if self._running not in {0, index}:
            return False
        seen = self._seen.setdefault(index, _Seen(_cell_id(info)))
        seen.number = self._last_number
        seen.never_ran = result.error_before_exec is not None
        if result.error_in_exec is not None:
            seen.interrupted = isinstance(result.error_in_exec, KeyboardInterrupt)
            seen.line = self._line_of(result.error_in_exec.__traceback__)
        return True

    def runs(self, coming: str | None = None, up_to: FrameType | None = None) -> list[Run]:
        """All runs so far.

        `coming` is the text of a cell that is about to run. `up_to` is a frame below the running cell: what stands
        after the statement that it came from has not run.
        """
        raw = self._raw()
        parsed = list(self.shell.history_manager.input_hist_parsed) if self.shell.history_manager else []
        runs = []
        for index in range(1, len(raw)):
            code = parsed[index] if index < len(parsed) else raw[index]
            runs.append(self._run(index, raw[index], code))
        if coming is not None:
            runs.append(self._run(len(raw), coming, ""))
        elif runs and self._running in {0, runs[-1].index} and (line := self._line_below(up_to)):
            last = runs[-1]
            ran = _until(last.whole, parsed[-1], line, with_statement=True)
            runs[-1] = Run(last.index, last.number, ran, last.whole, last.cell_id)
        return runs

    def _run(self, index: int, text: str, code: str) -> Run:
        seen = self._seen.get(index)
        if seen is None:  # from before the extension was loaded
            return Run(index, index, text if _compiles(code) else "", text, seen=False)
        ran = "" if seen.never_ran else text
        if seen.line:
            ran = _until(text, code, seen.line, with_statement=seen.interrupted)
        return Run(index, seen.number or index, ran, text, seen.cell_id)

    def _raw(self) -> list[str]:
        manager = self.shell.history_manager
        return list(manager.input_hist_raw) if manager is not None else [""]

    def _line_of(self, traceback: TracebackType | None) -> int:
        """The line of the cell, 1-based in its transformed text, that an exception came through."""
        while traceback is not None:
            if traceback.tb_frame.f_globals is self.shell.user_ns:
                return traceback.tb_lineno
            traceback = traceback.tb_next
        return 0

    def _line_below(self, frame: FrameType | None) -> int:
        while frame is not None:
            if frame.f_globals is self.shell.user_ns:
                outer = frame.f_back  # a function of the notebook may have called us: look for the cell itself
                while outer is not None and outer.f_globals is not self.shell.user_ns:
                    outer = outer.f_back
                if outer is None:
                    return frame.f_lineno
            frame = frame.f_back
        return 0


def notebook(runs: Iterable[Run]) -> bytes:
    """The runs as a notebook whose n-th cell is the n-th entry of the history."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": run.index,
            "metadata": {},
            "outputs": [],
            "source": _without_surrogates(run.text),
        }
        for run in runs
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def _cell_id(info: object) -> str:
    found = getattr(info, "cell_id", None)  # IPython before 8.3 has none
    return found if isinstance(found, str) else ""


def _compiles(code: str) -> bool:
    """Would Python have run it? Text that IPython could not turn into Python never ran."""
    try:
        compile(code, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _until(text: str, code: str, line: int, *, with_statement: bool) -> str:
    """The cell's text up to the statement of the transformed `code` on `line`.

    A loop or branch that failed on the way counts as run, since part of it did; so does any statement with
    `with_statement`. Where lines of text and code do not agree (below a cell magic), all of the text is kept.
    """
    lines = text.split("\n")
    if len(lines) != len(code.split("\n")):
        return text
    try:
        statements = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text
    for statement in statements:
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])
        last = statement.end_lineno or first
        if first <= line <= last:
            keep = with_statement or not isinstance(statement, _SIMPLE)
            return "\n".join(lines[: last if keep else first - 1])
    return text


def _without_surrogates(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
