"""The interpreter's memory: scopes, and a log of writes that lets branches start from one state and join again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from reprolint.graph.joining import ABSENT, join
from reprolint.graph.values import Value


class Scope:
    """The names of a module, function or class body; `parent` is the scope it closes over."""

    __slots__ = ("globals", "kind", "module", "names", "nonlocals", "parent", "starred")

    def __init__(self, module: object, parent: Scope | None = None, kind: str = "function") -> None:
        self.names: dict[str, Value] = {}
        self.parent = parent
        self.module = module
        self.kind = kind
        self.globals: set[str] | None = None  # declared `global` or `nonlocal` here
        self.starred: list[str] = []  # libraries imported with *

    def lookup(self, name: str) -> Value | None:
        """The value bound to `name` here or in an enclosing function or module scope."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.names.get(name)
            if value is not None and (scope is self or scope.kind != "class"):
                return value
            scope = scope.parent
        return None

    def owner(self, name: str) -> Scope:
        """The scope that an assignment to `name` made here writes to."""
        if self.globals and name in self.globals:
            scope = self.parent
            while scope is not None:
                if name in scope.names or scope.parent is None:
                    return scope
                scope = scope.parent
        return self


Write = tuple[Any, Any, Any]  # container (dict or object), key or attribute, value before


class Memory:
    """Every change of a scope, container or object goes through here, so that it can be undone and joined."""

    __slots__ = ("log",)

    def __init__(self) -> None:
        self.log: list[Write] = []

    def put(self, container: dict[Any, Any], key: object, value: object) -> None:
        """Bind `key` in a dict."""
        self.log.append((container, key, container.get(key, ABSENT)))
        container[key] = value

    def set(self, target: object, attribute: str, value: object) -> None:
        """Assign an attribute of an abstract value."""
        self.log.append((target, attribute, getattr(target, attribute)))
        setattr(target, attribute, value)

    def remove(self, container: dict[Any, Any], key: object) -> None:
        """Unbind `key` in a dict, if bound."""
        if key in container:
            self.log.append((container, key, container.pop(key)))

    def fork(self, bodies: Iterable[Callable[[], str]]) -> str:
        """Run every body from the present state and join what they leave.

        A body returns how it ended: "" when it runs through, else return, raise, break or continue. Bodies that leave
        do not reach the join, unless all do. Returns "" or, when all leave, the most harmless of their ways.
        """
        outcomes = [self._attempt(body) for body in bodies]
        live = [changes for changes, end in outcomes if not end]
        ends = [end for _, end in outcomes]
        if not live:
            live = [changes for changes, end in outcomes if end != "raise"]
        keys = {key: (container, name) for changes in live for key, (container, name, _) in changes.items()}
        for key, (container, name) in keys.items():
            before = _read(container, name)
            values = [changes[key][2] if key in changes else before for changes in live]
            joined = values[0]
            for value in values[1:]:
                joined = join(joined, value)
            if joined is not before:
                self._write(container, name, joined)
        if "" in ends or not ends:
            return ""
        return next(end for end in ("continue", "break", "return", "raise") if end in ends)

    def _attempt(self, body: Callable[[], str]) -> tuple[dict[tuple[int, Any], Write], str]:
        start = len(self.log)
        end = body()
        changes: dict[tuple[int, Any], Write] = {}
        for container, key, before in reversed(self.log[start:]):
            identity = (id(container), key)
            if identity not in changes:
                changes[identity] = (container, key, _read(container, key))
            _restore(container, key, before)
        del self.log[start:]
        return changes, end

    def _write(self, container: Any, key: Any, value: Any) -> None:
        if isinstance(container, dict):
            if value is ABSENT:
                self.remove(container, key)
            else:
                self.put(container, key, value)
        else:
            self.set(container, key, value)


def _read(container: Any, key: Any) -> Any:
    return container.get(key, ABSENT) if isinstance(container, dict) else getattr(container, key)


def _restore(container: Any, key: Any, value: Any) -> None:
    if not isinstance(container, dict):
        setattr(container, key, value)
    elif value is ABSENT:
        container.pop(key, None)
    else:
        container[key] = value
