"""Measure what the cache saves: `python benchmarks/cache.py FOLDER`.

Copies FOLDER, checks the copy without a cache, with an empty one and with a full one, each the median of five runs of
the command in one process, and prints processor seconds and ratios. Exits with 1 when the reports differ.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

REPEATS = 5
COMMAND = (sys.executable, "-m", "reprolint", "check", "--format", "json", "--jobs", "1", ".")


def run(folder: Path, *options: str) -> tuple[float, bytes]:
    """Processor seconds of one check, and its report."""
    with tempfile.TemporaryFile() as out:
        program = subprocess.Popen([*COMMAND, *options], stdout=out, cwd=folder)
        _, _, usage = os.wait4(program.pid, 0)
        program.returncode = 0
        out.seek(0)
        return usage.ru_utime + usage.ru_stime, out.read()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args().folder
    reports: set[bytes] = set()
    taken: dict[str, list[float]] = {"none": [], "empty": [], "full": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "copy"
        shutil.copytree(given, folder, symlinks=True, ignore=shutil.ignore_patterns(".git", ".reprolint_cache"))
        (folder / "reprolint.toml").write_text("")
        os.environ["XDG_CACHE_HOME"] = str(Path(name) / "home")
        for _ in range(REPEATS):
            shutil.rmtree(folder / ".reprolint_cache", ignore_errors=True)
            for state, options in (("none", ["--no-cache"]), ("empty", []), ("full", [])):
                seconds, report = run(folder, *options)
                taken[state].append(seconds)
                reports.add(report)
    medians = {state: statistics.median(seconds) for state, seconds in taken.items()}
    for state, seconds in medians.items():
        print(f"{state:<6} {seconds:7.2f} s   {seconds / medians['none']:5.2f} of a run without")
    return int(len(reports) != 1)


if __name__ == "__main__":
    sys.exit(main())
