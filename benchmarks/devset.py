"""Measure leakage detection on a folder of labelled scripts: `python benchmarks/devset.py SCRIPTS LABELS`.

LABELS is a JSON list of `{file, pairs: [{train_line, test_line, overlap, preprocessing}]}`. A pair counts as found when
a finding of a code of that kind names its training call, its test call, or a call that learned numbers which reach one of
them. Pairs that are not listed count nowhere.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from reprolint import checks
from reprolint.graph import Experiment, build
from reprolint.graph.events import Fit, Predict, Score
from reprolint.source import read_file

CODES = {
    "preprocessing": {"LEA001", "LEA002", "LEA003", "LEA010", "LEA013"},
    "overlap": {"LEA004", "LEA006", "LEA013", "EVA001", "EVA002"},
}
KINDS = tuple(CODES)


def findings_by_code(path: Path, wanted: list[checks.Check]) -> tuple[dict[str, set[int]], Experiment | None, float]:
    """Lines named by the findings of each code, the experiment, and the seconds it took."""
    start = time.perf_counter()
    source, _ = read_file(path, path.name)
    lines: dict[str, set[int]] = {}
    experiment = build(source) if source is not None else None
    if experiment is not None:
        for check in wanted:
            for finding in check.function(experiment):
                places = lines.setdefault(check.code, set())
                for location in (finding.primary, *finding.related):
                    places.update(range(location.line, location.end_line + 1))
    return lines, experiment, time.perf_counter() - start


def lines_of_pair(experiment: Experiment | None, pair: dict[str, int]) -> set[int]:
    """The pair's own lines and those of the calls whose learned numbers reach it."""
    lines = {pair["train_line"], pair["test_line"]}
    reached = set(lines)
    for event in experiment.events if experiment is not None else ():
        if isinstance(event, (Fit, Score)) and event.place.line in lines:
            reached |= {fit.place.line for fit in event.learned}
        elif isinstance(event, Predict) and event.place.line in lines and event.data is not None:
            reached |= {fit.place.line for fit in event.data.all_learned}
    return reached


def main() -> None:
    """Print precision and recall per kind, and every miss and false alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scripts", type=Path)
    parser.add_argument("labels", type=Path)
    options = parser.parse_args()
    wanted = [
        check for check in checks.load() if check.code in set.union(*CODES.values()) and check.over == "experiment"
    ]
    counts = {kind: {"hit": 0, "miss": 0, "false": 0, "clean": 0} for kind in KINDS}
    remarks: list[str] = []
    seconds: list[float] = []
    for entry in json.loads(options.labels.read_text(encoding="utf-8")):
        named, experiment, took = findings_by_code(options.scripts / entry["file"], wanted)
        seconds.append(took)
        for pair in entry["pairs"]:
            reached = lines_of_pair(experiment, pair)
            for kind in KINDS:
                lines = set().union(*(named.get(code, set()) for code in CODES[kind]))
                found = bool(lines & reached)
                outcome = ("hit" if found else "miss") if pair[kind] else ("false" if found else "clean")
                counts[kind][outcome] += 1
                if outcome in {"miss", "false"}:
                    remarks.append(f"{kind:14} {outcome:6} {entry['file']}:{pair['train_line']},{pair['test_line']}")
    for kind, count in counts.items():
        precision = count["hit"] / max(1, count["hit"] + count["false"])
        recall = count["hit"] / max(1, count["hit"] + count["miss"])
        print(f"{kind:14} precision {precision:.3f}  recall {recall:.3f}  {count}")
    print(f"seconds per file: median {statistics.median(seconds):.3f}, most {max(seconds):.3f}")
    print("\n".join(sorted(remarks)))


if __name__ == "__main__":
    main()
