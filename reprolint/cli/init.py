"""`reprolint init`: writes the first settings, and offers the entries for pre-commit and continuous integration."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reprolint import __version__
from reprolint.discover import project_root
from reprolint.errors import ReprolintError, StartError
from reprolint.installed import DISTRIBUTION, from_a_copy
from reprolint.records import dataclass
from reprolint.report.cleaning import printable
from reprolint.start import hooks, integration, settings
from reprolint.start.looking import look

FAILED = 2
NOT_RELEASED = (
    f"reprolint: these lines install the released package {DISTRIBUTION} {__version__}, but this reprolint was installed from a"
    " copy. Until that release is there, write the address of your copy as docs/pre-commit.md and"
    " docs/continuous-integration.md show"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One file to write or to append to; `there` names what makes it needless, `writable` is false for lines to paste."""

    purpose: str
    path: Path
    text: str
    writable: bool = True
    there: str = ""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--yes", is_flag=True, help="Write everything without asking.")
@click.option("--print", "only_print", is_flag=True, help="Show what would be written, and write nothing.")
def init(*, yes: bool, only_print: bool) -> None:
    """Set up reprolint in the project around the working directory; nothing that is there is changed."""
    root = project_root(Path())
    try:
        steps = _steps(root)
        taken = [
            step
            for number, step in enumerate(steps)
            if _take(step, root, yes=yes, only_print=only_print, optional=number > 0)
        ]
    except ReprolintError as error:
        click.echo(f"reprolint: {printable(str(error))}", err=True)
        raise SystemExit(FAILED) from error
    if from_a_copy() and any(DISTRIBUTION in step.text for step in taken):
        click.echo(NOT_RELEASED, err=True)
    if not only_print:
        click.echo("Next: reprolint check")


def _steps(root: Path) -> list[Step]:
    there = settings.configured(root)
    path, text = (root / there, "") if there else settings.proposed(root, look(root))
    steps = [Step("settings", path, text, there=there)]
    entry = Step("pre-commit", *hooks.proposed(root), there=hooks.FILE if hooks.has_hook(root) else "")
    if (root / ".git").exists() or entry.there or entry.path.exists():
        steps.append(entry)
        steps.append(Step("continuous integration", *integration.proposed(root), there=integration.has_job(root)))
    return steps


def _take(step: Step, root: Path, *, yes: bool, only_print: bool, optional: bool) -> bool:
    """Write the step, or show it; false where it is needless or not wanted."""
    name = step.path.relative_to(root).as_posix()
    if step.there:
        click.echo(f"{step.purpose}: {step.there} speaks of reprolint already; left as it is")
        return False
    verb = "append to" if step.path.exists() else "write"
    if only_print or not step.writable:
        hint = "" if step.writable else " by hand, since it cannot be done without changing what is there"
        click.echo(f"# {step.purpose}: {verb} {name}{hint}\n{step.text.strip()}\n")
        return True
    if optional and not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            click.echo(f"{step.purpose}: not asked for; `reprolint init --yes` would {verb} {name}")
            return False
        if not click.confirm(f"{step.purpose}: {verb} {name}?", default=True):
            return False
    _write(step.path, step.text, name)
    click.echo(f"{step.purpose}: {'appended to' if verb == 'append to' else 'wrote'} {name}")
    return True


def _write(path: Path, text: str, name: str) -> None:
    """Append, or make the file; what is there stays, to the byte."""
    try:
        mode = "ab" if path.exists() else "xb"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open(mode) as stream:
            stream.write(text.encode("utf-8"))
    except OSError as error:
        raise StartError(name, f"cannot be written ({error.strerror}); `--print` shows the text to paste") from error
