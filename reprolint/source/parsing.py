"""Text to syntax tree, or to the place and the plain reason why there is none."""

from __future__ import annotations

import ast
import re
import sys
import warnings

from reprolint.patterns import pattern
from reprolint.records import dataclass

MAX_CODE_LENGTH = 8 * 1024 * 1024  # characters; a tree takes up to 200 times the room of its text

_PYTHON_2 = pattern(
    r"""^\s*print\s+[^\s(=.,:\[]      # print "x"
      | ^\s*print\s*$
      | ^\s*print\s*>>
      | ^\s*exec\s+[^\s(=.,:\[]
      | \bexcept\s+[\w.()]+\s*,\s*\w+\s*:
      | ^\s*raise\s+\w+\s*,
      | <> | ` | \b\d+[lL]\b | \b0\d+\b | \bur["']
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text has no tree: `kind` as in `Problem`, `line` 1-based in the text."""

    line: int
    kind: str
    message: str


def parse(text: str) -> ast.Module | Fault:
    """Parse a module without raising and without printing the parser's own warnings."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Fault(line, "nul-byte", "the text holds a NUL character, so it is not Python code; restore the file")
    if len(text) > MAX_CODE_LENGTH:
        size = f"{len(text) / 1e6:.0f} million characters of code"
        return Fault(1, "too-large", f"{size} are more than can be analysed; move data out of the code into a file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is Python's to report, and an error under -W error
            return ast.parse(text)
    except SyntaxError as error:
        return _syntax_fault(text, error)
    except (RecursionError, MemoryError):
        message = "the code is nested too deeply for Python's own parser; split the expression into steps"
        return Fault(_longest_line(text), "too-deep", message)
    except ValueError as error:  # half of a character pair, which our readers replace beforehand
        return Fault(1, "syntax-error", f"Python cannot read this text ({error}); save it as UTF-8")


def _syntax_fault(text: str, error: SyntaxError) -> Fault:
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    reason = error.msg.removesuffix(f" (<unknown>, line {error.lineno})")
    if isinstance(error, TabError) or _PYTHON_2.search(lines[line - 1]) or "call to 'print'" in reason:
        advice = "this looks like Python 2, which is not supported; convert the file with 2to3"
    else:
        running = f"{sys.version_info[0]}.{sys.version_info[1]}"
        advice = f"correct the line; if it needs a Python newer than {running}, run reprolint with that one"
    return Fault(line, "syntax-error", f"this is not valid Python: {reason}; {advice}")


def _longest_line(text: str) -> int:
    """Where an expression that is too deep most likely stands: the parser does not say."""
    lengths = [len(line) for line in text.split("\n")]
    return lengths.index(max(lengths)) + 1
