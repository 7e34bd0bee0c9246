"""The magics in IPython's terminal: plain text, and cells that are typed line by line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.reading import ROOT
from tests.jupyter.sessions import FETCH

pytest.importorskip("IPython")


def typed(folder: Path, *lines: str) -> str:
    """What IPython prints when these lines are typed."""
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=NoColor", "--quick"]
    environment = os.environ | {
        "IPYTHONDIR": str(folder / ".ipython"),
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        command,
        input="\n".join([*lines, ""]),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env=environment,
        encoding="utf-8",
        timeout=120,
    )
    return done.stdout + done.stderr


def test_plain_text_in_a_terminal(tmp_path: Path) -> None:
    cell = ("%%reprolint", "x = 6", "x * 7", "", "")  # as for any cell magic, two empty lines end it
    lines = ("%load_ext reprolint", *FETCH.splitlines(), "", "%reprolint", *cell, "%reprolint on")
    told = typed(tmp_path, *lines)
    assert "In [4], line 2: warning SHR002 unsafe-load" in told
    assert " 2 │     return pickle.load(urlopen('https://example.org/a.pkl'))" in told
    assert "1 finding (1 warning) in the 3 cells run so far." in told
    assert "no findings in this cell." in told
    assert "Out[6]: 42" in told
    assert "<div" not in told
    assert "\x1b" not in told
