"""Shows findings where the user is: rich HTML in a notebook, text in a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from reprolint import rulebook
from reprolint.config import Config
from reprolint.findings import Finding, Problem
from reprolint.jupyter.history import Run
from reprolint.jupyter.session import Checked
from reprolint.report.cleaning import printable
from reprolint.report.counts import amount, amounts, by_severity
from reprolint.report.excerpt import Line
from reprolint.report.explanation import explanation_html
from reprolint.report.marked_code import inline
from reprolint.report.markup import finding_html
from reprolint.report.places import Places
from reprolint.report.stylesheet import STYLESHEET
from reprolint.report.text import Style, drawn, finding_lines, problem_lines
from reprolint.rulebook.presenting import readable

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

WIDTH = 100
WIDEST = 120  # longer lines are hard to read
_OURS = ("%reprolint", "%load_ext", "%reload_ext")


@dataclass(frozen=True, slots=True)
class Findings:
    """Some findings of a check, and how Jupyter shows them. `about` says of what they are, as in "in 7 cells"."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    about: str
    places: Places = field(default_factory=Places)
    config: Config = field(default_factory=Config)

    def __len__(self) -> int:
        return len(self.findings)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Both forms; Jupyter takes the richest that it can show."""
        del include, exclude
        return {"text/plain": self.text(Style(places=self.places)).rstrip("\n"), "text/html": self.html()}

    def text(self, style: Style) -> str:
        """The findings as lines; one line when there are none."""
        lines: list[Line] = []
        for finding in self.findings:
            lines += [*finding_lines(finding, style), []]
        lines += problem_lines(self.problems, style)
        lines.append([("reprolint: ", "dim"), (self._verdict(), "" if self.findings else "green")])
        return drawn(lines, style)

    def html(self) -> str:
        """The findings as HTML that loads and runs nothing."""
        verdict = f'<div class="rl-sum{"" if self.findings else " rl-clean"}">reprolint: <strong>{escape(self._counted())}</strong> {escape(self.about)}</div>'  # noqa: E501
        sections = (finding_html(one, self.places, page) for one, page in _with_pages(self.findings, self.config))
        problems = (self._problem(problem) for problem in self.problems)
        return f'<style>{STYLESHEET}</style><div class="reprolint">{verdict}{"".join([*sections, *problems])}</div>'

    def _problem(self, problem: Problem) -> str:
        place = f"{escape(self.places.spot(problem))}: {escape(problem.kind)}"
        return f'<p class="rl-problem"><span class="rl-dim">{place}</span> {inline(problem.message)}</p>'

    def _counted(self) -> str:
        if not self.findings:
            return "no findings"
        return f"{amount(len(self.findings), 'finding')} ({amounts(by_severity(self.findings))})"

    def _verdict(self) -> str:
        return f"{self._counted()} {self.about}."


def findings_of(checked: Checked, config: Config, about: str, findings: Sequence[Finding] | None = None) -> Findings:
    """What to show of a check: `findings`, by default all."""
    chosen = checked.report.findings if findings is None else tuple(findings)
    return Findings(chosen, checked.report.problems, about, checked.places(), config)


def extent(runs: Iterable[Run]) -> str:
    """How much was looked at: `in the 7 cells run so far`."""
    lines = ([line.strip() for line in run.text.split("\n") if line.strip()] for run in runs)
    number = sum(any(not line.startswith(_OURS) for line in each) for each in lines)
    return "in the cell run so far" if number == 1 else f"in the {number} cells run so far"


def show(shell: InteractiveShell, findings: Findings) -> None:
    """Print in a terminal, display in a notebook."""
    if hasattr(shell, "kernel"):
        from IPython import display

        show_in_notebook: Callable[..., object] = display.display
        show_in_notebook(findings._repr_mimebundle_(), raw=True)  # made here, where a fault of ours is contained
        return
    encoding = sys.stdout.encoding or "ascii"
    text = findings.text(_terminal_style(findings.places, encoding))
    print(text.encode(encoding, "backslashreplace").decode(encoding), end="")  # noqa: T201 - the terminal is the report


def say(message: str) -> None:
    """One line of ours that is no finding; on stderr, which notebooks show apart."""
    print(f"reprolint: {printable(message)}", file=sys.stderr)  # noqa: T201 - as in `show`


def _terminal_style(places: Places, encoding: str) -> Style:
    terminal = sys.stdout.isatty()
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST) if terminal else WIDTH
    return Style(width=width, color=color, plain=not encoding.lower().startswith("utf"), places=places)


def _with_pages(findings: Iterable[Finding], config: Config) -> Iterator[tuple[Finding, str]]:
    """Each finding with the HTML of its rule's page, which the first finding of a rule carries."""
    book = rulebook.load(extra=config.rules)
    told: set[str] = set()
    for finding in findings:
        first = finding.code not in told and finding.code in book.pages
        told.add(finding.code)
        yield finding, explanation_html(readable(book.text(finding.code))) if first else ""
