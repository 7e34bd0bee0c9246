"""The pages of the rules: an index by family, and for each rule what its front matter says above its text."""

from __future__ import annotations

from reprolint.rulebook import FAMILIES, Page, Rulebook

SEVERITIES = {
    "error": "the number is probably wrong",
    "warning": "the number cannot be repeated or compared",
    "note": "evidence is missing",
}


def index_page(book: Rulebook) -> str:
    """All rules, one table for each family."""
    opening = (
        f"{len(book.pages)} rules, each with its reasons, its sources, and programs with and without the fault. "
        "All of those programs are tests. An error means that the number is probably wrong, a warning that it cannot be "
        "repeated or compared, a note that evidence is missing.\n"
    )
    parts = ["# Rules\n", opening]
    for letters, folder in FAMILIES.items():
        pages = sorted((page for page in book.pages.values() if page.family == letters), key=lambda page: page.code)
        if not pages:
            continue
        parts += [f"## {folder.capitalize()}\n", "| rule | what is wrong | severity |", "| --- | --- | --- |"]
        parts += [
            f"| [{page.code}]({page.path}) | [{page.name}]({page.path})<br>{_sentence(page.summary)} "
            f"| {_severity(page)}{_state(page)} |"
            for page in pages
        ]
        parts.append("")
    return "\n".join(parts) + "\n"


def rule_page(book: Rulebook, page: Page) -> str:
    """The page of one rule."""
    head = ["---", f"title: {page.code} {page.name}", f"description: {_sentence(page.summary)}", "---"]
    lines = [*head, f"# {page.code} {page.name}", "", f"{_sentence(page.summary)}", "{ .summary }", ""]
    if page.is_removed:
        lines += ["**Removed.** This rule is no longer checked; the code will not be used again.", ""]
    lines += ['<div class="facts" markdown>', "", "| | |", "| --- | --- |"]
    lines += [*(f"| {name} | {value} |" for name, value in _facts(book, page)), "", "</div>"]
    if page.help:
        lines += ["", '!!! tip "What to do"', f"    {page.help}."]
    return "\n".join(lines) + "\n\n" + book.text(page.code)


def _facts(book: Rulebook, page: Page) -> list[tuple[str, str]]:
    facts = [
        ("severity", f"{_severity(page)} {SEVERITIES[str(page.severity)]}"),
        ("confidence", f"{page.confidence}, unless the finding says otherwise"),
        ("topic", page.topic),
        ("default", "on" if page.default else f"off; `reprolint check --extend-select {page.code}` asks for it"),
        ("since", f"version {page.since}"),
    ]
    if page.effect:
        effect = page.effect
        shown = f"[examples](../../examples/README.md), `{effect.example}`"
        facts.append(
            (
                "measured effect",
                f"{effect.metric} **{effect.wrong:g}** with the fault, **{effect.right:g}** without ({shown})",
            )
        )
    if page.checklists:
        facts.append(("checklists", "<br>".join(_item(book, reference) for reference in page.checklists)))
    return facts


def _item(book: Rulebook, reference: str) -> str:
    key, _, number = reference.partition(":")
    item, checklist = book.item(reference), book.checklists.get(key)
    if item is None or checklist is None:
        return f"`{reference}`"
    return f"{item.text} ([{checklist.title.partition(',')[0]} {checklist.year}, item {number}]({checklist.source}))"


def _severity(page: Page) -> str:
    return f'<span class="severity {page.severity}">{page.severity}</span>'


def _state(page: Page) -> str:
    return "<br>removed" if page.is_removed else "" if page.default else "<br>off by default"


def _sentence(summary: str) -> str:
    return f"{summary[:1].upper()}{summary[1:]}."
