"""`reprolint graph`: the experiment in one file as a picture, to stdout or a file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reprolint import api, config
from reprolint.cli.check import Exit
from reprolint.cli.outputs import OutputError
from reprolint.discover import project_root
from reprolint.errors import ReprolintError
from reprolint.findings import Report
from reprolint.picture import FORMATS, draw, render
from reprolint.report.cleaning import printable
from reprolint.rulebook import RulebookError

SUFFIXES = {".dot": "dot", ".gv": "dot", ".json": "json", ".md": "mermaid", ".mmd": "mermaid", ".svg": "svg"}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Form of the picture.  [default: by --output, else mermaid]"
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the picture to this file instead of stdout.",
)
@click.option(
    "--config",
    "settings",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read the configuration from this file.",
)
def graph(file: Path, form: str | None, output: Path | None, settings: Path | None) -> None:
    """Draw the experiment in FILE, a script or notebook: data, splits, models, scores, and where the faults lie.

    \b
    Exit codes:
      0  drawn, with or without findings
      2  wrong options, paths or configuration, or svg without the extra `graph`
      3  nothing to draw: no data, model or score was found
      4  the file could not be read, or not followed to its end; what could be is drawn
    """  # noqa: D301 - click's mark that keeps lines apart
    chosen = form or _form_of(output)
    try:
        if file.is_dir():
            raise click.UsageError(f"{printable(str(file))} is a directory; name one script or notebook in it")
        experiment, report = api.experiment_of(file, config.load(project_root(file), settings))
        if experiment is None:
            raise SystemExit(_unread(file, report))
        picture = draw(experiment, report.findings)
        if not picture.nodes:
            _say(f"{file}: no data, model or score was found in this file, so there is nothing to draw")
            raise SystemExit(Exit.INCOMPLETE if _told(report) else Exit.NOTHING)
        text = render(picture, chosen, _way_back(output))
    except (ReprolintError, RulebookError) as error:
        _say(str(error))
        raise SystemExit(Exit.USAGE) from error
    _write(text, output)
    raise SystemExit(Exit.INCOMPLETE if _told(report) else Exit.CLEAN)


def _form_of(output: Path | None) -> str:
    """The format that a file's name asks for."""
    if output is None:
        return "mermaid"
    form = SUFFIXES.get(output.suffix.lower())
    if form is None:
        known = ", ".join(SUFFIXES)
        raise click.UsageError(
            f"{printable(str(output))}: name a format with --format, or end the name with one of {known}"
        )
    return form


def _unread(file: Path, report: Report) -> Exit:
    if _told(report):
        return Exit.INCOMPLETE
    _say(f"{file}: neither a script nor a notebook")
    return Exit.NOTHING


def _told(report: Report) -> bool:
    """Say on stderr what could not be analysed; returns whether there was anything."""
    broken = [problem for problem in report.problems if problem.incomplete]
    for problem in broken:
        cell = f"cell {problem.cell}:" if problem.cell is not None else ""
        _say(f"{problem.path}:{cell}{problem.line}: {problem.message}")
    return bool(broken)


def _say(text: str) -> None:
    click.echo(f"reprolint: {printable(text)}", err=True)


def _way_back(output: Path | None) -> str:
    """From the folder of the picture to the working directory, where the picture's paths start."""
    if output is None:
        return ""
    way = os.path.relpath(Path.cwd(), output.absolute().parent)
    return "" if way == "." else Path(way).as_posix() + "/"


def _write(text: str, output: Path | None) -> None:
    content = text.encode("utf-8", "replace")  # all four formats are UTF-8, whatever the terminal is
    try:
        if output is not None:
            output.write_bytes(content)
            return
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`head`) has seen enough; keep Python from complaining as it closes stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(str(OutputError(str(output), error)))
        raise SystemExit(Exit.USAGE) from error
