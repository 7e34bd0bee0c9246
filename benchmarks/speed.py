"""Measure the speed of a check against Python's own parser: `python benchmarks/speed.py FOLDER`.

FOLDER holds scripts; notebooks are left out, as `ast.parse` cannot read them. Printed, all from this one process after
one pass that warms it up: seconds of `ast.parse` of all files, seconds of a whole check of them (reading, graph, all
checks, the JSON report in memory, one process, no cache), each the median of five, and their ratio, which should stay
at 8 or below. Start-up is measured apart: `reprolint --version` against `python -c pass`, each the median of nine; that
ratio should stay at 3 or below. Exits with 1 when a limit is passed. Times of a busy machine say little: compare ratios.
"""

from __future__ import annotations

import argparse
import ast
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from reprolint import api
from reprolint.config import Config
from reprolint.findings import Report
from reprolint.report import render

CHECK_LIMIT = 8.0
START_LIMIT = 3.0


def parse(texts: list[bytes]) -> int:
    """Parse every file; how many Python could parse."""
    parsed = 0
    for text in texts:
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        parsed += 1
    return parsed


def check(files: list[Path], config: Config) -> Report:
    """Check the files as the command does, up to the characters of its JSON report."""
    report = api.check(files, config, jobs=1)
    render(report, "json")
    return report


def seconds(action: Callable[[], object], times: int) -> float:
    """The median duration of an action."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def start(*command: str) -> float:
    """The median seconds that a process takes."""
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 9)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    warnings.simplefilter("ignore")  # escapes in other people's strings
    files = sorted(path for path in folder.rglob("*.py") if path.is_file())
    texts = [path.read_bytes() for path in files]
    if not files:
        print(f"there are no scripts below {folder}", file=sys.stderr)
        return 2
    config = Config(root=folder)
    parsed = parse(texts)
    report = check(files, config)
    lines = sum(text.count(b"\n") for text in texts)
    print(f"{len(files)} files, {lines} lines; {parsed} could be parsed; {len(report.findings)} findings")
    parsing, checking = seconds(lambda: parse(texts), 5), seconds(lambda: check(files, config), 5)
    print(f"ast.parse             {parsing:7.3f} s")
    print(f"whole check           {checking:7.3f} s   ratio {checking / parsing:5.2f}   limit {CHECK_LIMIT}")
    installed = Path(sys.executable).parent / "reprolint"
    command = [str(installed)] if installed.exists() else [sys.executable, "-m", "reprolint"]
    python, version = start(sys.executable, "-c", "pass"), start(*command, "--version")
    print(f"python -c pass        {python:7.3f} s")
    print(f"reprolint --version   {version:7.3f} s   ratio {version / python:5.2f}   limit {START_LIMIT}")
    return int(checking > CHECK_LIMIT * parsing or version > START_LIMIT * python)


if __name__ == "__main__":
    sys.exit(main())
