"""Where reports go: several formats at once, the summary of a step, lines of notebooks' files, the failing level."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reprolint.cli import main
from reprolint.cli.check import Exit, exit_code
from reprolint.findings import Finding, Location, Report, Severity
from reprolint.report import FORMATS
from tests.source.test_file_lines import LEAK, cell, notebook


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "reprolint.toml").write_text('select = ["LEA004"]\n')
    (tmp_path / "study.ipynb").write_bytes(notebook(cell("# before"), cell(LEAK)))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def check(*arguments: str, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=text)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_stdout_to_output_and_to_a_further_file_alike(project: Path, form: str) -> None:
    shown = check("--format", form)
    assert (shown.exit_code, shown.stderr) == (1, "")
    written = check("--format", form, "--output", "one", "--also", f"{form}=two")
    assert (written.exit_code, written.output) == (1, "")
    assert (project / "one").read_bytes() == (project / "two").read_bytes() == shown.stdout_bytes
    assert "LEA004" in shown.stdout


def test_several_formats_in_one_run(project: Path) -> None:
    result = check("--also", "sarif=a.sarif", "--also", "junit=b.xml", "--also", "sarif=c.sarif")
    assert "study.ipynb:cell 2:7:8: error LEA004" in result.stdout
    assert (project / "a.sarif").read_text() == (project / "c.sarif").read_text()
    assert "<failure" in (project / "b.xml").read_text()


@pytest.mark.parametrize("form", ["sarif", "gitlab", "junit", "github"])
def test_lines_of_a_notebook_are_those_of_its_file(project: Path, form: str) -> None:
    lines = (project / "study.ipynb").read_text().split("\n")
    (number,) = [number for number, line in enumerate(lines, 1) if "SMOTE(random_state=0)" in line]
    text = check("--format", form).stdout
    assert {"sarif": f'"startLine": {number}', "gitlab": f'"begin": {number}', "junit": f'line="{number}"'}.get(
        form, f"line={number},"
    ) in text


def test_lines_of_a_notebook_from_stdin_are_those_of_that_text(project: Path) -> None:
    text = notebook(cell(LEAK.splitlines(keepends=True)), indent=4)
    (project / "study.ipynb").write_bytes(b"{}")
    shown = check("-", "--stdin-filename", "study.ipynb", "--format", "gitlab", text=text)
    (entry,) = json.loads(shown.stdout)
    assert entry["check_name"].startswith("LEA004")
    assert "SMOTE(random_state=0)" in text.decode().split("\n")[entry["location"]["lines"]["begin"] - 1]


def test_own_rules_are_explained_in_sarif(project: Path) -> None:
    page = """\
---
code: LAB001
name: own-rule
summary: a rule of the laboratory
topic: evaluation
severity: error
confidence: high
default: true
since: 0.1.0
match:
  - call: imblearn.over_sampling.SMOTE
    message: "`{name}` imitates rows."
---

## Why it matters

We say so.
"""
    (project / "rules").mkdir()
    (project / "rules" / "own-rule.md").write_text(page)
    (project / "reprolint.toml").write_text('rules = ["rules"]\nselect = ["LAB001"]\n')
    (rule,) = json.loads(check("--format", "sarif").stdout)["runs"][0]["tool"]["driver"]["rules"]
    assert "We say so." in rule["help"]["markdown"]
    assert rule["properties"]["tags"] == ["evaluation", "lab"]


def test_summary_of_a_step_is_appended(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = project / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert check().exit_code == 1
    assert summary.read_text() == "before\n"  # other formats leave it alone
    result = check("--format", "github")
    assert summary.read_text() == "before\n" + check("--format", "markdown").stdout
    assert result.stdout.startswith("::group::reprolint: study.ipynb\n")


def test_summary_is_not_missed(project: Path) -> None:
    result = check("--format", "github")
    assert (result.exit_code, result.stderr) == (1, "")


@pytest.mark.parametrize("name", ["nowhere/summary.md", "."])
def test_summary_that_cannot_be_written_is_said(project: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", name)
    result = check("--format", "github")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"reprolint: the step summary {name}: cannot be written (")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("yaml=a", "'yaml' is not one of text, json,"),
        ("a.sarif", "'a.sarif' is not one of text, json,"),
        ("sarif", "say where to write it: sarif=FILE."),
        ("sarif=", "say where to write it: sarif=FILE."),
    ],
)
def test_wrong_further_format_is_a_usage_error(value: str, message: str) -> None:
    result = check("--also", value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())


@pytest.mark.parametrize("option", ["--also=sarif=nowhere/a.sarif", "--output=nowhere/a.txt"])
def test_file_that_cannot_be_written_is_said(option: str) -> None:
    result = check(option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be written (there is no folder nowhere; make it first)" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_statistics_work_with_every_format(form: str) -> None:
    result = check("--format", form, "--statistics")
    assert result.exit_code == 1
    assert "LEA004" in result.stdout
    assert ("learn" in result.stdout or "imitates" in result.stdout) == (form not in {"text", "markdown"})


@pytest.mark.parametrize(("level", "code"), [("note", 1), ("warning", 1), ("error", 1)])
def test_error_fails_at_every_level(level: str, code: int) -> None:
    assert check("--fail-on", level).exit_code == code


@pytest.mark.parametrize(
    ("severity", "level", "expected"),
    [
        (Severity.NOTE, Severity.NOTE, Exit.FINDINGS),
        (Severity.NOTE, Severity.WARNING, Exit.CLEAN),
        (Severity.WARNING, Severity.WARNING, Exit.FINDINGS),
        (Severity.WARNING, Severity.ERROR, Exit.CLEAN),
        (None, Severity.NOTE, Exit.FINDINGS),
    ],
)
def test_findings_below_the_failing_level_do_not_count(
    severity: Severity | None, level: Severity, expected: Exit
) -> None:
    report = Report((Finding("m", Location("a.py", 1, 1, 1, 2), severity=severity),), (), (), 1, 0, 1)
    assert exit_code(report, fail_on=level) is expected
    assert exit_code(report, fail_on=level, exit_zero=True) is Exit.CLEAN
