"""Reads the compiled rulebook: JSON only, so that a run pays neither for YAML nor for opening every page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from reprolint.findings import Confidence, Effect, Severity
from reprolint.records import dataclass
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

INDEX = "index.json"
CATALOG = "catalog.json"


def rules_folder() -> Path:
    """Where the rules are: inside the package in an installed wheel, beside it in a source checkout."""
    package = Path(__file__).resolve().parents[1]
    for candidate in (package / "rules", package.parent / "rules"):
        if candidate.is_dir():
            return candidate
    raise RulebookError(str(package), "the rules are missing from this installation; install reprolint again")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every page by code, and every checklist by key; texts and catalogue are read when asked for."""

    directory: Path
    pages: Mapping[str, Page]
    checklists: Mapping[str, Checklist] = field(default_factory=dict)

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics, in the order in which reports list them."""
        return TOPICS

    @property
    def families(self) -> frozenset[str]:
        """Three-letter prefixes: ours, and those of the user's own rules."""
        return frozenset(FAMILIES) | {page.family for page in self.pages.values()}

    def resolve(self, selector: str) -> frozenset[str]:
        """Codes meant by a code, a name, a family prefix or `ALL`; retired rules are left out of families and `ALL`.

        Raises UnknownSelector.
        """
        wanted = selector.strip()
        upper = wanted.upper()
        if upper in self.pages:
            return frozenset({upper})
        if upper == "ALL":
            return frozenset(code for code, page in self.pages.items() if not page.is_removed)
        if upper in self.families:
            return frozenset(code for code, page in self.pages.items() if page.family == upper and not page.is_removed)
        named = frozenset(code for code, page in self.pages.items() if page.name == wanted.lower())
        if named:
            return named
        raise UnknownSelector(wanted, self.nearest(wanted))

    def nearest(self, selector: str) -> str:
        """The valid code, name or family most like `selector`, "" when nothing is alike."""
        from difflib import get_close_matches  # only on the way to an error

        names = (page.name for page in self.pages.values())
        valid = {name.lower(): name for name in (*self.pages, *self.families, "ALL", *names)}
        matches = get_close_matches(selector.lower(), sorted(valid), n=1, cutoff=0.6)
        return valid[matches[0]] if matches else ""

    def text(self, code: str) -> str:
        """The page's Markdown without its front matter."""
        whole = (self.directory / self.pages[code].path).read_text(encoding="utf-8")
        return without_front_matter(whole)

    def item(self, reference: str) -> Item | None:
        """The checklist item that `reforms:6a` refers to, None when there is none."""
        key, _, number = reference.partition(":")
        checklist = self.checklists.get(key)
        return checklist.items.get(number) if checklist else None


def without_front_matter(text: str) -> str:
    """Everything after the closing `---` of a page's front matter."""
    return text.split("\n---\n", 1)[-1].lstrip("\n") if text.startswith("---\n") else text


def load(directory: Path | None = None, extra: Sequence[Path] = ()) -> Rulebook:
    """Read the compiled rulebook; `extra` are folders with pages of the user's own, which need `match:`.

    Raises RulebookError: the index is missing or stale in form, or a page of the user's cannot be read or repeats a code or name.
    """
    directory = directory or rules_folder()
    raw = _read_json(directory / INDEX)
    try:
        pages = {entry["code"]: page_from_json(entry) for entry in raw["pages"]}
        checklists = {key: _checklist(key, entry) for key, entry in raw["checklists"].items()}
    except (KeyError, TypeError) as error:
        raise RulebookError(
            str(directory / INDEX), f"written by another version ({error!r}); compile it again"
        ) from error
    if extra:
        from reprolint.rulebook.pages import add_pages  # needs YAML

        pages = add_pages(pages, extra)
    return Rulebook(directory, pages, checklists)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise RulebookError(str(path), "not there; `python -m reprolint.rulebook` writes it") from error
    except ValueError as error:
        raise RulebookError(str(path), f"not valid JSON ({error})") from error
    if not isinstance(raw, dict):
        raise RulebookError(str(path), "not a JSON object")
    return raw


def page_from_json(raw: Mapping[str, Any]) -> Page:
    """A page as `compile.page_to_json` wrote it; KeyError when a field is missing."""
    effect = raw.get("effect")
    return Page(
        code=raw["code"],
        name=raw["name"],
        summary=raw["summary"],
        topic=raw["topic"],
        severity=Severity[raw["severity"].upper()],
        confidence=Confidence[raw["confidence"].upper()],
        default=raw["default"],
        since=raw["since"],
        path=raw["path"],
        help=raw.get("help", ""),
        status=raw.get("status", ""),
        checklists=tuple(raw.get("checklists", ())),
        effect=Effect(**effect) if effect else None,
        sources=tuple(raw.get("sources", ())),
        match=tuple(_pattern(pattern) for pattern in raw.get("match", ())),
    )


def _pattern(raw: Mapping[str, Any]) -> Pattern:
    when = {
        name: Condition(condition.get("missing"), tuple(condition.get("equals", ())), tuple(condition.get("not", ())))
        for name, condition in raw.get("when", {}).items()
    }
    return Pattern(tuple(raw["call"]), raw["message"], when, raw.get("label", ""), raw.get("help", ""))


def _checklist(key: str, raw: Mapping[str, Any]) -> Checklist:
    items = {number: Item(number, entry["text"], tuple(entry["evidence"])) for number, entry in raw["items"].items()}
    return Checklist(key, raw["title"], raw["edition"], raw["year"], raw["source"], raw["total"], items)
