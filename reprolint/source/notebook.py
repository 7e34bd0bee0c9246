"""Bytes of a notebook to a `Source` whose text is the joined code."""

from __future__ import annotations

from typing import Any

from reprolint.findings import Problem
from reprolint.source.joining import join
from reprolint.source.model import Source
from reprolint.source.notebook_cells import metadata_ignores, read_cells, upgraded
from reprolint.source.notebook_json import Document, read_json
from reprolint.source.parsing import Fault

_PYTHON = frozenset({"python", "python2", "python3", "ipython", "ipython2", "ipython3", "pyspark", "sage", "sagemath"})


def read_notebook(data: bytes, path: str) -> tuple[Source | None, tuple[Problem, ...]]:
    """Read a notebook; every malformed part is a problem, and the rest is still read."""
    document = read_json(data)
    if isinstance(document, Fault):
        return None, (_problem(path, document),)
    content = _notebook_object(document)
    if isinstance(content, Fault):
        return None, (*(_problem(path, fault) for fault in document.faults), _problem(path, content))
    problems = [_problem(path, fault) for fault in document.faults]
    cells, found = read_cells(content["cells"], path)
    problems += found
    metadata = content.get("metadata")
    language = _language(metadata)
    is_python = language.lower() in _PYTHON
    if not is_python:
        message = f"the notebook's language is {language!r}; only Python is analysed, so its code is left out"
        problems.append(Problem(path, 1, "not-python", message, incomplete=False))
    joined = join(cells, is_python=is_python)
    problems += [_problem(path, fault, number) for number, fault in joined.faults]
    try:
        ignores = metadata_ignores(metadata)
    except ValueError as error:
        ignores = ()
        problems.append(Problem(path, 1, "bad-suppression", f"the notebook's {error}", incomplete=False))
    source = Source(
        path=path,
        kind="notebook",
        text=joined.text,
        original=joined.original,
        tree=joined.tree,
        cells=joined.cells,
        magics=joined.magics,
        problems=tuple(problems),
        ignores=ignores,
        metadata=_kept_metadata(metadata),
    )
    return source, source.problems


def _problem(path: str, fault: Fault, cell: int | None = None) -> Problem:
    return Problem(path, fault.line, fault.kind, fault.message, cell=cell)


def _notebook_object(document: Document) -> dict[str, Any] | Fault:
    """The notebook in format 4 with a list of cells."""
    content = document.content
    if not isinstance(content, dict):
        what = "list" if isinstance(content, list) else "value"
        message = f"the file holds a JSON {what} instead of a notebook; save it in Jupyter, or rename it to .json"
        return Fault(1, "broken-notebook", message)
    newer = upgraded(content)
    reason = "it has no list of `cells`"
    if isinstance(newer, str):
        reason, newer = f"it cannot be brought to format 4 ({newer})", content
    if isinstance(newer.get("cells"), list):
        return newer
    return Fault(1, "broken-notebook", f"the notebook cannot be read: {reason}; open it in Jupyter and save it again")


def _language(metadata: object) -> str:
    """The language of the code; Python when the notebook does not say."""
    kept = _kept_metadata(metadata)
    info, kernel = kept.get("language_info"), kept.get("kernelspec")
    name = info.get("name") if isinstance(info, dict) else None
    if not (isinstance(name, str) and name) and isinstance(kernel, dict):
        name = kernel.get("language") or {"ir": "R"}.get(str(kernel.get("name")))
    return name if isinstance(name, str) and name else "python"


def _kept_metadata(metadata: object) -> dict[str, object]:
    names = ("kernelspec", "language_info")
    return {name: metadata[name] for name in names if name in metadata} if isinstance(metadata, dict) else {}
