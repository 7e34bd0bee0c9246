"""Fenced blocks as the site shows them: titles instead of attributes, notebooks as cells, test marks as words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from diagrams import drawn

from reprolint.rulebook.presenting import MARK, readable

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"# %%(?:\s*\[(?P<what>[^\]]*)\])?(?P<mark>.*)")
OUTPUT = re.compile(r"# (?P<key>output-error|output): (?P<value>.*)")
TAGS = re.compile(r"# tags: ")
READABLE_WIDTH = 84  # longer lines must be scrolled, so their marks stand above them
TITLED = ("name", "from")
POINTING = {"expect", "miss", "false alarm"}


def outside_fences(text: str, change: Callable[[str], str]) -> str:
    """The text with all that is not in fenced blocks changed."""
    parts, end = [], 0
    for fence in FENCE.finditer(text):
        parts += [change(text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join(parts) + change(text[end:])


def rewrite_fences(text: str) -> str:
    """The text with every fenced block as the site shows it."""
    return FENCE.sub(lambda fence: _rewritten(fence["fence"], fence["info"], fence["text"]), text)


def _rewritten(fence: str, info: str, text: str) -> str:
    language, *rest = info.split() or [""]
    attributes = dict(one.partition("=")[::2] for one in rest)
    if language == "mermaid":
        return drawn(text) or _block(fence, "text", text)
    if language == "notebook":
        return "\n\n".join(_cells(fence, text))
    title = next((attributes[key] for key in TITLED if key in attributes), "")
    return _block(fence, language, text, title)


def _cells(fence: str, text: str) -> Iterator[str]:
    """One block for each cell, and one for each stored output."""
    header: re.Match[str] | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), "# %%"]:
        if (following := CELL.fullmatch(line)) is None:
            lines.append(line)
            continue
        if header is not None:
            yield from _cell(fence, header, lines)
        header, lines = following, []


def _cell(fence: str, header: re.Match[str], lines: list[str]) -> Iterator[str]:
    what = header["what"]
    outputs = [found["value"] for line in lines if (found := OUTPUT.match(line))]
    code = "\n".join(line for line in lines if not OUTPUT.match(line) and not TAGS.match(line)).strip("\n")
    if what == "markdown":
        yield _block(fence, "text", re.sub(r"^# ?", "", code, flags=re.MULTILINE) + "\n", "Text")
        return
    if header["mark"].strip():
        code = f"{header['mark'].strip()}\n{code}"
    yield _block(fence, "python", f"{code}\n", f"In [{what or ' '}]", "cell")
    for value in outputs:
        yield _block(fence, "text", f"{value}\n", "Output", "output")


def _block(fence: str, language: str, text: str, title: str = "", kind: str = "") -> str:
    """A fenced block with highlighted lines where a finding starts."""
    marked: list[int] = []
    lines: list[str] = []
    for line in text.splitlines():
        mark = MARK.search(line)
        if mark is None:
            lines.append(line)
            continue
        if len(line) > READABLE_WIDTH and line[: mark.start()].strip():
            code, indent = line[: mark.start()].rstrip(), re.match(r"\s*", line)
            assert indent is not None
            lines += [f"{indent[0]}{_words(line[mark.start() :], '↓')}", code]
        else:
            lines.append(line[: mark.start()] + _words(line[mark.start() :], "←"))
        if mark["kind"] in POINTING:
            marked.append(len(lines))
    options = [f".{language or 'text'}", *([f".{kind}"] if kind else [])]
    options += [f'title="{title}"'] if title else []
    options += [f'hl_lines="{" ".join(map(str, marked))}"'] if marked else []
    return f"{fence} {{{' '.join(options)}}}\n" + "\n".join(lines) + f"\n{fence}"


def _words(mark: str, arrow: str) -> str:
    return readable(mark).replace("<-", arrow)
