"""Why a finding is left to its author: no repair is better than one that may be wrong."""

from __future__ import annotations


class DeclinedError(Exception):
    """A repair that is not made; the message is the reason, a sentence without its full stop."""


def require(condition: object, reason: str) -> None:
    """Raise DeclinedError with the reason unless the condition holds."""
    if not condition:
        raise DeclinedError(reason)
