"""Which files must be analysed again when some have changed: these, and all that may import them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

IMPORTED_SUFFIX = ".py"


def reached(files: Iterable[Path], changed: Iterable[Path]) -> frozenset[Path]:
    """The changed files, and those of `files` whose text names the module of one that is reached.

    A name may stand there for something else, so more files are reached than need be, but none is missed.
    """
    found = set(changed)
    rest = set(files) - found
    names = {_module(path) for path in found if path.suffix == IMPORTED_SUFFIX}
    while names and rest:
        pattern = re.compile(rb"\b(?:" + b"|".join(map(re.escape, sorted(names))) + rb")\b")
        new = {path for path in rest if pattern.search(_content(path))}
        found |= new
        rest -= new
        names = {_module(path) for path in new if path.suffix == IMPORTED_SUFFIX}
    return frozenset(found)


def _module(path: Path) -> bytes:
    """The last part of the name that an import of the file says; a package's is that of its folder."""
    name = path.parent.name if path.stem == "__init__" else path.stem
    return name.encode("utf-8", "surrogateescape")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # reading the file to check it will say why
