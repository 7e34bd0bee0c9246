"""The pictures of experiments that a report shows beside their findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reprolint.patterns import pattern
from reprolint.picture.style import STYLE
from reprolint.report.marked_code import inline

_WIDTH = pattern(r' width="([0-9]+)"')
WIDE = 1200  # pixels; wider pictures are not shrunk to the page
_OWN_STYLE = f"<style>{STYLE}</style>\n"


@dataclass(frozen=True, slots=True)
class Pictures:
    """`by_path` is one `svg` element for each file that has one; `missing` says what is not shown and how to get it."""

    by_path: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""

    def of(self, path: str) -> str:
        """The picture of a file in a fold, "" when there is none."""
        svg = self.by_path.get(path, "")
        if not svg:
            return ""
        # The page's own stylesheet holds these rules once for all pictures. Large pictures scroll, by keyboard too.
        drawn = svg.strip().replace(_OWN_STYLE, "", 1)
        wide = " rp-wide" if _wide(drawn) else ""
        return (
            '<details class="rp-picture" open><summary>The experiment as a picture</summary>'
            f'<div class="rp-drawn{wide}" role="group" aria-label="Picture" tabindex="0">{drawn}</div></details>'
        )

    def note(self) -> str:
        """A paragraph about pictures that are missing, "" when none is."""
        return f'<p class="rp-hint">{inline(self.missing)}</p>' if self.missing else ""


def _wide(svg: str) -> bool:
    width = _WIDTH.search(svg)
    return width is not None and int(width[1]) > WIDE
