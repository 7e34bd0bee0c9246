"""Writes a file so that whoever reads it, also after a crash at any moment, sees the old bytes or the new ones, never a part."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from reprolint.errors import ReprolintError


class FileNotWrittenError(ReprolintError):
    """A repaired file could not be put in place; the old one is untouched."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: the repaired file was not written ({self.reason}); the file is as it was"


def replace_file(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `old`.

    The bytes go to a new file in the same folder, to the disk, and then take the place of the old file in one step. A
    symbolic link stays one: the file that it leads to is replaced. Permissions stay.

    Raises FileNotWrittenError when the file or its folder cannot be written, or when the file no longer holds `old`.
    """
    target = Path(os.path.realpath(path))
    temporary: str | None = None
    try:
        status = target.stat()
        if not os.access(target, os.W_OK) or not status.st_mode & stat.S_IWUSR:
            raise FileNotWrittenError(path, "it is read-only; make it writable first")
        if status.st_nlink > 1:
            raise FileNotWrittenError(path, "it has several hard links, which would part; copy it first")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".reprolint-", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(temporary, status)
        Path(temporary).chmod(stat.S_IMODE(status.st_mode))
        if target.read_bytes() != old:
            raise FileNotWrittenError(path, "it was changed in the meantime; run reprolint again")
        os.replace(temporary, target)  # noqa: PTH105 - the name of the step that makes it atomic
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        raise FileNotWrittenError(path, error.strerror or str(error)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108 - as above


def _keep_owner(path: str, status: os.stat_result) -> None:
    if hasattr(os, "chown") and hasattr(os, "geteuid") and os.geteuid() == 0:
        os.chown(path, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    """Let the new name reach the disk as well; not every system can open folders."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
