"""Draw what `reprolint check` prints as the picture of the README: `python docs/picture.py`."""

from __future__ import annotations

import io
import os
from pathlib import Path

from rich.console import Console
from rich.text import Text

from reprolint.api import check
from reprolint.report.text import Style, render_text

ROOT = Path(__file__).parents[1]
SHOWN = "examples/resample_before_split"
WIDTH = 104


def main() -> None:
    """Check one folder of examples and write its report as docs/images/check.svg."""
    os.chdir(ROOT)
    output = render_text(check([SHOWN]), Style(width=WIDTH, color=True))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(output.rstrip()))
    console.save_svg("docs/images/check.svg", title=f"reprolint check {SHOWN}")


if __name__ == "__main__":
    main()
