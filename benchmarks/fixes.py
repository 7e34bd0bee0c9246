"""Repair real code in memory and check what comes out: `python benchmarks/fixes.py [--round-trip] [--diffs FILE] FOLDER ...`.

Every repaired file must read as well as before, hold no finding more, keep every byte outside of the changed lines and
cells, and not change when it is repaired once more. `--round-trip` also puts a line into every script and every code cell of
every file, takes it out again, and compares the bytes. Nothing is written to the folders.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from reprolint.api import repair, repair_text
from reprolint.findings import Edit, Location
from reprolint.fix.declining import DeclinedError
from reprolint.fix.diff import unified
from reprolint.fix.edits import apply
from reprolint.fix.notebook_json import cell_sources
from reprolint.fix.session import Repaired
from reprolint.source import read_bytes

LINE = "# inserted\n"
MOST_LINES = 12  # that one repair changes,
MOST_PLACES = 40  # but for those that change a line for each column whose gaps are filled
AT_MANY_PLACES = frozenset(
    {"Choose the training rows first, and learn from them only", "Learn from the training rows only"}
)
NUMBERS = re.compile(r"`[^`]*`|\d+")


def problems_of(file: Repaired) -> Iterator[str]:
    """What is wrong with a repaired file; nothing should be."""
    old, _ = read_bytes(file.before, file.path)
    new, _ = read_bytes(file.after, file.path)
    if old is None or new is None or len(new.problems) > len(old.problems):
        yield "reads worse than before"
    again = repair_text(file.after, file.path, unsafe=True)
    if again.changed:
        yield f"a second run changes it: {[one.code for one in again.applied]}"
    if file.path.endswith(".ipynb"):
        yield from _notebook_problems(file)
    else:
        yield from _script_problems(file)


def _script_problems(file: Repaired) -> Iterator[str]:
    before, after = file.before.splitlines(keepends=True), file.after.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changed = sum(max(b - a, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal")
    if changed > sum(MOST_PLACES if one.description in AT_MANY_PLACES else MOST_LINES for one in file.applied):
        yield f"{changed} lines changed for {len(file.applied)} repairs"
    if file.before[:3] == b"\xef\xbb\xbf" and file.after[:3] != b"\xef\xbb\xbf":
        yield "the byte order mark is gone"
    if {line[-2:] == b"\r\n" for line in before} == {True} != {line[-2:] == b"\r\n" for line in after}:
        yield "line ends changed"


def _notebook_problems(file: Repaired) -> Iterator[str]:
    """Outside of the sources of changed cells every byte, and so every output, key and indentation, must be the same."""
    old, new = file.before.decode("utf-8-sig"), file.after.decode("utf-8-sig")
    pairs = list(zip(cell_sources(old), cell_sources(new), strict=True))
    kept_old = _without(old, [one for one, other in pairs if one and other and _text(one) != _text(other)])
    kept_new = _without(new, [other for one, other in pairs if one and other and _text(one) != _text(other)])
    if kept_old != kept_new:
        yield "bytes outside of the changed cells differ"
    read_old, read_new = json.loads(old, object_pairs_hook=list), json.loads(new, object_pairs_hook=list)
    if _shape(read_old) != _shape(read_new):
        yield "the JSON differs outside of the sources"


def _text(source: object) -> str:
    return "".join(string.content for string in getattr(source, "strings", ()))


def _without(text: str, sources: list[object]) -> str:
    parts, position = [], 0
    for source in sources:
        parts.append(text[position : source.start])
        position = source.end
    return "\0".join([*parts, text[position:]])


def _shape(value: object) -> object:
    """The JSON with the sources of cells left out."""
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and value[0] == "source":
            return "source"
        return [_shape(part) for part in value]
    return value


def round_trip(path: Path) -> str:
    """Put a line into each cell (or the script) and take it out again; what went wrong, or ""."""
    data = path.read_bytes()
    source, _ = read_bytes(data, path.as_posix())
    if source is None:
        return ""
    if source.kind == "notebook":
        cells = [(cell.number, cell.line_count) for cell in source.cells if cell.kind == "code" and cell.text]
    else:
        cells = [(None, source.original.count("\n") + 1)]
    inserted = [
        Edit(Location(path.as_posix(), (count + 1) // 2, 1, (count + 1) // 2, 1, number), LINE)
        for number, count in cells
    ]
    removed = [
        Edit(Location(path.as_posix(), (count + 1) // 2, 1, (count + 1) // 2 + 1, 1, number), "")
        for number, count in cells
    ]
    try:
        longer = apply(data, path.as_posix(), inserted)
    except DeclinedError as reason:
        return f"declined: {reason}"
    back, _ = read_bytes(longer, path.as_posix())
    # A statement that goes on behind `\\` may not hold a remark: there, and only there, the longer script cannot be read.
    before = source.original.split("\n")[: max((cells[0][1] + 1) // 2 - 1, 0)] if cells else []
    goes_on = source.kind != "notebook" and bool(before) and before[-1].endswith("\\")
    unread = back is None and not goes_on
    if cells and (longer == data or unread):
        return "the line did not arrive"
    return "" if apply(longer, path.as_posix(), removed) == data else "the bytes differ after the round trip"


def main() -> None:
    """Repair the folders, and print figures for each rule and everything that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--round-trip", action="store_true")
    parser.add_argument("--diffs", type=Path, help="write all diffs to this file")
    options = parser.parse_args()
    applied: Counter[str] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    diffs, wrong, trips = [], [], Counter[str]()
    for folder in options.folders:
        for file in repair([folder], unsafe=True):
            applied.update(one.code for one in file.applied)
            reasons.update((one.code, NUMBERS.sub("…", one.reason)) for one in file.declined)
            if file.changed:
                told = "".join(
                    f"# {one.code} {one.place.cell or ''}:{one.place.line} {one.description}\n" for one in file.applied
                )
                diffs.append(told + unified(file.path, file.before, file.after))
                wrong += [f"{file.path}: {problem}" for problem in problems_of(file)]
        if options.round_trip:
            files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".ipynb"} and path.is_file())
            for path in files:
                outcome = round_trip(path)
                trips[outcome or "same bytes"] += 1
                wrong += [f"{path}: {outcome}"] if outcome and not outcome.startswith("declined") else []
    print("| rule | offered | applied | declined |\n| --- | ---: | ---: | ---: |")
    for code in sorted({*applied, *(code for code, _ in reasons)}):
        declined = sum(count for (other, _), count in reasons.items() if other == code)
        print(f"| {code} | {applied[code] + declined} | {applied[code]} | {declined} |")
    print()
    for (code, reason), count in sorted(reasons.items(), key=lambda item: (item[0][0], -item[1])):
        print(f"{count:5} {code} {reason}")
    for outcome, count in trips.most_common():
        print(f"round trip: {count} files: {outcome}")
    print(f"{len(diffs)} files changed, {len(wrong)} things wrong")
    print("\n".join(wrong))
    if options.diffs:
        options.diffs.write_text("\n".join(diffs), encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
