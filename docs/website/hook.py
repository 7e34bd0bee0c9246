"""What MkDocs asks while it builds the site: which pages there are, where they stand, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addresses import DOCUMENTS, ROOT, Addresses
from fences import outside_fences, rewrite_fences
from mkdocs.structure.files import File
from prose import with_lists_apart, with_rules_linked
from rule_pages import index_page, rule_page

from reprolint import rulebook
from reprolint.rulebook import FAMILIES

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

RULES = "rules/"
ALONE = ("index.md", "tutorial.md")  # the only pages of their tabs: nothing to list beside them
BOOK = rulebook.load()
SITE = Addresses(BOOK)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Complete the navigation: documents that nobody named, and the rules by family."""
    assert config.nav is not None
    sections: dict[str, Any] = {title: content for entry in config.nav for title, content in entry.items()}
    named = set(_named(config.nav))
    documents = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    sections["Guides"] += [name for name in documents if name not in named]
    for letters, folder in FAMILIES.items():
        pages = [page for page in BOOK.pages.values() if page.family == letters]
        if pages:
            listed = [
                {f"{page.code} {page.name}": RULES + page.path} for page in sorted(pages, key=lambda one: one.code)
            ]
            sections["Rules"].append({folder.capitalize(): listed})
    config.watch.append(str(ROOT / "rules"))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made: documents from outside docs/, rules, and the files that pages link to."""
    for origin, uri in DOCUMENTS.items():
        files.append(File.generated(config, uri, content=(ROOT / origin).read_text(encoding="utf-8")))
    files.append(File.generated(config, RULES + "index.md", content=index_page(BOOK)))
    for page in BOOK.pages.values():
        files.append(File.generated(config, RULES + page.path, content=rule_page(BOOK, page)))
    for origin, uri in SITE.linked_files().items():
        files.append(File.generated(config, uri, content=SITE.shown(origin)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """The page as the site's dialect of Markdown wants it."""
    uri = page.file.src_uri
    if uri in ALONE:
        page.meta["hide"] = ["navigation"]
    if SITE.is_shown_file(uri):
        return markdown
    text = outside_fences(markdown, lambda part: with_lists_apart(SITE.rewritten(part, uri)))
    text = outside_fences(text, lambda part: with_rules_linked(part, uri, BOOK))
    return rewrite_fences(text)


def _named(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    parts = nav if isinstance(nav, list) else list(nav.values()) if isinstance(nav, dict) else []
    return [name for part in parts for name in _named(part)]
