"""GitHub's workflow commands, read back by a reader that follows GitHub's own documentation and runner."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from reprolint.findings import Finding, Location, Report, Severity
from reprolint.report import render
from reprolint.report.cleaning import UNSAFE
from reprolint.report.github import SHOWN, SUMMARY_BYTES, render_summary
from tests.report.hostile import EMPTY, MIXED, ORDINARY, TEXTS, finding, report

COMMAND = re.compile(r"^\s*::(?P<name>[\w-]+)(?: (?P<properties>.*?))?::(?P<data>.*)$")
OLD = "##["  # the runner also obeys this form, anywhere in a line


def obeyed(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands that GitHub's runner would carry out, unescaped as it does: properties have two characters more."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        assert match or OLD not in line, line
        assert match or not line.strip().startswith("::"), line
        if match:
            pairs = [pair.split("=", 1) for pair in (match["properties"] or "").split(",") if pair]
            properties = {key: unescaped(value, ":,") for key, value in pairs}
            found.append((match["name"], properties, unescaped(match["data"])))
    return found


def unescaped(text: str, more: str = "") -> str:
    for character in "\r\n" + more:
        text = text.replace(f"%{ord(character):02X}", character)
    return text.replace("%25", "%")


def many(count: int, severity: Severity) -> tuple[Finding, ...]:
    return tuple(
        Finding(f"m{n}", Location(f"f{n % 3}.py", n + 1, 1, n + 1, 5), severity=severity, code="LEA901", name="n")
        for n in range(count)
    )


def test_annotation_has_file_place_title_and_story() -> None:
    commands = obeyed(render(ORDINARY, "github"))
    assert [name for name, _, _ in commands] == ["group", "warning", "endgroup"] * 2 + ["warning"]
    _, properties, message = commands[1]
    assert properties == {
        "file": "the scaler.py",
        "line": "3",
        "endLine": "3",
        "col": "1",
        "endColumn": "2",
        "title": "LEA901 name-the scaler",
    }
    assert message.startswith("`the scaler` and the scaler\nother the scaler.py, line 3: other the scaler\n")
    assert message.endswith("\nWhat to do: do the scaler")


def test_notebook_is_annotated_on_the_line_of_its_file_and_names_the_cell() -> None:
    _, properties, message = obeyed(render(ORDINARY, "github"))[4]
    assert (properties["file"], properties["line"]) == ("the scaler.ipynb", "7")
    assert "col" not in properties
    assert message.startswith("In cell 4, line 3: ")


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_becomes_a_command_or_reaches_the_terminal(name: str) -> None:
    text = render(report(TEXTS[name]), "github")
    assert [name for name, _, _ in obeyed(text)] == ["group", "warning", "endgroup"] * 2 + ["warning"]
    assert all(
        set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"} for _, properties, _ in obeyed(text)
    )
    assert not UNSAFE.search(text)


def test_percent_signs_come_back_as_they_were() -> None:
    one = replace(finding("x"), message="50%25 %0A a:b,c", name="n%3A,")
    commands = obeyed(render(Report((one,), (), (), 1, 0, 1), "github"))
    assert commands[1][2].startswith("50%25 %0A a:b,c\n")
    assert commands[1][1]["title"] == "LEA901 n%3A,"


@pytest.mark.parametrize("count", [SHOWN, SHOWN + 1, 37])
def test_no_more_annotations_of_a_level_than_github_shows(count: int) -> None:
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    findings = tuple(each for severity in levels for each in many(count, severity))
    text = render(Report(findings, (), (), 3, 0, 1), "github")
    names = [name for name, _, _ in obeyed(text)]
    assert [names.count(name) for name in levels.values()] == [SHOWN] * 3
    for severity in levels:
        assert len(re.findall(rf"^  line \d+: {severity} ", text, re.MULTILINE)) == count
    assert ("GitHub shows 10 annotations" in text) == (count > SHOWN)


def test_repository_as_a_whole_has_no_file() -> None:
    root = Finding("no tests", Location(".", 1, 1, 1, 1), severity=Severity.NOTE, code="TST001", name="no-tests")
    assert obeyed(render(Report((root,), (), (), 1, 0, 1), "github"))[1][1] == {"title": "TST001 no-tests"}


def test_paths_are_seen_from_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "studies" / "one").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "studies" / "one")
    below = Finding("m", Location("a.py", 1, 1, 1, 2), code="LEA901", name="n")
    beside = replace(below, primary=Location((tmp_path / "lib" / "b.py").as_posix(), 1, 1, 1, 2))
    outside = replace(below, primary=Location((tmp_path.parent / "c.py").as_posix(), 1, 1, 1, 2))
    commands = obeyed(render(Report((below, beside, outside), (), (), 3, 0, 1), "github"))
    files = [properties["file"] for name, properties, _ in commands if name == "notice"]
    assert files == ["studies/one/a.py", "lib/b.py", (tmp_path.parent / "c.py").as_posix()]


def test_clean_run_has_no_commands() -> None:
    text = render(EMPTY, "github")
    assert obeyed(text) == []
    assert text == "reprolint: no findings in 2 files checked\n"


@pytest.mark.parametrize("used", [0, 1000, SUMMARY_BYTES - 300, SUMMARY_BYTES - 10, SUMMARY_BYTES + 5])
def test_summary_keeps_to_the_limit_and_says_what_is_cut(used: int) -> None:
    long = Report(many(20_000, Severity.ERROR), (), (), 3, 0, 1)
    text = render_summary(long, used)
    assert len(text.encode()) <= max(SUMMARY_BYTES - used, 0)
    shown = text.count("- **error**")
    if used < 2000:
        assert shown > 1000
        assert f"{20_000 - shown} more findings in the complete report" in text
    elif used < SUMMARY_BYTES - 250:
        assert "cut off here" in text


def test_summary_of_a_short_report_is_complete() -> None:
    assert render_summary(ORDINARY) == render(ORDINARY, "markdown")


@settings(max_examples=40, deadline=None)
@given(MIXED)
def test_no_mixture_becomes_a_command(text: str) -> None:
    commands = obeyed(render(report(text), "github"))
    assert [name for name, _, _ in commands] == ["group", "warning", "endgroup"] * 2 + ["warning"]
