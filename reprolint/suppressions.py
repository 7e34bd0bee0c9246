"""What the user silenced and why, by comments, notebook metadata or configuration, and what of it is not needed."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from reprolint.findings import Finding, Problem, Suppressed
from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.walking import within

if TYPE_CHECKING:
    from reprolint.source.model import Source

MARK = "reprolint:"
DIRECTIVE = pattern(r"#\s*reprolint:\s*(?P<word>[\w-]+)(?:\s*\[(?P<codes>[^\]]*)\])?(?P<reason>[^#]*)")
EVERYTHING = "*"
UNUSED = "unused-suppression"  # kind of problem

Resolve = Callable[[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Directive:
    """One selector that silences findings: in one file, in one cell, or on lines `first` to `last`.

    `by` is comment, file, metadata or configuration. `path` is the file silenced, `cell` None when any cell is meant;
    `last` is 0 when any line is meant. `place`, 1-based, is the line on which the directive itself stands, in `where`.
    """

    selector: str
    codes: frozenset[str]
    by: str
    reason: str
    path: str
    where: str
    place: int = 1
    cell: int | None = None
    first: int = 1
    last: int = 0

    def silences(self, finding: Finding) -> bool:
        """Is the finding's primary place what the directive speaks of?"""
        primary = finding.primary
        if primary.path != self.path or (self.selector != EVERYTHING and finding.code not in self.codes):
            return False
        if self.cell is not None and primary.cell != self.cell:
            return False
        return not self.last or self.first <= primary.line <= self.last


@dataclass(frozen=True, slots=True)
class Silenced:
    """Findings that remain, those that do not, and what is wrong with the directives."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    problems: tuple[Problem, ...]


def read(source: Source, resolve: Resolve, unknown: type[Exception]) -> tuple[list[Directive], list[Problem]]:
    """The directives of a file and the problems with them; at once nothing when the file holds none."""
    ignored: list[tuple[str, int | None]] = [(selector, None) for selector in source.ignores]
    ignored += [(selector, cell.number) for cell in source.cells for selector in cell.ignores]
    directives = [_from_metadata(source.path, selector, cell) for selector, cell in ignored]
    problems: list[Problem] = []
    if MARK in source.original:
        for line, match in _comments(source):
            found, wrong = _from_comment(source, line, match)
            directives += found
            problems += wrong
    return _resolved(directives, problems, resolve, unknown)


def from_configuration(
    path: str, relative: str, table: Iterable[tuple[str, tuple[str, ...]]], where: str, resolve: Resolve
) -> list[Directive]:
    """The directives of `per-file-ignores` for one file; `relative` is its path from the configuration's directory."""
    return [
        Directive(selector, resolve(selector), "configuration", f'per-file-ignores "{pattern}"', path, where)
        for pattern, selectors in table
        if _matches(relative, pattern)
        for selector in selectors
    ]


def apply(
    findings: Iterable[Finding], directives: Iterable[Directive], ran: frozenset[str], analysed: frozenset[str]
) -> Silenced:
    """Part the findings in those that stay and those silenced.

    `ran` are the codes of rules that were asked, `analysed` the paths they were asked about. A directive for others
    is never called unused.
    """
    by_path: dict[str, list[Directive]] = {}
    for directive in directives:
        by_path.setdefault(directive.path, []).append(directive)
    used: set[int] = set()
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        hits = [each for each in by_path.get(finding.primary.path, ()) if each.silences(finding)]
        used.update(id(each) for each in hits)
        if hits:
            suppressed.append(Suppressed(finding, hits[0].by, hits[0].reason))
        else:
            kept.append(finding)
    return Silenced(tuple(kept), tuple(suppressed), tuple(_unused(by_path, used, ran, analysed)))


def _unused(
    by_path: dict[str, list[Directive]], used: set[int], ran: frozenset[str], analysed: frozenset[str]
) -> Iterator[Problem]:
    patterns: dict[tuple[str, str, str], list[Directive]] = {}
    for each in (each for directives in by_path.values() for each in directives):
        if each.by == "configuration":  # one pattern speaks of many files: it is used when one of them needs it
            patterns.setdefault((each.where, each.reason, each.selector), []).append(each)
        elif id(each) not in used and each.path in analysed and _says_something(each, ran):
            yield _problem(each, UNUSED, f"nothing to silence here for `{each.selector}`; remove it")
    for (where, files, selector), group in patterns.items():
        if not used & {id(each) for each in group} and _says_something(group[0], ran):
            message = f"{files} has nothing to silence for `{selector}` in the files it matches; remove it"
            yield Problem(where, 1, UNUSED, message, incomplete=False)


