"""Draw the pictures of the documents, from files in examples/: `python docs/picture.py`."""

from __future__ import annotations

import io
import os
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from reprolint.api import check, experiment_of
from reprolint.picture import draw, render
from reprolint.report.text import Style, render_text

ROOT = Path(__file__).parents[1]
SHOWN = "examples/resample_before_split"
DRAWN = "examples/resample_before_split/wrong.ipynb"
WIDTH = 104


def main() -> None:
    """What `check` prints for a folder, and what `graph` draws of a notebook in it."""
    os.chdir(ROOT)
    report = check([SHOWN])
    experiment, _ = experiment_of(DRAWN)
    assert experiment is not None
    found = [finding for finding in report.findings if finding.primary.path == DRAWN]
    Path("docs/images/graph.svg").write_text(render(draw(experiment, found), "svg", "../../"), encoding="utf-8")
    draw_tutorial()
    output = render_text(report, Style(width=WIDTH, color=True))
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(output.rstrip()))
    console.save_svg("docs/images/check.svg", title=f"reprolint check {SHOWN}")


def draw_tutorial() -> None:
    """What `graph` draws of the tutorial's study, which is a block of its page."""
    flags = re.MULTILINE | re.DOTALL
    block = re.search(r"^```python name=genes\.py\n(.*?)^```", Path("docs/tutorial.md").read_text("utf-8"), flags)
    assert block is not None
    picture = ROOT / "docs/images/genes.svg"
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("genes.py").write_text(block[1], encoding="utf-8")
        experiment, _ = experiment_of("genes.py")
        assert experiment is not None
        picture.write_text(render(draw(experiment, check(["genes.py"]).findings), "svg"), encoding="utf-8")
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
