"""Commands, options and values are completed in a real shell, as the documentation says to set it up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = re.search(
    r"`(eval \"\$\(_REPROLINT_COMPLETE=bash_source reprolint\)\")`", (ROOT / "docs/commands.md").read_text()
)
BASH = shutil.which("bash")


@pytest.fixture
def completed(tmp_path: Path) -> object:
    """Completes a command line in bash, and gives what is proposed."""
    program = tmp_path / "reprolint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reprolint "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])

    def complete(*words: str) -> list[str]:
        assert DOCUMENTED is not None
        listed = " ".join(f"'{word}'" for word in words)
        script = (
            f"{DOCUMENTED[1]}\nCOMP_WORDS=({listed})\nCOMP_CWORD={len(words) - 1}\n"
            '_reprolint_completion reprolint\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
        )
        done = subprocess.run([str(BASH), "-c", script], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.split()

    return complete


@pytest.mark.skipif(BASH is None or os.name == "nt", reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (("reprolint", "ba"), {"baseline"}),
        (("reprolint", "baseline", "p"), {"prune"}),
        (("reprolint", "check", "--min-s"), {"--min-severity"}),
        (("reprolint", "check", "--min-severity", "e"), {"error"}),
    ],
)
def test_bash_completes(completed, words: tuple[str, ...], proposed: set[str]) -> None:
    assert set(completed(*words)) == proposed
