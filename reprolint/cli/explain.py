"""`reprolint explain`: the page of one rule, from the installed package."""

from __future__ import annotations

import sys

import click

from reprolint.cli.completing import one_rule
from reprolint.cli.rules_here import rules_here
from reprolint.rulebook import UnknownSelector
from reprolint.rulebook.presenting import whole_page


@click.command()
@click.argument("rule", shell_complete=one_rule)
def explain(rule: str) -> None:
    """Show the page of RULE, a code or a name: why it matters, what to write instead, and what it cannot see.

    \b
    Examples:
      reprolint explain LEA004
      reprolint explain resample-before-split
    """  # noqa: D301 - click's mark that keeps lines apart
    book = rules_here()
    family = rule.strip().upper()
    if family in {*book.families, "ALL"}:
        listing = "reprolint rules" if family == "ALL" else f"reprolint rules --family {family}"
        raise click.UsageError(f"`{rule}` stands for several rules; `{listing}` lists them")
    try:
        (code,) = book.resolve(rule)
    except UnknownSelector as error:
        raise click.UsageError(str(error)) from error
    text = whole_page(book, code)
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(text))
    else:
        click.echo(text, nl=False)
