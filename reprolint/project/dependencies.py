"""What a repository says it depends on, from every file in which people say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser, Error
from typing import Any

from reprolint.patterns import pattern
from reprolint.project.folder import Folder
from reprolint.project.versions import from_caret, from_conda, is_exact, normalised
from reprolint.records import dataclass

REQUIREMENT = pattern(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(@\s*\S+|\(?[^;#]*?\)?)\s*(?:;.*|\s#.*)?$")
CONDA = pattern(r"(?:[\w./-]+::)?([\w.-]+?)\s*(?:\[.*\])?\s*([=<>!~ ].*)?$")
EGG = pattern(r"(?:git|hg|svn|bzr)\+\S+")
PYPI_NAMES = {"pytorch": "torch", "py-xgboost": "xgboost", "pytorch-cpu": "torch", "pytorch-gpu": "torch"}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One declared dependency. `name` is normalised, `spec` in the notation of pip, "" when any version will do.

    `file` is posix and relative to the root, `line` 1-based (1 where the format does not tell). `optional` ones belong
    to an extra or a group.
    """

    name: str
    spec: str
    file: str
    line: int = 1
    optional: bool = False

    @property
    def exact(self) -> bool:
        """Is one version named, and no other allowed?"""
        return is_exact(self.spec)


def declared(folder: Folder) -> tuple[Requirement, ...]:
    """Every dependency that the repository declares, file by file; `python` itself is among them where it is stated."""
    found: list[Requirement] = []
    for path in folder.matching("requirements*.txt", "*requirements.txt", "constraints*.txt", "requirements*.in"):
        found += _from_lines(folder.read(path) or "", path)
    for path in folder.matching("pyproject.toml"):
        found += _from_pyproject(parse_toml(folder, path), path)
    for path in folder.matching("setup.cfg"):
        found += _from_setup_cfg(folder, path)
    for path in folder.matching("Pipfile"):
        found += _from_pipfile(parse_toml(folder, path), path)
    for path in folder.matching("env*.yml", "env*.yaml", "conda*.yml", "conda*.yaml", "*env.yml", "*env.yaml"):
        found += _from_conda(folder, path)
    return tuple(requirement for requirement in found if requirement.name)


def parse_toml(folder: Folder, path: str, limit: int | None = None) -> dict[str, Any]:
    """The file's tables; empty, with a problem recorded, when it cannot be parsed."""
    import tomllib  # only rules about a repository need it

    text = folder.read(path, limit) if limit else folder.read(path)
    try:
        return tomllib.loads(text or "")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        folder.report(path, f"cannot be read as TOML: {error}")
        return {}


def parse_yaml(folder: Folder, path: str, limit: int | None = None) -> dict[str, Any]:
    """The file's top-level mapping; empty, with a problem recorded, when it cannot be parsed."""
    import yaml  # slow to import, and few runs need it

    text = folder.read(path, limit) if limit else folder.read(path)
    try:
        raw = yaml.load(text or "", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        folder.report(path, f"cannot be read as YAML ({type(error).__name__})")
        return {}
    return raw if isinstance(raw, dict) else {}


def _parse(text: str, file: str, line: int = 1, *, optional: bool = False) -> Requirement | None:
    match = REQUIREMENT.match(text)
    if match is None:
        return None
    spec = match[2].strip().strip("()").split(" --")[0].rstrip("\\").strip()
    return Requirement(normalised(match[1]), spec.replace(" ", ""), file, line, optional)


def _from_lines(text: str, file: str) -> Iterator[Requirement]:
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", "-r", "-c", "--", "-f", "-i")):
            continue
        stripped = re.sub(r"^-e\s+", "", stripped)
        if EGG.match(stripped):
            name = re.search(r"#egg=([\w.-]+)", stripped) or re.search(r"/([\w.-]+?)(?:\.git)?(?:@|#|$)", stripped)
            yield Requirement(normalised(name[1]) if name else "", f"@{stripped}", file, number)
        elif requirement := _parse(stripped, file, number):
            yield requirement


def _from_pyproject(raw: dict[str, Any], file: str) -> Iterator[Requirement]:
    project = _table(raw, "project")
    yield from _parsed(project.get("dependencies"), file)
    for extra in _table(project, "optional-dependencies").values():
        yield from _parsed(extra, file, optional=True)
    for group in _table(raw, "dependency-groups").values():
        yield from _parsed(group, file, optional=True)
    if isinstance(python := project.get("requires-python"), str):
        yield Requirement("python", python.replace(" ", ""), file)
    poetry = _table(raw, "tool", "poetry")
    yield from _from_tables(_table(poetry, "dependencies"), file)
    yield from _from_tables(_table(poetry, "dev-dependencies"), file, optional=True)
    for group in _table(poetry, "group").values():
        yield from _from_tables(_table(group, "dependencies"), file, optional=True)
    yield from _from_tables(_table(raw, "tool", "pixi", "dependencies"), file)
    yield from _from_tables(_table(raw, "tool", "pixi", "pypi-dependencies"), file)


def _from_pipfile(raw: dict[str, Any], file: str) -> Iterator[Requirement]:
    yield from _from_tables(_table(raw, "packages"), file)
    yield from _from_tables(_table(raw, "dev-packages"), file, optional=True)
    if isinstance(python := _table(raw, "requires").get("python_version"), str):
        yield Requirement("python", f"=={python}.*", file)


def _from_tables(table: dict[str, Any], file: str, *, optional: bool = False) -> Iterator[Requirement]:
    """Poetry, Pipenv and pixi: a name with a constraint, or with a table that holds one."""
    for name, raw in table.items():
        value = raw.get("version", "") if isinstance(raw, dict) else raw
        if isinstance(raw, dict) and isinstance(raw.get("git"), str):
            value = f"@{raw['git']}@{raw.get('rev', '')}"
        if isinstance(value, str):
            yield Requirement(normalised(name), value if value[:1] == "@" else from_caret(value), file, 1, optional)


def _from_setup_cfg(folder: Folder, file: str) -> Iterator[Requirement]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(folder.read(file) or "")
    except Error as error:
        folder.report(file, f"cannot be read ({type(error).__name__})")
        return
    yield from _parsed(parser.get("options", "install_requires", fallback="").split("\n"), file)
    if python := parser.get("options", "python_requires", fallback=""):
        yield Requirement("python", python.replace(" ", ""), file)
    if parser.has_section("options.extras_require"):
        for extra in parser["options.extras_require"].values():
            yield from _parsed(extra.split("\n"), file, optional=True)


def _from_conda(folder: Folder, file: str) -> Iterator[Requirement]:
    dependencies = parse_yaml(folder, file).get("dependencies")
    for item in dependencies if isinstance(dependencies, list) else []:
        if isinstance(item, dict):
            yield from _parsed(item.get("pip"), file)
        elif isinstance(item, str) and (match := CONDA.match(item.strip())):
            name = normalised(match[1])
            yield Requirement(PYPI_NAMES.get(name, name), from_conda(match[2] or ""), file)


def _parsed(raw: object, file: str, *, optional: bool = False) -> Iterator[Requirement]:
    for item in raw if isinstance(raw, list) else []:
        if isinstance(item, str) and item.strip() and (requirement := _parse(item, file, optional=optional)):
            yield requirement


def _table(raw: Any, *keys: str) -> dict[str, Any]:
    """The nested table under `keys`, empty when anything on the way is not a table."""
    for key in keys:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw if isinstance(raw, dict) else {}
