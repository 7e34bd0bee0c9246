"""What a run says: findings about the user's code, problems about ours, and the report that holds both."""

from __future__ import annotations

from dataclasses import field
from enum import IntEnum

from reprolint.records import dataclass


class Severity(IntEnum):
    """How bad the fault is for the published number, if the finding is true."""

    NOTE = 1  # evidence is missing
    WARNING = 2  # the number cannot be repeated or compared
    ERROR = 3  # the number is probably wrong

    def __str__(self) -> str:
        return self.name.lower()


class Confidence(IntEnum):
    """How sure we are that the finding is true."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span of one file. Lines and columns are 1-based, columns count characters, the end column is exclusive.

    In notebooks `cell` is the 1-based position among all cells and `line` counts within that cell;
    in scripts `cell` is None. `snippet` holds the lines `line` to `end_line` of the file, unchanged, without a
    final newline; it may be cut after a few lines, and `rest` then holds as much more as fingerprints need. `file_line` is
    the 1-based line of a notebook's file on which the cell's line stands; it is worked out only for reports that need it.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None = field(default=None, compare=False)
    label: str = field(default="", compare=False)
    snippet: str = field(default="", compare=False)
    rest: str = field(default="", compare=False, repr=False)
    file_line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Effect:
    """Measured harm of a rule's fault: the score with the fault, the score without, and the experiment behind both."""

    metric: str
    wrong: float
    right: float
    example: str


# Given to a finding whose form of the fault is another than the one that the rule's example measures.
NOT_MEASURED = Effect("", 0.0, 0.0, "")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the span of `location` by `text`."""

    location: Location
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that remove the finding; a safe fix cannot change a computed number."""

    description: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with one primary place and the rest of its story.

    A check fills `message`, `primary`, `related` and, when they differ from the rule's page, `severity`, `confidence` and
    `help`; the engine fills everything else from the page.
    """

    message: str
    primary: Location
    related: tuple[Location, ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    help: str = ""
    code: str = ""
    name: str = ""
    topic: str = ""
    checklists: tuple[str, ...] = ()
    effect: Effect | None = None
    fix: Fix | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the user silenced, and how: `by` is comment, file, metadata, configuration or baseline."""

    finding: Finding
    by: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that kept us from analysing a file, a cell or a suppression as the user meant it.

    `kind` is a short fixed word pair such as `syntax-error` or `unreadable-file`; `line` is 1-based (in the cell when
    `cell` is not None). `incomplete` is true when code was left unanalysed because of it. `file_line` is as in places.
    """

    path: str
    line: int
    kind: str
    message: str
    cell: int | None = field(default=None, compare=False)
    incomplete: bool = field(default=True, compare=False)
    file_line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a run found, in a fixed order; `unchanged` counts the files left out because nothing in them changed."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    problems: tuple[Problem, ...]
    files: int
    notebooks: int
    lines: int
    unchanged: int = 0
