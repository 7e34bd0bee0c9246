"""Bytes of a script to text, by the rules that Python itself uses (PEP 263)."""

from __future__ import annotations

import codecs

from reprolint.patterns import pattern
from reprolint.source.parsing import Fault

_COOKIE = pattern(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = pattern(rb"^[ \t\f]*(?:#.*)?$")
_SURROGATE = pattern(r"[\ud800-\udfff]")
_HEAD = 4096  # the declaration stands in the first two lines; a longer head is data

# Codecs that Python has, but that no editor writes; some of them need quadratic time.
_NOT_FOR_SOURCES = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})


def decode_script(data: bytes) -> str | Fault:
    """Decode, drop a byte order mark and turn every line end into a newline."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault(1, "encoding", "the file is UTF-16, which Python cannot run; save it as UTF-8")
    if data.startswith(codecs.BOM_UTF8):
        name, data = "utf-8", data.removeprefix(codecs.BOM_UTF8)
    else:
        name = declared_encoding(data)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        message = "the file holds a NUL byte, so it is damaged or not a Python script; restore it or leave it out"
        return Fault(line, "nul-byte", message)
    text = _decode(data, name)
    if isinstance(text, Fault):
        return text
    return normal_lines(text if name == "utf-8" else without_surrogates(text))


def normal_lines(text: str) -> str:
    """The text with every line end as Python's tokenizer sees it: a newline."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_surrogates(text: str) -> str:
    """The text with each half of a character pair replaced, since nothing can encode or print it."""
    return text if text.isascii() else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def declared_encoding(data: bytes) -> str:
    """The encoding named in the first or second line, else UTF-8."""
    first, _, rest = data[:_HEAD].replace(b"\r\n", b"\n").replace(b"\r", b"\n").partition(b"\n")
    match = _COOKIE.match(first)
    if match is None and _BLANK.match(first):
        match = _COOKIE.match(rest.partition(b"\n")[0])
    return match.group(1).decode("ascii", "replace") if match else "utf-8"


def _decode(data: bytes, name: str) -> str | Fault:
    try:
        known = codecs.lookup(name).name
        if known not in _NOT_FOR_SOURCES:
            return data.decode(known)
    except UnicodeDecodeError as error:
        return _undecodable(data, name, error)
    except (LookupError, ValueError):
        pass  # not an encoding, or not one of text
    return Fault(1, "encoding", f"the file declares the encoding {name!r}, which is not one of text; save it as UTF-8")


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> Fault:
    line = data.count(b"\n", 0, error.start) + 1
    byte = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "the end"
    return Fault(
        line,
        "encoding",
        f"{byte} in line {line} is not {name}, as which Python reads the file; save the file as UTF-8, "
        "or name its encoding in the first line, such as `# -*- coding: latin-1 -*-`",
    )
