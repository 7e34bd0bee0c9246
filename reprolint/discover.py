"""Paths on the command line to the files that are read: suffixes, excludes, `.gitignore`, links."""

from __future__ import annotations

import os
import stat
from dataclasses import field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from reprolint.findings import Problem
from reprolint.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathspec import GitIgnoreSpec

SUFFIXES = frozenset({".py", ".ipynb"})
ROOT_MARKERS = ("reprolint.toml", "pyproject.toml", ".git")
GITIGNORE = ".gitignore"

# Names of directories, with shell wildcards. Nobody writes experiments there: tools put copies and products into them.
DEFAULT_EXCLUDE = (
    *(".git", ".hg", ".svn", ".bzr"),
    *(".venv", "venv", "site-packages", "dist-packages", "node_modules", "__pypackages__", ".pixi", ".direnv"),
    *("__pycache__", ".ipynb_checkpoints", ".virtual_documents", ".jupyter_cache"),
    *("build", "_build", "dist", ".eggs", "*.egg-info"),
    *(".tox", ".nox", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".dvc", ".reprolint_cache"),
)
_ENVIRONMENT_MARKERS = frozenset({"pyvenv.cfg", "conda-meta"})  # a virtual environment of any name holds one


@dataclass(frozen=True, slots=True, order=True)
class DiscoveredFile:
    """One file to read. `display` is posix, relative to the working directory when below it, else absolute.

    `explicit` tells that the user named the file itself; `given` is the argument that led to it. `real` is its path without
    links.
    """

    display: str
    path: Path = field(compare=False)
    explicit: bool = field(compare=False)
    given: Path = field(compare=False)
    real: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Discovery:
    """What was found, sorted by `display`, and what could not be looked into."""

    files: tuple[DiscoveredFile, ...]
    problems: tuple[Problem, ...]


def project_root(start: Path) -> Path:
    """The nearest directory from `start` upwards with one of `ROOT_MARKERS`; the working directory if there is none."""
    here = _absolute(start)
    for folder in (here, *here.parents):
        if any(_exists(folder / marker) for marker in ROOT_MARKERS):
            return folder
    return Path.cwd()


def discover(
    paths: Sequence[Path],
    *,
    cwd: Path,
    exclude: Sequence[str] = (),
    default_exclude: Sequence[str] = DEFAULT_EXCLUDE,
    exclude_base: Path | None = None,
    respect_gitignore: bool = True,
    force_exclude: bool = False,
) -> Discovery:
    """Find the scripts and notebooks below `paths`.

    A file that is named itself is taken even if it is excluded, unless `force_exclude`. `exclude` holds patterns in the
    syntax of `.gitignore`, relative to `exclude_base` (the working directory if None), and adds to `default_exclude`,
    which names directories. Links are followed only while they stay in the given directory or in its project. Never
    raises for anything on disk.
    """
    cwd = _absolute(cwd)
    found = _Found(cwd)
    patterns = _spec(exclude) if exclude else None
    base = _absolute(exclude_base or cwd)
    for given in paths:
        path = _absolute(cwd / given) if "\0" not in str(given) else given
        mode = found.mode_of(path)
        if mode is None:
            continue
        if stat.S_ISDIR(mode):
            ignores = [(base, patterns)] if patterns else []
            if respect_gitignore:
                ignores += _gitignores_above(path)
            _Walk(found, given, path, tuple(default_exclude), respect_gitignore).run(ignores)
        elif not force_exclude or not _is_left_out(path, base, patterns, default_exclude):
            found.add_named(path, given, mode)
    return Discovery(tuple(sorted(found.files.values())), tuple(sorted(set(found.problems))))


_Ignores = list[tuple[Path, "GitIgnoreSpec"]]  # each with the directory that its patterns are relative to


