"""YAML as the rules use it: a safe loader in which a key given twice is an error, and fields checked by name and type."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any

import yaml

from reprolint.rulebook.model import RulebookError


class _Loader(yaml.SafeLoader):
    """The safe loader, but a second `key:` does not silently replace the first, and dates and 1_000 stay text."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"`{key}` is given twice", key_node.start_mark)
        seen.add(key)
    return dict(loader.construct_pairs(node, deep=True))


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_mapping(text: str, path: str) -> dict[str, Any]:
    """The mapping that `text` holds; raises RulebookError, naming `path`."""
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise RulebookError(path, f"not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise RulebookError(path, "must be a mapping with text keys")
    return content


class Fields:
    """Takes fields out of a mapping one by one, each checked; `done` complains of what nobody took."""

    def __init__(self, path: str, content: Mapping[str, Any], where: str = "") -> None:
        self.path = path
        self.where = where
        self._left = dict(content)
        self._known: list[str] = []

    def error(self, key: str, what: str) -> RulebookError:
        """An error that names the key by its full path in the file."""
        return RulebookError(self.path, f"`{self.where}{key}` {what}")

    def take(self, key: str, default: object = ...) -> Any:
        """The raw value; an error when it is missing and has no default."""
        self._known.append(key)
        if key not in self._left:
            if default is ...:
                raise self.error(key, "is missing")
            return default
        return self._left.pop(key)

    def text(self, key: str, default: object = ...) -> str:
        """A text on one line."""
        value = self.take(key, default)
        if not isinstance(value, str) or "\n" in value.strip():
            raise self.error(key, "must be text on one line")
        return value.strip()

    def one_of(self, key: str, allowed: Collection[str], default: object = ...) -> str:
        """A text out of `allowed`."""
        value = self.take(key, default)
        if value not in allowed and value != default:
            near = get_close_matches(str(value), list(allowed), n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise self.error(key, f"is `{value}`, but must be one of {', '.join(allowed)}{hint}")
        return str(value)

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false")
        return value

    def texts(self, key: str, default: object = ...) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self.take(key, default)
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.error(key, "must be a list of texts (quote numbers)")
        return tuple(value)

    def whole_number(self, key: str) -> int:
        """An int."""
        value = self.take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, "must be a whole number")
        return value

    def number(self, key: str) -> float:
        """A float; ints are converted."""
        value = self.take(key)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise self.error(key, "must be a number")
        return float(value)

    def inner(self, key: str) -> Fields:
        """The fields of a nested mapping, empty when the key is missing."""
        return self.nested(key, self.take(key, {}))

    def nested(self, key: str, value: object) -> Fields:
        """The fields of a mapping that stands at `key`."""
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.error(key, "must be a mapping with text keys (quote numbers)")
        return Fields(self.path, value, f"{self.where}{key}.")

    def names(self) -> tuple[str, ...]:
        """Keys that nobody took yet, in the file's order."""
        return tuple(self._left)

    def done(self) -> None:
        """Raise RulebookError when a key is left that nobody knows."""
        for key in self._left:
            near = get_close_matches(key, self._known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else f"; known are {', '.join(self._known)}"
            raise self.error(key, f"is not a known key{hint}")
