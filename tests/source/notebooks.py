"""What the tests of reading share: notebooks built from a few words, and patience."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, settings

from reprolint.source import Source, read_bytes

# Property tests must not fail because a machine is busy or a library is imported for the first time.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def code(source: object, **more: Any) -> dict[str, Any]:
    """A code cell as Jupyter stores it."""
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def markdown(source: str) -> dict[str, Any]:
    """A markdown cell as Jupyter stores it."""
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def notebook_bytes(*cells: Any, metadata: dict[str, Any] | None = None) -> bytes:
    """A notebook file of format 4."""
    content = {"cells": list(cells), "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content).encode()


def notebook(*cells: Any, metadata: dict[str, Any] | None = None) -> Source:
    """The source of a notebook; a string is a code cell."""
    items = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    source, problems = read_bytes(notebook_bytes(*items, metadata=metadata), "n.ipynb")
    assert source is not None
    assert problems == source.problems
    return source
