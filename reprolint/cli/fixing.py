"""`--fix`, `--unsafe-fixes` and `--diff`: repaired files on the disk or as a diff, and what was done on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprolint import api
from reprolint.config import Config
from reprolint.records import dataclass
from reprolint.report.cleaning import REPLACEMENT, UNSAFE, printable
from reprolint.report.counts import amount

if TYPE_CHECKING:
    from reprolint.findings import Location, Report
    from reprolint.fix.session import Applied, Repaired


Mend = Callable[[tuple[Path, ...], Config], "tuple[Repaired, ...]"]
"""Repairs these files without writing them."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for: repairs of which kind, written or only shown."""

    fix: bool
    unsafe: bool
    diff: bool

    def __bool__(self) -> bool:
        return self.fix or self.unsafe or self.diff


def repair_files(request: Request, files: tuple[Repaired, ...]) -> bool:
    """Write or show the repairs of a run. Were all files written that changed? With `diff`: would any change?"""
    if request.diff:
        changes = print_diff(files)
        tell(files, done="would be fixed")
        return changes
    complete = write_files(files)
    tell(files, done="fixed")
    return complete


def repair_stdin(request: Request, text: bytes, name: str, settings: Config) -> Repaired:
    """Repair one text; it goes to stdout, repaired, or with `diff` as a diff of what would change."""
    repaired = api.repair_text(text, name, settings, unsafe=request.unsafe)
    if request.diff:
        print_diff([repaired])
    else:
        sys.stdout.buffer.write(repaired.after)
        sys.stdout.flush()
    tell([repaired], done="would be fixed" if request.diff else "fixed")
    return repaired


def write_files(files: Iterable[Repaired]) -> bool:
    """Put the changed files in place, each in one step; tell on stderr which cannot be. Were all written?"""
    from reprolint.fix.writing import FileNotWrittenError, replace_file

    complete = True
    for file in files:
        if file.changed:
            try:
                replace_file(Path(file.path), file.before, file.after)
            except FileNotWrittenError as error:
                click.echo(f"reprolint: {printable(str(error))}", err=True)
                complete = False
    return complete


def print_diff(files: Iterable[Repaired]) -> bool:
    """Print what would change as a unified diff on stdout. Would anything change?"""
    from reprolint.fix.diff import unified

    text = "".join(unified(file.path, file.before, file.after) for file in files)
    if sys.stdout.isatty():
        text = "".join(UNSAFE.sub(REPLACEMENT, line) for line in text.splitlines(keepends=True))
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
    return any(file.changed for file in files)


def tell(files: Sequence[Repaired], *, done: str) -> None:
    """Say on stderr what was repaired, what was not and why, and what only `--unsafe-fixes` would repair.

    `done` is the word for what became of the repairs, such as `fixed`.
    """
    applied = [one for file in files for one in file.applied]
    changed = sum(file.changed for file in files)
    where = f" in {amount(changed, 'file')}" if applied else ""
    click.echo(f"{amount(len(applied), 'finding')} {done}{where}{_by_code(applied)}", err=True)
    for file in files:
        for declined in file.declined:
            reason = printable(f"{_place(declined.place)}: {declined.code} not fixed: {declined.reason}")
            click.echo(f"  {reason}", err=True)
    withheld = [one for file in files for one in file.withheld]
    if withheld:
        click.echo(
            f"{amount(len(withheld), 'more finding')} can be repaired with --unsafe-fixes, which changes results"
            f"{_by_code(withheld)}",
            err=True,
        )


def hint(report: Report) -> None:
    """On a terminal, say that some of the findings are of kinds that can be repaired."""
    if not sys.stderr.isatty() or not report.findings:
        return
    from reprolint.fix.registry import fixers

    count = sum(finding.code in fixers() or finding.fix is not None for finding in report.findings)
    if count:
        click.echo(
            f"[fix] {amount(count, 'finding')} of kinds that can often be repaired: see --diff --unsafe-fixes", err=True
        )


def _by_code(applied: Sequence[Applied]) -> str:
    counts = Counter(one.code for one in applied)
    return f" ({', '.join(f'{count} {code}' for code, count in sorted(counts.items()))})" if counts else ""


def _place(place: Location) -> str:
    cell = f"cell {place.cell}:" if place.cell is not None else ""
    return f"{place.path}:{cell}{place.line}:{place.column}"
