"""Names of the files that a project's own code writes with torch, joblib or pickle, as far as its text shows them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from reprolint.patterns import pattern
from reprolint.records import dataclass

TORCH = pattern(r"\b(?:torch|xm|accelerator)\.save\s*\(|\bsave_checkpoint\s*\(|\bModelCheckpoint\s*\(")
WRITES = pattern(
    r"\b(?:torch|xm|accelerator)\.save\s*\(|\bsave_checkpoint\s*\(|\bModelCheckpoint\s*\("
    r"|\b(?:joblib|pickle|pkl|dill|cloudpickle)\.dump\s*\(|\bshutil\.copy\w*\s*\("
)
WORDS = (".save", ".dump", "save_checkpoint", "ModelCheckpoint", "shutil.copy")
LITERAL = pattern(r"""(?:\b[rbfuRBFU]{1,2})?["']([^"'\\\n]{1,200})["']""")
FIELD = pattern(r"\{[^{}]*\}|%[-+0-9.]*[sdif]")  # the place of a value in a text
READS = pattern(r"""\b(?:load|read)\w*\s*\(|\bopen\s*\((?!.*["'][wax]b?\+?["'])""")
COMMENT = pattern(r"^[ \t]*#.*$", re.MULTILINE)
BINDS = pattern(r"=|\bas\b|--")
WORD = pattern(r"[A-Za-z_]\w*")
LONGEST = 1_000  # characters of a call
KNOWN_PART = 3  # letters and digits that must be known of a name with unknown parts


@dataclass(frozen=True, slots=True)
class SavedFiles:
    """Base names, with `*` for parts that are not known; `torch` says that anything is written as torch does."""

    names: frozenset[str]
    torch: bool

    def hold(self, name: str) -> bool:
        """May a file of this name, itself with `*` for what is not known of it, be one of these?"""
        return name in self.names or any(fnmatchcase(name, one) or fnmatchcase(one, name) for one in self.names)


def saved_files(texts: Iterable[tuple[str, str]]) -> SavedFiles:
    """From paths and texts of scripts and notebooks."""
    names: set[str] = set()
    torch = False
    for path, text in texts:
        if any(word in text for word in WORDS):  # pictures in notebooks are long
            code = COMMENT.sub("", code_of(path, text))
            torch = torch or TORCH.search(code) is not None
            names.update(_written(code))
    return SavedFiles(frozenset(names), torch)


def base_name(path: str) -> str | None:
    """The last part of a path with `*` for the places of values; None where too little of it is known."""
    name = re.sub(r"\*+", "*", FIELD.sub("*", path.replace("\\", "/").rpartition("/")[2]))
    stem = name.rpartition(".")[0] if "." in name else name
    known = sum(character.isalnum() for character in stem)
    return name if known >= (KNOWN_PART if "*" in name else 1) else None


def code_of(path: str, text: str) -> str:
    """The text itself, of a notebook that of its code cells, "" when it cannot be read."""
    if not path.lower().endswith(".ipynb"):
        return text
    try:
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _written(code: str) -> Iterator[str]:
    lines = [line for line in code.split("\n") if len(line) < LONGEST and BINDS.search(line) and not READS.search(line)]
    for found in WRITES.finditer(code):
        given = _arguments(code, found.end())
        first, _, rest = given.partition(",") if found[0].rstrip("( \t").endswith(("save", "dump")) else ("", "", given)
        yield from _names_in(lines, rest or first, set())


def _names_in(lines: list[str], target: str, seen: set[str], depth: int = 2) -> Iterator[str]:
    """The names that a path may stand for: written out in it, or in lines where its parts are bound."""
    for literal in LITERAL.findall(target):
        name = base_name(literal)
        if name is not None and "." in name.strip("."):
            yield name
    words = set(WORD.findall(LITERAL.sub(_fields, target))) - seen if depth else set()
    seen |= words
    for word in sorted(words):
        for line in _binding(lines, word):
            yield from _names_in(lines, line, seen, depth - 1)


def _fields(literal: re.Match[str]) -> str:
    """Of a text, the names between its braces."""
    return " ".join(FIELD.findall(literal[0]))


def _binding(lines: list[str], word: str) -> list[str]:
    """Lines that may say what a name stands for: assignments, defaults, `open(...) as`, options of the command line."""
    option = word.replace("_", "[-_]")
    binds = re.compile(rf"\b{word}\s*(?::[^=]*)?=(?!=)|\bas {word}\b|--{option}\b")
    return [line for line in lines if (word in line or "--" in line) and binds.search(line)]


def _arguments(code: str, start: int) -> str:
    """What stands between the brackets of a call; `start` is behind the opening one."""
    depth = 1
    for position in range(start, min(len(code), start + LONGEST)):
        depth += {"(": 1, ")": -1}.get(code[position], 0)
        if not depth:
            return code[start:position]
    return code[start : start + LONGEST]
