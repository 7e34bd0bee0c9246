"""Compares files with an earlier revision: scripts line by line, notebooks cell by cell, renamed files with their old name."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from reprolint.changes.git import Revision, revision_before
from reprolint.changes.reach import reached
from reprolint.findings import Finding, Location, Report
from reprolint.source import read_bytes
from reprolint.source.decoding import normal_lines
from reprolint.source.reading import NOTEBOOK_SUFFIX

LONG = 2000  # lines from which frequent ones are skipped in the comparison, which would else take quadratic time
SIMILAR = 0.5  # share of lines that a renamed file keeps, as git counts by default
SUFFIXES = (b".py", b".ipynb")
CANDIDATES = 40  # vanished files that a new one is compared with


@dataclass(frozen=True, slots=True)
class Changed:
    """What is new in one file: whole, or 1-based lines of a script, or 1-based cells of a notebook."""

    whole: bool = False
    lines: frozenset[int] = frozenset()
    cells: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.lines or self.cells)

    def touches(self, place: Location) -> bool:
        """Does the place lie, at least with one line, on something new?"""
        if self.whole:
            return True
        if place.cell is not None:
            return place.cell in self.cells
        return not self.lines.isdisjoint(range(place.line, place.end_line + 1))


UNCHANGED = Changed()
NEW = Changed(whole=True)


@dataclass(frozen=True)
class Changes:
    """What the working tree has that `revision` had not; files are compared when they are asked for, and once."""

    revision: Revision
    known: dict[Path, Changed] = field(default_factory=dict)

    @classmethod
    def since(cls, name: str, start: Path) -> Changes:
        """Changes since the common ancestor of revision `name` and the present commit, committed or not.

        `start` is any directory of the repository. Raises GitError.
        """
        return cls(revision_before(start, name))

    def of(self, path: Path) -> Changed:
        """What is new in a file, by its path as seen from the working directory. Raises GitError."""
        real = Path(os.path.realpath(path))
        if real not in self.known:
            self.known[real] = self._compared(real)
        return self.known[real]

    def to_analyse(self, files: Iterable[Path]) -> frozenset[Path]:
        """Those of the files that have changed, or may import a file of the repository that has. Raises GitError."""
        real = {Path(os.path.realpath(path)): path for path in files}
        scripts = {self._place(name) for name in self.revision.blobs if name.endswith(b".py")}
        known = {*real, *(path for path in scripts if path.is_file())}
        found = reached(known, [path for path in known if self.of(path)])
        return frozenset(path for place, path in real.items() if place in found)

    def concerns(self, finding: Finding) -> bool:
        """Does any place of the finding's story lie on something new?"""
        return any(self.of(Path(place.path)).touches(place) for place in (finding.primary, *finding.related))

    def only(self, report: Report, unchanged: int) -> Report:
        """The report without findings that have no new place, and without remarks on files in which nothing is new.

        Code that could not be analysed stays in it. `unchanged` is the number of files that were not analysed.
        """
        return replace(
            report,
            findings=tuple(each for each in report.findings if self.concerns(each)),
            suppressed=tuple(each for each in report.suppressed if self.concerns(each.finding)),
            problems=tuple(each for each in report.problems if each.incomplete or self.of(Path(each.path))),
            unchanged=unchanged,
        )

    def _compared(self, path: Path) -> Changed:
        top = self.revision.top
        try:
            data = path.read_bytes()
        except OSError:
            return NEW  # a directory, or what reading the file will say
        if not path.is_relative_to(top):
            return NEW
        blob = self.revision.blobs.get(os.fsencode(path.relative_to(top).as_posix()))
        if blob is None:
            return self._renamed(path, data)
        return UNCHANGED if _is(blob, data) else _difference(self.revision.read(blob), data, path)

    def _renamed(self, path: Path, data: bytes) -> Changed:
        """A file that the revision has not is new, unless one that has vanished since looks like it."""
        if any(_is(blob, data) for blob in self._vanished.values()):
            return UNCHANGED
        lines = data.splitlines()
        best, old = max(
            ((_similarity(each.splitlines(), lines), each) for each in self._candidates.get(path.suffix, ())),
            default=(0.0, b""),
        )
        return _difference(old, data, path) if best >= SIMILAR else NEW

    @cached_property
    def _candidates(self) -> dict[str, list[bytes]]:
        """What the vanished files held, by suffix; nothing when there are too many to read."""
        if len(self._vanished) > CANDIDATES:
            return {}
        found: dict[str, list[bytes]] = {}
        for name, blob in self._vanished.items():
            found.setdefault(Path(os.fsdecode(name)).suffix, []).append(self.revision.read(blob))
        return found

    @cached_property
    def _vanished(self) -> dict[bytes, str]:
        return {
            name: blob
            for name, blob in self.revision.blobs.items()
            if name.endswith(SUFFIXES) and not os.path.lexists(self._place(name))
        }

    def _place(self, name: bytes) -> Path:
        return self.revision.top / os.fsdecode(name)


def _is(blob: str, data: bytes) -> bool:
    """Is this the content that git knows by this id?"""
    algorithm = "sha1" if len(blob) == 40 else "sha256"
    digest = hashlib.new(algorithm, b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest() == blob


def _difference(old: bytes, new: bytes, path: Path) -> Changed:
    if path.suffix.lower() == NOTEBOOK_SUFFIX:
        return _new_cells(old, new)
    return Changed(lines=_new_lines(_lines(old), _lines(new)))


def _lines(data: bytes) -> list[str]:
    """Lines as Python counts them, without what follows their last visible character, since editors change that."""
    return [line.rstrip() for line in normal_lines(data.decode("utf-8", "surrogateescape")).split("\n")]


def _new_lines(old: list[str], new: list[str]) -> frozenset[int]:
    """1-based lines of `new` that a comparison does not find in `old`."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    olds, news = old[start : len(old) - end], new[start : len(new) - end]
    matcher = SequenceMatcher(None, olds, news, autojunk=len(news) > LONG)
    changed: set[int] = set()
    for tag, _, _, first, last in matcher.get_opcodes():
        if tag != "equal":
            changed.update(range(start + first + 1, start + last + 1))
    return frozenset(changed)


def _common(first: list[str], second: list[str]) -> int:
    """How many lines at the start are the same."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _new_cells(old: bytes, new: bytes) -> Changed:
    """Cells whose text the old notebook had not; outputs, counts, metadata and the order of cells do not matter."""
    before, after = (read_bytes(data, f"notebook{NOTEBOOK_SUFFIX}")[0] for data in (old, new))
    if before is None or after is None:
        return NEW
    left = Counter((cell.kind, cell.text.rstrip()) for cell in before.cells)
    changed = set()
    for cell in after.cells:
        key = (cell.kind, cell.text.rstrip())
        if left[key] > 0:
            left[key] -= 1
        else:
            changed.add(cell.number)
    return Changed(cells=frozenset(changed))


def _similarity(old: Iterable[bytes], new: Iterable[bytes]) -> float:
    """Share of lines that both have, between 0 and 1, whatever their order."""
    first, second = Counter(old), Counter(new)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0
