"""`reprolint check`: options to a configuration, a report to stdout or a file, and what came of it to an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from reprolint import api, config
from reprolint.cli import fixing, outputs
from reprolint.cli.drawings import drawn
from reprolint.cli.help_pages import GroupedCommand
from reprolint.cli.progress import on_terminal
from reprolint.config import Config
from reprolint.discover import project_root
from reprolint.errors import ConfigurationError, Mistake, ReprolintError
from reprolint.findings import Confidence, Report, Severity
from reprolint.report import FORMATS
from reprolint.report.cleaning import printable
from reprolint.rulebook import RulebookError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

STDIN = "-"
WIDTH = 100
WIDEST = 120  # longer lines are hard to read
EMPTY = Report((), (), (), 0, 0, 0)

Ask = Callable[[tuple[Path, ...], Config], Report]
"""Checks these files."""


class Exit(IntEnum):
    """Exit codes. Findings win over an incomplete analysis: they are true whatever else there is to see."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2  # wrong options, paths or configuration
    NOTHING = 3  # no file to check
    INCOMPLETE = 4  # no findings, but a file, a cell or a rule could not be finished


def exit_code(report: Report, *, exit_zero: bool = False, fail_on: Severity = Severity.NOTE) -> Exit:
    """What the command ends with; findings below `fail_on` do not count, and with `exit_zero` none do."""
    if not exit_zero and any((finding.severity or Severity.NOTE) >= fail_on for finding in report.findings):
        return Exit.FINDINGS
    if any(problem.incomplete for problem in report.problems):
        return Exit.INCOMPLETE
    return Exit.CLEAN if report.files or report.unchanged else Exit.NOTHING


if TYPE_CHECKING:
    Rules = click.ParamType[tuple[str, ...]]
else:
    Rules = click.ParamType  # which takes no brackets before click 8.4


class Selectors(Rules):
    """Rule codes, names or families, separated by commas."""

    name = "rules"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ARG002
        """Split at commas; whether the rules exist is said together with all other mistakes."""
        if isinstance(value, tuple):
            return value
        return tuple(part.strip() for part in str(value).split(",") if part.strip())

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """The rule behind the last comma."""
        from reprolint.cli.completing import several_rules

        return several_rules(incomplete)


SELECTORS = Selectors()
LEVELS = click.Choice(["note", "warning", "error"], case_sensitive=False)
CONFIDENCES = click.Choice(["low", "medium", "high"], case_sensitive=False)


GROUPS = {
    "Which rules": ("select", "extend_select", "ignore"),
    "Which findings": ("min_severity", "confidence", "since", "baseline"),
    "Repairs": ("fix", "unsafe_fixes", "diff"),
    "The report": ("form", "output", "also", "statistics"),
    "The exit code": ("exit_zero", "fail_on"),
    "What is read": ("file", "force_exclude", "stdin_filename"),
    "How it runs": ("watch", "jobs", "no_cache", "quiet"),
}


