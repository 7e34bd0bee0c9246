"""Shows on a terminal how far a long run is; on stderr, since stdout is the report's."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

from reprolint.records import dataclass

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

MANY_FILES = 50
PATIENCE_S = 1.0
INTERVAL_S = 0.1


@dataclass(slots=True)
class Bar:
    """A bar that appears only when the run is long; drawn without a thread, so that processes can be forked."""

    total: int
    doing: str = "checking"
    done: int = 0
    started_s: float = field(default_factory=time.monotonic)
    drawn_s: float = 0.0
    bar: tuple[Progress, TaskID] | None = None

    def advance(self) -> None:
        """One more file is done."""
        self.done += 1
        now_s = time.monotonic()
        if self.bar is None and (self.total > MANY_FILES or now_s - self.started_s > PATIENCE_S):
            self._start()
        if self.bar is not None and (now_s - self.drawn_s > INTERVAL_S or self.done == self.total):
            progress, task = self.bar
            progress.update(task, completed=self.done, refresh=True)
            self.drawn_s = now_s
        if self.bar is not None and self.done == self.total:
            self.stop()

    def stop(self) -> None:
        """Remove the bar from the terminal."""
        if self.bar is not None:
            self.bar[0].stop()
            self.bar = None

    def _start(self) -> None:
        from rich.console import Console  # most runs are over before a bar is due
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn(self.doing), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
        progress = Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
        self.bar = progress, progress.add_task(self.doing, total=self.total)
        progress.start()


def on_terminal(*, quiet: bool, doing: str = "checking") -> Callable[[int], Callable[[], None]]:
    """What `api.check` calls with the number of files: a bar on a terminal, nothing elsewhere or when `quiet`."""
    if quiet or not sys.stderr.isatty():
        return lambda _: lambda: None
    return lambda total: Bar(total, doing).advance
