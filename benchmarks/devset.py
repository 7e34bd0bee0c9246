"""Measure leakage detection on a folder of labelled scripts: `python benchmarks/devset.py SCRIPTS LABELS`.

LABELS is a JSON list of `{file, pairs: [{train_line, test_line, overlap, preprocessing}]}`. A pair counts as found when
a finding of a code of that kind names its training call, its test call, or a call that learned numbers which reach one of
them. Pairs that are not listed count nowhere.

The labels call a score or prediction on the training rows an overlap, wherever it stands. Most of these are shown beside a
score on other rows, as they should be, and no rule reports them. So a third line says what the experiment graph knows: a
pair counts as found there also when its training call is the one whose rows the test call judges or predicts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from reprolint import checks
from reprolint.graph import Answer, Experiment, build, overlaps
from reprolint.graph.events import Fit, Place, Predict, Score
from reprolint.source import read_file

KINDS = ("preprocessing", "overlap")
GRAPH = "overlap, known"
CODES = {
    "LEA001": "preprocessing",
    "LEA002": "preprocessing",
    "LEA003": "preprocessing",
    "LEA010": "preprocessing",
    "LEA006": "overlap",
    "EVA001": "overlap",
    "EVA002": "overlap",
}
EITHER = {"LEA004", "LEA013"}  # the kind depends on what was done with the rows
MODELS = {"model", "unknown"}


def kind_of(code: str, line: int, experiment: Experiment) -> str:
    """Rows repeated or a model trained on test rows is overlap; rows thinned out or a scaler refitted is preprocessing."""
    if code not in EITHER:
        return CODES[code]
    repeated = any(event.place.line == line and event.kind != "under" for event in experiment.resamples)
    trained = any(event.place.line == line and event.family in MODELS for event in experiment.fits)
    return "overlap" if (repeated if code == "LEA004" else trained) else "preprocessing"


def named_lines(path: Path, wanted: list[checks.Check]) -> tuple[dict[str, set[int]], Experiment | None, float]:
    """Lines named by findings of each kind, also those that are hidden by default; the experiment; the seconds it took."""
    start = time.perf_counter()
    source, _ = read_file(path, path.name)
    lines: dict[str, set[int]] = {kind: set() for kind in KINDS}
    experiment = build(source) if source is not None else None
    if experiment is not None:
        for check in wanted:
            for finding in check.function(experiment):
                places = lines[kind_of(check.code, finding.primary.line, experiment)]
                for location in (finding.primary, *finding.related):
                    places.update(range(location.line, location.end_line + 1))
    return lines, experiment, time.perf_counter() - start


def judged_on_own_rows(experiment: Experiment | None, pair: dict[str, int]) -> bool:
    """Does the graph know that the pair's test call works on rows that its training call was given?"""
    for event in (*experiment.scores, *experiment.predictions) if experiment is not None else ():
        if _spans(event.place, pair["test_line"]):
            trained = [fit for fit in event.fits if fit.family in MODELS and _spans(fit.place, pair["train_line"])]
            if any(overlaps(fit.rows, event.rows) is Answer.YES for fit in trained):
                return True
    return False


def _spans(place: Place, line: int) -> bool:
    return place.line <= line <= (getattr(place.node, "end_lineno", None) or place.line)


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
    wanted = [check for check in checks.load() if check.code in CODES.keys() | EITHER and check.over == "experiment"]
    counts = {kind: {"hit": 0, "miss": 0, "false": 0, "clean": 0} for kind in (*KINDS, GRAPH)}
    remarks: list[str] = []
    seconds: list[float] = []
    for entry in json.loads(options.labels.read_text(encoding="utf-8")):
        named, experiment, took = named_lines(options.scripts / entry["file"], wanted)
        seconds.append(took)
        for pair in entry["pairs"]:
            reached = lines_of_pair(experiment, pair)
            for kind in (*KINDS, GRAPH):
                label = "overlap" if kind == GRAPH else kind
                found = bool(named[label] & reached) or (kind == GRAPH and judged_on_own_rows(experiment, pair))
                outcome = ("hit" if found else "miss") if pair[label] else ("false" if found else "clean")
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
