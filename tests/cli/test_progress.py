"""A progress bar appears on terminals, for long runs, and leaves nothing behind."""

from __future__ import annotations

import sys

import pytest

from reprolint.cli.progress import MANY_FILES, Bar, on_terminal


class Terminal:
    """Standard error as a terminal that remembers."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass


def terminal_as_stderr(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called in the test itself, since the test runner sets its own standard error after the fixtures."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    return screen


def test_long_run_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    advance = on_terminal(quiet=False)(MANY_FILES + 1)
    for _ in range(MANY_FILES + 1):
        advance()
    assert "checking" in terminal.text
    assert f"{MANY_FILES + 1}/{MANY_FILES + 1}" in terminal.text


def test_short_run_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    advance = on_terminal(quiet=False)(3)
    for _ in range(3):
        advance()
    assert terminal.text == ""


def test_slow_run_of_few_files_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    bar = Bar(3)
    bar.started_s -= 10
    bar.advance()
    assert bar.bar is not None
    bar.stop()
    assert "1/3" in terminal.text


def test_quiet_run_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch)
    advance = on_terminal(quiet=True)(MANY_FILES + 1)
    for _ in range(MANY_FILES + 1):
        advance()
    assert terminal.text == ""
