"""Plain values of the rulebook: pages, call patterns, checklists, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from reprolint.errors import ReprolintError
from reprolint.findings import Confidence, Effect, Severity
from reprolint.records import dataclass

FAMILIES: Mapping[str, str] = {
    "LEA": "leakage",
    "EVA": "evaluation",
    "STA": "statistics",
    "MET": "ranking",
    "BEN": "benchmarking",
    "SHR": "sharing",
    "TST": "testing",
    "INT": "interpretability",
    "ABL": "ablation",
    "REP": "reproducibility",
    "NBK": "notebooks",
    "DOC": "writing",
}
"""First three letters of a code -> folder of its pages and checks."""

TOPICS = (
    "evaluation",
    "benchmarking",
    "model sharing",
    "testing",
    "interpretability",
    "ablation",
    "reproducibility",
    "write-up",
)


class RulebookError(ReprolintError):
    """A page, checklist or catalogue file that cannot be used as it stands."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(path, what)
        self.path = path
        self.what = what

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


class UnknownSelector(ReprolintError):  # noqa: N818 - says what the user wrote, not that something broke
    """A code, name or family that no page has. `nearest` is the valid one most like it, "" when none is."""

    def __init__(self, selector: str, nearest: str) -> None:
        super().__init__(selector, nearest)
        self.selector = selector
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"; did you mean `{self.nearest}`?" if self.nearest else "; `reprolint rules` lists them all"
        return f"no rule, family or name is called `{self.selector}`{hint}"


@dataclass(frozen=True, slots=True)
class Condition:
    """What an argument must be for a pattern to match; the alternatives given are joined by "or".

    `missing` true: it was not given; false: it was given; None: not asked. `equals` and `differs` hold literals; they match
    only a given argument whose literal value is known.
    """

    missing: bool | None = None
    equals: tuple[object, ...] = ()
    differs: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One call pattern of a page's `match:`; it matches when every condition of `when` holds."""

    calls: tuple[str, ...]
    message: str
    when: Mapping[str, Condition] = field(default_factory=dict)
    label: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The front matter of a page. `path` is posix and relative to the rules folder, absolute for a rule of the user's own."""

    code: str
    name: str
    summary: str
    topic: str
    severity: Severity
    confidence: Confidence
    default: bool
    since: str
    path: str
    help: str = ""
    status: str = ""  # "removed" for a retired rule, else ""
    checklists: tuple[str, ...] = ()
    effect: Effect | None = None
    sources: tuple[str, ...] = ()
    match: tuple[Pattern, ...] = ()

    @property
    def family(self) -> str:
        """The three letters that open the code."""
        return self.code[:3]

    @property
    def is_removed(self) -> bool:
        """Was the rule retired? Its page stays, so that its code is never given to another."""
        return self.status == "removed"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist, in our words. `evidence` lists where it can be seen: code, repository, paper."""

    id: str
    text: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """A published checklist, or those of its items that code or a repository can show; `total` counts all it has."""

    key: str
    title: str
    edition: str
    year: int
    source: str
    total: int
    items: Mapping[str, Item]
