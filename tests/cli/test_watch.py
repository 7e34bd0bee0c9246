"""`reprolint check --watch` in a process of its own, beside which files are saved."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reprolint.installed import command_for

pytest.importorskip("watchfiles")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="interrupts a process by a signal")

FAULTY = """\
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import cross_val_score
import pandas as pd

births = pd.read_csv("births.csv")
X, y = SMOTE(random_state=0).fit_resample(births.drop(columns="preterm"), births["preterm"])
print(cross_val_score(model, X, y, cv=5).mean())
"""
CLEAN = "x = 1\n"
PATIENCE_S = 60


def listen() -> None:
    """Let Ctrl-C through, which shells switch off for what they start in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Watching:
    """A running `reprolint check --watch`."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.report, self.said = folder.parent / "stdout", folder.parent / "stderr"
        with self.report.open("wb") as out, self.said.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "reprolint", "check", "--watch", *arguments],
                cwd=folder,
                stdout=out,
                stderr=err,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
                preexec_fn=listen,  # noqa: PLW1509 - the test has one thread
            )

    def wait_for(self, words: str, *, times: int = 1) -> None:
        """Until stdout or stderr hold the words that often."""
        end_s = time.monotonic() + PATIENCE_S
        while (self.report.read_text() + self.said.read_text()).count(words) < times:
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < end_s, (words, self.report.read_text(), self.said.read_text())
            time.sleep(0.05)

    def interrupted(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "reprolint.toml").write_text("")
    (folder / "a.py").write_text(FAULTY)
    return folder


@pytest.fixture
def watching(study: Path, request: pytest.FixtureRequest) -> Iterator[Watching]:
    running = Watching(study, *request.param)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


@pytest.mark.parametrize("watching", [["a.py", "--select", "LEA004"], [".", "--select", "LEA004"]], indirect=True)
def test_saved_script_is_checked_again_and_the_last_check_decides(study: Path, watching: Watching) -> None:
    watching.wait_for("Ctrl-C ends")
    assert "1 finding (1 error)" in watching.report.read_text()
    (study / "a.py").write_text(CLEAN)
    watching.wait_for("a.py, checked again")
    watching.wait_for("No findings")
    (study / "new.py").write_text(FAULTY)
    (study / "notes.txt").write_text("no script, notebook or setting")
    (study / "a.py").rename(study / "b.py")
    (study / "b.py").write_text(FAULTY)
    (study / "b.py").replace(study / "a.py")  # as editors do
    watching.wait_for("To read why", times=2)
    assert watching.interrupted() == 1
    assert "notes.txt" not in watching.said.read_text()
    assert "Traceback" not in watching.said.read_text()


@pytest.mark.parametrize("watching", [["a.py", "--select", "LEA004"]], indirect=True)
def test_saved_settings_count_and_mistakes_in_them_do_not_end_it(study: Path, watching: Watching) -> None:
    watching.wait_for("Ctrl-C ends")
    (study / "reprolint.toml").write_text("nonsense = 1\n")
    watching.wait_for("nonsense")
    (study / "reprolint.toml").write_text('ignore = ["REP"]\n')
    watching.wait_for("reprolint.toml, checked again", times=2)
    (study / "a.py").write_text(CLEAN)
    watching.wait_for("No findings")
    assert watching.interrupted() == 0


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "json"], "only --format text"),
        (["--output", "report.txt"], "leave --output and --also out"),
        (["--fix"], "leave --fix"),
        (["-"], "stdin cannot be read twice"),
        (["nowhere.py"], "nowhere.py: there is no such file"),
    ],
)
def test_what_makes_no_sense_is_refused(study: Path, arguments: list[str], said: str) -> None:
    result = run(study, "-m", "reprolint", "check", "--watch", *arguments)
    assert result.returncode == 2
    assert said in result.stderr


def test_missing_library_is_named(study: Path) -> None:
    hidden = "import sys; sys.modules['watchfiles'] = None; from reprolint.cli import main; main(['check', '--watch'])"
    result = run(study, "-c", hidden)
    assert result.returncode == 2
    assert command_for("watch") in result.stderr
