"""Runs rules over examples through the same engine that users' files go through."""

from __future__ import annotations

from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reprolint import checks, rulebook
from reprolint.checks.match import checks_of
from reprolint.config import Config
from reprolint.engine import Engine, Item
from reprolint.findings import Confidence, Finding, Report, Severity
from reprolint.rulebook import Page, Rulebook, checklist_files, pages
from tests.rules.blocks import Example, Place, examples

RULES = rulebook.rules_folder()
CODE_FILES = (".py", ".ipynb")


@cache
def book() -> Rulebook:
    """The rulebook straight from the pages, so that a stale index cannot hide a change; pages with faults are left out."""
    return Rulebook(RULES, pages.read_folder(RULES)[0], checklist_files.read_folder(RULES / "checklists"))


@cache
def all_checks() -> tuple[checks.Check, ...]:
    """Every check that has a page."""
    found = (*checks.load(), *checks_of(book().pages.values()))
    return tuple(check for check in found if check.code in book().pages)


def living_pages() -> list[Page]:
    """Pages of rules that were not retired, by code."""
    return [page for page in book().pages.values() if not page.is_removed]


@cache
def examples_of(code: str) -> tuple[Example, ...]:
    """The examples of one page."""
    page = book().pages[code]
    return tuple(examples(page.path, (RULES / page.path).read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Found:
    """A finding as the marks of examples name it."""

    code: str
    place: Place

    @classmethod
    def of(cls, finding: Finding) -> Found:
        """The finding without everything that marks do not tell."""
        return cls(finding.code, Place(finding.primary.path, finding.primary.cell, finding.primary.line))


@cache
def codes_for(code: str) -> tuple[str, ...]:
    """Which rules an example on the page of `code` is held against: its own, and every default one about single programs.

    Rules about whole projects would complain of any lone program that it has no tests.
    """
    over_project = {check.code for check in all_checks() if check.over == "project"}
    default = {one.code for one in living_pages() if one.default} - over_project
    return tuple(sorted(default | {code}))


def run(folder: Path, page: Page) -> Report:
    """Check what is in `folder`; findings that only a lower confidence would show are kept for the page's own rule."""
    config = Config(select=codes_for(page.code), confidence=Confidence.LOW)
    files = sorted(path for path in folder.rglob("*") if path.suffix in CODE_FILES)
    items = [Item(path, path.relative_to(folder).as_posix()) for path in files]
    with chdir(folder):  # paths in reports are relative to the working directory
        return Engine(config, folder, book(), all_checks(), folder).run(items, jobs=1)


@cache
def report_of(code: str, example: Example) -> Report:
    """What is found in an example of the page of rule `code`; several tests ask, so it is kept."""
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        example.write(folder)
        return run(folder, book().pages[code])


def shown(report: Report, page: Page) -> list[Finding]:
    """Findings that a user of the default settings would see, and all of the page's own rule."""
    return [one for one in report.findings if one.code == page.code or _usual(one)]


def _usual(finding: Finding) -> bool:
    needed = Confidence.HIGH if finding.severity is Severity.NOTE else Confidence.MEDIUM
    return (finding.confidence or Confidence.LOW) >= needed


def broken(report: Report) -> list[str]:
    """What kept an example from being analysed in full."""
    return [f"{one.path}:{one.line}: {one.kind}: {one.message}" for one in report.problems if one.incomplete]
