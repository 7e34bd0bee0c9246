"""Options of the magics: those of `reprolint check` that choose rules and findings."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import click

from reprolint.cli.check import check, settings_for
from reprolint.config import Config
from reprolint.discover import project_root

SHARED = ("select", "extend_select", "ignore", "min_severity", "confidence", "file")
HELP = """Check the cells that have run so far, in the order in which they ran. Nothing is executed.

\b
%reprolint        check once
%reprolint on     check after each cell from now on; quiet when there is nothing new
%reprolint off    stop that
%%reprolint       as the first line of a cell: check this cell, then run it
"""
_STATES = click.Argument(["state"], type=click.Choice(["on", "off"]), required=False)


class OptionsError(Exception):
    """What is wrong with the words behind a magic, as one sentence."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for. `state` is "on", "off" or "" for one check."""

    state: str
    config: Config


def read_options(line: str, *, cell: bool = False) -> Wanted | None:
    """The words behind `%reprolint`, or with `cell` behind `%%reprolint`; None when only help was asked for and given.

    Raises
    ------
    OptionsError: an unknown option or value.
    ConfigurationError: a configuration file cannot be used.
    """
    name = "%%reprolint" if cell else "%reprolint"
    shared = [option for option in check.params if option.name in SHARED]
    command = click.Command(name, params=shared if cell else [_STATES, *shared], help=HELP, add_help_option=True)
    try:
        context = command.make_context(name, shlex.split(line, comments=True))
    except click.exceptions.Exit:  # after --help
        return None
    except ValueError as error:
        raise OptionsError(f"the options cannot be read ({error})") from error
    except click.UsageError as error:
        message = f"{error.format_message()} `%reprolint --help` lists the options."
        raise OptionsError(message) from error
    given = dict(context.params)
    state = given.pop("state", None)
    return Wanted(state or "", settings_for(project_root(Path()), **given))
