"""The findings of each file, the way to them, and what was not analysed or was silenced."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from html import escape

from reprolint.findings import Finding, Location, Problem, Suppressed
from reprolint.patterns import pattern
from reprolint.report.cleaning import one_line
from reprolint.report.counts import amount, amounts, by_severity
from reprolint.report.html.pictures import Pictures
from reprolint.report.html.rules import anchor
from reprolint.report.marked_code import inline
from reprolint.report.markup import Frame, finding_html
from reprolint.report.places import Places

PLACES = Places()
BASELINE = "baseline"  # by which a finding is silenced that was there before
WHOLE = "The project as a whole"
_BREAKS = pattern(r"([/_])")


class PlacesIn(Places):
    """Names of places below the heading of their file: `cell 3`, `line 12`; other files keep their path."""

    def __init__(self, path: str) -> None:
        self.path = path

    def name(self, where: Location | Problem) -> str:
        """The cell, or the file if it is another one."""
        if where.path != self.path:
            return super().name(where)
        return "this file" if where.cell is None else f"cell {where.cell}"

    def spot(self, where: Location | Problem) -> str:
        """The line and, in notebooks, its cell."""
        if where.path != self.path:
            return super().spot(where)
        if where.path == ".":
            return ""
        line = f"line {where.line}"
        return line if where.cell is None else f"cell {where.cell}, {line}"


@dataclass(frozen=True, slots=True)
class Group:
    """A file with its findings and their names on the page; `number` counts files from 1."""

    number: int
    path: str
    findings: tuple[Finding, ...]
    anchors: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The file's name for links."""
        return f"file-{self.number}"


def groups(findings: Iterable[Finding]) -> list[Group]:
    """One group for each file: first the files with errors, each kind in the report's order."""
    used: dict[str, int] = {}
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.primary.path, []).append(finding)
    ordered = sorted(by_path.items(), key=lambda each: -max(finding.severity or 0 for finding in each[1]))
    return [
        Group(number, path, tuple(members), tuple(_anchor(finding, used) for finding in members))
        for number, (path, members) in enumerate(ordered, 1)
    ]


def _anchor(finding: Finding, used: dict[str, int]) -> str:
    """`finding-` and the fingerprint, so that links live as long as the finding; a number tells twins apart."""
    name = "".join(character for character in finding.fingerprint if character.isascii() and character.isalnum())
    used[name] = used.get(name, 0) + 1
    return f"finding-{name}" if used[name] == 1 else f"finding-{name}-{used[name]}"


def title(group: Group) -> str:
    """What the file is called, as text."""
    return WHOLE if group.path == "." else one_line(group.path)


def navigation(files: list[Group]) -> str:
    """Links to the files; nothing without findings."""
    if not files:
        return ""
    rows = "".join(
        f'<li data-file="{group.number}"><a href="#{group.anchor}">'
        f"<span>{_parted(group.path)}</span> {_chips(group)}</a></li>"
        for group in files
    )
    return (
        '<nav class="rp-nav" aria-label="Files"><details><summary>'
        f"{amount(len(files), 'file')} with findings</summary><ul>{rows}</ul></details></nav>"
    )


def section(group: Group, pictures: Pictures, explained: Container[str]) -> str:
    """A file: its picture, then its findings, in a fold that is open. `explained` are codes with a page to link to."""
    places = PlacesIn(group.path)
    findings = "\n".join(
        finding_html(finding, places, frame=_frame(finding, name, group.number, explained))
        for finding, name in zip(group.findings, group.anchors, strict=True)
    )
    counts = amounts(by_severity(group.findings))
    return (
        f'<details class="rp-file" id="{group.anchor}" data-file="{group.number}" open>'
        f'<summary><h2>{_parted(group.path)}</h2> <span class="rl-dim">{counts}</span></summary>\n'
        f"{pictures.of(group.path)}\n{findings}\n</details>"
    )


def problems(items: Iterable[Problem]) -> str:
    """What could not be analysed as meant; "" when there is nothing to say."""
    rows = "".join(
        f'<li><span class="rp-path">{escape(PLACES.spot(problem))}</span> '
        f'<span class="rl-dim">{escape(one_line(problem.kind))}</span><br>{inline(problem.message)}</li>'
        for problem in items
    )
    if not rows:
        return ""
    return (
        '<section class="rp-list" aria-labelledby="problems"><h2 id="problems">Problems</h2>'
        f'<p class="rp-hint">What kept reprolint from reading the code as you meant it.</p><ul>{rows}</ul></section>'
    )


def silenced(items: Iterable[Suppressed]) -> str:
    """Findings that are not shown as such, in folds: those that the user silenced, and those in the baseline."""
    items = tuple(items)
    own, known = ([one for one in items if (one.by == BASELINE) is before] for before in (False, True))
    return _fold("silenced", "Silenced by you", own) + _fold("known", "Known from the baseline", known)


def _fold(name: str, title: str, items: list[Suppressed]) -> str:
    rows = "".join(
        f'<li><span class="rp-path">{escape(PLACES.spot(one.finding.primary))}</span> '
        f'<span class="rl-dim">{escape(one_line(one.finding.code))} {escape(one_line(one.finding.name))}, '
        f"by {escape(one_line(one.by))}</span><br>{inline(one.finding.message)}{_reason(one)}</li>"
        for one in items
    )
    if not rows:
        return ""
    return (
        f'<section class="rp-list"><details><summary><h2 id="{name}">{title}</h2> '
        f'<span class="rl-dim">{amount(len(items), "finding")}</span></summary><ul>{rows}</ul></details></section>\n'
    )


def _reason(one: Suppressed) -> str:
    if one.by == BASELINE:
        return ""
    return f"<br><strong>Reason</strong> {inline(one.reason)}" if one.reason.strip() else "<br>No reason is given."


def _frame(finding: Finding, name: str, file: int, explained: Container[str]) -> Frame:
    facts = {
        "severity": str(finding.severity or "note"),
        "topic": finding.topic,
        "rule": finding.code,
        "file": str(file),
    }
    return Frame(name, 3, f"#{anchor(finding.code)}" if finding.code in explained else "", facts)


def _parted(path: str) -> str:
    """A path whose folders step back behind the file's name, and which may be broken between its words."""
    if path == ".":
        return WHOLE
    folders, slash, name = one_line(path).rpartition("/")
    before, last = (_BREAKS.sub(r"\1<wbr>", escape(part)) for part in (folders + slash, name))
    return f'<span class="rp-folder">{before}</span>{last}' if before else last


def _chips(group: Group) -> str:
    counts = by_severity(group.findings)
    return "".join(
        f'<span class="rp-chip rl-{severity}">{count}<span class="rp-unseen"> {severity}{"" if count == 1 else "s"}</span></span>'
        for severity, count in counts.items()
        if count
    )
