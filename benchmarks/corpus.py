"""Check real code that nobody here wrote and count what is found: `python benchmarks/corpus.py [--scikit-learn] [FOLDER ...]`.

`--scikit-learn` downloads scikit-learn's source distribution with pip and checks the scripts in its `examples` folder. The
other folders are repositories fetched by hand. `--read RULE` prints every
finding of a rule with its places, for reading with a sceptic's eye.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from reprolint.api import check
from reprolint.findings import Report

SCIKIT_LEARN = "1.7.2"


@dataclass(frozen=True)
class Run:
    """One folder: what the report says of it and the seconds of processor time it took."""

    name: str
    report: Report
    seconds: float


def scikit_learn_examples(folder: Path) -> Path:
    """Download and unpack the examples of scikit-learn's source distribution; returns the folder of scripts."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "scikit-learn",
         "--dest", str(folder), f"scikit-learn=={SCIKIT_LEARN}"],
        check=True,
    )  # fmt: skip
    with tarfile.open(next(folder.glob("scikit_learn-*.tar.gz"))) as archive:
        inside = [member for member in archive.getmembers() if "/examples/" in member.name]
        archive.extractall(folder, members=inside, filter="data")
    return next(folder.glob("scikit_learn-*/examples"))


def run(folder: Path) -> Run:
    """Check one folder in this process."""
    start = time.process_time()
    report = check([folder], jobs=1)
    return Run(folder.name if folder.name != "examples" else folder.parent.name, report, time.process_time() - start)


def print_tables(runs: list[Run]) -> None:
    """One line per folder, then one line per rule."""
    print("| folder | files | notebooks | lines | seconds | problems | findings |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for one in runs:
        report = one.report
        print(
            f"| {one.name} | {report.files} | {report.notebooks} | {report.lines} | {one.seconds:.1f} "
            f"| {len(report.problems)} | {len(report.findings)} |"
        )
    print()
    counts = [Counter(f"{finding.code} {finding.name}" for finding in one.report.findings) for one in runs]
    print("| rule |" + "".join(f" {one.name} |" for one in runs) + " all |")
    print("| --- |" + " ---: |" * (len(runs) + 1))
    for rule in sorted(set().union(*counts)):
        figures = [count[rule] for count in counts]
        print(f"| {rule} |" + "".join(f" {figure or ''} |" for figure in figures) + f" {sum(figures)} |")


def print_findings(runs: list[Run], code: str) -> None:
    """Every finding of one rule with all its places."""
    for one in runs:
        for finding in one.report.findings:
            if finding.code != code:
                continue
            primary = finding.primary
            where = f"{primary.path}:" + (f"cell {primary.cell}:" if primary.cell else "") + str(primary.line)
            print(f"\n{where} {finding.severity} {finding.confidence}: {finding.message}")
            for location in (primary, *finding.related):
                cell = f"[{location.cell}] " if location.cell else ""
                print(
                    f"  {cell}{location.line:5} {location.snippet.splitlines()[0].strip() if location.snippet else ''}"
                )
                print(f"        ^ {location.label}")


def main() -> None:
    """Check the folders and print the tables or the findings asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--scikit-learn", action="store_true")
    parser.add_argument("--read", metavar="RULE", help="print the findings of this rule instead of the tables")
    parser.add_argument("--problems", action="store_true", help="also print every problem")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folders = [*options.folders, *([scikit_learn_examples(Path(folder))] if options.scikit_learn else [])]
        runs = [run(one) for one in folders]
    if options.read:
        print_findings(runs, options.read)
    else:
        print_tables(runs)
    if options.problems:
        for one in runs:
            for problem in one.report.problems:
                cell = f"cell {problem.cell}:" if problem.cell else ""
                print(f"{problem.path}:{cell}{problem.line} {problem.kind}: {problem.message}")


if __name__ == "__main__":
    main()
