"""A first look at a project: what reprolint would read there, and what it had better leave out or be mild with."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from reprolint.discover import DiscoveredFile, discover
from reprolint.records import dataclass

FOREIGN = frozenset({"third_party", "thirdparty", "3rdparty", "vendor", "vendored", "external", "externals", "extern"})
DRAFTS = frozenset({"scratch", "drafts", "draft", "playground", "sandbox", "exploration", "exploratory", "tmp"})
SUBMODULE = re.compile(r"^\s*path\s*=\s*(?P<path>\S.*?)\s*$", re.MULTILINE)
DEEP = 3  # folders within folders that are proposed by name
MANY_FILES = 200


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen. Folders are posix paths from the root, sorted."""

    scripts: int
    notebooks: int
    notebook_folders: tuple[str, ...]
    tests: tuple[str, ...]
    foreign: tuple[str, ...]
    submodules: tuple[str, ...]
    drafts: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Are there so many files that the first findings are more than one wants to repair today?"""
        return self.scripts + self.notebooks > MANY_FILES


def look(root: Path) -> Look:
    """Look at the project in a directory; nothing is read but names, and the list of submodules."""
    submodules = _submodules(root)
    found = [_inside(file, root) for file in discover([root], cwd=root).files]
    inside = [path for path in found if not any(path.is_relative_to(each) for each in submodules)]
    foreign = _above(inside, FOREIGN)
    own = [path for path in inside if not any(path.is_relative_to(each) for each in foreign)]
    notebooks = [path for path in own if path.suffix.lower() == ".ipynb"]
    return Look(
        scripts=len(own) - len(notebooks),
        notebooks=len(notebooks),
        notebook_folders=tuple(sorted({name for path in notebooks if (name := path.parent.as_posix()).isprintable()})),
        tests=_above(own, frozenset({"tests", "test"})),
        foreign=foreign,
        submodules=tuple(each for each in submodules if any(path.is_relative_to(each) for path in found)),
        drafts=_above(own, DRAFTS),
    )


def _inside(file: DiscoveredFile, root: Path) -> PurePosixPath:
    return PurePosixPath(file.path.relative_to(root).as_posix())


def _above(paths: list[PurePosixPath], names: frozenset[str]) -> tuple[str, ...]:
    """The outermost folders with one of the names, above any of the files."""
    found = set()
    for path in paths:
        parts = path.parts[:-1]
        depth = next((number for number, part in enumerate(parts[:DEEP], 1) if part.lower() in names), 0)
        folder = "/".join(parts[:depth])
        if folder.isprintable() and depth:  # others would need more than quotes
            found.add(folder)
    return tuple(sorted(found))


def _submodules(root: Path) -> tuple[str, ...]:
    try:
        text = (root / ".gitmodules").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    return tuple(
        sorted({match["path"].rstrip("/") for match in SUBMODULE.finditer(text) if match["path"].isprintable()})
    )
