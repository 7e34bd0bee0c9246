"""What is kept of one analysed file: plain values that can come from another process, or from the cache."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from reprolint.records import dataclass

if TYPE_CHECKING:
    from reprolint.findings import Finding, Problem
    from reprolint.project.asked import Question
    from reprolint.project.summary import FileSummary
    from reprolint.suppressions import Directive


@dataclass(slots=True)
class Seen:
    """What beside the file itself its outcome rests on.

    `files` are the paths that an import could mean, each with the digest of its content, None if there was no such file.
    `facts` are questions about the repository, each with the digest of the answer.
    """

    files: dict[str, str | None] = field(default_factory=dict)
    facts: dict[Question, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """All that is kept of one subject."""

    lines: int = 0
    findings: list[Finding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    summary: FileSummary | None = None
    crashed: set[str] = field(default_factory=set)  # codes of rules that stopped
    content: str = ""  # the digest of what was analysed
    seen: Seen = field(default_factory=Seen)
    about_project: list[Problem] = field(default_factory=list)  # never cached: they are found again where they are
