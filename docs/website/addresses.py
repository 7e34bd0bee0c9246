"""Where each file of the repository stands on the site, and links between them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from fences import outside_fences

from reprolint.rulebook import Rulebook

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "examples/README.md": "examples.md",
    "rules/README.md": "rules/format.md",
}
"""Documents outside docs/ -> their pages."""
SHOWN = "files/"
LINK = re.compile(r"(?P<opening>\]\()(?P<target>[^)\s]+)(?P<closing>\))")
LANGUAGES = {".py": "python", ".json": "json", ".yaml": "yaml", ".cff": "yaml", ".ipynb": "json"}


class Addresses:
    """Paths in the repository -> pages of the site, posix and relative."""

    def __init__(self, book: Rulebook) -> None:
        self.pages = dict(DOCUMENTS)
        self.pages |= {f"docs/{path.name}": path.name for path in (ROOT / "docs").glob("*.md")}
        self.pages |= {f"rules/{page.path}": f"rules/{page.path}" for page in book.pages.values()}
        self.origins = {uri: origin for origin, uri in self.pages.items()}

    def is_shown_file(self, uri: str) -> bool:
        """Does the page show a file as it is?"""
        return uri.startswith(SHOWN)

    def rewritten(self, text: str, uri: str) -> str:
        """A page's prose with links that lead from page to page, not from file to file."""
        if uri not in self.origins:
            return text
        return LINK.sub(lambda link: link["opening"] + self._target(link["target"], uri) + link["closing"], text)

    def linked_files(self) -> dict[str, str]:
        """Files and folders that documents link to and that are no documents -> the pages that show them."""
        found = {path for origin in self.pages for path in self._links(origin) if path not in self.pages}
        return {path: self._page_of(path) for path in sorted(found) if not path.startswith("docs/")}

    def shown(self, origin: str) -> str:
        """The page of a file, as a block of code, or of a folder, as a list. Raises OSError when there is none."""
        path = ROOT / origin
        head = f"---\ntitle: {path.name}\nsearch: {{exclude: true}}\n---\n# `{origin}`\n\n"
        if path.is_dir():
            return head + "".join(f"- `{one.name}`\n" for one in sorted(path.iterdir()))
        return f"{head}````````{LANGUAGES.get(path.suffix, 'text')}\n{path.read_text(encoding='utf-8')}\n````````\n"

    def _links(self, origin: str) -> Iterator[str]:
        targets: list[str] = []

        def collected(part: str) -> str:
            targets.extend(link["target"] for link in LINK.finditer(part))
            return part

        outside_fences((ROOT / origin).read_text(encoding="utf-8"), collected)
        for target in targets:
            path = _path(target, origin)
            if path and (ROOT / path).exists():
                yield path

    def _target(self, target: str, uri: str) -> str:
        path = _path(target, self.origins[uri])
        if not path:
            return target
        anchor = target.partition("#")[2]
        relative = posixpath.relpath(self._page_of(path), posixpath.dirname(uri) or ".")
        return f"{relative}#{anchor}" if anchor else relative

    def _page_of(self, path: str) -> str:
        if path in self.pages:
            return self.pages[path]
        return path.removeprefix("docs/") if path.startswith("docs/") else f"{SHOWN}{path}.md"


def _path(target: str, origin: str) -> str:
    """The path from the root that a link means; "" for addresses and for places on the same page."""
    path = target.partition("#")[0]
    if not path or re.match(r"[a-z]+:", target):
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(origin), path))
