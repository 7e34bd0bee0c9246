"""What the rules say about themselves: pages, checklists and the files of library knowledge, wherever they are installed."""

from reprolint.rulebook.model import (
    FAMILIES,
    TOPICS,
    Checklist,
    Condition,
    Item,
    Page,
    Pattern,
    RulebookError,
    UnknownSelector,
)
from reprolint.rulebook.reading import CATALOG, INDEX, Rulebook, load, rules_folder

__all__ = [
    "CATALOG",
    "FAMILIES",
    "INDEX",
    "TOPICS",
    "Checklist",
    "Condition",
    "Item",
    "Page",
    "Pattern",
    "Rulebook",
    "RulebookError",
    "UnknownSelector",
    "load",
    "rules_folder",
]
