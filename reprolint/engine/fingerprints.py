"""Names a finding by what stays when lines move and code is reformatted: rule, file, statement, message without numbers."""

from __future__ import annotations

import hashlib
import io
import re
import tokenize

from reprolint.findings import Finding, Location
from reprolint.patterns import pattern

LENGTH = 16  # hexadecimal digits of a fingerprint
STATEMENT_LENGTH = 60  # characters that take part in a fingerprint: spans cut to different lengths still agree
OPENING = pattern(r"^([rbfutRBFUT]*)(?=['\"])")


def fingerprint(finding: Finding, path: str, occurrence: int) -> str:
    """The finding's name if it lay at `path`, seen from the project root.

    `occurrence`, 0-based, tells apart findings that are alike in everything else.
    """
    base = "\0".join((identity(finding, path), str(occurrence)))
    return hashlib.sha256(base.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def identity(finding: Finding, path: str) -> str:
    """All that goes into a fingerprint but the occurrence."""
    message = re.sub(r"\d+", "0", finding.message)
    return "\0".join((finding.code, path, _statement(finding.primary), message))


def _statement(location: Location) -> str:
    """The first characters of the span, without what formatters change.

    Those are whitespace, comments, trailing commas, parentheses, kinds of quotes, the spelling of numbers, and the
    case of prefixes.
    """
    lines = (location.snippet + location.rest).split("\n")
    if len(lines) == location.end_line - location.line + 1:
        lines[-1] = lines[-1][: location.end_column - 1]
    lines[0] = " " * (location.column - 1) + lines[0][location.column - 1 :]
    text = "".join(_tokens("\n".join(lines).strip()))
    text = "".join(text.split())
    text = re.sub(r"\\*['\"]", '"', text)  # 'it\'s' and "it's"
    text = re.sub(r",(?=[)\]}]|$)", "", text)
    return re.sub(r"[()]", "", text)[:STATEMENT_LENGTH]


def _tokens(text: str) -> list[str]:
    """The tokens of a piece of code that may end in the middle of a statement; the text itself if it is not Python."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"({text}\n)").readline):
            if token.type == tokenize.COMMENT:
                continue
            found.append(_plain(token))
    except (tokenize.TokenError, SyntaxError):
        pass  # cut off, or no Python at all: what came before is enough
    return found or [text]


def _plain(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NUMBER:
        return re.sub(r"\.(?!\d)", ".0", re.sub(r"^\.", "0.", token.string.lower()))
    return OPENING.sub(lambda prefix: prefix[1].lower().replace("u", ""), token.string)
