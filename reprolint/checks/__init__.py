"""The registry of checks: a decorator that says what a check needs, and a walk that finds them all."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any, Literal

from reprolint.errors import DuplicateCheckError
from reprolint.findings import Finding
from reprolint.graph import events
from reprolint.records import dataclass

Function = Callable[..., Iterable[Finding]]
Subject = Literal["experiment", "project"]

EVENTS = frozenset(
    cls.__name__.lower() for cls in vars(events).values() if isinstance(cls, type) and issubclass(cls, events.Event)
)


@dataclass(frozen=True, slots=True)
class Check:
    """One question. `needs` are lower-case class names of events without which the answer is known to be no."""

    code: str
    function: Function
    needs: frozenset[str] = frozenset()
    over: Subject = "experiment"
    with_project: bool = False

    @property
    def origin(self) -> str:
        """Where the function is defined, for messages."""
        return f"{self.function.__module__}.{getattr(self.function, '__qualname__', '?')}"


_registered: dict[str, Check] = {}


def check(
    code: str,
    needs: Iterable[str] = (),
    over: Subject = "experiment",
    *,
    with_project: bool = False,
) -> Callable[[Function], Function]:
    """Register the decorated generator as the check of rule `code` and return it unchanged.

    It is called as `f(experiment)`, as `f(experiment, project)` when `with_project`, or as `f(project)` over a project.

    Raises
    ------
    DuplicateCheckError: another function has this code.
    ValueError: `needs` holds a word that names no event.
    """
    wanted = frozenset(needs)
    if unknown := sorted(wanted - EVENTS):
        message = f"{code} needs {unknown}, but events are called {sorted(EVENTS)}"
        raise ValueError(message)

    def register(function: Function) -> Function:
        new = Check(code, function, wanted, over, with_project)
        old = _registered.get(code)
        if old is not None and old.origin != new.origin:  # the same origin is a module that was imported anew
            raise DuplicateCheckError(code, old.origin, new.origin)
        _registered[code] = new
        return function

    return register


def load(pages: Iterable[str] | None = None) -> tuple[Check, ...]:
    """All checks of this package, by code. Imports every module below it once.

    `pages` are paths of rules' pages, such as `leakage/fit-on-test.md`: only the modules that belong to these are then
    sure to be imported, which is quicker. A page may have no module.
    """
    for module in _modules() if pages is None else sorted(map(_module, pages)):
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    return tuple(_registered[code] for code in sorted(_registered))


def _modules() -> list[str]:
    import pkgutil  # a run knows the pages that it wants

    path: Any = __path__
    return sorted(found.name for found in pkgutil.walk_packages(path, prefix=f"{__name__}."))


def _module(page: str) -> str:
    return f"{__name__}.{page.removesuffix('.md').replace('-', '_').replace('/', '.')}"
