"""Where a report goes beside stdout: files in one format or several, and the summary that GitHub shows of a step."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reprolint.errors import ReprolintError
from reprolint.findings import Report
from reprolint.records import dataclass
from reprolint.report import BY_FILE, FORMATS, render

if TYPE_CHECKING:
    from reprolint.report.html import Pictures

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"  # names a file, in the environment of GitHub Actions


class OutputError(ReprolintError):
    """A file that cannot be written."""

    def __init__(self, path: str, error: OSError) -> None:
        super().__init__(path, error)
        self.path, self.error = path, error

    def __str__(self) -> str:
        reason = self.error.strerror or str(self.error)
        if isinstance(self.error, FileNotFoundError) and self.error.filename is not None:
            reason = f"there is no folder {Path(self.error.filename).parent.as_posix()}; make it first"
        return f"{self.path}: cannot be written ({reason})"


@dataclass(frozen=True, slots=True)
class Extra:
    """A further format, and the file for it."""

    form: str
    path: Path


if TYPE_CHECKING:
    Written = click.ParamType[Extra]
else:
    Written = click.ParamType  # which takes no brackets before click 8.4


class Also(Written):
    """`FORMAT=FILE`."""

    name = "format=file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Extra:
        """Part the two; a format that does not exist is a usage error."""
        if isinstance(value, Extra):
            return value
        form, _, file = str(value).partition("=")
        if form not in FORMATS:
            self.fail(f"{form!r} is not one of {', '.join(FORMATS)}.", param, ctx)
        if not file:
            self.fail(f"say where to write it: {form}=FILE.", param, ctx)
        return Extra(form, Path(file))


ALSO = Also()


@dataclass(frozen=True)
class Outputs:
    """One report for all formats.

    `rules` are the folders of the user's own rules, which sarif and html explain; html asks `pictures` for the experiments'.
    """

    report: Report
    rules: Sequence[Path] = ()
    statistics: bool = False
    pictures: Callable[[Report], Pictures] | None = None

    @cached_property
    def by_file(self) -> Report:
        """The report with lines of files for those of cells; notebooks are read once more for it."""
        from reprolint.source.file_lines import with_file_lines  # only some formats ask

        return with_file_lines(self.report)

    def text(self, form: str, *, width: int, color: bool = False, plain: bool = False) -> str:
        """The report in one format."""
        report = self.by_file if form in BY_FILE else self.report
        if form not in {"sarif", "html"}:
            return render(report, form, width=width, color=color, plain=plain, statistics=self.statistics)
        from reprolint import rulebook

        drawn = self.pictures(report) if form == "html" and self.pictures is not None else None
        return render(report, form, rulebook=rulebook.load(extra=self.rules), pictures=drawn)

    def write(self, form: str, path: Path, *, width: int) -> None:
        """Write one format to a file. Raises OutputError."""
        try:
            path.write_text(self.text(form, width=width), encoding="utf-8", errors="replace")
        except OSError as error:
            raise OutputError(str(path), error) from error

    def write_step_summary(self) -> None:
        """Append to the summary of the step that runs this, if one does. Raises OutputError."""
        name = os.environ.get(STEP_SUMMARY)
        if not name:
            return
        from reprolint.report.github import render_summary

        path = Path(name)
        try:
            used = path.stat().st_size if path.exists() else 0
            with path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(render_summary(self.report, used, statistics=self.statistics))
        except OSError as error:
            raise OutputError(f"the step summary {name}", error) from error