@dataclass(slots=True)
class _Found:
    cwd: Path
    files: dict[str, DiscoveredFile] = field(default_factory=dict)  # by real path
    problems: list[Problem] = field(default_factory=list)

    def display(self, path: Path) -> str:
        """Posix, relative to the working directory when below it; a name that is not UTF-8 is made printable."""
        try:
            shown = path.relative_to(self.cwd)
        except ValueError:
            shown = path
        return shown.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def add(self, path: Path, given: Path, real: str, *, explicit: bool) -> None:
        known = self.files.get(real)
        if known is None or (explicit and not known.explicit):
            self.files[real] = DiscoveredFile(self.display(path), path, explicit, given, real)

    def add_named(self, path: Path, given: Path, mode: int) -> None:
        """Take a path that the user gave, if it is a file of a kind that we read."""
        if not stat.S_ISREG(mode):
            self.problem(path, "unreadable-file", "this is not a regular file; give a script or a directory")
        elif path.suffix.lower() in SUFFIXES or (not path.suffix and _runs_python(path)):
            self.add(path, given, os.path.realpath(path), explicit=True)
        else:
            message = "this is neither a Python script (.py) nor a notebook (.ipynb); leave it out"
            self.problem(path, "unsupported-file", message, incomplete=False)

    def mode_of(self, path: Path) -> int | None:
        """The file mode of a given path, links followed; None, with a problem, when there is none."""
        try:
            return path.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            self.problem(path, "no-such-path", "this path does not exist; correct it")
        except (OSError, ValueError) as error:
            self.problem(path, "unreadable-file", f"this path cannot be read ({_reason(error)}); check it")
        return None

    def problem(self, path: Path, kind: str, message: str, *, incomplete: bool = True) -> None:
        self.problems.append(Problem(self.display(path), 1, kind, message, incomplete=incomplete))


