"""The whole pipeline as one function: paths, or a text, to a report."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from reprolint import checks, rulebook
from reprolint.checks.match import checks_of
from reprolint.config import Config, unknown_selectors
from reprolint.config import load as load_config
from reprolint.discover import DEFAULT_EXCLUDE, ROOT_MARKERS, DiscoveredFile, Discovery, discover, project_root
from reprolint.engine import Engine, Item, is_demoted, is_shown, selected
from reprolint.errors import ConfigurationError, PathNotFoundError
from reprolint.findings import Confidence, Problem, Report, Severity
from reprolint.project.folder import display
from reprolint.suppressions import UNUSED

if TYPE_CHECKING:
    from reprolint.changes import Changes
    from reprolint.engine.cache import Cache
    from reprolint.fix.session import Repaired
    from reprolint.graph import Experiment

Started = Callable[[int], Callable[[], None]]
"""Called with the number of files before the first is read; returns what to call after each."""


def check(
    paths: Iterable[str | Path] = (".",),
    config: Config | None = None,
    *,
    since: str | None = None,
    jobs: int | None = None,
    started: Started = lambda _: lambda: None,
    force_exclude: bool = False,
    cache: bool = False,
) -> Report:
    """Check scripts, notebooks and whole directories.

    `config` None reads the project's own configuration. `jobs` None uses one process for few files and else one per
    processor; the report is the same for any number. Rules about the project as a whole are asked only when all of it
    is named: its root, or, for a directory in no project, that directory. With `since`, a revision of git, only findings
    on lines and cells that are new since it are reported, and rules about the project are not asked. `force_exclude`
    leaves out excluded files even if they are named, as other programs do that pass the files of a commit. `cache` uses
    and keeps results in the folder `.reprolint_cache` of the project's root; the report is the same with and without.

    Raises
    ------
    ConfigurationError: everything that is wrong with the configuration at once.
    PathNotFoundError: a path does not exist.
    GitError: the files cannot be compared with `since`.
    """
    named = [Path(path) for path in paths]
    for path in named:
        if not path.exists():
            raise PathNotFoundError(path.as_posix())
    root = project_root(named[0] if named else Path())
    config = load_config(root) if config is None else config
    found = _discovered(named, config, force_exclude=force_exclude)
    facts, whole = _project(named, root)
    changes = None if since is None else _changes(since, named)
    wanted = None if changes is None else changes.to_analyse(file.path for file in found.files)
    files = [file for file in found.files if wanted is None or file.path in wanted]
    engine = engine_for(config, root, facts=facts, whole=whole and changes is None)
    items = [Item(file.path, file.display, _demoted(file, root)) for file in files]
    kept = _cache(engine) if cache else None
    engine = replace(engine, remember=kept is not None)
    report = engine.run(items, jobs, started(len(items)), found.problems, kept)
    return report if changes is None else changes.only(report, len(found.files) - len(files))


def experiment_of(path: str | Path, config: Config | None = None) -> tuple[Experiment | None, Report]:
    """The experiment in one script or notebook, and what a check of this file finds.

    None for a file that cannot be read; the report's problems say why. Raises the errors of `check`.
    """
    from reprolint.graph import Modules, build  # only once there is something to analyse

    named = Path(path)
    report = check([named], config, jobs=1)
    root = project_root(named)
    engine = engine_for(load_config(root) if config is None else config, root, facts=root, whole=False)
    source, _ = engine.read(named)
    if source is None:
        return None, report
    return build(source, Modules(root, lambda other: engine.read(other)[0], named.parent), engine.catalog), report


def check_text(text: str | bytes, filename: str = "script.py", config: Config | None = None) -> Report:
    """Check one text as if it were the content of `filename`; rules about the whole project are not asked.

    Raises ConfigurationError.
    """
    path = Path(filename)
    root = project_root(path.parent)
    config = load_config(root) if config is None else config
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    shown = DiscoveredFile(path.as_posix(), path, explicit=True, given=path, real=os.path.realpath(path))
    engine = engine_for(config, root, facts=root, whole=False)
    return engine.run([Item(path, shown.display, _demoted(shown, root), content)])


def repair(
    paths: Iterable[str | Path] = (".",),
    config: Config | None = None,
    *,
    unsafe: bool = False,
    jobs: int | None = None,
    started: Started = lambda _: lambda: None,
    force_exclude: bool = False,
    cache: bool = False,
) -> tuple[Repaired, ...]:
    """What the files become when their findings are repaired, one by one for files that have something to repair.

    Nothing is written: `reprolint.fix.writing.replace_file` does that. With `unsafe` also repairs that change results are
    made; without it they are only counted. The other arguments are those of `check`, and so is what is raised.
    """
    named = [Path(path) for path in paths]
    report = check(named, config, jobs=jobs, started=started, force_exclude=force_exclude, cache=cache)
    root = project_root(named[0] if named else Path())
    config = load_config(root) if config is None else config
    facts, _ = _project(named, root)
    affected = {finding.primary.path for finding in report.findings}
    affected |= {problem.path for problem in report.problems if problem.kind == UNUSED}
    if not affected:
        return ()
    engine = engine_for(_unfiltered(config), root, facts=facts, whole=False)
    return tuple(
        _repaired(
            Item(file.path, file.display, _demoted(file, root), file.path.read_bytes()),
            engine,
            config,
            report.problems,
            unsafe=unsafe,
        )
        for file in _discovered(named, config, force_exclude=force_exclude).files
        if file.display in affected
    )


def repair_text(
    text: str | bytes, filename: str = "script.py", config: Config | None = None, *, unsafe: bool = False
) -> Repaired:
    """What one text becomes when its findings are repaired, as if it were the content of `filename`.

    Raises ConfigurationError.
    """
    path = Path(filename)
    root = project_root(path.parent)
    config = load_config(root) if config is None else config
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    shown = DiscoveredFile(path.as_posix(), path, explicit=True, given=path, real=os.path.realpath(path))
    item = Item(path, shown.display, _demoted(shown, root), content)
    problems = check_text(content, filename, config).problems
    engine = engine_for(_unfiltered(config), root, facts=root, whole=False)
    return _repaired(item, engine, config, problems, unsafe=unsafe)


def _unfiltered(config: Config) -> Config:
    """With every finding in sight, so that a repair cannot push one below what is shown."""
    return replace(config, min_severity=Severity.NOTE, confidence=Confidence.LOW)


def _repaired(item: Item, engine: Engine, config: Config, problems: Sequence[Problem], *, unsafe: bool) -> Repaired:
    from reprolint.fix.session import Session  # checking needs none of it

    assert item.content is not None
    return Session(
        path=item.display,
        data=item.content,
        examine=lambda data: engine.run([replace(item, content=data)]),
        build=lambda source: engine.built(source, item.path.parent),
        shown=lambda finding: is_shown(finding, config),
        unsafe=unsafe,
        unused=[problem for problem in problems if problem.kind == UNUSED and problem.path == item.display],
    ).run()


def engine_for(config: Config, root: Path, *, facts: Path, whole: bool) -> Engine:
    """An engine with all rules and checks of ours and of the user.

    Raises
    ------
    ConfigurationError: `config` name rules that do not exist.
    RulebookError, CatalogError: a page or catalogue of the user's cannot be used.
    BaselineError: the baseline cannot be used.
    """
    rules = rulebook.load(extra=config.rules)
    if mistakes := unknown_selectors(config, rules.resolve, rulebook.UnknownSelector):
        raise ConfigurationError(mistakes)
    wanted = [rules.pages[code] for code in selected(config, rules)]
    own = checks.load(page.path for page in wanted if not page.match)
    engine = Engine(config, root, rules, (*own, *checks_of(wanted)), facts, whole)
    if config.catalog:
        _ = engine.catalog  # read now, since in the middle of a run it is too late to say what is wrong with it
    if config.baseline:
        _ = engine.baseline  # likewise
    return engine


def _discovered(paths: Sequence[Path], config: Config, *, force_exclude: bool) -> Discovery:
    own = config.exclude is not None
    return discover(
        paths,
        cwd=Path.cwd(),
        exclude=(*(config.exclude or ()), *config.extend_exclude),
        default_exclude=() if own else DEFAULT_EXCLUDE,
        exclude_base=config.root,
        respect_gitignore=config.respect_gitignore,
        force_exclude=force_exclude,
    )


def _cache(engine: Engine) -> Cache | None:
    """The project's cache; a folder that is no project gets none."""
    from reprolint.engine.cache import opened

    if not any((engine.root / marker).exists() for marker in ROOT_MARKERS):
        return None
    config = engine.config
    settings = {
        "rules": sorted(engine.codes),
        "whole": engine.whole,
        "per-file-ignores": config.per_file_ignores,
        "places": [display(path) for path in (engine.root, engine.facts, config.root, config.file or engine.root)],
    }
    own = [file for path in (*config.catalog, *config.rules) for file in (path.rglob("*") if path.is_dir() else [path])]
    shipped = [rulebook.rules_folder() / name for name in (rulebook.INDEX, rulebook.CATALOG)]
    return opened(engine.root, settings, [file for file in (*own, *shipped) if file.is_file()])


def _changes(since: str, paths: Sequence[Path]) -> Changes:
    from reprolint.changes import Changes  # starts programs, which most runs do not need

    first = paths[0] if paths else Path()
    return Changes.since(since, first if first.is_dir() else first.parent)


def _project(paths: Sequence[Path], root: Path) -> tuple[Path, bool]:
    """Which directory's facts count, and whether the paths cover all of it."""
    folders = [path.resolve() for path in paths if path.is_dir()]
    marked = any((root / marker).exists() for marker in ROOT_MARKERS)
    if folders and not (marked and folders[0].is_relative_to(root.resolve())):
        return folders[0], len(folders) == 1  # in no project, or outside of the one we stand in: the directory is one
    return root, any(root.resolve().is_relative_to(folder) for folder in folders)


def _demoted(file: DiscoveredFile, root: Path) -> bool:
    """Is it a test, a document or an example, seen from the directory that the user named, else from the root?"""
    start, real = PurePath(os.path.realpath(root if file.explicit else file.given)), PurePath(file.real)
    return real.is_relative_to(start) and is_demoted(real.relative_to(start).as_posix())
