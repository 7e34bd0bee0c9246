"""reprolint finds what makes the results of machine-learning research irreproducible or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from reprolint.api import check, check_text
    from reprolint.config import Config
    from reprolint.errors import ConfigurationError, ReprolintError
    from reprolint.findings import Confidence, Finding, Location, Problem, Report, Severity
    from reprolint.report import render

__all__ = [
    "Confidence",
    "Config",
    "ConfigurationError",
    "Finding",
    "Location",
    "Problem",
    "Report",
    "ReprolintError",
    "Severity",
    "__version__",
    "check",
    "check_text",
    "render",
]

_HOMES = {
    "Config": "config",
    "ConfigurationError": "errors",
    "ReprolintError": "errors",
    "check": "api",
    "check_text": "api",
    "render": "report",
}


if not TYPE_CHECKING:  # type checkers would take any name for one that exists

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used, so that `reprolint --version` imports nothing."""
        if name not in __all__:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'findings')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%load_ext reprolint`."""
    from reprolint.jupyter import load_ipython_extension as load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%unload_ext reprolint`."""
    from reprolint.jupyter import unload_ipython_extension as unload

    unload(shell)
