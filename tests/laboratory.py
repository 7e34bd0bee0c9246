"""A small rulebook, checks and a builder of experiments, so that the engine can be tested apart from the real rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reprolint.checks import Check
from reprolint.config import Config
from reprolint.engine import Engine, Item
from reprolint.findings import Confidence, Effect, Finding, Problem, Report, Severity
from reprolint.graph.events import Event, Fit, Place, Score, Split
from reprolint.project import Project
from reprolint.rulebook import Page, Rulebook
from reprolint.source import Source

EVENTS: dict[str, type[Event]] = {"fit": Fit, "split": Split, "score": Score}


@dataclass
class Experiment:
    """What checks here look at: an event for every call of a function named fit, split or score."""

    source: Source
    events: list[Event] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def scores(self) -> list[Score]:
        """As of an experiment of the graph."""
        return [event for event in self.events if isinstance(event, Score)]


def build(source: Source) -> Experiment:
    """Find the events of a file."""
    experiment = Experiment(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "explode":
                raise ZeroDivisionError
            if name in EVENTS:
                experiment.events.append(EVENTS[name](Place(source, node), ast.unparse(node.func)))
    return experiment


BUILD: Any = build  # not the graph's own, but what checks here need of it


def fit_before_split(experiment: Experiment) -> Iterator[Finding]:
    """Every fit above the first split."""
    split = next(event for event in experiment.events if isinstance(event, Split))
    for event in experiment.events:
        if isinstance(event, Fit) and event.place.line < split.place.line:
            yield event.finding(
                f"`{event.name}` on line {event.place.line} learns from rows that are test rows later.",
                label="learned here, on all rows",
                related=(split.place.location("split only here"),),
            )


def every_score(experiment: Experiment) -> Iterator[Finding]:
    """Every score."""
    for event in experiment.events:
        if isinstance(event, Score):
            yield event.finding("The score has no spread.", severity=Severity.ERROR)


def crash(experiment: Experiment) -> Iterator[Finding]:
    """One finding, then an error of ours."""
    yield experiment.events[0].finding("Found before the crash.")
    raise KeyError(experiment)


def no_readme(project: Project) -> Iterator[Finding]:
    """A question about the project."""
    if project.readme is None:
        yield Finding(f"There is no README for {len(project.summaries)} files.", project.location())


def page(
    code: str, name: str, severity: Severity = Severity.ERROR, *, default: bool = True, effect: Effect | None = None
) -> Page:
    """A page with little on it."""
    return Page(
        code=code,
        name=name,
        summary=name.replace("-", " "),
        topic="reproducibility" if code.startswith(("REP", "SHR")) else "evaluation",
        severity=severity,
        confidence=Confidence.HIGH,
        default=default,
        since="0.1.0",
        path=f"{name}.md",
        help="Split first, then fit on the training rows only.",
        checklists=("reforms:6a",),
        effect=effect,
    )


PAGES = (
    page("LEA901", "fit-too-early", effect=Effect("ROC AUC", 0.998, 0.463, "examples/fit_too_early")),
    page("EVA901", "bare-score", Severity.WARNING),
    page("REP901", "crashing", Severity.NOTE, default=False),
    page("SHR901", "readme-missing", Severity.NOTE),
)
RULEBOOK = Rulebook(Path(), {each.code: each for each in PAGES})
CHECKS = (
    Check("LEA901", fit_before_split, frozenset({"fit", "split"})),
    Check("EVA901", every_score, frozenset({"score"})),
    Check("REP901", crash, frozenset({"fit"})),
    Check("SHR901", no_readme, over="project"),
)
LEAK = "import models\nmodels.fit(rows)\ntrain, test = models.split(rows)\n"


def engine(root: Path, *, whole: bool = False, **settings: Any) -> Engine:
    """An engine with the rules of this module."""
    return Engine(Config(root=root, **settings), root, RULEBOOK, CHECKS, root, whole, BUILD)


def run(root: Path, files: dict[str, str], *, whole: bool = False, jobs: int = 1, **settings: Any) -> Report:
    """Write the files below `root`, which must be the working directory, and check them."""
    return engine(root, whole=whole, **settings).run(write(root, files), jobs)


def write(root: Path, files: dict[str, str]) -> list[Item]:
    """Write the files and name them for the engine."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return [Item(root / name, name) for name in sorted(files)]


def codes(findings: Iterable[Finding]) -> list[str]:
    """Codes of findings, in order."""
    return [finding.code for finding in findings]
