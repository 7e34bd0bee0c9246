"""`reprolint check --watch`: one check after another, each when something that it reads was saved."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprolint import config
from reprolint.cli.check import Exit
from reprolint.discover import SUFFIXES, project_root
from reprolint.errors import ConfigurationError, Mistake, ReprolintError
from reprolint.installed import command_for
from reprolint.report.cleaning import printable

if TYPE_CHECKING:
    from watchfiles import Change
    from watchfiles.main import FileChange

SETTINGS = frozenset({"reprolint.toml", "pyproject.toml", ".gitignore"})
CACHE = ".reprolint_cache"  # which each check writes
SETTLED_MS = 100  # editors save in several steps; a check starts when nothing has happened for that long
PULSE_MS = 250  # how often the library says that nothing has changed


class WatchExtraMissingError(ReprolintError):
    """The library that notices changes of files is not installed."""

    def __str__(self) -> str:
        return f"--watch needs a library that is not installed. Run: {command_for('watch')}"


def keep_checking(once: Callable[[], None], paths: Sequence[Path], options: Mapping[str, object]) -> int:
    """Check at once and again after each change, until the user interrupts; returns the exit code of the last check.

    `once` ends with SystemExit. Raises ConfigurationError for options that make no sense here, WatchExtraMissingError.
    """
    _refuse(paths, options)
    settings = options.get("file")
    changes = Changes(paths, settings if isinstance(settings, Path) else None)
    code: int = Exit.CLEAN
    try:
        for number, changed in enumerate(changes):
            if number:
                _tell(f"{_named(changed)}, checked again at {time.strftime('%H:%M:%S')}")
            code = _code_of(once)
            if not number:
                if code == Exit.USAGE:
                    return code  # a wrong option or path does not mend itself
                _tell("watching; Ctrl-C ends")
    except KeyboardInterrupt:
        _tell("no longer watching")
    return code


class Changes:
    """What is saved below the paths: scripts, notebooks and settings.

    The first item is empty and comes when watching has begun, so that nothing is missed from then on.
    """

    def __init__(self, paths: Sequence[Path], settings: Path | None) -> None:
        try:
            import watchfiles
        except ImportError as error:
            raise WatchExtraMissingError from error
        self._library = watchfiles
        self._recursive = any(path.is_dir() for path in paths)
        # An editor may replace a file by a new one of the same name, which only the folder sees.
        self._folders = sorted({path.absolute() if path.is_dir() else path.absolute().parent for path in paths})
        self._settings = settings.absolute() if settings else None
        root = project_root(paths[0]).absolute()
        known = [root / name for name in SETTINGS] + ([self._settings] if self._settings else [])
        self._single = [path for path in known if path.parent not in self._folders]

    def __iter__(self) -> Iterator[tuple[Path, ...]]:
        """Every change, as absolute paths; raises KeyboardInterrupt."""
        yielded = False
        while True:
            for batch in self._watched():
                if batch or not yielded:
                    yielded = True
                    yield tuple(sorted(Path(path) for _, path in batch))
                if {Path(path) for _, path in batch} & set(self._single):
                    break  # such a file may have been replaced: watch the new one

    def _watched(self) -> Iterator[set[FileChange]]:
        usual = self._library.DefaultFilter.ignore_dirs
        default = self._library.DefaultFilter(ignore_dirs=(*usual, CACHE))

        def matters(change: Change, path: str) -> bool:
            return self._is_read(Path(path)) and default(change, path)

        single = [path for path in self._single if path.is_file()]
        return self._library.watch(
            *(folder for folder in self._folders if folder.is_dir()),
            *single,
            watch_filter=matters,
            step=SETTLED_MS,
            rust_timeout=PULSE_MS,
            yield_on_timeout=True,
            recursive=self._recursive,
        )

    def _is_read(self, path: Path) -> bool:
        return path.suffix.lower() in SUFFIXES or path.name in SETTINGS or path == self._settings


def _refuse(paths: Sequence[Path], options: Mapping[str, object]) -> None:
    reasons = {
        "the report is shown again and again; only --format text can be": options.get("form") != "text",
        "stdin cannot be read twice; name files or directories": any(str(path) == "-" for path in paths),
        "a file would hold the last report only; leave --output and --also out": bool(
            options.get("output") or options.get("also")
        ),
        "a repair would be the next change; leave --fix, --unsafe-fixes and --diff out": any(
            options.get(name) for name in ("fix", "unsafe_fixes", "diff")
        ),
    }
    wrong = [Mistake(config.COMMAND_LINE, "--watch", reason) for reason, holds in reasons.items() if holds]
    if wrong:
        raise ConfigurationError(tuple(wrong))


def _code_of(once: Callable[[], None]) -> int:
    try:
        once()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.CLEAN
    return Exit.CLEAN


def _tell(what: str) -> None:
    click.echo(f"reprolint: {what}", err=True)


def _named(changed: Sequence[Path]) -> str:
    shown = printable(os.path.relpath(changed[0]))
    return shown if len(changed) == 1 else f"{shown} and {len(changed) - 1} more"