@click.command(cls=GroupedCommand, groups=GROUPS, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the report."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file instead of stdout."
)
@click.option(
    "--also", multiple=True, type=outputs.ALSO, help="Write the report to a file in one more format (sarif=FILE)."
)
@click.option("--select", multiple=True, type=SELECTORS, help="Ask only these; may be repeated.")
@click.option(
    "--extend-select", multiple=True, type=SELECTORS, help="Ask these as well, such as rules that are off by default."
)
@click.option("--ignore", multiple=True, type=SELECTORS, help="Do not ask these.")
@click.option("--min-severity", type=LEVELS, help="Hide findings below this severity.  [default: note]")
@click.option(
    "--confidence", type=CONFIDENCES, help="Hide findings below this confidence.  [default: medium; for notes, high]"
)
@click.option("--since", metavar="REV", help="Only what changed since git revision REV: files, lines, cells.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings.")
@click.option(
    "--fail-on",
    type=LEVELS,
    default="note",
    help="Exit 1 only for findings of at least this severity.  [default: note]",
)
@click.option(
    "--statistics", is_flag=True, help="Count the findings of each rule instead of showing them (text, markdown)."
)
@click.option(
    "--jobs", "-j", type=click.IntRange(min=1), help="Number of processes; by default as many as it pays for."
)
@click.option(
    "--config", "file", type=click.Path(path_type=Path, dir_okay=False), help="Read the configuration from this file."
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Findings listed in this file are known and do not count; `reprolint baseline write` makes one.",
)
@click.option(
    "--force-exclude", is_flag=True, help="Leave out excluded files even if they are named; nothing left is no mistake."
)
@click.option(
    "--stdin-filename", default="stdin.py", show_default=True, help="Name and kind of the text that `-` reads."
)
@click.option("--no-cache", is_flag=True, help="Analyse every file anew, and neither read nor write .reprolint_cache.")
@click.option(
    "--watch", is_flag=True, help="Check again whenever a script, a notebook or a setting is saved; Ctrl-C ends."
)
@click.option("--quiet", "-q", is_flag=True, help="No progress bar.")
@click.option("--fix", is_flag=True, help="Repair what can be repaired without changing any number.")
@click.option("--unsafe-fixes", is_flag=True, help="Repair also what changes results: seeds, order, leaks.")
@click.option("--diff", is_flag=True, help="Show repairs as a diff instead of making them; exit 1 if there are any.")
def check(  # noqa: PLR0913 - click's mark against wrapping; one parameter for each option
    *,
    paths: tuple[Path, ...],
    form: str,
    output: Path | None,
    also: tuple[outputs.Extra, ...],
    select: tuple[tuple[str, ...], ...],
    extend_select: tuple[tuple[str, ...], ...],
    ignore: tuple[tuple[str, ...], ...],
    min_severity: str | None,
    confidence: str | None,
    since: str | None,
    exit_zero: bool,
    fail_on: str,
    statistics: bool,
    jobs: int | None,
    file: Path | None,
    baseline: Path | None,
    force_exclude: bool,
    stdin_filename: str,
    no_cache: bool,
    watch: bool,
    quiet: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
) -> None:
    """Check scripts, notebooks and whole directories, by default the current one. Nothing is run.

    PATHS are files and directories; `-` reads one script or notebook from stdin. RULES are codes, names or families,
    separated by commas: LEA004, resample-before-split, LEA. `reprolint rules` lists them.

    \b
    Examples:
      reprolint check
      reprolint check train.py paper.ipynb
      reprolint check --select LEA,EVA --min-severity warning src
      reprolint check --since main --also sarif=reprolint.sarif

    \b
    Exit codes:
      0  no findings
      1  findings
      2  wrong options, paths or configuration
      3  nothing to check
      4  no findings, but something could not be analysed
    """  # noqa: D301 - click's mark that keeps lines apart
    if watch:
        _keep_checking(paths or (Path(),), click.get_current_context())
    try:
        first = paths[0] if paths and str(paths[0]) != STDIN else Path(stdin_filename).parent if paths else Path()
        settings = settings_for(
            project_root(first),
            file=file,
            select=select,
            extend_select=extend_select,
            ignore=ignore,
            min_severity=min_severity,
            confidence=confidence,
            baseline=baseline,
        )
        request = fixing.Request(fix, unsafe_fixes, diff)
        named, from_stdin = paths or (Path(),), [str(path) for path in paths] == [STDIN]
        started = on_terminal(quiet=quiet)
        ask = partial(
            api.check, since=since, jobs=jobs, started=started, force_exclude=force_exclude, cache=not no_cache
        )
        mend = partial(
            api.repair,
            unsafe=unsafe_fixes,
            jobs=jobs,
            started=started,
            force_exclude=force_exclude,
            cache=not no_cache,
        )
        if request:
            report, failed = _repair(request, named, settings, stdin_filename, since, ask, mend)
        else:
            report, failed = _run(named, settings, stdin_filename, since, ask), None
        if not diff and not (request and from_stdin and output is None):  # stdout holds the diff or the repaired text
            pictures = partial(drawn, settings=settings, quiet=quiet)
            _write(outputs.Outputs(report, settings.rules, statistics, pictures), form, output, also)
            if not request and form == "text" and not quiet:
                fixing.hint(report)
    except (ReprolintError, RulebookError) as error:
        click.echo(f"reprolint: {printable(str(error))}", err=True)
        raise SystemExit(Exit.USAGE) from error
    if failed is None:
        failed = exit_code(report, exit_zero=exit_zero, fail_on=Severity[fail_on.upper()])
        failed = Exit.CLEAN if force_exclude and failed is Exit.NOTHING else failed
    raise SystemExit(Exit.CLEAN if exit_zero and failed is Exit.FINDINGS else failed)


