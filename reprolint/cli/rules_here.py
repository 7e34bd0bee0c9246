"""The rulebook as it is in the working directory: our rules and those that the project's configuration adds."""

from __future__ import annotations

from pathlib import Path

import click

from reprolint import rulebook
from reprolint.config import load as load_config
from reprolint.discover import project_root
from reprolint.errors import ReprolintError


def rules_here() -> rulebook.Rulebook:
    """All rules that a check in the working directory could use; UsageError when the configuration is wrong."""
    try:
        return rulebook.load(extra=load_config(project_root(Path.cwd())).rules)
    except ReprolintError as error:
        raise click.UsageError(str(error)) from error
