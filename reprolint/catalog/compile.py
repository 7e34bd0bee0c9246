"""The layout of a catalogue file (`rules/catalog/*.yaml` and users' own), read strictly: a slip in it is an error, not a gap."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from reprolint.errors import ReprolintError
from reprolint.graph.catalog import ENTRY_FIELDS, METHOD_KINDS, RANDOM_FIELDS, ROLES

if TYPE_CHECKING:
    from pathlib import Path

HEADER = frozenset({"library", "versions", "source", "aliases", "signatures", "entries", "methods"})
EXPECTS = frozenset({"labels", "scores", "probabilities", "values", "any"})
LISTS = frozenset({"parameters", "arguments", "seeds", "examples"})
FLAGS = frozenset({"target", "symmetric", "scale_sensitive"})
CONDITIONS = ("active", "inert", "unsure")
LITERALS = (str, int, float, bool, type(None))

Compiled = dict[str, dict[str, Any]]


class CatalogError(ReprolintError):
    """A catalogue file that cannot be used: `path`, `key` (where in it) and `reason`."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(path, key, reason)
        self.path = path
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        where = f", at `{self.key}`" if self.key else ""
        return f"catalogue file {self.path.name}{where}: {self.reason}"


def compile_catalog(folder: Path) -> Compiled:
    """Read every `*.yaml` below `folder` into one index; the same name in two files is an error."""
    return compile_files(sorted(folder.glob("*.yaml")))


def compile_files(paths: Iterable[Path]) -> Compiled:
    """Read catalogue files into one index of `entries`, `aliases`, `signatures` and `methods`.

    Raises `CatalogError` for anything unknown, misspelt, of the wrong type or given twice.
    """
    compiled: Compiled = {"entries": {}, "aliases": {}, "signatures": {}, "methods": {}}
    origin: dict[str, Path] = {}
    for path in paths:
        one = read_file(path)
        for section, key, value in _flat(one):
            if (there := origin.setdefault(f"{section} {key}", path)) != path:
                raise CatalogError(path, key, f"is already described in {there.name}")
            if section == "methods":
                kind, _, method = key.partition(".")
                compiled["methods"].setdefault(kind, {})[method] = value
            else:
                compiled[section][key] = value
    return compiled


def _flat(compiled: Compiled) -> Iterable[tuple[str, str, Any]]:
    for section in ("entries", "aliases", "signatures"):
        for key, value in compiled[section].items():
            yield section, key, value
    for kind, methods in compiled["methods"].items():
        for name, value in methods.items():
            yield "methods", f"{kind}.{name}", value


def read_file(path: Path) -> Compiled:
    """Read one catalogue file; raises `CatalogError`."""
    content = _parse(path)
    _known(path, "", content, HEADER)
    for key in ("library", "source"):
        if not isinstance(content.get(key), str):
            raise CatalogError(
                path, key, "is missing; a catalogue file names its library and where its facts come from"
            )
    if "versions" in content and not isinstance(content["versions"], str):
        raise CatalogError(path, "versions", 'must be text, such as ">=1.3"')
    entries = {
        name: _described(path, name, described) for name, described in _mapping(path, "entries", content).items()
    }
    aliases = _mapping(path, "aliases", content)
    for alias, target in aliases.items():
        if not isinstance(target, str) or alias == target:
            raise CatalogError(path, f"aliases.{alias}", "must be the name that the catalogue uses instead")
    signatures = {
        name: _field(path, f"signatures.{name}", "parameters", names)
        for name, names in _mapping(path, "signatures", content).items()
    }
    methods: dict[str, Any] = {}
    for kind, named in _mapping(path, "methods", content).items():
        _known(path, "methods", {kind: named}, METHOD_KINDS)
        methods[kind] = {
            name: _described(path, f"methods.{kind}.{name}", described)
            for name, described in _mapping(path, kind, {kind: named}).items()
        }
    return {"entries": entries, "aliases": dict(aliases), "signatures": signatures, "methods": methods}


def _parse(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_strict_loader())  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(path, "", f"cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise CatalogError(path, "", f"is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise CatalogError(path, "", "must be a mapping with `library`, `source` and `entries`")
    return content


def _strict_loader() -> Any:
    """A safe YAML loader that does not let a second `key:` silently replace the first."""
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc, valid-type]
        pass

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = loader.construct_object(key_node)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"`{key}` is given twice", key_node.start_mark)
            seen.add(key)
        return dict(loader.construct_pairs(node, deep=True))

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return Loader


def _mapping(path: Path, key: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
    value = content.get(key) or {}
    if not isinstance(value, dict):
        raise CatalogError(path, key, "must be a mapping")
    for name in value:
        if not isinstance(name, str):
            raise CatalogError(path, f"{key}.{name}", "YAML reads this name as a number or a truth value; quote it")
    return value


def _known(path: Path, where: str, given: Iterable[Any], allowed: Collection[str]) -> None:
    for key in given:
        if key not in allowed:
            near = difflib.get_close_matches(str(key), sorted(allowed), n=1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(sorted(allowed))}"
            raise CatalogError(path, f"{where}.{key}" if where else str(key), f"unknown key{hint}")


def _described(path: Path, name: str, described: Any) -> dict[str, Any]:
    if not isinstance(described, dict):
        raise CatalogError(path, name, "must be a mapping such as {role: transformer}")
    _known(path, name, described, ENTRY_FIELDS)
    role = described.get("role")
    if role not in ROLES:
        near = difflib.get_close_matches(str(role), sorted(ROLES), n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(sorted(ROLES))}"
        raise CatalogError(path, f"{name}.role", f"unknown role `{role}`{hint}")
    return {key: _field(path, f"{name}.{key}", key, value) for key, value in described.items()}


def _field(path: Path, where: str, key: str, value: Any) -> Any:
    if key == "random":
        return _random(path, where, value)
    if key == "defaults":
        return _literals(path, where, value)
    if key in LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise CatalogError(path, where, "must be a list of names")
    elif key in FLAGS:
        if not isinstance(value, bool):
            raise CatalogError(path, where, "must be true or false")
    elif not isinstance(value, str):
        raise CatalogError(path, where, "must be text")
    elif (key == "expects" and value not in EXPECTS) or (key == "better" and value not in {"higher", "lower"}):
        allowed = ", ".join(sorted(EXPECTS)) if key == "expects" else "higher, lower"
        raise CatalogError(path, where, f"unknown value `{value}`; known are {allowed}")
    return value


def _literals(path: Path, where: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise CatalogError(path, where, "must map parameter names to values")
    for key, literal in value.items():
        if not isinstance(literal, LITERALS):
            raise CatalogError(path, f"{where}.{key}", "must be a number, text, true, false or null")
    return dict(value)


def _random(path: Path, where: str, value: Any) -> dict[str, Any]:
    """`random: random_state` is short for `random: {parameter: random_state}`."""
    if isinstance(value, str):
        return {"parameter": value}
    if not isinstance(value, dict):
        raise CatalogError(path, where, "must name the parameter that seeds it, or be a mapping")
    _known(path, where, value, RANDOM_FIELDS)
    for key in CONDITIONS:
        for parameter, literals in _mapping(path, key, value).items():
            if not isinstance(literals, list) or not all(isinstance(one, LITERALS) for one in literals):
                raise CatalogError(path, f"{where}.{key}.{parameter}", "must be a list of values")
    return dict(value)
