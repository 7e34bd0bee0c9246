"""The whole pipeline as one function: paths, or a text, to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reprolint import checks, rulebook
from reprolint.checks.match import checks_of
from reprolint.config import Config, unknown_selectors
from reprolint.config import load as load_config
from reprolint.discover import DEFAULT_EXCLUDE, ROOT_MARKERS, DiscoveredFile, Discovery, discover, project_root
from reprolint.engine import Engine, Item, is_demoted, selected
from reprolint.errors import ConfigurationError, PathNotFoundError
from reprolint.findings import Report
from reprolint.project.folder import display

if TYPE_CHECKING:
    from reprolint.engine.cache import Cache

Started = Callable[[int], Callable[[], None]]
"""Called with the number of files before the first is read; returns what to call after each."""


def check(
    paths: Iterable[str | Path] = (".",),
    config: Config | None = None,
    *,
    jobs: int | None = None,
    started: Started = lambda _: lambda: None,
    force_exclude: bool = False,
    cache: bool = False,
) -> Report:
    """Check scripts, notebooks and whole directories.

    `config` None reads the project's own configuration. `jobs` None uses one process for few files and else one per
    processor; the report is the same for any number. Rules about the project as a whole are asked only when all of it
    is named: its root, or, for a directory in no project, that directory. `force_exclude` leaves out excluded files even if
    they are named, as other programs do that pass the files of a commit. `cache` uses and keeps results in the folder
    `.reprolint_cache` of the project's root; the report is the same with and without.

    Raises
    ------
    ConfigurationError: everything that is wrong with the configuration at once.
    PathNotFoundError: a path does not exist.
    """
    named = [Path(path) for path in paths]
    for path in named:
        if not path.exists():
            raise PathNotFoundError(path.as_posix())
    root = project_root(named[0] if named else Path())
    config = load_config(root) if config is None else config
    found = _discovered(named, config, force_exclude=force_exclude)
    facts, whole = _project(named, root)
    engine = engine_for(config, root, facts=facts, whole=whole)
    items = [Item(file.path, file.display, _demoted(file, root)) for file in found.files]
    kept = _cache(engine) if cache else None
    engine = replace(engine, remember=kept is not None)
    return engine.run(items, jobs, started(len(items)), found.problems, kept)


def check_text(text: str | bytes, filename: str = "script.py", config: Config | None = None) -> Report:
    """Check one text as if it were the content of `filename`; rules about the whole project are not asked.

    Raises ConfigurationError.
    """
    path = Path(filename)
    root = project_root(path.parent)
    config = load_config(root) if config is None else config
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    shown = DiscoveredFile(path.as_posix(), path, explicit=True, given=path)
    engine = engine_for(config, root, facts=root, whole=False)
    return engine.run([Item(path, shown.display, _demoted(shown, root), content)])


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


def _project(paths: Sequence[Path], root: Path) -> tuple[Path, bool]:
    """Which directory's facts count, and whether the paths cover all of it."""
    folders = [path.resolve() for path in paths if path.is_dir()]
    if not any((root / marker).exists() for marker in ROOT_MARKERS) and folders:
        return folders[0], len(folders) == 1  # in no project: the directory is one
    return root, any(root.resolve().is_relative_to(folder) for folder in folders)


def _demoted(file: DiscoveredFile, root: Path) -> bool:
    """Is it a test, a document or an example, seen from the directory that the user named, else from the root?"""
    start = root.resolve() if file.explicit else file.given.resolve()
    path = file.path.resolve()
    return path.is_relative_to(start) and is_demoted(path.relative_to(start).as_posix())
