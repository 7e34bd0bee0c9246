"""Takes documents apart: links, fenced blocks, tables, and the command lines of console blocks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} (?P<title>.+?)\s*$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def documents() -> list[Path]:
    """Every document that people read first."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the attributes after it, and its text."""

    language: str
    attributes: dict[str, str]
    text: str


@dataclass
class Command:
    """A command line of a console block and the lines of output below it."""

    line: str
    output: list[str] = field(default_factory=list)

    @property
    def arguments(self) -> list[str] | None:
        """What reprolint is given by the last program of the line; None when that is another one."""
        words = shlex.split(re.split(r" \| | && ", self.line)[-1], comments=True)
        return words[1:] if words and words[0].rpartition("/")[2] == "reprolint" else None


def blocks(document: Path) -> Iterator[Block]:
    for match in FENCE.finditer(document.read_text(encoding="utf-8")):
        language, *attributes = match["info"].split() or [""]
        yield Block(language, dict(one.split("=", 1) for one in attributes), match["text"])


def commands(document: Path) -> Iterator[Command]:
    """Command lines of `console` and `bash` blocks, in order; in a block without `$`, all lines are such."""
    for block in blocks(document):
        if block.language not in {"console", "bash"}:
            continue
        found: list[Command] = []
        marked = any(line.startswith("$ ") for line in block.text.splitlines())
        for line in block.text.splitlines():
            if line.startswith("$ ") or (not marked and line.strip()):
                found.append(Command(line.removeprefix("$ ")))
            elif found:
                found[-1].output.append(line)
        yield from found


def prose(document: Path) -> str:
    """The text without its fenced blocks."""
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def links(document: Path) -> list[str]:
    return [match["target"] for match in LINK.finditer(prose(document))]


def anchors(document: Path) -> set[str]:
    """Anchors of the headings, as code hosts make them."""
    titles = (match["title"].lower().replace("`", "") for match in HEADING.finditer(prose(document)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


def section(document: Path, title: str) -> str:
    """The text below a heading up to the next one of the same or a higher level."""
    text = prose(document)
    start = re.search(rf"^(#+) {re.escape(title)}\s*$", text, re.MULTILINE)
    assert start is not None, f"{document.name} has no section {title}"
    rest = text[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a text: rows of cells, without headings and rules."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            found.append([])
        inside = True
        found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
    return [table[2:] for table in found]


def codes(cell: str) -> list[str]:
    """What stands in backticks."""
    return CODE.findall(cell)
