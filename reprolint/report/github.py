"""The report as workflow commands of GitHub Actions: annotations beside the code, log lines, and a step's summary."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from reprolint.findings import Finding, Location, Problem, Report, Severity
from reprolint.patterns import pattern
from reprolint.report.cleaning import one_line
from reprolint.report.counts import amount, amounts, by_severity
from reprolint.report.hosting import ROOT, Repository, line_of, sentence, where
from reprolint.report.markdown import render_markdown

SHOWN = 10  # annotations of each level that GitHub shows for one step
SUMMARY_BYTES = 1024 * 1024  # of one step; GitHub refuses more
COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
OLD_COMMAND = pattern(r"##(?=\[)")  # the runner obeys `##[…]` anywhere in a line


def render_github(report: Report, repository: Repository) -> str:
    """Groups of log lines, one for each file; the gravest findings that GitHub can show are annotations in them."""
    room = Counter(dict.fromkeys(COMMANDS.values(), SHOWN))
    lines: list[str] = []
    problems = [problem for problem in report.problems if problem.incomplete]
    for path, found in groupby(report.findings, key=lambda finding: finding.primary.path):
        lines.append(f"::group::{_data(f'reprolint: {repository.path(path)}')}")
        for finding in found:
            lines += _finding(finding, repository, room)
        lines.append("::endgroup::")
    lines += [_problem(problem, repository, room) for problem in problems]
    lines.append(_verdict(report))
    return "".join(f"{line}\n" for line in lines)


def render_summary(report: Report, used: int = 0, *, statistics: bool = False) -> str:
    """The whole report for the step's summary, which already holds `used` bytes; cut where GitHub's limit is."""
    room = max(SUMMARY_BYTES - used, 0)
    text = render_markdown(report, statistics=statistics, limit=room)
    return text if len(text.encode("utf-8", "replace")) <= room else ""


def _finding(finding: Finding, repository: Repository, room: Counter[str]) -> list[str]:
    command = COMMANDS[finding.severity or Severity.NOTE]
    title = f"{finding.code} {finding.name}"
    story = [(_elsewhere(place, finding, repository), f"{where(place)}: {place.label}") for place in finding.related]
    lines = [_log(f"{where(finding.primary)}: {finding.severity} {title}: {finding.message}")]
    lines += [_log(f"  {words}", path) for path, words in story]
    if finding.help:
        lines.append(_log(f"  help: {finding.help}"))
    if room[command] <= 0:
        return lines
    room[command] -= 1
    told = [sentence(finding), *(f"{path}, {words}" if path else words for path, words in story)]
    told += [f"What to do: {finding.help}"] if finding.help else []
    properties = {**_file(finding.primary, repository), "title": title}
    return [*lines, _command(command, properties, "\n".join(map(one_line, told)))]


def _elsewhere(place: Location, finding: Finding, repository: Repository) -> str:
    """The path of a place in another file than the finding's, else nothing."""
    return "" if place.path == finding.primary.path else repository.path(place.path)


def _problem(problem: Problem, repository: Repository, room: Counter[str]) -> str:
    if room["warning"] <= 0:
        return _log(f"{where(problem)}: {problem.kind}: {problem.message}", repository.path(problem.path))
    room["warning"] -= 1
    cell = "" if problem.cell is None else f"In {where(problem)}: "
    properties = {"file": repository.path(problem.path), "line": str(line_of(problem)), "title": problem.kind}
    return _command("warning", properties, f"Not analysed: {cell}{problem.message}")


def _file(place: Location, repository: Repository) -> dict[str, str]:
    """Where an annotation stands. The repository as a whole has no line; columns count only within one line."""
    path = repository.path(place.path)
    if path == ROOT:
        return {}
    if place.cell is not None:
        return {"file": path, "line": str(line_of(place))}
    lines = {"file": path, "line": str(place.line), "endLine": str(place.end_line)}
    if place.line != place.end_line:
        return lines
    return {**lines, "col": str(place.column), "endColumn": str(place.end_column)}


def _verdict(report: Report) -> str:
    extent = f"{amount(report.files, 'file')} checked"
    if not report.findings:
        return f"reprolint: no findings in {extent}"
    counts = by_severity(report.findings)
    text = f"reprolint: {amounts(counts)} in {extent}"
    if max(counts.values()) > SHOWN:
        text += f"; GitHub shows {SHOWN} annotations of each level, the log and the summary show all"
    return text


def _log(text: str, path: str = "") -> str:
    """A line that the runner cannot take for a command: it begins with blanks and a letter, and holds no old command.

    What begins a line is never a path, since files may be named `::error::`.
    """
    indent = "    " if text.startswith(" ") else "  "
    shown = f"{one_line(text)} (in {one_line(path)})" if path else one_line(text)
    return OLD_COMMAND.sub("# #", f"{indent}{shown}")


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{_data(message)}"


def _data(text: str) -> str:
    """Text behind a command, as GitHub's own toolkit escapes it; other control characters are replaced first."""
    lines = "\n".join(one_line(line) for line in text.split("\n"))
    return OLD_COMMAND.sub("# #", lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text)).replace(":", "%3A").replace(",", "%2C")
