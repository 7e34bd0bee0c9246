"""The baseline: a file that lists the findings a project already knows, so that only new ones count."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from reprolint.errors import BaselineError
from reprolint.findings import Finding
from reprolint.records import dataclass

FILE = "reprolint-baseline.json"  # in the project root, unless another is named
VERSION = 1
MAX_BYTES = 50_000_000
KEYS = ("path", "code", "fingerprint", "message")


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A known finding. `path` is posix, from the project root; `message` is there for people who read the file."""

    path: str
    code: str
    fingerprint: str
    message: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings by fingerprint, and the file that lists them, as the user knows it."""

    file: str
    entries: Mapping[str, Entry]


def entry(finding: Finding, path: str) -> Entry:
    """What is kept of a finding; `path` is where it lies, seen from the project root."""
    return Entry(path, finding.code, finding.fingerprint, finding.message)


def read(path: Path, shown: str) -> Baseline:
    """The baseline in a file; `shown` is the file's name in messages.

    Raises BaselineError: the file is missing or is not a baseline of this version.
    """
    raw = _json(path, shown)
    if not isinstance(raw, dict) or not isinstance(raw.get("findings"), list):
        raise BaselineError(shown, "this is not a baseline; write one with `reprolint baseline write`")
    if raw.get("version") != VERSION:
        message = (
            f"this baseline has version {raw.get('version')!r:.20}, not {VERSION}; update reprolint, or write it anew"
        )
        raise BaselineError(shown, message)
    entries = [_entry(item, number, shown) for number, item in enumerate(raw["findings"], start=1)]
    return Baseline(shown, {each.fingerprint: each for each in sorted(entries)})


def _json(path: Path, shown: str) -> object:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise BaselineError(shown, f"this file has more than {MAX_BYTES // 1_000_000} MB, too much for a baseline")
        return json.loads(content.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise BaselineError(shown, "there is no such baseline; `reprolint baseline write` makes one") from error
    except OSError as error:
        raise BaselineError(shown, f"the baseline cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        reason = " an unresolved merge conflict stands in it;" if b"\n<<<<<<< " in content else ""
        message = (
            f"the baseline is not valid JSON;{reason} restore it, or write it anew with `reprolint baseline write`"
        )
        raise BaselineError(shown, message) from error


def _entry(item: Any, number: int, shown: str) -> Entry:
    if isinstance(item, dict) and all(isinstance(item.get(key), str) for key in KEYS):
        return Entry(*(item[key] for key in KEYS))
    raise BaselineError(shown, f"finding {number} of the baseline needs the texts {', '.join(KEYS)}; restore the file")


def text(entries: Iterable[Entry]) -> str:
    """The content of a baseline file: one line for each finding, sorted, so that its changes can be read in a diff."""
    rows = (
        json.dumps(dict(zip(KEYS, (each.path, each.code, each.fingerprint, each.message), strict=True)))
        for each in sorted(set(entries))
    )
    listed = ",\n".join(f"    {row}" for row in rows)
    findings = f"[\n{listed}\n  ]" if listed else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def write(path: Path, shown: str, entries: Iterable[Entry]) -> None:
    """Write the file whole or not at all. Raises BaselineError: it cannot be written."""
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=".reprolint-", encoding="utf-8", delete=False
        ) as new:
            temporary = new.name
            new.write(text(entries))
        Path(temporary).chmod(path.stat().st_mode if path.exists() else 0o666 & ~_mask())
        Path(temporary).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary or path.parent / ".reprolint-").unlink()
        raise BaselineError(shown, f"the baseline cannot be written ({error.strerror})") from error


def _mask() -> int:
    """The process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
