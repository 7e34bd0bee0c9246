"""The entry for pre-commit: a whole file, lines to append to the one that is there, or lines to paste."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reprolint import __version__
from reprolint.errors import StartError

FILE = ".pre-commit-config.yaml"
ENTRY = f"""\
- repo: local
  hooks:
    - id: reprolint
      name: reprolint
      entry: reprolint check --force-exclude --no-cache --quiet
      language: python
      additional_dependencies: ["reprolint-ml=={__version__}"]
      types_or: [python, jupyter]
      require_serial: true
"""
ITEM = re.compile(r"^(?P<indent> *)- ", re.MULTILINE)


def has_hook(root: Path) -> bool:
    """Does pre-commit run reprolint already?"""
    return (root / FILE).exists() and "reprolint" in _read(root / FILE)


def proposed(root: Path) -> tuple[Path, str, bool]:
    """The file, the lines for it, and whether they can be written: false when they must be pasted in by hand."""
    path = root / FILE
    if not path.exists():
        return path, "repos:\n" + _indented(ENTRY, "  "), True
    before = _read(path)
    line_end = "\r\n" if "\r\n" in before else "\n"
    items = ITEM.search(before)
    gap = "" if before.endswith("\n") else "\n"
    added = (gap + _indented(ENTRY, items["indent"] if items else "  ")).replace("\n", line_end)
    return path, added, _only_adds(before, before + added)


def _indented(text: str, indent: str) -> str:
    return "".join(indent + line for line in text.splitlines(keepends=True))


def _only_adds(before: str, after: str) -> bool:
    """Is our entry the last of the list of repositories, and everything else as before?"""
    import yaml

    try:
        old: Any = yaml.safe_load(before)
        new: Any = yaml.safe_load(after)
        (ours,) = yaml.safe_load(ENTRY)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    if not isinstance(old, dict) or not isinstance(old.get("repos"), list) or not isinstance(new, dict):
        return False
    return bool(new == {**old, "repos": [*old["repos"], ours]})


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(path.name, f"cannot be read ({type(error).__name__}); repair it first") from error
