"""`reprolint baseline`: write the list of known findings, show it, and take out what is repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from reprolint import api, baseline, config
from reprolint.baseline import Baseline, Entry
from reprolint.cli.progress import on_terminal
from reprolint.config import Config
from reprolint.discover import project_root
from reprolint.engine.known import Compared, compare
from reprolint.errors import BaselineError, ReprolintError
from reprolint.findings import Confidence, Report, Severity
from reprolint.project.folder import display, relative
from reprolint.records import dataclass
from reprolint.report.cleaning import one_line, printable
from reprolint.report.counts import amount
from reprolint.rulebook import RulebookError

FAILED = 2
FILE = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True, slots=True)
class Place:
    """The project around the working directory, its settings, and where its baseline is."""

    root: Path
    settings: Config
    file: Path

    @property
    def shown(self) -> str:
        """The file's name in messages."""
        return display(self.file)

    def rooted(self, displayed: str) -> str:
        """A path as displayed, seen from the project root."""
        return relative(Path(displayed), self.root)

    def report(self, **settings: object) -> Report:
        """A check of the whole project as if there were no baseline."""
        own = replace(self.settings, baseline=None, **settings)  # type: ignore[arg-type]
        return api.check([self.root], own, started=on_terminal(quiet=False))


def _place(file: Path | None, settings: Path | None) -> Place:
    root = project_root(Path())
    own = config.load(root, settings)
    return Place(root, own, file or own.baseline or root / baseline.FILE)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that all three commands have."""
    default = f"The file.  [default: that of the configuration, else {baseline.FILE} in the project's root]"
    command = click.option("--config", "settings", type=FILE, help="Read the configuration from this file.")(command)
    return click.option("--baseline", "file", type=FILE, help=default)(command)


@click.group("baseline", context_settings={"help_option_names": ["-h", "--help"]})
def baseline_command() -> None:
    """Keep a list of known findings, so that only new ones count."""


@baseline_command.command("write")
@_options
@click.option("--force", is_flag=True, help="Replace a baseline that is there: all findings of today become known.")
def write(*, file: Path | None, settings: Path | None, force: bool) -> None:
    """Check the whole project and list all findings as known."""
    with _messages():
        place = _place(file, settings)
        if place.file.exists() and not force:
            message = (
                "is there already; `reprolint baseline prune` takes out what is gone, --force lists all findings anew"
            )
            raise BaselineError(place.shown, message)
        report = place.report()
        entries = [baseline.entry(finding, place.rooted(finding.primary.path)) for finding in report.findings]
        baseline.write(place.file, place.shown, entries)
    for problem in (problem for problem in report.problems if problem.incomplete):
        click.echo(printable(f"{problem.path}:{problem.line}: not fully checked: {problem.message}"), err=True)
    files = amount(len({each.path for each in entries}), "file")
    click.echo(f"{place.shown}: {amount(len(entries), 'finding')} in {files} written")
    if place.settings.baseline is None:
        click.echo(
            f"Next: reprolint check --baseline {place.shown}\n"
            f'To leave the option out, write `baseline = "{place.rooted(place.shown)}"` into the settings',
            err=True,
        )


@baseline_command.command("show")
@_options
def show(*, file: Path | None, settings: Path | None) -> None:
    """List the known findings, and say which of them are gone."""
    with _messages():
        place = _place(file, settings)
        known = baseline.read(place.file, place.shown)
        compared, unsure = _compared(place, known)
    gone = set(compared.gone) - unsure
    for entry in sorted(known.entries.values()):
        mark = "gone" if entry in gone else "unsure" if entry in unsure else "known"
        click.echo(f"{mark:<6}  {one_line(f'{entry.path}: {entry.code} {entry.message}')}")
    click.echo(_summary(known, len(gone), len(unsure)))


@baseline_command.command("prune")
@_options
def prune(*, file: Path | None, settings: Path | None) -> None:
    """Take out the findings that are gone; nothing is added."""
    with _messages():
        place = _place(file, settings)
        known = baseline.read(place.file, place.shown)
        compared, unsure = _compared(place, known)
        left = [baseline.entry(each.finding, place.rooted(each.finding.primary.path)) for each in compared.known]
        kept = [known.entries.get(entry.fingerprint, entry) for entry in left] + sorted(unsure)
        baseline.write(place.file, place.shown, kept)
    removed = len(known.entries) - len(kept)
    click.echo(f"{place.shown}: {amount(removed, 'finding')} taken out, {len(kept)} left")


def _compared(place: Place, known: Baseline) -> tuple[Compared, set[Entry]]:
    """What became of the known findings, and those without one whose file could not be checked to its end."""
    report = place.report(min_severity=Severity.NOTE, confidence=Confidence.LOW)
    compared = compare(report.findings, known, place.root, place.rooted)
    unread = [place.rooted(problem.path) for problem in report.problems if problem.incomplete]
    return compared, {entry for entry in compared.gone if _is_below(entry.path, unread)}


def _is_below(path: str, places: Sequence[str]) -> bool:
    return any(place in {path, "."} or path.startswith(f"{place}/") for place in places)


def _summary(known: Baseline, gone: int, unsure: int) -> str:
    parts = [f"{known.file}: {amount(len(known.entries), 'known finding')}"]
    if gone:
        parts.append(f"{gone} gone (`reprolint baseline prune` takes them out)")
    if unsure:
        parts.append(f"{unsure} in files that could not be fully checked")
    return ", ".join(parts)


@contextmanager
def _messages() -> Iterator[None]:
    """Show an error of ours as one message on stderr, and end with the exit code of wrong usage."""
    try:
        yield
    except (ReprolintError, RulebookError) as error:
        click.echo(f"reprolint: {printable(str(error))}", err=True)
        raise SystemExit(FAILED) from error
