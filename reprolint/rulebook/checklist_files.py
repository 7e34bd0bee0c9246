"""Reads `rules/checklists/*.yaml`: which published checklists there are, and what their items ask in our words."""

from __future__ import annotations

from pathlib import Path

from reprolint.patterns import pattern
from reprolint.rulebook.model import Checklist, Item, RulebookError
from reprolint.rulebook.strict_yaml import Fields, read_mapping

EVIDENCE = ("code", "repository", "paper")
ITEM_ID = pattern(r"[A-Za-z0-9.]+")


def read_folder(directory: Path) -> dict[str, Checklist]:
    """All checklists below `directory`, by key; raises RulebookError at the first file that cannot be used."""
    checklists: dict[str, Checklist] = {}
    for file in sorted(directory.glob("*.yaml")):
        path = f"{directory.name}/{file.name}"
        checklist = parse(file.read_text(encoding="utf-8"), path)
        if checklist.key in checklists:
            raise RulebookError(path, f"the key `{checklist.key}` is taken by another checklist")
        checklists[checklist.key] = checklist
    return checklists


def parse(text: str, path: str) -> Checklist:
    """One checklist; raises RulebookError, naming `path` and the key."""
    fields = Fields(path, read_mapping(text, path))
    key, title, edition = fields.text("key"), fields.text("title"), fields.text("edition")
    year, source, total = fields.whole_number("year"), fields.text("source"), fields.whole_number("total")
    given = fields.inner("items")
    items = {name: _item(name, given.nested(name, given.take(name))) for name in given.names()}
    fields.done()
    if not items:
        raise fields.error("items", "is empty")
    if len(items) > total:
        raise fields.error("total", f"is {total}, but {len(items)} items are listed")
    return Checklist(key, title, edition, year, source, total, items)


def _item(name: str, fields: Fields) -> Item:
    if not ITEM_ID.fullmatch(name):
        raise RulebookError(fields.path, f"the item id `{name}` may hold letters, digits and dots only")
    text = fields.text("text")
    evidence = fields.texts("evidence")
    for one in evidence:
        if one not in EVIDENCE:
            raise fields.error("evidence", f"holds `{one}`, but knows only {', '.join(EVIDENCE)}")
    fields.done()
    return Item(name, text, evidence)
