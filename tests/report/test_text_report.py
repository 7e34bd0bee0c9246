"""The text report: one snapshot of the whole, and the properties that a snapshot does not prove.

After a deliberate change run `REPROLINT_UPDATE=1 python -m pytest tests/report`, and read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprolint.findings import Confidence, Effect, Finding, Location, Problem, Report, Severity, Suppressed
from reprolint.report import render
from reprolint.report.cleaning import UNSAFE, clean, width

SNAPSHOT = Path(__file__).parent / "snapshots" / "report.txt"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def place(
    path: str, line: int, code: str, part: str, label: str = "", cell: int | None = None, lines: int = 1
) -> Location:
    """The place of `part` in the first line of `code`."""
    column = code.index(part) + 1
    end = column + len(part) if lines == 1 else 2
    return Location(path, line, column, line + lines - 1, end, cell, label, code)


def finding(
    message: str, primary: Location, *related: Location, severity: Severity = Severity.ERROR, **rest: object
) -> Finding:
    """A finding as the engine completes it."""
    facts: dict[str, object] = {
        "code": "LEA901",
        "name": "fit-too-early",
        "topic": "evaluation",
        "confidence": Confidence.HIGH,
        "help": "Split first, then fit on the training rows only.",
        **rest,
    }
    return Finding(message, primary, related, severity, **facts)  # type: ignore[arg-type]


STORY = finding(
    "`scaler.fit_transform` learns from the rows that `accuracy_score` is later computed on, so the score is too good.",
    place("train.py", 14, "X = scaler.fit_transform(X)", "scaler.fit_transform(X)", "learned here, on all rows"),
    place("train.py", 15, "train, test = train_test_split(X)", "train_test_split(X)", "split only here"),
    place(
        "train.py",
        108,
        "print(accuracy_score(y, model.predict(test)))",
        "accuracy_score(y, model.predict(test))",
        "score affected",
    ),
    effect=Effect("ROC AUC", 0.998, 0.463, "examples/fit_too_early"),
)
CELLS = finding(
    "The test rows steer the training.",
    place("study.ipynb", 1, "model.fit(X, validation_data=test)", "validation_data=test", "used here", cell=12),
    place("study.ipynb", 3, "train, test = split(X)", "split(X)", "made here", cell=4),
    place("lib/split.py", 9, "    return a, b", "return a, b", "returned from here"),
    confidence=Confidence.MEDIUM,
)
SAME_LINE = finding(
    "Both scores are of training rows.",
    place("b.py", 7, "print(f(日本), g(x))", "f(日本)", "first"),
    place("b.py", 7, "print(f(日本), g(x))", "g(x)", "second"),
    severity=Severity.WARNING,
    code="EVA901",
    name="bare-score",
    help="",
)
LONG_LINE = "\tresults = " + "evaluate(" + "a_very_long_argument, " * 6 + "fit(X), last)"
LONG = finding(
    "A long line is cut so that the mark is seen.",
    place("b.py", 9, LONG_LINE, "fit(X)", "a label that does not fit beside its mark and therefore stands below it"),
    severity=Severity.WARNING,
)
BLOCK = finding(
    "A statement of many lines.",
    place("b.py", 20, "model = Pipeline(\n  a,\n  b\n)", "Pipeline(", "made here", lines=4),
)
ROOT = finding(
    "There is no licence.",
    Location(".", 1, 1, 1, 1),
    severity=Severity.NOTE,
    topic="model sharing",
    code="SHR901",
    name="no-licence",
)
PROBLEMS = (
    Problem("old.py", 3, "syntax-error", "this is not valid Python; correct the line"),
    Problem("study.ipynb", 2, "unused-suppression", "nothing to silence here", cell=6, incomplete=False),
)
REPORT = Report(
    (ROOT, SAME_LINE, LONG, BLOCK, CELLS, STORY),
    (Suppressed(STORY, "comment", "why"),),
    PROBLEMS,
    files=12,
    notebooks=3,
    lines=1204,
)
EMPTY = Report((), (), (), 0, 0, 0)


def test_snapshot() -> None:
    text = render(REPORT, "text")
    if os.environ.get("REPROLINT_UPDATE"):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_color_only_adds_escape_sequences() -> None:
    colored = render(REPORT, "text", color=True)
    assert "\x1b[" in colored
    assert ESCAPE.sub("", colored) == render(REPORT, "text")


def test_plain_text_has_no_lines_of_box_characters() -> None:
    text = render(REPORT, "text", plain=True).replace("日本", "")
    assert text.isascii()


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_excerpts_and_messages_keep_to_the_width(columns: int) -> None:
    lines = render(REPORT, "text", width=columns).split("\n")
    free = ("examples/", "b.py:", "study.ipynb:", "train.py:", "To read why")  # names are not broken
    too_long = [line for line in lines if width(line) > columns and not any(word in line for word in free)]
    assert too_long == []


def test_marks_stand_under_their_places() -> None:
    lines = render(Report((SAME_LINE,), (), (), 1, 0, 1), "text").split("\n")
    code = next(line for line in lines if "print(" in line)
    first, second = (next(line for line in lines if word in line) for word in ("first", "second"))
    assert first.index("^") == code.index("f(日")
    assert first.count("^") == width("f(日本)")
    assert second.index("-") == width(code[: code.index("g(x)")])


@given(st.text(max_size=200))
def test_nothing_from_a_file_controls_the_terminal(text: str) -> None:
    hostile = finding(
        f"message {text}",
        Location(f"a{text}.py", 1, 1, 1, 3, label=text, snippet=text),
        Location("b.py", 2, 1, 2, 2, cell=3, label=text, snippet=text),
        help=text,
    )
    report = Report((hostile,), (), (Problem(f"p{text}", 1, "syntax-error", text),), 1, 0, 1)
    shown = render(report, "text")
    assert not UNSAFE.search(shown)
    assert "\t" not in shown
    shown.encode("utf-8")
    assert not UNSAFE.search(ESCAPE.sub("", render(report, "text", color=True)))


@pytest.mark.parametrize("text", ["\x1b[2J", "\x9b31m", "a\rb", "\u202eevil", "\ud800", "\x07", "\u2028"])
def test_unsafe_characters_are_replaced_one_by_one(text: str) -> None:
    assert not UNSAFE.search(clean(text))
    assert len(clean(text)) == len(text)


def test_clean_run_says_what_was_checked() -> None:
    text = render(Report((), (), (), 12, 3, 1204), "text")
    assert text == "No findings: 12 files (3 notebooks), 1,204 lines checked.\n"


def test_incomplete_run_is_not_called_clean() -> None:
    text = render(Report((), (), PROBLEMS, 1, 0, 5), "text")
    assert "No findings in what could be read" in text
    assert "old.py:3: syntax-error" in text


def test_nothing_to_check_is_said() -> None:
    assert render(EMPTY, "text").startswith("Nothing to check")


def test_statistics_count_instead_of_showing() -> None:
    text = render(REPORT, "text", statistics=True)
    assert text.startswith("     4  LEA901  fit-too-early\n     1  EVA901  bare-score\n     1  SHR901  no-licence\n")
    assert "scaler" not in text


def test_many_places_of_one_kind_are_counted():
    places = tuple(Location("a.py", line, 1, line, 5, label="drawn here", snippet="draw") for line in range(2, 12))
    finding = Finding("draws", Location("a.py", 1, 1, 1, 5, label="first", snippet="draw"), places, Severity.NOTE)
    text = render(Report((finding,), (), (), 1, 0, 12), "text")
    assert text.count("drawn here") == 3
    assert "and 7 more such places" in text
