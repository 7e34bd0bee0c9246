"""Which findings a baseline knows, which of its entries nothing answers to any more, and files that were renamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from reprolint.baseline import Baseline, Entry
from reprolint.engine.fingerprints import fingerprint
from reprolint.findings import Finding, Problem, Suppressed
from reprolint.records import dataclass

BY = "baseline"


@dataclass(frozen=True, slots=True)
class Compared:
    """Findings that the baseline does not know, those that it does, and the entries without a finding."""

    new: tuple[Finding, ...]
    known: tuple[Suppressed, ...]
    gone: tuple[Entry, ...]


def compare(findings: Sequence[Finding], baseline: Baseline, root: Path, rooted: Callable[[str], str]) -> Compared:
    """Part the findings. `rooted` turns a path as displayed into one from the project root.

    An entry of a file that is no longer there also stands for the same statement in another file: the file was renamed.
    """
    names = {finding.fingerprint for finding in findings}
    left = {name: entry for name, entry in baseline.entries.items() if name not in names}
    moved = sorted({entry.path for entry in left.values() if not _exists(root / entry.path)})
    new, known = [], []
    for finding in findings:
        if finding.fingerprint in baseline.entries:
            known.append(Suppressed(finding, BY, f"known in {baseline.file}"))
            continue
        elsewhere = _elsewhere(finding, rooted(finding.primary.path), moved) if moved else {}
        before = next((name for name in elsewhere if name in left), None)
        if before is None:
            new.append(finding)
        else:
            del left[before]
            known.append(Suppressed(finding, BY, f"known in {baseline.file} as a finding of {elsewhere[before]}"))
    return Compared(tuple(new), tuple(known), tuple(sorted(left.values())))


def _elsewhere(finding: Finding, path: str, others: Sequence[str]) -> dict[str, str]:
    """Fingerprint -> path: what the finding would be called if it lay in one of the other files."""
    occurrence = next(number for number in count() if fingerprint(finding, path, number) == finding.fingerprint)
    return {fingerprint(finding, other, occurrence): other for other in others}


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def outdated(gone: Sequence[Entry], baseline: Baseline) -> Problem:
    """Says that findings of the baseline are repaired, so that it can be made shorter."""
    many = f"{len(gone)} findings in it are" if len(gone) > 1 else "one finding in it is"
    message = f"{many} gone; `reprolint baseline show` lists what is gone, `reprolint baseline prune` takes it out"
    return Problem(baseline.file, 1, "outdated-baseline", message, incomplete=False)
