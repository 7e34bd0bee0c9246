"""Findings about what a kernel has run: those that still matter, each once, at the last run of its cell."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from reprolint import api
from reprolint.config import Config
from reprolint.findings import Finding, Location, Problem, Report
from reprolint.jupyter.history import Run, notebook
from reprolint.report.places import Places

UNNAMED = "session.ipynb"
HIDDEN_STATE = "NBK003"
# Comments that silence nothing yet may do so after the next cell.
_EARLY = frozenset({"unused-suppression"})

Identity = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The report on a list of runs; in its places `cell` is the index of a run. `path` is what stands for the session."""

    report: Report
    runs: tuple[Run, ...]
    path: str

    def touching(self, run: Run) -> tuple[Finding, ...]:
        """Findings with any place in this run."""
        return tuple(
            finding for finding in self.report.findings if run.index in (self._index(one) for one in story(finding))
        )

    def identity(self, finding: Finding) -> Identity:
        """What stays the same when a cell runs again: rule, cell and statement."""
        primary = finding.primary
        run = self._run(primary)
        return finding.code, primary.path, run.key if run else "", primary.snippet.strip()

    def places(self) -> Places:
        """Names of the runs as Jupyter shows them."""
        return SessionPlaces(self.path, self.runs)

    def _index(self, place: Location) -> int:
        return place.cell or 0 if place.path == self.path else 0

    def _run(self, place: Location) -> Run | None:
        index = self._index(place)
        return self.runs[index - 1] if 0 < index <= len(self.runs) else None

    def settled(self) -> Checked:
        """Without what no longer matters, and each finding once.

        A finding goes when the code that causes it and the last place it reaches were both run again since: what it
        says is then said of the later runs, if it is still true. Of one statement that ran several times the last
        run stays. Names without a value are not told of runs that may have failed unseen.
        """
        heirs = last_runs(self.runs)
        kept = []
        newest: dict[tuple[object, ...], int] = {}
        for finding in self.report.findings:
            first = self._index(finding.primary)
            last = max(self._index(place) for place in story(finding))
            if first and heirs[first] != first and heirs[last] != last:
                continue
            run = self._run(finding.primary)
            if finding.code == HIDDEN_STATE and run is not None and not run.seen:
                continue
            key = (finding.code, finding.primary.path, heirs.get(first, 0), finding.primary.snippet.strip())
            newest[key] = max(newest.get(key, 0), first)
            kept.append((key, first, self._retold(finding, heirs)))
        findings = tuple(finding for key, first, finding in kept if newest[key] == first)
        problems = tuple(problem for problem in self.report.problems if problem.kind not in _EARLY)
        return replace(self, report=replace(self.report, findings=findings, problems=problems))

    def _retold(self, finding: Finding, heirs: dict[int, int]) -> Finding:
        """Of one place of the story that ran several times, the last run."""
        newest: dict[tuple[object, ...], Location] = {}
        for place in finding.related:
            index = self._index(place)
            key = (place.path, heirs.get(index, 0), place.line, place.column, place.label, place.snippet)
            newest[key] = max(newest.get(key, place), place, key=self._index)
        return replace(finding, related=tuple(newest.values()))


class SessionPlaces(Places):
    """Places by the number beside the cell, with a link to the cell where the front end has told its id."""

    def __init__(self, path: str, runs: Sequence[Run]) -> None:
        self._path = path
        self._runs = {run.index: run for run in runs}
        self._heirs = last_runs(runs)

    def name(self, where: Location | Problem) -> str:
        """`In [7]`, or the path of another file; code that the notebook no longer shows is said to be changed."""
        run = self._run(where)
        if run is None:
            return super().name(where)
        changed = self._runs[self._heirs[run.index]].whole != run.whole
        return f"In [{run.number}], changed since" if changed else f"In [{run.number}]"

    def spot(self, where: Location | Problem) -> str:
        """`In [7], line 2`, or a place in another file."""
        run = self._run(where)
        return f"In [{run.number}], line {where.line}" if run else super().spot(where)

    def link(self, where: Location | Problem) -> str:
        """Within JupyterLab the notebook's own name with the id of a cell leads to that cell."""
        run = self._run(where)
        file = notebook_file()
        if run is None or file is None or not run.cell_id:
            return ""
        return f"{quote(file.name)}#cell-id={quote(run.cell_id)}"

    def _run(self, where: Location | Problem) -> Run | None:
        return self._runs.get(where.cell or 0) if where.path == self._path else None


def check_runs(runs: Sequence[Run], config: Config) -> Checked:
    """Check the runs as one notebook in the working directory, whose modules they may import. Raises ConfigurationError."""
    file = notebook_file()
    path = file.name if file is not None else UNNAMED
    return Checked(api.check_text(notebook(runs), path, config), tuple(runs), path).settled()


def story(finding: Finding) -> tuple[Location, ...]:
    """Every place of the finding."""
    return (finding.primary, *finding.related)


def last_runs(runs: Sequence[Run]) -> dict[int, int]:
    """Index of each run -> index of the last run of the same cell."""
    heirs: dict[int, int] = {}
    by_id: dict[str, int] = {}
    by_text: dict[str, int] = {}  # of runs without an id
    any_text: dict[str, int] = {}
    for run in reversed(runs):
        text = run.whole.strip()
        later = by_id.get(run.cell_id) if run.cell_id else any_text.get(text)
        if later is None and run.cell_id:
            later = by_text.get(text)
        heir = heirs[run.index] = later or run.index
        any_text.setdefault(text, heir)
        (by_id if run.cell_id else by_text).setdefault(run.cell_id or text, heir)
    return heirs


def notebook_file() -> Path | None:
    """The notebook that the kernel belongs to, where the server says so."""
    named = os.environ.get("JPY_SESSION_NAME", "")
    path = Path(named)
    return path if path.suffix == ".ipynb" else None
