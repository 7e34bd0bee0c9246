"""Regular expressions that are compiled when they are first used: a run has a hundred of them and uses a third."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

if TYPE_CHECKING:

    def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
        """As `re.compile`; that the text is a pattern is seen at its first use."""
        raise NotImplementedError

else:

    class pattern:  # noqa: N801 - stands in for a function
        """Takes the methods of the compiled pattern when one is asked for, and keeps them."""

        def __init__(self, text: AnyStr, flags: int = 0) -> None:
            self._made_of = text, flags

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(*self._made_of), name)
            setattr(self, name, found)
            return found
