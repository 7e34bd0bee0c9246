"""The extension for IPython and Jupyter: `%load_ext reprolint` gives `%reprolint` and `%%reprolint`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from reprolint.jupyter.extension import Extension

_loaded: dict[int, Extension] = {}  # by the identity of the shell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register the magics and start to note which cell runs when."""
    from reprolint.jupyter.extension import Extension

    unload_ipython_extension(shell)
    _loaded[id(shell)] = Extension(shell)
    _loaded[id(shell)].register()


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take everything back that `load_ipython_extension` did."""
    extension = _loaded.pop(id(shell), None)
    if extension is not None:
        extension.unregister()