def _repair(
    request: fixing.Request,
    paths: tuple[Path, ...],
    settings: Config,
    name: str,
    since: str | None,
    ask: Ask,
    mend: fixing.Mend,
) -> tuple[Report, Exit | None]:
    """Repair, then check what is there now. The exit code is None where the report decides it."""
    if since is not None:
        raise ConfigurationError(
            (Mistake(config.COMMAND_LINE, "--since", "repairs look at whole files; leave it out and name the files"),)
        )
    if [str(path) for path in paths] == [STDIN]:
        repaired = fixing.repair_stdin(request, sys.stdin.buffer.read(), name, settings)
        report = _of_text(repaired.after, name, settings)
        return report, (Exit.FINDINGS if repaired.changed else Exit.CLEAN) if request.diff else None
    _refuse_stdin(paths)
    answer = fixing.repair_files(request, mend(paths, settings))
    if request.diff:
        return EMPTY, Exit.FINDINGS if answer else Exit.CLEAN
    return ask(paths, settings), None if answer else Exit.USAGE


def _keep_checking(paths: tuple[Path, ...], context: click.Context) -> NoReturn:
    """Ask the command again and again, without its option --watch; ends with the exit code of the last time."""
    from reprolint.cli.watching import keep_checking  # imports this module

    once = partial(context.invoke, check, **{**context.params, "watch": False})
    try:
        raise SystemExit(keep_checking(once, paths, context.params))
    except ReprolintError as error:
        click.echo(f"reprolint: {printable(str(error))}", err=True)
        raise SystemExit(Exit.USAGE) from error


def settings_for(
    root: Path,
    *,
    file: Path | None,
    select: tuple[tuple[str, ...], ...],
    extend_select: tuple[tuple[str, ...], ...],
    ignore: tuple[tuple[str, ...], ...],
    min_severity: str | None,
    confidence: str | None,
    baseline: Path | None = None,
) -> Config:
    """The project's configuration with what the options say instead. Raises ConfigurationError."""
    return config.override(
        config.load(root, file),
        select=_joined(select),
        extend_select=_joined(extend_select),
        ignore=_joined(ignore),
        min_severity=Severity[min_severity.upper()] if min_severity else None,
        confidence=Confidence[confidence.upper()] if confidence else None,
        baseline=baseline,
    )


def _run(
    paths: tuple[Path, ...],
    settings: Config,
    stdin_filename: str,
    since: str | None,
    ask: Ask,
) -> Report:
    if since is not None and STDIN in map(str, paths):
        raise ConfigurationError(
            (Mistake(config.COMMAND_LINE, "--since", "text from stdin has no earlier version; name files instead"),)
        )
    if [str(path) for path in paths] == [STDIN]:
        return _of_text(sys.stdin.buffer.read(), stdin_filename, settings)
    _refuse_stdin(paths)
    return ask(paths, settings)


def _of_text(content: bytes, name: str, settings: Config) -> Report:
    from reprolint.source.file_lines import with_file_lines  # formats that need lines of files ask for themselves

    return with_file_lines(api.check_text(content, name, settings), lambda _: content)


def _refuse_stdin(paths: tuple[Path, ...]) -> None:
    if STDIN in map(str, paths):
        raise ConfigurationError(
            (Mistake(config.COMMAND_LINE, STDIN, "stdin cannot be checked together with other paths"),)
        )


def _joined(groups: tuple[tuple[str, ...], ...]) -> tuple[str, ...] | None:
    """One list from an option that was given several times; None when it was not given."""
    return tuple(selector for group in groups for selector in group) if groups else None


def _write(results: outputs.Outputs, form: str, output: Path | None, also: tuple[outputs.Extra, ...]) -> None:
    """The report wherever it was asked for, stdout last. Raises OutputError."""
    for extra in also:
        results.write(extra.form, extra.path, width=WIDTH)
    if form == "github":
        results.write_step_summary()
    if output is not None:
        results.write(form, output, width=WIDTH)
        return
    stream = sys.stdout
    terminal = stream.isatty()
    color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = _columns() if terminal else WIDTH
    text = results.text(form, width=width, color=color, plain=not _can_print(stream.encoding))
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough; keep Python from complaining as it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _columns() -> int:
    import shutil  # only terminals have a width

    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)


def _can_print(encoding: str | None) -> bool:
    """Can the lines of excerpts be printed in this encoding?"""
    try:
        "│╭─…".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
