"""Commands, options and values are completed in real shells, as the documentation says to set them up."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from reprolint.cli import main

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs/commands.md").read_text("utf-8").partition("## Completion in the shell")[2].partition("\n## ")[0]
BASH, ZSH, FISH = (shutil.which(name) for name in ("bash", "zsh", "fish"))
ANSWER_S = 30
CASES = [
    (("reprolint", "ba"), {"baseline"}),
    (("reprolint", "baseline", "p"), {"prune"}),
    (("reprolint", "check", "--min-s"), {"--min-severity"}),
    (("reprolint", "check", "--min-severity", "e"), {"error"}),
    (("reprolint", "explain", "LEA00"), {f"LEA00{number}" for number in range(1, 9)} | {"LEA009"}),
]
Complete = Callable[..., set[str]]


def documented(shell: str) -> tuple[str, list[str]]:
    """The file and the lines that the table names for a shell."""
    (row,) = [line for line in TABLE.splitlines() if line.startswith(f"| {shell}")]
    file, *lines = re.findall(r"`([^`]+)`", row)
    return file, [line.replace("\\|", "|") for line in lines]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An empty home with `reprolint` on the path."""
    program = tmp_path / "bin" / "reprolint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reprolint "$@"\n')
    program.chmod(0o755)
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    own = {
        "HOME": str(tmp_path),
        "ZDOTDIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
        "TERM": "dumb",
    }
    return {**os.environ, **own, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": paths}


def lay_out(shell: str, home: Path) -> None:
    """Write the documented lines into the documented file."""
    name, lines = documented(shell)
    file = home / name.removeprefix("~/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines))


@pytest.mark.skipif(BASH is None or os.name == "nt", reason="there is no bash")
@pytest.mark.parametrize(("words", "proposed"), CASES)
def test_bash_completes(words: tuple[str, ...], proposed: set[str], environment: dict[str, str]) -> None:
    _, (line,) = documented("bash")
    listed = " ".join(f"'{word}'" for word in words)
    script = (
        f"{line}\nCOMP_WORDS=({listed})\nCOMP_CWORD={len(words) - 1}\n"
        '_reprolint_completion reprolint\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run([str(BASH), "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == proposed


@pytest.mark.skipif(FISH is None, reason="there is no fish")
@pytest.mark.parametrize(("words", "proposed"), CASES)
def test_fish_completes(
    words: tuple[str, ...], proposed: set[str], environment: dict[str, str], tmp_path: Path
) -> None:
    lay_out("fish", tmp_path)
    command = [str(FISH), "-c", f"complete -C '{' '.join(words)}'"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert {line.split("\t")[0] for line in done.stdout.splitlines()} == proposed


@contextmanager
def terminal(program: str, environment: dict[str, str]) -> Iterator[int]:
    """A program that believes it talks to a person; gives the other end of its terminal."""
    import pty

    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        [program, "-i"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    try:
        yield ours
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def seen(end: int, wanted: set[str]) -> str:
    """What the terminal shows until everything that is wanted is there, or time is up."""
    shown = ""
    until = time.monotonic() + ANSWER_S
    while time.monotonic() < until and not all(word in shown for word in wanted):
        if select.select([end], [], [], 0.2)[0]:
            shown += os.read(end, 4096).decode("utf-8", "replace")
    return shown


@pytest.mark.skipif(ZSH is None, reason="there is no zsh")
@pytest.mark.parametrize(("words", "proposed"), CASES)
def test_zsh_completes(words: tuple[str, ...], proposed: set[str], environment: dict[str, str], tmp_path: Path) -> None:
    lay_out("zsh", tmp_path)
    with (tmp_path / ".zshrc").open("a") as file:
        file.write("PS1='ready> '\n")
    with terminal(str(ZSH), environment) as end:
        started = seen(end, {"ready> "})
        assert "not found" not in started
        os.write(end, f"{' '.join(words)}\t".encode())
        shown = seen(end, proposed)
    assert all(word in shown for word in proposed), shown


def proposals(*words: str) -> dict[str, str | None]:
    """What the command itself proposes for the last word, with the words beside it."""
    complete = ShellComplete(main, {}, "reprolint", "_REPROLINT_COMPLETE")
    return {item.value: item.help for item in complete.get_completions(list(words[:-1]), words[-1])}


def test_rules_are_proposed_with_their_summaries() -> None:
    assert proposals("explain", "resample-b") == {"resample-before-split": "rows are resampled before they are split"}
    assert {"LEA004", "EVA001"} <= set(proposals("explain", ""))
    assert "LEA" not in proposals("explain", "")


@pytest.mark.parametrize("option", ["--select", "--extend-select", "--ignore"])
def test_the_last_rule_of_a_list_is_completed(option: str) -> None:
    assert set(proposals("check", option, "EVA,LEA00")) == {f"EVA,LEA00{number}" for number in range(1, 10)}
    assert "LEA" in proposals("check", option, "le")


def test_a_wrong_configuration_costs_only_the_proposals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reprolint.toml").write_text('selct = ["LEA"]\n')
    assert proposals("explain", "LEA") == {}
    assert proposals("check", "--select", "LEA") == {}
