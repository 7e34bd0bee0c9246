"""One run: read, build and check each file, check the project, silence what the user silenced, and put all in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reprolint import suppressions
from reprolint.config import OWN_FILE, Config
from reprolint.engine.completion import arrange, arrange_problems, complete, is_demoted, is_shown, order
from reprolint.engine.outcome import Outcome
from reprolint.findings import Problem, Report, Suppressed
from reprolint.project.folder import display, relative
from reprolint.records import dataclass
from reprolint.rulebook import Rulebook, UnknownSelector
from reprolint.source import bytes_of, read_bytes, read_file

if TYPE_CHECKING:
    from reprolint.baseline import Baseline
    from reprolint.checks import Check
    from reprolint.engine.cache import Cache
    from reprolint.graph import Experiment
    from reprolint.graph.catalog import Catalog
    from reprolint.graph.modules import Found
    from reprolint.project import FileSummary, Project
    from reprolint.project.asked import Asked, Question
    from reprolint.source import Source

READ_ONCE = 200  # imported files that are kept

Read = tuple["Source | None", tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Item:
    """A file to analyse. `display` is its path in the report; `demoted` says that its findings are notes at most.

    `content` replaces what is on the disk: text from standard input or an editor.
    """

    path: Path
    display: str
    demoted: bool = False
    content: bytes | None = None

    @property
    def name(self) -> str:
        """What tells it apart from all others in the project."""
        return f"{self.display}\0{self.demoted}"


def selected(config: Config, rulebook: Rulebook) -> frozenset[str]:
    """Codes of the rules that the configuration selects. Raises UnknownSelector."""

    def resolved(selectors: Iterable[str]) -> frozenset[str]:
        return frozenset(code for selector in selectors for code in rulebook.resolve(selector))

    if config.select is None:
        codes = frozenset(code for code, page in rulebook.pages.items() if page.default and not page.is_removed)
    else:
        codes = resolved(config.select)
    return (codes | resolved(config.extend_select)) - resolved(config.ignore)


@dataclass(frozen=True)
class Engine:
    """Everything a run needs beside its files.

    `root` is the project root, `facts` the directory whose repository facts are used (usually the same). `whole` says
    that the files are all of the project: only then are questions about the project asked.
    """

    config: Config
    root: Path
    rulebook: Rulebook
    checks: tuple[Check, ...]
    facts: Path
    whole: bool = True
    build: Callable[[Source], Experiment] | None = None  # another way to build experiments, for tests
    remember: bool = False  # outcomes say what they rest on, so that they can be kept

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes of the rules that the configuration selects."""
        return selected(self.config, self.rulebook)

    @cached_property
    def active(self) -> tuple[Check, ...]:
        """The checks of the selected rules that can be asked in this run, by code."""
        usable = (each for each in self.checks if each.code in self.codes and (self.whole or each.over == "experiment"))
        return tuple(sorted(usable, key=lambda each: each.code))

    @cached_property
    def project(self) -> Project:
        """Facts of the repository, without summaries."""
        from reprolint.project import Project  # few checks ask for them

        return Project(self.facts)

    @cached_property
    def read(self) -> Callable[[Path], Read]:
        """Reads a file; one that several others import is read once."""
        return lru_cache(READ_ONCE)(lambda path: read_file(path, display(path)))

    @cached_property
    def states(self) -> dict[str, str | None]:
        """What was found at each path that imports were looked for at, when it was first looked at."""
        return {}

    @cached_property
    def imported(self) -> dict[tuple[str, str], Found]:
        """Where imports lead, by folder and name: looked up once for all files of a run."""
        return {}

    @cached_property
    def catalog(self) -> Catalog:
        """What is known of libraries, with the user's own additions. Raises CatalogError when these cannot be used."""
        from reprolint.graph.catalog import Catalog

        shipped = Catalog.default()
        return shipped.extended(self.config.catalog) if self.config.catalog else shipped

    @cached_property
    def baseline(self) -> Baseline | None:
        """The findings that are known. Raises BaselineError when the file cannot be used."""
        path = self.config.baseline
        if path is None:
            return None
        from reprolint import baseline  # most runs have none

        return baseline.read(path, display(path))

    def run(
        self,
        items: Sequence[Item],
        jobs: int | None = None,
        advance: Callable[[], None] = lambda: None,
        problems: Sequence[Problem] = (),
        cache: Cache | None = None,
    ) -> Report:
        """Analyse the files and report; what is reported depends neither on `jobs` nor on the `cache`.

        `advance` is called after each file; `problems` are those from before the run. Only an engine that is told to
        `remember` fills the cache.
        """
        outcomes = self._outcomes(items, jobs, advance, cache)
        if items:
            outcomes.append(self._over_project(tuple(each.summary for each in outcomes if each.summary)))
            others = {finding.primary.path for finding in outcomes[-1].findings} - {item.display for item in items}
            outcomes[-1].directives += [directive for path in sorted(others) for directive in self._configured(path)]
        outcomes.append(Outcome(problems=[*problems, *(self._nothing_asked() if items else ())]))
        return self._report(items, outcomes)

    def _outcomes(
        self, items: Sequence[Item], jobs: int | None, advance: Callable[[], None], cache: Cache | None
    ) -> list[Outcome]:
        """The outcome of each file, from the cache where that is possible."""
        from reprolint.engine.workers import analyse_all  # it needs `Engine`

        known: dict[Item, Outcome] = {}
        if cache is not None:
            for item in items:
                if found := self._cached(item, cache):
                    known[item] = found
                    advance()
        others = [item for item in items if item not in known]
        fresh = dict(zip(others, analyse_all(self, others, jobs, advance), strict=True))
        if cache is not None:
            for item, outcome in fresh.items():
                cache.put(item.name, outcome)
            cache.close()
        last = Outcome()
        if "project" in self.__dict__:  # the facts that known outcomes rest on were looked at again
            last.about_project += self.project.problems
        return [*(known[item] if item in known else fresh[item] for item in items), last]

    def _cached(self, item: Item, cache: Cache) -> Outcome | None:
        content = item.content if item.content is not None else bytes_of(item.path, item.display)
        return None if isinstance(content, Problem) else cache.get(item.name, content, lambda: self.project)

    def analyse(self, item: Item) -> Outcome:
        """Read and check one file; a crash of ours on the way becomes a problem of that file."""
        outcome = Outcome()
        if error := _contained(lambda: self._analyse(item, outcome)):
            message = (
                f"{type(error).__name__} in reprolint itself ended the analysis of this file; leave it out for now"
            )
            outcome.problems.append(Problem(item.display, 1, "crashed-analysis", message))
        return outcome

    def _analyse(self, item: Item, outcome: Outcome) -> None:
        content = item.content if item.content is not None else bytes_of(item.path, item.display)
        if isinstance(content, Problem):
            outcome.problems.append(content)
            return
        if self.remember:
            from reprolint.engine.cache import digest

            outcome.content = digest(content)
        suffix = item.path.suffix if item.content is None else None
        source, problems = read_bytes(content, item.display, suffix=suffix)
        outcome.problems += problems
        if source is None:
            return
        outcome.lines = source.text.count("\n") + (source.text[-1:] not in {"", "\n"})
        outcome.problems += source.problems
        directives, problems_with_them = suppressions.read(source, self.rulebook.resolve, UnknownSelector)
        outcome.directives += [*directives, *self._configured(item.display)]
        outcome.problems += problems_with_them
        experiment = self._built(source, item.path.parent, outcome)
        outcome.problems += experiment.problems
        present = event_names(experiment.events)
        for check in self.active:
            if check.over == "experiment" and check.needs <= present:
                subjects: tuple[Any, ...] = (experiment, self._facts(outcome)) if check.with_project else (experiment,)
                self.run_rule(check, subjects, outcome, item)
        for path in sorted({finding.primary.path for finding in outcome.findings} - {item.display}):
            outcome.directives += self._elsewhere(path)
        if any(check.over == "project" for check in self.active):
            from reprolint.engine.summaries import summarise

            outcome.summary = summarise(experiment)
        if "project" in self.__dict__:  # it was asked for
            outcome.about_project += self.project.problems

    def _facts(self, outcome: Outcome) -> Project | Asked:
        if not self.remember:
            return self.project
        from reprolint.engine.cache import digest_of
        from reprolint.project.asked import Asked

        def note(question: Question, answer: object) -> None:
            outcome.seen.facts[question] = digest_of(answer)

        return Asked(self.project, note)

    def _looked(self, name: str, outcome: Outcome) -> None:
        """Note the state of a path before an import is read from it."""
        if self.remember:
            from reprolint.engine.cache import state

            if name not in self.states:
                self.states[name] = state(name)
            outcome.seen.files[name] = self.states[name]

    def built(self, source: Source, folder: Path) -> Experiment:
        """The source as an experiment; modules it imports are looked for from `folder`."""
        return self._built(source, folder, Outcome())

    def _built(self, source: Source, folder: Path, outcome: Outcome) -> Experiment:
        if self.build is not None:
            return self.build(source)
        from reprolint.graph import Modules, build  # only once there is something to analyse

        return build(
            source,
            Modules(
                self.root,
                lambda path: self.read(path)[0],
                folder,
                lambda path: self._looked(path, outcome),
                self.imported,
            ),
            self.catalog,
        )

    def run_rule(self, check: Check, subjects: tuple[Any, ...], outcome: Outcome, item: Item | None = None) -> None:
        """Ask one check; what it found before a crash is kept, and the crash becomes a problem."""
        page = self.rulebook.pages[check.code]

        def ask() -> None:
            for finding in check.function(*subjects):
                demoted = item.demoted if item else is_demoted(self._from_root(finding.primary.path))
                outcome.findings.append(complete(finding, page, demoted=demoted))

        if error := _contained(ask):
            path = item.display if item else display(self.facts)
            message = f"{type(error).__name__} in rule {check.code} ({page.name}); the other rules went on"
            outcome.problems.append(Problem(path, 1, "crashed-rule", message))
            outcome.crashed.add(check.code)

    def _elsewhere(self, displayed: str) -> list[suppressions.Directive]:
        """Directives of an imported file that a finding lies in; it need not be among the files of the run."""
        source, _ = self.read(Path(displayed).absolute())
        own = suppressions.read(source, self.rulebook.resolve, UnknownSelector)[0] if source else []
        return [*own, *self._configured(displayed)]

    def _over_project(self, summaries: tuple[FileSummary, ...]) -> Outcome:
        outcome = Outcome()
        project = replace(self.project, summaries=summaries)
        for check in self.active:
            if check.over == "project":
                self.run_rule(check, (project,), outcome)
        outcome.problems += project.problems
        return outcome

    def _report(self, items: Sequence[Item], outcomes: Sequence[Outcome]) -> Report:
        findings = arrange((finding for each in outcomes for finding in each.findings), self._from_root)
        problems = [problem for each in outcomes for problem in (*each.problems, *each.about_project)]
        crashed = frozenset(code for each in outcomes for code in each.crashed)
        ran = frozenset(check.code for check in self.active) - crashed
        directives = [directive for each in outcomes for directive in each.directives]
        silenced = suppressions.apply(findings, directives, ran, frozenset(item.display for item in items))
        broken = {problem.path for problem in problems if problem.incomplete}
        problems += [problem for problem in silenced.problems if problem.path not in broken]
        kept, suppressed = silenced.findings, silenced.suppressed
        if self.baseline is not None:
            from reprolint.engine.known import compare, outdated

            compared = compare(kept, self.baseline, self.root, self._from_root)
            kept, suppressed = compared.new, _sorted((*suppressed, *compared.known))
            gone = [entry for entry in compared.gone if entry.code in ran]
            if gone and self.whole and not any(problem.incomplete for problem in problems):
                problems.append(outdated(gone, self.baseline))
        return Report(
            findings=tuple(finding for finding in kept if is_shown(finding, self.config)),
            suppressed=suppressed,
            problems=arrange_problems(problems),
            files=len(items),
            notebooks=sum(item.path.suffix.lower() == ".ipynb" for item in items),
            lines=sum(each.lines for each in outcomes),
        )

    def _nothing_asked(self) -> list[Problem]:
        """A run that asks nothing must not look like one that found nothing."""
        if self.active:
            return []
        partial = any(check.code in self.codes for check in self.checks)
        look = "all look at whole projects: name the project's directory, without --since"
        reason = look if partial else "none has a check"
        return [Problem(display(self.root), 1, "no-rules", f"of the selected rules {reason}")]

    def _configured(self, displayed: str) -> list[suppressions.Directive]:
        table = self.config.per_file_ignores
        if not table:
            return []
        path = relative(Path(displayed), self.config.root)
        where = display(self.config.file or self.root / OWN_FILE)
        return suppressions.from_configuration(displayed, path, table, where, self.rulebook.resolve)

    def _from_root(self, displayed: str) -> str:
        return relative(Path(displayed), self.root)


def event_names(events: Iterable[object]) -> frozenset[str]:
    """Lower-case class names of the events that occur, as checks name them in `needs`."""
    return frozenset(cls.__name__.lower() for cls in {type(event) for event in events})


def _sorted(suppressed: Iterable[Suppressed]) -> tuple[Suppressed, ...]:
    """In the order of findings."""
    return tuple(sorted(suppressed, key=lambda each: (*order(each.finding.primary), each.finding.code)))


def _contained(action: Callable[[], None]) -> Exception | None:
    """Run `action`; the one place where every exception is caught, since one file or rule must not cost the others."""
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return error
    return None
