"""`reprolint rules`: the table of all rules, for reading, for scripts and for documents."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from reprolint.cli.rules_here import rules_here
from reprolint.rulebook import FAMILIES, TOPICS, Page

COLUMNS = ("code", "name", "severity", "default", "summary")


@click.command()
@click.option(
    "--topic", metavar="TOPIC", type=click.Choice(TOPICS), help=f"Only rules of this topic: {', '.join(TOPICS)}."
)
@click.option("--family", metavar="LETTERS", help=f"Only rules whose codes start so: {', '.join(FAMILIES)}.")
@click.option("--default-only", is_flag=True, help="Only rules that are on by default.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Form of the list.",
)
def rules(topic: str | None, family: str | None, form: str, *, default_only: bool) -> None:
    """List the rules with severity and summary; retired ones are left out. `reprolint explain` shows a rule's page."""
    book = rules_here()
    wanted = family.upper() if family else None
    if wanted and wanted not in book.families:
        raise click.UsageError(
            f"no rule's code starts with `{family}`; families are {', '.join(sorted(book.families))}"
        )
    pages = [
        page
        for page in book.pages.values()
        if not page.is_removed
        and topic in (None, page.topic)
        and wanted in (None, page.family)
        and (page.default or not default_only)
    ]
    click.echo({"text": as_text, "json": as_json, "markdown": as_markdown}[form](pages))


def as_text(pages: Iterable[Page]) -> str:
    """Aligned columns under a heading, and a closing count."""
    rows = [_row(page) for page in pages]
    widths = [max(len(cell) for cell in column) for column in zip(COLUMNS, *rows, strict=True)]
    table = [COLUMNS, *rows]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(
        [*lines, "", f"{len(rows)} {'rule' if len(rows) == 1 else 'rules'}; `reprolint explain CODE` shows one"]
    )


def as_json(pages: Iterable[Page]) -> str:
    """A list of objects, in the order of the codes."""
    listed = [
        {
            "code": page.code,
            "name": page.name,
            "summary": page.summary,
            "topic": page.topic,
            "severity": str(page.severity),
            "confidence": str(page.confidence),
            "default": page.default,
            "since": page.since,
            "help": page.help,
            "checklists": list(page.checklists),
            "sources": list(page.sources),
        }
        for page in pages
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def as_markdown(pages: Iterable[Page]) -> str:
    """One table for each topic that has rules."""
    kept = list(pages)
    parts = []
    for topic in TOPICS:
        rows = [_row(page) for page in kept if page.topic == topic]
        if rows:
            table = [COLUMNS, tuple("---" for _ in COLUMNS), *rows]
            parts.append("\n".join([f"## {topic.capitalize()}", "", *(f"| {' | '.join(row)} |" for row in table)]))
    return "\n\n".join(parts)


def _row(page: Page) -> tuple[str, ...]:
    return (page.code, page.name, str(page.severity), "yes" if page.default else "no", page.summary)
