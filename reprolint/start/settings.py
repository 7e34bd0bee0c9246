"""The first settings of a project as commented TOML, and how they are added to a file that exists."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from reprolint.config import OWN_FILE, PROJECT_FILE
from reprolint.errors import StartError
from reprolint.report.counts import amount
from reprolint.start.looking import Look

TABLE = "tool.reprolint"


def configured(root: Path) -> str:
    """The file that holds settings already, "" if there is none. Raises StartError: `pyproject.toml` is broken."""
    if (root / OWN_FILE).exists():
        return OWN_FILE
    raw = _parsed(_read(root / PROJECT_FILE)) if (root / PROJECT_FILE).exists() else {}
    tool = raw.get("tool")
    return PROJECT_FILE if isinstance(tool, dict) and "reprolint" in tool else ""


def proposed(root: Path, look: Look) -> tuple[Path, str]:
    """The file to write or to append to, and what to write there, with its kind of line ends.

    Raises StartError: the table cannot be appended to the file.
    """
    path = root / PROJECT_FILE
    if not path.exists():
        return root / OWN_FILE, _text(look, table="")
    before = _read(path)
    line_end = "\r\n" if "\r\n" in before else "\n"
    gap = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
    added = (gap + _text(look, table=TABLE)).replace("\n", line_end)
    if not _only_adds(before, before + added):
        message = f"the table [{TABLE}] cannot be appended here; write its keys where the other tools' are: `--print` shows them"
        raise StartError(path.name, message)
    return path, added


def _text(look: Look, table: str) -> str:
    return "\n".join([*([f"[{table}]"] if table else []), *_keys(look), *_ignores(look, table), ""])


def _keys(look: Look) -> Iterator[str]:
    yield f"# What reprolint reads here: {amount(look.scripts, 'script')} and {amount(look.notebooks, 'notebook')}."
    yield "# `reprolint rules` lists the rules, `reprolint explain CODE` says what one is about."
    yield ""
    yield "# Rules by code, name or family. Without these lines: all that are on by default."
    yield '# extend-select = ["NBK"]'
    yield '# ignore = ["unordered-listing"]'
    yield ""
    yield '# Findings below this severity are hidden: "note" (nothing is), "warning" or "error".'
    yield '# min-severity = "warning"'
    yield ""
    left_out = [f"{_escaped(folder)}/" for folder in (*look.foreign, *look.submodules)]
    if left_out:
        yield "# Code of others, which is not yours to repair. Patterns as in .gitignore."
        yield f"extend-exclude = {json.dumps(left_out, ensure_ascii=False)}"
    else:
        yield "# Files and folders to leave out, as in .gitignore; environments, caches and what git ignores are left out anyway."
        yield '# extend-exclude = ["third_party/"]'
    yield ""
    if look.is_large:
        yield "# So many files will have findings that cannot wait for each other. `reprolint baseline write` lists those of"
        yield "# today; with this line, only new ones count."
    else:
        yield "# `reprolint baseline write` lists the findings of today as known; with this line, only new ones count."
    yield '# baseline = "reprolint-baseline.json"'


def _ignores(look: Look, table: str) -> Iterator[str]:
    yield ""
    if look.tests:
        folders = ", ".join(look.tests)
        yield f"# Findings in tests ({folders}), docs and examples are notes at most, without a setting."
    yield f"[{table}.per-file-ignores]" if table else "[per-file-ignores]"
    if look.drafts:
        yield "# Drafts are run cell by cell in any order. Results that you report should not come from them."
    for folder in look.drafts:
        yield f'{json.dumps(_pattern(folder), ensure_ascii=False)} = ["NBK"]'
    if not look.drafts:
        where = look.notebook_folders[0] if look.notebook_folders and look.notebook_folders[0] != "." else "legacy"
        yield f'# {json.dumps(where, ensure_ascii=False)} = ["NBK"]'


def _escaped(folder: str) -> str:
    """A folder as a pattern of `.gitignore` that means only itself."""
    return re.sub(r"([\\*?\[!#])", r"\\\1", folder)


def _pattern(folder: str) -> str:
    """A folder as a pattern of a shell that means only itself."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in folder)


def _only_adds(before: str, after: str) -> bool:
    """Does the longer text hold the same as the shorter one, and our table?"""
    try:
        new = tomllib.loads(after)
        tool = new.get("tool")
        ours = tool.pop("reprolint", None) if isinstance(tool, dict) else None
        if tool == {}:
            del new["tool"]
        old = tomllib.loads(before)
    except ValueError:
        return False
    if old.get("tool") == {}:
        del old["tool"]
    return isinstance(ours, dict) and new == old


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:
        raise StartError(PROJECT_FILE, f"this is not valid TOML ({error}); repair it first") from error


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(path.name, f"cannot be read ({type(error).__name__}); repair it first") from error
