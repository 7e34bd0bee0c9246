"""Edits in the bytes of a script: its encoding, byte order mark and line ends stay, and so does every byte elsewhere."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from reprolint.findings import Edit
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.lines import WrittenLines, in_order
from reprolint.source.decoding import declared_encoding


def edit_script(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The script with the edits made. Raises DeclinedError when they overlap or its encoding cannot take them."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data.removeprefix(mark)
    encoding = "utf-8" if mark else declared_encoding(data)
    text = body.decode(encoding)
    lines = WrittenLines(text)
    parts, position = [mark], 0
    try:
        for one in in_order([lines.splice(edit) for edit in edits]):
            parts += [text[position : one.start].encode(encoding), one.text.encode(encoding)]
            position = one.end
        parts.append(text[position:].encode(encoding))
        whole = text.encode(encoding)
    except UnicodeEncodeError as error:
        raise DeclinedError(f"the file is {encoding}, which has no {error.object[error.start]!r}") from error
    require(whole == body, f"the file's {encoding} does not survive reading and writing; save it as UTF-8")
    return b"".join(parts)