@dataclass(slots=True)
class _Walk:
    """One directory argument, walked without recursion: real directories first, links after them."""

    found: _Found
    given: Path
    top: Path
    default_exclude: tuple[str, ...]
    respect_gitignore: bool
    allowed: tuple[str, ...] = ()  # real directories that links may lead into
    seen: set[str] = field(default_factory=set)  # real directories
    links: list[tuple[Path, _Ignores]] = field(default_factory=list)

    def run(self, ignores: _Ignores) -> None:
        real_top = os.path.realpath(self.top)
        self.allowed = (real_top, *_real_project(self.top, real_top))
        self._walk(self.top, real_top, ignores)
        while self.links:
            self.links.sort(key=lambda link: link[0], reverse=True)
            path, inherited = self.links.pop()
            self._follow(path, inherited)

    def _walk(self, top: Path, real_top: str, ignores: _Ignores) -> None:
        pending = [(top, real_top, ignores)]
        while pending:
            folder, real, inherited = pending.pop()
            if real in self.seen:
                continue
            self.seen.add(real)
            entries = self._entries(folder, real)
            names = {entry.name for entry in entries}
            if folder != self.top and not names.isdisjoint(_ENVIRONMENT_MARKERS):
                continue
            active = inherited
            if self.respect_gitignore and GITIGNORE in names and folder != self.top:
                active = inherited + _gitignore_of(folder)
            for entry in entries:
                path = folder / entry.name
                if entry.is_symlink():
                    self.links.append((path, active))
                elif _is_folder(entry):
                    if not self._is_excluded(path, active, is_folder=True):
                        pending.append((path, entry.path, active))
                elif _is_read(entry.name) and _is_file(entry) and not self._is_excluded(path, active, is_folder=False):
                    self.found.add(path, self.given, entry.path, explicit=False)

    def _follow(self, path: Path, ignores: _Ignores) -> None:
        """Follow a link, unless it leads outside, nowhere, in a circle or to something excluded."""
        real = os.path.realpath(path)
        try:
            mode = Path(real).stat().st_mode
        except (OSError, ValueError):
            return  # a link to nothing holds no code
        is_folder = stat.S_ISDIR(mode)
        inside = any(_is_below(real, folder) for folder in self.allowed)
        if is_folder and inside:
            if not self._is_excluded(path, ignores, is_folder=True) and not self._is_excluded_name(Path(real)):
                self._walk(path, real, ignores)
        elif stat.S_ISREG(mode) and _is_read(path.name) and not self._is_excluded(path, ignores, is_folder=False):
            if inside:
                self.found.add(path, self.given, real, explicit=False)
            else:
                message = "this link leads out of the project and is not followed; name its target to have it checked"
                self.found.problem(path, "link-not-followed", message, incomplete=False)

    def _entries(self, folder: Path, real: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(real) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            message = f"this directory cannot be read ({_reason(error)}); check its permissions"
            self.found.problem(folder, "unreadable-directory", message)
            return []

    def _is_excluded(self, path: Path, ignores: _Ignores, *, is_folder: bool) -> bool:
        if is_folder and self._is_excluded_name(path):
            return True
        return bool(ignores) and _is_ignored(path, ignores, is_folder=is_folder)

    def _is_excluded_name(self, path: Path) -> bool:
        return any(fnmatchcase(path.name, pattern) for pattern in self.default_exclude)


def _is_left_out(path: Path, base: Path, patterns: GitIgnoreSpec | None, names: Sequence[str]) -> bool:
    """Whether a file would be left out if a folder above it were walked; `.gitignore` is not asked."""
    if not path.is_relative_to(base):
        return False
    inside = path.relative_to(base)
    if any(fnmatchcase(part, name) for part in inside.parts[:-1] for name in names):
        return True
    return patterns is not None and patterns.match_file(inside.as_posix())


def _is_ignored(path: Path, ignores: _Ignores, *, is_folder: bool) -> bool:
    """Whether git would ignore it: the deepest file that says anything decides."""
    for base, spec in reversed(ignores):
        if path.is_relative_to(base):
            verdict = spec.check_file(path.relative_to(base).as_posix() + ("/" if is_folder else "")).include
            if verdict is not None:
                return verdict
    return False


def _gitignores_above(top: Path) -> _Ignores:
    """The `.gitignore` files from the repository's (or project's) root to `top`, without those that ignore `top`."""
    parents = (top, *top.parents)
    repository = next((folder for folder in parents if _exists(folder / ".git")), project_root(top))
    ignores: _Ignores = []
    if not top.is_relative_to(repository):
        repository = top
    for folder in (parent for parent in reversed(parents) if parent.is_relative_to(repository)):
        if ignores and _is_ignored(folder, ignores, is_folder=True):
            ignores = []  # named by the user, so it counts although git ignores it
        ignores += _gitignore_of(folder)
    return ignores


def _gitignore_of(folder: Path) -> _Ignores:
    path = folder / GITIGNORE
    try:
        if path.is_symlink() or not path.is_file():  # git does not follow it either
            return []
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []  # a directory that cannot be read is reported when it is walked
    return [(folder, _spec(lines))]


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # only projects with patterns pay for it

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:  # one bad pattern must not cost the others
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def _absolute(path: Path) -> Path:
    """The path from the root without `..`; unlike `Path.resolve` it keeps links, whose names the user knows."""
    return Path(os.path.abspath(path))


def _real_project(top: Path, real_top: str) -> tuple[str, ...]:
    """The real project root of `top`, when `top` is below it."""
    root = os.path.realpath(project_root(top))
    return (root,) if _is_below(real_top, root) else ()


def _is_below(real: str, folder: str) -> bool:
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _is_read(name: str) -> bool:
    return Path(name).suffix.lower() in SUFFIXES


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _runs_python(path: Path) -> bool:
    """Whether a file without a suffix says in its first line that Python runs it."""
    try:
        with path.open("rb") as file:
            first = file.readline(200)
    except OSError:
        return True  # reading it will say why not
    return first.startswith(b"#!") and b"python" in first


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
