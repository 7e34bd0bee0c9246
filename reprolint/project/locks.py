"""Lock files: the one version of every distribution that was installed when the results were made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reprolint.project.dependencies import PYPI_NAMES, parse_toml, parse_yaml
from reprolint.project.folder import MAX_LOCK_BYTES, Folder
from reprolint.project.versions import normalised

Locked = Iterator[tuple[object, object]]


def locked(folder: Folder) -> dict[str, dict[str, str]]:
    """The lock files of the repository, each with the exact version of every distribution that it names."""
    files: dict[str, dict[str, str]] = {}
    for name, read in READERS.items():
        for path in folder.matching(name):
            versions = files.setdefault(path, {})
            for distribution, version in read(folder, path):
                if isinstance(distribution, str) and isinstance(version, str):
                    plain = normalised(distribution)
                    versions.setdefault(PYPI_NAMES.get(plain, plain), version.lstrip("="))
    return files


def _toml_packages(folder: Folder, path: str) -> Locked:
    """uv, poetry and pylock: an array of tables with name and version."""
    raw = parse_toml(folder, path, MAX_LOCK_BYTES)
    yield from _named([*_list(raw.get("package")), *_list(raw.get("packages"))])


def _pipfile(folder: Folder, path: str) -> Locked:
    try:
        raw = json.loads(folder.read(path, MAX_LOCK_BYTES) or "{}")
    except (ValueError, RecursionError):
        folder.report(path, "cannot be read as JSON")
        return
    for group in ("default", "develop"):
        packages = raw.get(group) if isinstance(raw, dict) else None
        for name, entry in packages.items() if isinstance(packages, dict) else ():
            if isinstance(entry, dict):
                yield name, entry.get("version")


def _yaml_packages(folder: Folder, path: str) -> Locked:
    """conda-lock and pixi: a list of mappings; pixi names some packages only in the address of their archive."""
    raw = parse_yaml(folder, path, MAX_LOCK_BYTES)
    packages = [*_list(raw.get("package")), *_list(raw.get("packages"))]
    yield from _named(packages)
    for package in packages:
        address = package.get("conda") if isinstance(package, dict) else None
        if isinstance(address, str) and "version" not in package:
            parts = address.rpartition("/")[2].rsplit("-", 2)
            if len(parts) == 3:
                yield parts[0], parts[1]


def _named(packages: list[Any]) -> Locked:
    for package in packages:
        if isinstance(package, dict):
            yield package.get("name"), package.get("version")


def _list(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []


READERS: Mapping[str, Callable[[Folder, str], Locked]] = {
    "uv.lock": _toml_packages,
    "poetry.lock": _toml_packages,
    "pdm.lock": _toml_packages,
    "pylock*.toml": _toml_packages,
    "Pipfile.lock": _pipfile,
    "conda-lock.yml": _yaml_packages,
    "*.conda-lock.yml": _yaml_packages,
    "pixi.lock": _yaml_packages,
}
"""Shell pattern of a lock file -> what yields its (name, version) pairs."""
