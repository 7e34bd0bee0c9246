"""Reads rule pages: strict YAML front matter into `Page`, the Markdown after it into sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from reprolint.findings import Confidence, Effect, Severity
from reprolint.patterns import pattern
from reprolint.rulebook.model import FAMILIES, TOPICS, Condition, Page, Pattern, RulebookError
from reprolint.rulebook.strict_yaml import Fields, read_mapping

SECTIONS = (
    "What it finds",
    "Why it matters",
    "Instead of",
    "Write",
    "When to ignore it",
    "Limits",
    "Sources",
)
CODE = pattern(r"[A-Z]{3}\d{3}")
NAME = pattern(r"[a-z0-9]+(-[a-z0-9]+)*")
REFERENCE = pattern(r"[a-z0-9]+:[A-Za-z0-9.]+")
LITERALS = (str, int, float, bool, type(None))
PLACEHOLDERS = ("{name}", "{qualified}")


def read_folder(directory: Path) -> tuple[dict[str, Page], list[RulebookError]]:
    """All pages below the family folders of `directory`, sorted by code, and what is wrong with those left out."""
    errors: list[RulebookError] = []
    pages: list[Page] = []
    for folder in sorted(FAMILIES.values()):
        for file in sorted((directory / folder).glob("*.md")):
            try:
                page = read_page(file, file.relative_to(directory).as_posix())
                _placed(page)
                pages.append(page)
            except RulebookError as error:
                errors.append(error)
    unique, doubles = _unique(pages)
    return unique, errors + doubles


def add_pages(pages: Mapping[str, Page], folders: Iterable[Path]) -> dict[str, Page]:
    """The given pages and those of a user's own folders; raises RulebookError at the first one that cannot be used."""
    own = [read_page(file, file.resolve().as_posix()) for folder in folders for file in sorted(folder.rglob("*.md"))]
    for page in own:
        if not page.match:
            raise RulebookError(page.path, "a rule outside reprolint needs `match:`, since it cannot bring a check")
    unique, errors = _unique([*pages.values(), *own])
    if errors:
        raise errors[0]
    return unique


def _unique(pages: Iterable[Page]) -> tuple[dict[str, Page], list[RulebookError]]:
    codes: dict[str, Page] = {}
    names: dict[str, Page] = {}
    errors: list[RulebookError] = []
    for page in sorted(pages, key=lambda page: (page.code, page.path)):
        for kind, value, taken in (("code", page.code, codes), ("name", page.name, names)):
            if value in taken:
                errors.append(RulebookError(page.path, f"the {kind} `{value}` is taken by {taken[value].path}"))
                break
        else:
            codes[page.code] = names[page.name] = page
    return codes, errors


def _placed(page: Page) -> None:
    folder, _, file = page.path.partition("/")
    if FAMILIES.get(page.family) != folder:
        raise RulebookError(
            page.path, f"`code` is {page.code}, which belongs in {FAMILIES.get(page.family, 'no folder')}/"
        )
    if file != f"{page.name}.md":
        raise RulebookError(page.path, f"`name` is {page.name}, so the file must be called {page.name}.md")


def read_page(file: Path, path: str) -> Page:
    """Read one page's front matter; `path` is how the page and its errors are to call the file. Raises RulebookError."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(path, f"cannot be read ({error})") from error
    return parse_front_matter(text, path)


def parse_front_matter(text: str, path: str) -> Page:
    """The page that a text opens with; raises RulebookError, naming `path` and the key."""
    if not text.startswith("---\n") or "\n---\n" not in text:
        raise RulebookError(path, "must open with front matter between two lines of `---`")
    fields = Fields(path, read_mapping(text[4:].split("\n---\n", 1)[0], path))
    page = Page(
        code=_matching(fields, "code", CODE, "three capital letters and three digits"),
        name=_matching(fields, "name", NAME, "lower-case words joined by hyphens"),
        summary=fields.text("summary"),
        topic=fields.one_of("topic", TOPICS),
        severity=Severity[fields.one_of("severity", [str(one) for one in Severity]).upper()],
        confidence=Confidence[fields.one_of("confidence", [str(one) for one in Confidence]).upper()],
        default=fields.flag("default"),
        since=_matching(fields, "since", re.compile(r"\d+\.\d+\.\d+"), "a version such as 0.1.0"),
        path=path,
        help=fields.text("help", ""),
        status=fields.one_of("status", ["removed"], ""),
        checklists=_references(fields),
        effect=_effect(fields),
        sources=fields.texts("sources", ()),
        match=_patterns(fields),
    )
    fields.done()
    if page.is_removed and page.default:
        raise fields.error("default", "must be false for a removed rule")
    return page


def _matching(fields: Fields, key: str, pattern: re.Pattern[str], shape: str) -> str:
    value = fields.text(key)
    if not pattern.fullmatch(value):
        raise fields.error(key, f"is `{value}`, but must be {shape}")
    return value


def _references(fields: Fields) -> tuple[str, ...]:
    references = fields.texts("checklists", ())
    for reference in references:
        if not REFERENCE.fullmatch(reference):
            raise fields.error("checklists", f"holds `{reference}`, but references look like `reforms:6a`")
    if len(set(references)) != len(references):
        raise fields.error("checklists", "names an item twice")
    return references


def _effect(fields: Fields) -> Effect | None:
    given = fields.take("effect", None)
    if given is None:
        return None
    inner = fields.nested("effect", given)
    effect = Effect(inner.text("metric"), inner.number("wrong"), inner.number("right"), inner.text("example"))
    inner.done()
    return effect


def _patterns(fields: Fields) -> tuple[Pattern, ...]:
    given = fields.take("match", [])
    if not isinstance(given, list):
        raise fields.error("match", "must be a list of patterns")
    return tuple(_pattern(fields.nested(f"match[{number}]", one)) for number, one in enumerate(given))


def _pattern(fields: Fields) -> Pattern:
    calls = fields.texts("call")
    when = fields.inner("when")
    conditions = {name: _condition(when.nested(name, when.take(name))) for name in when.names()}
    message = fields.text("message")
    if "{" in _without_placeholders(message) or "}" in _without_placeholders(message):
        raise fields.error("message", f"knows only the placeholders {' and '.join(PLACEHOLDERS)}")
    pattern = Pattern(calls, message, conditions, fields.text("label", ""), fields.text("help", ""))
    fields.done()
    return pattern


def _without_placeholders(message: str) -> str:
    for placeholder in PLACEHOLDERS:
        message = message.replace(placeholder, "")
    return message


def _condition(fields: Fields) -> Condition:
    missing = fields.take("missing", None)
    if missing not in (None, True, False):
        raise fields.error("missing", "must be true or false")
    equals, differs = (_literals(fields, key) for key in ("equals", "not"))
    fields.done()
    if missing is None and not equals and not differs:
        raise RulebookError(fields.path, f"`{fields.where[:-1]}` asks nothing; give `missing`, `equals` or `not`")
    return Condition(missing, equals, differs)


def _literals(fields: Fields, key: str) -> tuple[object, ...]:
    values = fields.take(key, [])
    if not isinstance(values, list) or not all(isinstance(value, LITERALS) for value in values):
        raise fields.error(key, "must be a list of numbers, texts, true, false or null")
    return tuple(values)
