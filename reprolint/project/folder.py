"""Safe access to the files of a repository: bounded, read only below its root, through no link that leads out of it."""

from __future__ import annotations

import os
import re
from dataclasses import field
from fnmatch import translate
from functools import cached_property
from pathlib import Path

from reprolint.findings import Location, Problem
from reprolint.records import dataclass

MAX_FILES = 20_000
MAX_DEPTH = 10
MAX_BYTES = 1_000_000  # of a configuration or text file; lock files may be larger
MAX_LOCK_BYTES = 20_000_000
SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "env", "build", "dist", "mlruns", "wandb"})
HIDDEN_BUT_READ = frozenset({".github", ".gitlab", ".circleci", ".devcontainer"})


@dataclass(frozen=True)
class Folder:
    """The files below `root`, an absolute path. Paths in and out are posix and relative to `root`."""

    root: Path
    problems: list[Problem] = field(default_factory=list, compare=False)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Relative paths of all regular files, sorted; hidden folders, environments and build products are left out."""
        found: list[str] = []
        for directory, folders, names in os.walk(self.root, followlinks=False):
            inside = Path(directory).relative_to(self.root)
            depth = len(inside.parts)
            folders[:] = sorted(name for name in folders if depth < MAX_DEPTH and self._enters(directory, name))
            found += (name if depth == 0 else f"{inside.as_posix()}/{name}" for name in names)
            if len(found) > MAX_FILES:
                break
        return tuple(sorted(found))

    @cached_property
    def _real_root(self) -> Path:
        return self.root.resolve()

    def matching(self, *patterns: str) -> tuple[str, ...]:
        """Files whose last component matches one of the shell patterns, whatever the case."""
        fits = re.compile("|".join(translate(pattern.lower()) for pattern in patterns)).match
        return tuple(path for path in self.paths if fits(path.rpartition("/")[2].lower()))

    def at_root(self, *patterns: str) -> tuple[str, ...]:
        """As `matching`, of the files that lie directly in the root."""
        return tuple(path for path in self.matching(*patterns) if "/" not in path)

    def read(self, path: str, limit: int = MAX_BYTES) -> str | None:
        """The file's text, or None when it is missing, too large, binary, or a link that leads out of the root."""
        full = self.root / path
        try:
            if not full.resolve().is_relative_to(self._real_root) or not full.is_file():
                return None
            with full.open("rb") as stream:
                content = stream.read(limit + 1)
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
            self.report(path, f"cannot be read ({type(error).__name__})")
            return None
        if len(content) > limit or b"\0" in content:
            return None
        return content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")

    def report(self, path: str, message: str) -> None:
        """Record that a file of the repository could not be used; the code itself is still analysed in full."""
        problem = Problem(self.display(path), 1, "unreadable-project-file", message, incomplete=False)
        if problem not in self.problems:
            self.problems.append(problem)

    def display(self, path: str) -> str:
        """The path as the user sees it: posix, relative to the working directory where that is possible."""
        return display(self.root / path)

    def location(self, path: str = "", line: int = 1, label: str = "") -> Location:
        """One whole line of a file of the repository as a place; the root itself when `path` is "" or not there."""
        text = self.read(path) if path else None
        lines = text.split("\n") if text is not None else []
        snippet = lines[line - 1] if line <= len(lines) else ""
        return Location(self.display(path), line, 1, line, len(snippet) + 1, label=label, snippet=snippet)

    def _enters(self, directory: str, name: str) -> bool:
        if name in SKIPPED or (name.startswith(".") and name not in HIDDEN_BUT_READ):
            return False
        return not Path(directory, name, "pyvenv.cfg").exists()


def display(path: Path) -> str:
    """A path as the user sees it: posix, relative to the working directory when below it, else absolute."""
    full, here = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100 - links keep the name that the user gave
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


def relative(path: Path, start: Path) -> str:
    """A path as seen from `start`: posix, with `..` where it leads out."""
    try:
        return Path(os.path.relpath(path, start)).as_posix()
    except ValueError:  # Windows: another drive
        return path.as_posix()
