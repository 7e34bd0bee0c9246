"""The JSON report has the documented shape, which its schema describes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from reprolint import __version__
from reprolint.findings import (
    Confidence,
    Edit,
    Effect,
    Finding,
    Fix,
    Location,
    Problem,
    Report,
    Severity,
    Suppressed,
)
from reprolint.report import render
from reprolint.report.json import schema
from tests.laboratory import LEAK, run

PLACE = Location("n.ipynb", 2, 1, 3, 4, cell=5, label="here \x1b[31m", snippet="a\nb")
FULL = Finding(
    message="m",
    primary=PLACE,
    related=(Location("a.py", 1, 2, 1, 3, label="there"),),
    severity=Severity.ERROR,
    confidence=Confidence.HIGH,
    help="h",
    code="LEA901",
    name="fit-too-early",
    topic="evaluation",
    checklists=("reforms:6a",),
    effect=Effect("AUC", 0.9, 0.5, "examples/x"),
    fix=Fix("Split first", (Edit(PLACE, "x"),), safe=False),
    fingerprint="0123456789abcdef",
)
REPORT = Report((FULL,), (Suppressed(FULL, "comment", "why"),), (Problem("b.py", 1, "syntax-error", "bad"),), 3, 1, 40)
FINDING_KEYS = [
    *("code", "name", "topic", "severity", "confidence", "message", "help"),
    *("path", "cell", "line", "column", "end_line", "end_column", "label", "snippet"),
    *("related", "checklists", "effect", "fix", "fingerprint"),
]


def test_shape_is_the_documented_one() -> None:
    raw = json.loads(render(REPORT, "json"))
    assert list(raw) == ["version", "tool", "findings", "suppressed", "problems", "summary"]
    assert raw["version"] == 1
    assert raw["tool"] == {"name": "reprolint", "version": __version__}
    (finding,) = raw["findings"]
    assert list(finding) == FINDING_KEYS
    assert (finding["path"], finding["cell"], finding["line"], finding["end_column"]) == ("n.ipynb", 5, 2, 4)
    assert finding["related"] == [{"path": "a.py", "cell": None, "line": 1, "column": 2, "label": "there"}]
    assert finding["effect"] == {"metric": "AUC", "wrong": 0.9, "right": 0.5, "example": "examples/x"}
    assert finding["fix"]["edits"][0]["text"] == "x"
    assert list(raw["problems"][0]) == ["kind", "path", "cell", "line", "message"]
    assert (raw["suppressed"][0]["by"], raw["suppressed"][0]["reason"]) == ("comment", "why")
    assert raw["summary"]["by_topic"] == {"evaluation": {"error": 1, "warning": 0, "note": 0}}
    assert raw["summary"]["complete"] is False


@pytest.mark.parametrize("report", [REPORT, Report((), (), (), 0, 0, 0)])
def test_report_satisfies_the_schema(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(render(report, "json")), schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("findings", 0, "line"), 0),
        (("findings", 0, "code"), "leak"),
        (("findings", 0, "extra"), 1),
        (("problems", 0, "kind"), "Bad Kind"),
        (("suppressed", 0, "by"), "magic"),
        (("summary", "files"), -1),
    ],
)
def test_schema_refuses_what_is_not_documented(path: tuple[str | int, ...], value: object) -> None:
    raw = json.loads(render(REPORT, "json"))
    *way, last = path
    target = raw
    for step in way:
        target = target[step]
    target[last] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, schema(), cls=jsonschema.Draft202012Validator)


def test_report_of_a_run_satisfies_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"a.py": LEAK, "b.py": "def", "c.py": "score(1)  # reprolint: ignore[EVA901]\n"}
    report = run(tmp_path, files, whole=True, extend_select=("REP901",))
    assert report.findings
    assert report.suppressed
    assert report.problems
    jsonschema.validate(json.loads(render(report, "json")), schema(), cls=jsonschema.Draft202012Validator)


def test_text_is_ascii_and_free_of_control_characters() -> None:
    text = render(REPORT, "json")
    assert text.isascii()
    assert "\x1b" not in text
