"""The way in: a path or bytes to a `Source`, or to the problems that say why there is none."""

from __future__ import annotations

import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reprolint.findings import Problem
from reprolint.source.script import read_script

if TYPE_CHECKING:
    from pathlib import Path

    from reprolint.source.model import Source

NOTEBOOK_SUFFIX = ".ipynb"
MAX_FILE_SIZE = 512 * 1024 * 1024  # bytes; notebooks with stored pictures reach a tenth of it


def read_file(path: Path, display: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read a script or notebook without running it. Never raises: what cannot be read comes back as problems.

    `display` is the path that places will name: posix, relative to the working directory. When a `Source` comes back,
    the problems are its own.
    """
    data = bytes_of(path, display)
    if isinstance(data, Problem):
        return None, (data,)
    return read_bytes(data, display, suffix=path.suffix)


def read_bytes(data: bytes, display: str, *, suffix: str | None = None) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read what a file holds, as `read_file` does. `suffix` tells notebooks from scripts, else that of `display`."""
    if suffix is None:
        suffix = PurePosixPath(display).suffix
    if suffix.lower() != NOTEBOOK_SUFFIX:
        return read_script(data, display)
    from reprolint.source.notebook import read_notebook  # a commit of three scripts needs none of it

    return read_notebook(data, display)


def bytes_of(path: Path, display: str) -> bytes | Problem:
    """What a regular file of bearable size holds, or why it cannot be had."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
            return Problem(display, 1, "unreadable-file", "this is not a regular file; give a script")
        if status.st_size > MAX_FILE_SIZE:
            message = f"the file has {status.st_size / 1e6:.0f} MB, too much to analyse; clear its outputs"
            return Problem(display, 1, "too-large", message)
        return path.read_bytes()
    except FileNotFoundError:
        return Problem(display, 1, "no-such-path", "this file does not exist; correct the path")
    except (OSError, ValueError, MemoryError) as error:  # ValueError: a NUL in the path
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        return Problem(display, 1, "unreadable-file", f"the file cannot be read ({reason}); check its permissions")
