"""Reads the code blocks of rule pages as examples: files to write, and marks that say which findings belong where.

The language of the blocks is described in `rules/README.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"(?P<ticks>`{3,})(?P<info>[^`]*)")
HEADING = re.compile(r"## (?P<title>.+?)\s*")
CODES = r"[A-Z]{3}\d{3}(?:\s*,\s*[A-Z]{3}\d{3})*"
MARK = re.compile(
    rf"(?:#|<!--|//)\s*(?P<kind>expect-file|expect-related|expect|miss|false alarm):\s*(?P<codes>{CODES})"
)
CELL = re.compile(r"# %%(?:\s*\[(?P<what>[^\]]*)\])?\s*")
DIRECTIVE = re.compile(r"#\s*(?P<key>output-error|output|tags):\s*(?P<value>.*)")
SECTIONS = ("Instead of", "Write", "Limits")


@dataclass(frozen=True)
class Mark:
    """A comment that says what is to be found: `line` is 1-based in the block."""

    kind: str
    code: str
    line: int


@dataclass(frozen=True)
class Place:
    """Where a finding stands, as reports give it."""

    path: str
    cell: int | None
    line: int


@dataclass(frozen=True)
class Block:
    """One fenced block. `line` is that of its opening fence in the page; `lines` are without their marks."""

    language: str
    attributes: frozenset[str]
    name: str
    line: int
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]

    @property
    def file(self) -> str:
        """The file it is written to."""
        return self.name or ("analysis.ipynb" if self.language == "notebook" else "analysis.py")

    def content(self) -> str:
        """What that file holds."""
        if self.language == "notebook":
            return notebook(self)
        return "".join(f"{line}\n" for line in self.lines)

    def place(self, line: int) -> Place:
        """The place of a line of the block (1-based) in the file."""
        if self.language != "notebook":
            return Place(self.file, None, line)
        for number, cell in enumerate(cells(self), start=1):
            if cell.header == line:
                return Place(self.file, number, 1)
            if line in cell.origins:
                return Place(self.file, number, cell.origins.index(line) + 1)
        raise ValueError(f"line {line} of the block is in no cell")


@dataclass(frozen=True)
class Example:
    """Blocks that belong together: zero or more named ones and at most one without a name, which comes last."""

    page: str
    section: str
    blocks: tuple[Block, ...]

    @property
    def id(self) -> str:
        """Names the example in test reports."""
        return f"{self.page}:{self.blocks[-1].line}"

    def write(self, folder: Path) -> None:
        """Write every file of the example below `folder`."""
        for block in self.blocks:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.content(), encoding="utf-8")

    def marked(self, kind: str) -> set[tuple[str, Place]]:
        """Code and place of every mark of one kind."""
        return {
            (mark.code, block.place(mark.line)) for block in self.blocks for mark in block.marks if mark.kind == kind
        }

    def codes(self, kind: str) -> set[str]:
        """Codes of every mark of one kind, wherever it stands."""
        return {mark.code for block in self.blocks for mark in block.marks if mark.kind == kind}


def examples(page: str, text: str) -> Iterator[Example]:
    """Every example of a page, in order; blocks without a name in other languages than ours are illustrations."""
    section = ""
    pending: list[Block] = []
    lines = iter(enumerate(text.splitlines(), start=1))
    for number, line in lines:
        heading, fence = HEADING.fullmatch(line), FENCE.fullmatch(line.strip())
        if pending and line.strip() and not fence:
            yield Example(page, section, tuple(pending))
            pending = []
        if heading:
            section = heading["title"]
        if not fence:
            continue
        block = _block(number, fence["info"], _body(lines, fence["ticks"]))
        if section not in SECTIONS or not (block.name or block.language in {"python", "notebook"}):
            continue
        pending.append(block)
        if not block.name:
            yield Example(page, section, tuple(pending))
            pending = []
    if pending:
        yield Example(page, section, tuple(pending))


def _body(lines: Iterator[tuple[int, str]], ticks: str) -> list[str]:
    body = []
    for _, line in lines:
        if line.strip().startswith(ticks) and not line.strip().strip("`"):
            break
        body.append(line)
    return body


def _block(number: int, info: str, body: list[str]) -> Block:
    language, *rest = info.split() or [""]
    named = [word.removeprefix("name=") for word in rest if word.startswith("name=")]
    attributes = frozenset(word for word in rest if not word.startswith("name="))
    marks = tuple(
        Mark(mark["kind"], code.strip(), line)
        for line, text in enumerate(body, start=1)
        for mark in MARK.finditer(text)
        for code in mark["codes"].split(",")
    )
    clean = tuple(text[: mark.start()].rstrip() if (mark := MARK.search(text)) else text for text in body)
    return Block(language, attributes, named[0] if named else "", number, clean, marks)


@dataclass(frozen=True)
class CellText:
    """One percent cell: `header` is its line in the block, `origins` those of its `lines`."""

    header: int
    kind: str
    count: int | None
    lines: tuple[str, ...]
    origins: tuple[int, ...]
    directives: tuple[tuple[str, str], ...]


def cells(block: Block) -> list[CellText]:
    """The percent cells of a notebook block; lines before the first header must be blank."""
    found: list[CellText] = []
    header, what, body = 0, None, list[tuple[int, str]]()
    for number, line in enumerate(block.lines, start=1):
        match = CELL.fullmatch(line)
        if not match:
            body.append((number, line))
            continue
        if header:
            found.append(_cell(header, what, body))
        elif any(text.strip() for _, text in body):
            raise ValueError(f"block at line {block.line}: a notebook block must open with `# %%`")
        header, what, body = number, match["what"], []
    return [*found, _cell(header, what, body)]


def _cell(header: int, what: str | None, body: list[tuple[int, str]]) -> CellText:
    kind = what if what in {"markdown", "raw"} else "code"
    if kind == "markdown":
        body = [(number, line.removeprefix("#").removeprefix(" ")) for number, line in body]
    directives = [(match["key"], match["value"]) for _, line in body if (match := DIRECTIVE.fullmatch(line))]
    kept = [(number, line) for number, line in body if not DIRECTIVE.fullmatch(line)]
    while kept and not kept[-1][1].strip():
        kept.pop()
    count = int(what) if what and what.strip().isdigit() else None
    return CellText(
        header, kind, count, tuple(line for _, line in kept), tuple(number for number, _ in kept), tuple(directives)
    )


def notebook(block: Block) -> str:
    """The block as a notebook file; the attribute `no-kernel` leaves out what kernel it was run with."""
    kernel = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.11.7"},
    }
    return json.dumps(
        {
            "cells": [_notebook_cell(number, cell) for number, cell in enumerate(cells(block), start=1)],
            "metadata": {} if "no-kernel" in block.attributes else kernel,
            "nbformat": 4,
            "nbformat_minor": 5,
        },
        indent=1,
    )


def _notebook_cell(number: int, cell: CellText) -> dict[str, object]:
    source = "\n".join(cell.lines).splitlines(keepends=True)
    tags = [tag.strip() for key, value in cell.directives if key == "tags" for tag in value.split(",")]
    made: dict[str, object] = {
        "cell_type": cell.kind,
        "id": f"cell-{number}",
        "metadata": {"tags": tags} if tags else {},
        "source": source,
    }
    if cell.kind == "code":
        outputs = [_output(key, value) for key, value in cell.directives if key != "tags"]
        made |= {"execution_count": cell.count, "outputs": outputs}
    return made


def _output(key: str, value: str) -> dict[str, object]:
    if key == "output":
        return {"output_type": "stream", "name": "stdout", "text": [f"{value}\n"]}
    name, _, message = value.partition(":")
    return {"output_type": "error", "ename": name.strip(), "evalue": message.strip(), "traceback": []}
