"""Spreads files over processes and brings their outcomes back in the order of the files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from reprolint.engine.outcome import Outcome
from reprolint.engine.running import Engine, Item
from reprolint.findings import Problem

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

FEW_FILES = 64  # below this, starting processes takes longer than they save

_engine: Engine | None = None  # of a worker process


def analyse_all(engine: Engine, items: Sequence[Item], jobs: int | None, advance: Callable[[], None]) -> list[Outcome]:
    """The outcome of every file, in order. `jobs` None means one process for few files, else one per processor."""
    wanted = jobs or (1 if len(items) < FEW_FILES else os.cpu_count() or 1)
    workers = min(wanted, len(items))
    if workers > 1:
        return _in_processes(engine, items, workers, advance)
    outcomes = []
    for item in items:
        outcomes.append(engine.analyse(item))
        advance()
    return outcomes


def _in_processes(engine: Engine, items: Sequence[Item], workers: int, advance: Callable[[], None]) -> list[Outcome]:
    from concurrent.futures import ProcessPoolExecutor  # takes longer to import than a small run lasts

    fresh = replace(engine)  # without what it has worked out, part of which cannot be sent
    with ProcessPoolExecutor(workers, _context(), _start, (fresh,)) as pool:
        futures = [pool.submit(_work, item) for item in items]
        outcomes = []
        for item, future in zip(items, futures, strict=True):
            outcomes.append(_outcome(item, future))
            advance()
        return outcomes


def _outcome(item: Item, future: Future[Outcome]) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return future.result()
    except BrokenProcessPool:
        message = "a worker process died, perhaps for lack of memory; try again with --jobs 1"
        return Outcome(problems=[Problem(item.display, 1, "crashed-analysis", message)])


def _context() -> BaseContext:
    """Forking is fastest, but unsafe once other threads run."""
    import multiprocessing
    import threading

    can_fork = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if can_fork else "spawn")


def _start(engine: Engine) -> None:
    global _engine  # noqa: PLW0603 - a worker process serves one engine for its whole life
    _engine = engine


def _work(item: Item) -> Outcome:
    assert _engine is not None
    return _engine.analyse(item)
