"""A repository's facts handed out with a record of which were asked for, so that an answer can later be seen to still hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Question = tuple[str, tuple[str | int, ...] | None]
"""The name of a fact, such as `folder.read`, and the arguments it was asked with; None when it is not a function."""


class Asked:
    """Stands for a `Project` (or its folder) and notes every question with `note`, which gets the answer too."""

    def __init__(self, facts: object, note: Callable[[Question, object], None], prefix: str = "") -> None:
        self._facts, self._note, self._prefix = facts, note, prefix

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        full = self._prefix + name
        if full == "folder":
            return Asked(value, self._note, "folder.")
        if not callable(value):
            self._note((full, None), value)
            return value

        def answer(*arguments: Any) -> Any:
            result = value(*arguments)
            self._note((full, arguments), result)
            return result

        return answer


def ask(facts: object, question: Question) -> object:
    """The answer to a question that was noted before. Raises AttributeError, TypeError: there is no such question."""
    name, arguments = question
    value = facts
    for part in name.split("."):
        if part.startswith("_"):
            raise AttributeError(part)
        value = getattr(value, part)
    return value if arguments is None else value(*arguments)  # type: ignore[operator]
