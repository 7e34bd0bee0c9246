"""Repairs of one file: propose, apply, look again, and keep only what made the file better and nothing worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reprolint.findings import Edit, Finding, Fix, Location, Problem, Report
from reprolint.fix.changes import to_edits
from reprolint.fix.declining import DeclinedError
from reprolint.fix.edits import apply
from reprolint.fix.lines import overlapping
from reprolint.fix.program import Program
from reprolint.fix.registry import fixers
from reprolint.fix.suppression import SUPPRESSION, without_suppression
from reprolint.source import read_bytes

if TYPE_CHECKING:
    from reprolint.graph import Experiment
    from reprolint.source import Source

Examine = Callable[[bytes], Report]
"""Check bytes as the content of the file, with every finding of whatever severity and confidence."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A repair that was made; `place` is where the finding stood in the text before the round it was made in."""

    code: str
    place: Location
    description: str
    safe: bool


@dataclass(frozen=True, slots=True)
class Declined:
    """A finding of a kind that can be repaired, but that was left as it is, and why."""

    code: str
    place: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one file. `withheld` are repairs that only `--unsafe-fixes` makes."""

    path: str
    before: bytes
    after: bytes
    applied: tuple[Applied, ...] = ()
    declined: tuple[Declined, ...] = ()
    withheld: tuple[Applied, ...] = ()

    @property
    def changed(self) -> bool:
        """Would writing the file change it?"""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class _Proposal:
    code: str
    place: Location
    fix: Fix
    last_resort: bool = False

    def told(self) -> Applied:
        return Applied(self.code, self.place, self.fix.description, self.fix.safe)


@dataclass(slots=True)
class Session:
    """The repair of one file. `shown` says which findings the user sees; only those are repaired."""

    path: str
    data: bytes
    examine: Examine
    build: Callable[[Source], Experiment]
    shown: Callable[[Finding], bool]
    unsafe: bool
    unused: Sequence[Problem] = ()
    report: Report = field(init=False)
    applied: list[Applied] = field(default_factory=list, init=False)
    refused: dict[tuple[str, str], Declined] = field(default_factory=dict, init=False)

    def run(self) -> Repaired:
        """Make repairs until none is left that can be made."""
        before = self.data
        self.report = self.examine(self.data)
        self._drop_suppressions()
        withheld: list[Applied] = []
        while True:  # every round that changes something leaves fewer findings, so there is an end
            self.refused.clear()
            proposals = self._proposals()
            withheld = [one.told() for one in proposals if not (one.fix.safe or self.unsafe)]
            if not self._round([one for one in proposals if one.fix.safe or self.unsafe]):
                break
        declined = sorted(self.refused.values(), key=lambda one: (one.place.cell or 0, one.place, one.code, one.reason))
        return Repaired(self.path, before, self.data, tuple(self.applied), tuple(declined), tuple(withheld))

    def _proposals(self) -> list[_Proposal]:
        """A fix for each finding that has one, last resorts last; the others are noted with their reasons."""
        source, _ = read_bytes(self.data, self.path)
        found: list[_Proposal] = []
        if source is None:
            return found
        program: Program | None = None
        for finding in self.report.findings:
            if finding.primary.path != self.path or not self.shown(finding):
                continue
            fixer = fixers().get(finding.code)
            if finding.fix is None and fixer is None:
                continue
            last_resort = False
            try:
                if finding.fix is not None:
                    fix = finding.fix
                    _require_plain(fix.edits, self.path)
                else:
                    assert fixer is not None
                    program = program or Program(source, self.build)
                    repair = fixer(program, finding)
                    last_resort = repair.last_resort
                    fix = Fix(repair.description, to_edits(source, program.table, repair.changes), repair.safe)
                found.append(_Proposal(finding.code, finding.primary, fix, last_resort))
            except Exception as error:  # noqa: BLE001 - one fixer must not cost the repairs of the others
                self._refuse(finding.code, finding.primary, finding.fingerprint, _reason(error))
        return sorted(found, key=lambda one: one.last_resort)

    def _round(self, proposals: list[_Proposal]) -> bool:
        """Apply what goes together; if that does not hold, one after the other. Was anything changed?"""
        together: list[_Proposal] = []
        for one in proposals:
            if not any(overlapping(one.fix.edits, other.fix.edits) for other in together):
                together.append(one)
        if len(together) > 1 and self._try(together, note=False):
            return True
        return any(self._try([one], note=True) for one in proposals)

    def _try(self, proposals: list[_Proposal], *, note: bool) -> bool:
        """Keep the repairs if the file still reads, their findings are gone and no other appeared."""
        try:
            data = apply(self.data, self.path, [edit for one in proposals for edit in one.fix.edits])
            report = self._examined(data)
            _require_better(self.report, report, Counter(one.code for one in proposals))
        except Exception as error:  # noqa: BLE001 - as above
            for one in proposals if note else ():
                self._refuse(one.code, one.place, str(one.place), _reason(error))
            return False
        self.data, self.report = data, report
        self.applied += [one.told() for one in proposals]
        return True

    def _examined(self, data: bytes) -> Report:
        if data == self.data:
            raise DeclinedError("there is nothing to change")
        return self.examine(data)

    def _refuse(self, code: str, place: Location, key: str, reason: str) -> None:
        self.refused.setdefault((code, key), Declined(code, place, reason))

    def _drop_suppressions(self) -> None:
        """Take out comments that silence nothing, last ones first, since places before them stay."""
        for problem in sorted(self.unused, key=lambda one: (one.cell or 0, one.line, one.message), reverse=True):
            if problem.path != self.path:
                continue
            source, _ = read_bytes(self.data, self.path)
            if source is None:
                return
            try:
                place, edits = without_suppression(source, problem)
            except DeclinedError:
                continue  # metadata of a notebook, or a line that also silences something else
            fix = Fix("Remove a suppression that silences nothing", edits, safe=True)
            self._try([_Proposal(SUPPRESSION, place, fix)], note=False)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, DeclinedError) else f"{type(error).__name__} in reprolint itself"


def _require_plain(edits: Iterable[Edit], path: str) -> None:
    if any(edit.location.path != path for edit in edits):
        raise DeclinedError("part of it stands in another file")


def _require_better(old: Report, new: Report, fixed: Counter[str]) -> None:
    """Raise DeclinedError when something can no longer be read, a finding is still there, or one is new."""
    if _lost(new) > _lost(old):
        raise DeclinedError("the repaired program could not be read in full")
    before, after = _codes(old), _codes(new)
    for code, count in fixed.items():
        if code != SUPPRESSION and after[code] > before[code] - count:
            raise DeclinedError("the finding would still be there afterwards")
    for code in after:
        if after[code] > before[code]:
            raise DeclinedError(f"{code} would be found in the repaired program")


def _lost(report: Report) -> int:
    return sum(problem.incomplete for problem in report.problems)


def _codes(report: Report) -> Counter[str]:
    findings = [*report.findings, *(one.finding for one in report.suppressed)]
    return Counter(finding.code for finding in findings)
