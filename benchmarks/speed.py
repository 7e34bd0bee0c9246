"""Measure the speed of a check against Python's own parser: `python benchmarks/speed.py FOLDER`.

FOLDER holds scripts; notebooks are left out, as `ast.parse` cannot read them. Printed, all from this one process after
one pass that warms it up: seconds of `ast.parse` of all files, seconds of a whole check of them (reading, graph, all
checks, the JSON report in memory, one process, no cache), each the median of five, and their ratio, which should stay
at 8 or below. Start-up is measured apart: `reprolint --version` against `python -c pass`, each the median of nine; that
ratio should stay at 3 or below. Exits with 1 when a limit is passed. Times of a busy machine say little: compare ratios.

`python benchmarks/speed.py FOLDER... --files` looks at every script and notebook by itself: none should take more
processor time than 20 times that of `ast.parse` of its code and 50 ms, unless it is reported as partly analysed, and of
200 files at most one should be. Printed are the files that take longer, those partly analysed, and the sums.
"""

from __future__ import annotations

import argparse
import ast
import gc
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from reprolint import api
from reprolint.config import Config
from reprolint.discover import project_root
from reprolint.engine import Engine, Item
from reprolint.findings import Report
from reprolint.report import render

CHECK_LIMIT = 8.0
START_LIMIT = 3.0
FILE_LIMIT = 20.0  # times the parsing of the same code,
FILE_START = 0.05  # and seconds for the smallest files
TRIES = 3  # of a file that seems to take too long; the least counts, since other programs disturb
PARTLY_LIMIT = 1 / 200  # of the files


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
    """The median duration of an action, which starts without the garbage of the one before, as a process does."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def start(*command: str) -> float:
    """The median seconds that a process takes."""
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 9)


def processor_time(action: Callable[[], object]) -> float:
    """The seconds of this process that an action takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def file_times(engine: Engine, path: Path) -> tuple[float, float, bool] | None:
    """Seconds of parsing and of analysing one file, and whether it was analysed in part only; None for no Python."""
    source, _ = engine.read(path)
    if source is None:
        return None
    item = Item(path, str(path), demoted=False)
    parsing = analysing = float("inf")
    for _ in range(TRIES):
        parsing = min(parsing, processor_time(lambda: ast.parse(source.text)))
        analysing = min(analysing, processor_time(lambda: engine.analyse(item)))
        if analysing <= FILE_LIMIT * parsing + FILE_START:
            break
    outcome = engine.analyse(item)
    return parsing, analysing, any(problem.kind == "partly-analysed" for problem in outcome.problems)


def single_files(folders: list[Path]) -> int:
    """Measure every file by itself, and print those that pass the limit."""
    count = slow = partly = 0
    for folder in folders:
        root = project_root(folder)
        engine = api.engine_for(Config(root=root), root, facts=root, whole=False)
        for path in sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".ipynb"} and path.is_file()):
            if count == 0:
                engine.analyse(Item(path, str(path), demoted=False))  # what is loaded once counts for none
            times = file_times(engine, path)
            if times is None:
                continue
            parsing, analysing, in_part = times
            count += 1
            partly += in_part
            late = analysing > FILE_LIMIT * parsing + FILE_START
            slow += late and not in_part
            if late or in_part:
                said = "partly analysed" if in_part else "over the limit"
                print(f"{analysing:7.3f} s   parsed in {parsing:7.4f} s   {said:15}   {path}", flush=True)
    print(
        f"{count} files; {slow} over the limit; {partly} partly analysed, of which there may be {count * PARTLY_LIMIT:.1f}"
    )
    return int(slow > 0 or partly >= count * PARTLY_LIMIT > 0)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+")
    parser.add_argument("--files", action="store_true", help="measure every file by itself")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # escapes in other people's strings
    gc.set_threshold(1_000_000, 50, 100)  # as the command does
    if options.files:
        return single_files([folder.resolve() for folder in options.folder])
    if len(options.folder) > 1:
        parser.error("name one folder, or add --files")
    return whole_check(options.folder[0])


def whole_check(folder: Path) -> int:
    """Measure a check of all scripts, and the start."""
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
