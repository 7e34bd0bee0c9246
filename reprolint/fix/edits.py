"""Edits to bytes: scripts and notebooks of any encoding, line end and layout; all that is not edited stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from reprolint.findings import Edit
from reprolint.fix.notebook_bytes import edit_notebook
from reprolint.fix.script_bytes import edit_script
from reprolint.source.reading import NOTEBOOK_SUFFIX


def apply(data: bytes, path: str, edits: Sequence[Edit]) -> bytes:
    """The bytes of a file with edits made; by `path` a notebook is told from a script.

    Raises DeclinedError when they cannot be made, with the reason; never changes a byte outside of the edited lines.
    """
    if not edits:
        return data
    notebook = PurePath(path).suffix.lower() == NOTEBOOK_SUFFIX
    return edit_notebook(data, edits) if notebook else edit_script(data, edits)
