"""The magics and events of one shell: when to check, what of it to show, and that a fault of ours costs no cell."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from reprolint.config import Config
from reprolint.errors import ReprolintError
from reprolint.findings import Finding, Problem
from reprolint.jupyter.history import History, Run
from reprolint.jupyter.options import OptionsError, read_options
from reprolint.jupyter.session import Checked, Identity, check_runs
from reprolint.jupyter.showing import Findings, extent, findings_of, say, show

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult

NAME = "reprolint"
SLOW = 1.0  # seconds of a check after which the user is told how to go without
UNHARMED = "your cell was not affected"
NOT_CHECKED = "the cell runs without a check"
_HEAD = re.compile(r"%%reprolint(?:[ \t]+(?P<options>[^\n]*))?\n?\Z")
_HEADS = re.compile(r"\s*(?:%%(?!reprolint\b)[^\n]*\n\s*)*%%reprolint\b(?P<options>[^\n]*)")


class Extension:
    """What `%load_ext reprolint` adds to a shell."""

    def __init__(self, shell: Any) -> None:  # IPython's own types change from version to version
        self.shell = shell
        self.history = History(shell)
        self._always: Config | None = None  # settings of `%reprolint on`
        self._shown: dict[Identity, set[str]] = {}  # finding -> keys of the cells it was shown under
        self._told: set[tuple[str, str]] = set()  # problems shown
        self._just_checked = False  # the running cell asked for a check itself
        self._said_slow = False

    def register(self) -> None:
        """Add magics, events and the transformer of `%%reprolint`."""
        self.shell.register_magic_function(self.magic, "line_cell", NAME)
        self.shell.events.register("pre_run_cell", self.before)
        self.shell.events.register("post_run_cell", self.after)
        self.shell.input_transformers_cleanup.append(unwrap)

    def unregister(self) -> None:
        """Take all of it back."""
        self.shell.input_transformers_cleanup.remove(unwrap)
        self.shell.events.unregister("pre_run_cell", self.before)
        self.shell.events.unregister("post_run_cell", self.after)
        for kind in ("line", "cell"):
            self.shell.magics_manager.magics[kind].pop(NAME, None)

    def magic(self, line: str, cell: str | None = None) -> None:
        """Check the cells that have run so far; `%reprolint --help` tells more."""
        if cell is None:
            _contained(lambda: self._check_all(line), "nothing was checked", interruptible=True)
        else:  # by get_ipython().run_cell_magic; in a cell, `unwrap` has made the body the cell
            _contained(lambda: self._check_cell(line, cell), NOT_CHECKED, interruptible=True)
            self.shell.run_cell(cell, store_history=False).raise_error()

    def before(self, info: ExecutionInfo) -> None:
        """A cell is about to run: note it, and check it when it says `%%reprolint`."""
        self._just_checked = False
        _contained(lambda: self.history.starts(info), UNHARMED)
        text = info.raw_cell or ""
        if head := _HEADS.match(text):
            _contained(lambda: self._check_cell(head["options"], text), NOT_CHECKED)

    def after(self, result: ExecutionResult | None) -> None:
        """A cell has run: note how it ended, and check when that is wanted after each."""
        if result is None or result.info is None:  # the kernel gave the cell up
            return
        outcome = UNHARMED if self._always is None else f"{UNHARMED}, and checks after each cell are off now"
        if not _contained(lambda: self._after(result), outcome):
            self._always = None

    def _check_all(self, line: str) -> None:
        wanted = read_options(line)
        if wanted is None:
            return
        if wanted.state == "off":
            self._always = None
            return
        runs = self.history.runs(up_to=sys._getframe())  # noqa: SLF001 - which line of the cell called us
        checked = check_runs(runs, wanted.config)
        self._just_checked = True
        self._shown.clear()
        self._told.clear()
        self._remember(checked, checked.report.findings, runs)
        if wanted.state == "on":
            self._always = wanted.config
            click.echo("reprolint checks after each cell from now on, and is quiet when there is nothing new.")
            if not checked.report.findings:
                return
        show(self.shell, findings_of(checked, wanted.config, extent(runs)))

    def _check_cell(self, line: str, cell: str) -> None:
        """Check a cell that is about to run."""
        wanted = read_options(line, cell=True)
        if wanted is None:
            return
        runs = self.history.runs(coming=cell)
        checked = check_runs(runs, wanted.config)
        self._just_checked = True
        findings = checked.touching(runs[-1])
        self._remember(checked, findings, runs)
        show(self.shell, findings_of(checked, wanted.config, "in this cell", findings))

    def _after(self, result: ExecutionResult) -> None:
        stored = self.history.ended(result)
        if self._always is None or self._just_checked or not stored or result.error_before_exec is not None:
            return
        started = perf_counter()
        runs = self.history.runs()
        checked = check_runs(runs, self._always)
        findings = self._fresh(checked, runs)
        problems = tuple(one for one in checked.report.problems if (one.kind, one.message) not in self._told)
        self._remember(checked, findings, runs)
        if findings or problems:
            show(self.shell, Findings(findings, problems, "after this cell", checked.places(), self._always))
        if perf_counter() - started > SLOW and not self._said_slow:
            self._said_slow = True
            say("the check after this cell took long; `%reprolint off` stops it, and `%reprolint` checks when you ask")

    def _fresh(self, checked: Checked, runs: list[Run]) -> tuple[Finding, ...]:
        """Findings that are new, and those shown under this cell before, whose output the new run has replaced."""
        key = runs[-1].key
        known = {identity: self._shown.get(identity) for identity in map(checked.identity, checked.report.findings)}
        self._shown = {identity: cells for identity, cells in known.items() if cells is not None}
        return tuple(
            finding
            for finding in checked.report.findings
            if (cells := known[checked.identity(finding)]) is None or key in cells
        )

    def _remember(self, checked: Checked, findings: tuple[Finding, ...], runs: list[Run]) -> None:
        for finding in findings:
            self._shown.setdefault(checked.identity(finding), set()).update(run.key for run in runs[-1:])
        self._told.update(map(_problem_key, checked.report.problems))


def unwrap(lines: list[str]) -> list[str]:
    """Let the body of `%%reprolint` run as the cell itself: same lines, same errors, `await` and magics included."""
    if not lines or not _HEAD.match(lines[0]):
        return lines
    rest = lines[1:]
    while rest and not rest[0].strip():
        rest = rest[1:]
    inner = bool(rest) and rest[0].startswith("%%")  # a cell magic must stand on the first line
    return rest if inner else ["\n", *lines[1:]]


# While a cell is being typed, IPython asks its transformers whether it is complete; `%%` must still be there then.
unwrap.has_side_effects = True  # type: ignore[attr-defined]


def _problem_key(problem: Problem) -> tuple[str, str]:
    return problem.kind, problem.message


def _contained(action: Callable[[], None], outcome: str, *, interruptible: bool = False) -> bool:
    """Run something of ours beside the user's cell, which goes on whatever happens here; was it done?

    `outcome` tells what a failure means for the user. Only with `interruptible` does an interrupt also end the cell.
    """
    try:
        action()
    except (OptionsError, ReprolintError) as error:
        say(f"{error} ({outcome})")
    except KeyboardInterrupt:
        if interruptible:
            raise
        say(f"the check was interrupted; {outcome}")
    except Exception as error:  # noqa: BLE001
        reason = f": {error}" if str(error) else ""
        say(f"stopped: {type(error).__name__}{reason[:200]}; {outcome}")
    else:
        return True
    return False
