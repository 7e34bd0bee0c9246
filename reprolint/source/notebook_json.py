"""Bytes of an `.ipynb` to its JSON object, and what can be saved of one that is cut off or damaged."""

from __future__ import annotations

import json
import re
from dataclasses import field
from typing import Any

from reprolint.patterns import pattern
from reprolint.records import dataclass
from reprolint.source.parsing import Fault

_CONFLICT = pattern(r"^(?:<{7}|>{7}|={7})(?: |$)", re.MULTILINE)
_CELLS = pattern(r'"cells"\s*:\s*\[')
_BETWEEN = pattern(r"[\s,]*")


class RepeatedKeys(dict[str, Any]):
    """A JSON object in which a key occurs twice; as everywhere, the last one counts."""


@dataclass(slots=True)
class Document:
    """What was read of the file. `content` is any JSON value; after damage, an object with the cells before it."""

    content: Any
    faults: list[Fault] = field(default_factory=list)


def read_json(data: bytes) -> Document | Fault:
    """Decode and parse; on damage, the cells before it and a fault that says where it is."""
    if not data.strip():
        return Fault(1, "broken-notebook", "the notebook is empty; save it again in Jupyter, or remove it")
    try:
        text = decoded(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02x} in line {line}"
        return Fault(line, "encoding", f"{byte} is not UTF-8, as which notebooks are stored; save it again in Jupyter")
    try:
        return Document(json.loads(text, object_pairs_hook=_json_object))
    except json.JSONDecodeError as error:
        fault = Fault(error.lineno, "broken-notebook", _advice(text, error))
    except (RecursionError, MemoryError):
        fault = Fault(1, "broken-notebook", "the notebook's JSON is nested too deeply; clear all outputs and save it")
    except ValueError as error:  # an integer too long for Python
        fault = Fault(1, "broken-notebook", f"the notebook's JSON cannot be read ({error}); clear all outputs")
    cells = cells_before_damage(text, json.JSONDecoder(object_pairs_hook=_json_object))
    return Document({"cells": cells}, [fault]) if cells else fault


def decoded(data: bytes) -> str:
    """The text of the file, without a byte order mark. Raises UnicodeDecodeError."""
    return data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else json.detect_encoding(data))


def _json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(found)


def _advice(text: str, error: json.JSONDecodeError) -> str:
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return f"an unresolved merge conflict stands in line {line}; resolve it, for example with nbdime"
    if error.pos >= len(text.rstrip()):
        return "the notebook's JSON ends too early, so the file is cut off; restore it or save it again in Jupyter"
    return f"the notebook's JSON is damaged in line {error.lineno}: {error.msg}; restore it or save it again in Jupyter"


def cells_before_damage(text: str, decoder: json.JSONDecoder) -> list[Any]:
    """Every whole cell up to the place where the JSON breaks."""
    cells: list[Any] = []
    start = _CELLS.search(text)
    if start is None:
        return cells
    position = start.end()
    while True:
        between = _BETWEEN.match(text, position)
        try:
            cell, position = decoder.raw_decode(text, between.end() if between else position)
        except (ValueError, RecursionError, MemoryError):
            return cells
        cells.append(cell)