def _says_something(directive: Directive, ran: frozenset[str]) -> bool:
    return directive.selector == EVERYTHING or bool(directive.codes & ran)


def _resolved(
    directives: list[Directive], problems: list[Problem], resolve: Resolve, unknown: type[Exception]
) -> tuple[list[Directive], list[Problem]]:
    known: list[Directive] = []
    for directive in directives:
        try:
            codes = frozenset[str]() if directive.selector == EVERYTHING else resolve(directive.selector)
        except unknown as error:
            problems.append(_problem(directive, "unknown-rule", str(error)))
        else:
            known.append(replace(directive, codes=codes))
    return known, problems


def _from_metadata(path: str, selector: str, cell: int | None) -> Directive:
    return Directive(selector, frozenset(), "metadata", "", path, path, cell=cell)


def _from_comment(source: Source, line: int, match: re.Match[str]) -> tuple[list[Directive], list[Problem]]:
    """The directives of one comment, and what is wrong with it. `line` is that of the joined module text."""
    at = source.line_location(line)

    def problem(kind: str, message: str) -> list[Problem]:
        return [Problem(source.path, at.line, kind, message, at.cell, incomplete=False)]

    word, reason = match["word"], match["reason"].strip(" \t:-\u2013\u2014")
    if word not in {"ignore", "ignore-file"}:
        return [], problem("bad-suppression", f"`{word}` is not understood; write `# reprolint: ignore[CODE] reason`")
    selectors = [part.strip() for part in (match["codes"] or "").split(",") if part.strip()]
    if not selectors:
        return [], problem("bad-suppression", f"say which rule: `# reprolint: {word}[CODE] reason`")
    problems = (
        []
        if reason
        else problem("suppression-without-reason", "say why, after the bracket, for whoever reads the code next")
    )
    if word == "ignore-file":
        made = [Directive(each, frozenset(), "file", reason, source.path, source.path, at.line) for each in selectors]
    else:
        first, last = _span(source.tree, line)
        start = at.line - (line - first)
        common = (
            frozenset[str](),
            "comment",
            reason,
            source.path,
            source.path,
            at.line,
            at.cell,
            start,
            start + last - first,
        )
        made = [Directive(each, *common) for each in selectors]
    return made, problems


def _comments(source: Source) -> Iterator[tuple[int, re.Match[str]]]:
    """Directives in real comments, with their lines in the joined text."""
    for line, _, text in source.comments():
        for match in DIRECTIVE.finditer(text):
            yield line, match


def _span(tree: ast.Module, line: int) -> tuple[int, int]:
    """Lines that a comment on `line` speaks of: that line, and the statements whose first or last line it is.

    Of a compound statement (`for`, `with`, `def`) only the head counts. Formatters move a comment behind the last
    bracket of what they break, so it may stand there too.
    """
    first = last = line
    for node in within(tree):
        if not isinstance(node, ast.stmt):
            continue
        body = getattr(node, "body", None)
        decorators = getattr(node, "decorator_list", None)
        start = decorators[0].lineno if decorators else node.lineno
        end = max(start, body[0].lineno - 1) if isinstance(body, list) and body else node.end_lineno or start
        if line in (start, node.lineno, end) and start <= line:
            first, last = min(first, start), max(last, end)
    return first, last


def _problem(directive: Directive, kind: str, message: str) -> Problem:
    return Problem(directive.where, directive.place, kind, message, directive.cell, incomplete=False)


def _matches(path: str, pattern: str) -> bool:
    """Does the pattern name the file, a folder above it, or (without a slash) its last component?"""
    pattern = pattern.removeprefix("./").rstrip("/")
    if fnmatch(path, pattern) or fnmatch(path, f"{pattern}/*"):
        return True
    return "/" not in pattern and any(fnmatch(part, pattern) for part in path.split("/"))
