"""The cells of a notebook's JSON object, of any format version; what is malformed costs as little as possible."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from reprolint.findings import Problem
from reprolint.source.decoding import normal_lines, without_surrogates
from reprolint.source.model import Cell, CellKind, Output
from reprolint.source.notebook_json import RepeatedKeys

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_OUTPUT_TEXT = 2000  # characters; outputs are asked for error names and printed numbers, not for data
_FIRST_FLAT_FORMAT = 4  # before it, cells stood in worksheets


def upgraded(content: dict[str, Any]) -> dict[str, Any] | str:
    """The notebook in format 4, or the reason why it cannot be brought there."""
    version = content.get("nbformat")
    old = isinstance(version, int) and version < _FIRST_FLAT_FORMAT
    if not old and not (version is None and "worksheets" in content):
        return content
    import logging  # these two take a fifth of a second, and old notebooks are rare

    import nbformat

    logger = logging.getLogger("traitlets")  # to which nbformat reports what we report ourselves
    silent, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            old_notebook = nbformat.from_dict({"nbformat": 3, "metadata": {}, **content})  # type: ignore[no-untyped-call]
            return dict(nbformat.convert(old_notebook, _FIRST_FLAT_FORMAT))  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 - the upgrade trusts its input, and fails in any way on a malformed one
        return f"{type(error).__name__}: {error}"
    finally:
        logger.disabled = silent


def read_cells(items: list[Any], path: str) -> tuple[list[Cell], list[Problem]]:
    """Every cell with its number, `first_line` not yet set, and what is wrong with them."""
    cells: list[Cell] = []
    problems: list[Problem] = []
    for number, item in enumerate(items, 1):
        cell, reasons = _cell(item, number)
        cells.append(cell)
        for kind, reason in reasons:
            lost = kind == "broken-cell"
            problems.append(Problem(path, 1, kind, f"cell {number}: {reason}", cell=number, incomplete=lost))
    return cells, problems


def metadata_ignores(metadata: object) -> tuple[str, ...]:
    """Codes and names that `{"reprolint": {"ignore": [...]}}` silences; "*" for `{"reprolint": {"skip": true}}`.

    Raises ValueError when the entry is there, but says neither.
    """
    if not isinstance(metadata, dict) or "reprolint" not in metadata:
        return ()
    entry = metadata["reprolint"]
    if isinstance(entry, dict) and not entry.keys() - {"ignore", "skip"}:
        ignored = entry.get("ignore", [])
        if entry.get("skip") is True:
            return ("*",)
        if isinstance(ignored, str):
            return (without_surrogates(ignored),)
        if isinstance(ignored, list) and all(isinstance(code, str) for code in ignored):
            return tuple(without_surrogates(code) for code in ignored)
    message = '`reprolint` in the metadata must be {"ignore": ["CODE", ...]} or {"skip": true}'
    raise ValueError(message)


def _cell(item: Any, number: int) -> tuple[Cell, list[tuple[str, str]]]:
    if not isinstance(item, dict):
        return Cell(number, "raw", "", parsed=False), [("broken-cell", "it is not a JSON object; save it in Jupyter")]
    reasons: list[tuple[str, str]] = []
    if isinstance(item, RepeatedKeys):
        reasons.append(("repeated-key", "a key occurs twice in its JSON and the last one counts; save it in Jupyter"))
    kind = _kind(item.get("cell_type"))
    if kind is None:
        reasons.append(("broken-cell", "`cell_type` must be code, markdown or raw; correct it or save it in Jupyter"))
    text = _text(item.get("source"))
    if text is None:
        reasons.append(("broken-cell", "`source` must be text or a list of lines; write the cell again in Jupyter"))
    metadata = item.get("metadata")
    try:
        ignores = metadata_ignores(metadata)
    except ValueError as error:
        ignores = ()
        reasons.append(("bad-suppression", str(error)))
    count = item.get("execution_count")
    cell = Cell(
        number=number,
        kind=kind or "raw",
        text=text or "",
        line_count=(text or "").count("\n") + 1,
        # A kernel counts from 1; some editors write 0 for a cell that has not run.
        execution_count=count if isinstance(count, int) and not isinstance(count, bool) and count > 0 else None,
        outputs=tuple(_outputs(item.get("outputs"))),
        tags=_tags(metadata),
        ignores=ignores,
        parsed=text is not None and kind is not None,
    )
    return cell, reasons


def _kind(name: object) -> CellKind | None:
    if name == "code":
        return "code"
    if name == "markdown":
        return "markdown"
    return "raw" if name == "raw" else None


def _tags(metadata: object) -> tuple[str, ...]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(without_surrogates(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()


def _text(source: object) -> str | None:
    """The text of a `source`, a string or a list of strings; None for anything else."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return normal_lines(without_surrogates(source)) if isinstance(source, str) else None


def _outputs(outputs: object) -> Iterator[Output]:
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        text = data.get("text/plain") if isinstance(data, dict) else output.get("text")
        yield Output(
            kind=_short(output.get("output_type")),
            error_name=_short(output.get("ename")),
            error_value=_short(output.get("evalue")),
            text=_short(text),
        )


def _short(text: object) -> str:
    """The beginning of a string or a list of strings, without joining megabytes of it."""
    if isinstance(text, str):
        return without_surrogates(text[:MAX_OUTPUT_TEXT])
    parts: list[str] = []
    room = MAX_OUTPUT_TEXT
    for part in text if isinstance(text, list) else ():
        if room <= 0:
            break
        if isinstance(part, str):
            parts.append(part[:room])
            room -= len(parts[-1])
    return without_surrogates("".join(parts))
