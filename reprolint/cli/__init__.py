"""The commands; each is imported only when it is the one that runs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from reprolint import __version__

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("reprolint.cli.check:check", "Check scripts, notebooks and whole directories."),
    "baseline": (
        "reprolint.cli.baseline:baseline_command",
        "Keep a list of known findings, so that only new ones count.",
    ),
    "init": ("reprolint.cli.init:init", "Set up reprolint in a project: settings, pre-commit, continuous integration."),
    "explain": ("reprolint.cli.explain:explain", "Show why a rule matters and what to write instead."),
    "graph": ("reprolint.cli.graph:graph", "Draw the experiment in a file as a picture."),
    "rules": ("reprolint.cli.rules:rules", "List the rules."),
    "new": ("reprolint.cli.new:new", "Lay out the page and the check of a new rule."),
}
"""Name -> where the command is and what it is for; the help page needs no import of it."""
HIDDEN: Mapping[str, str] = {"catalog": "reprolint.cli.catalog:catalog_command"}


class LazyGroup(click.Group):
    """A group whose commands are named beforehand and imported late."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command."""
        target = COMMANDS[cmd_name][0] if cmd_name in COMMANDS else HIDDEN.get(cmd_name)
        if target is None:
            return None
        module, _, attribute = target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the most similar name, or with how to check a path."""
        if args and args[0] not in COMMANDS and args[0] not in HIDDEN and not args[0].startswith("-"):
            ctx.fail(_unknown(args[0]))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, purpose) for name, (_, purpose) in COMMANDS.items()])


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # only on the way to an error
    from pathlib import Path

    if nearest := get_close_matches(name.lower(), COMMANDS, n=1, cutoff=0.5):
        return f"There is no command `{name}`. Did you mean `{nearest[0]}`?"
    if Path(name).exists():
        return f"There is no command `{name}`. To check that path: reprolint check {name}"
    return f"There is no command `{name}`. The commands are {', '.join(COMMANDS)}."


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="reprolint", message="%(prog)s %(version)s")
def main() -> None:
    """Find what makes the results of machine-learning research irreproducible or wrong, without running the code.

    \b
    To begin:
      reprolint check                 check the project in this folder
      reprolint check study.ipynb     check one script or notebook
      reprolint explain LEA004        read about the rule of a finding
      reprolint init                  set up settings, pre-commit, continuous integration

    `reprolint COMMAND --help` shows the options of a command.
    """  # noqa: D301 - click's mark that keeps lines apart
