"""Work in other processes: what is sent there, and what happens when one of them dies."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reprolint.api import engine_for
from reprolint.checks import Check
from reprolint.config import Config
from reprolint.engine.workers import _context
from reprolint.findings import Finding
from tests.laboratory import LEAK, Experiment, engine, write


def die(experiment: Experiment) -> Iterator[Finding]:
    """End the whole process, as the kernel does when memory runs out."""
    if "b.py" in experiment.source.path:
        os._exit(9)
    yield from ()


def test_engine_with_all_rules_can_be_sent(tmp_path: Path) -> None:
    whole = engine_for(Config(), tmp_path, facts=tmp_path, whole=True)
    assert pickle.loads(pickle.dumps(whole)).codes == whole.codes


def test_death_of_a_process_is_reported_and_ends_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    deadly = replace(engine(tmp_path), checks=(Check("LEA901", die),))
    report = deadly.run(write(tmp_path, {"a.py": LEAK, "b.py": LEAK}), jobs=2)
    assert "b.py" in [problem.path for problem in report.problems if problem.kind == "crashed-analysis"]
    assert report.files == 2


def test_processes_are_not_forked_beside_other_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    items = write(tmp_path, {"a.py": LEAK, "b.py": LEAK})
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert _context().get_start_method() == "spawn"
        report = engine(tmp_path).run(items, jobs=2)
    finally:
        done.set()
        thread.join()
    assert report == engine(tmp_path).run(items, jobs=1)


def test_each_file_is_announced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    items = write(tmp_path, {f"{letter}.py": LEAK for letter in "abc"})
    for jobs in (1, 2):
        calls: list[int] = []
        engine(tmp_path).run(items, jobs, lambda calls=calls: calls.append(1))  # type: ignore[misc]
        assert len(calls) == 3
