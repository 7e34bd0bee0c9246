"""What the shell proposes where a rule is expected."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from reprolint.cli.rules_here import rules_here
from reprolint.rulebook import Rulebook


def one_rule(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Codes, or names where one has been begun, each with the rule's summary."""
    book = _book()
    return _rules(book, begun) if book else []


def several_rules(begun: str) -> list[CompletionItem]:
    """The same behind the last comma of a list, and families too."""
    book = _book()
    if book is None:
        return []
    before, comma, last = begun.rpartition(",")
    families = [CompletionItem(family) for family in sorted(book.families) if family.startswith(last.upper())]
    return [CompletionItem(before + comma + item.value, help=item.help) for item in families + _rules(book, last)]


def _rules(book: Rulebook, begun: str) -> list[CompletionItem]:
    pages = sorted(book.pages.values(), key=lambda page: page.code)
    codes = [(page.code, page.summary) for page in pages if page.code.startswith(begun.upper())]
    names = [(page.name, page.summary) for page in pages if begun and page.name.startswith(begun)]
    return [CompletionItem(value, help=summary) for value, summary in codes + names]


def _book() -> Rulebook | None:
    try:
        return rules_here()
    except click.UsageError:  # a check will say what is wrong with the configuration
        return None
