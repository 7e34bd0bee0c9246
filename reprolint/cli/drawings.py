"""Draws the experiments that an HTML report shows: those in which a finding has a place, gravest files first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reprolint import api
from reprolint.cli.progress import on_terminal
from reprolint.config import Config
from reprolint.findings import Finding, Report
from reprolint.installed import command_for
from reprolint.report.counts import amount

if TYPE_CHECKING:
    from reprolint.report.html import Pictures

MOST_FILES, MOST_TRIED = (
    20,
    40,
)  # pictures in one report, and files looked at; each takes a moment and some ten kilobytes
OUTSIDE = frozenset({"NBK", "TST", "DOC"})  # families whose findings are about no step of an experiment


def drawn(report: Report, settings: Config, *, quiet: bool) -> Pictures:
    """Pictures of at most `MOST_FILES` files; without the extra `graph`, how to get them."""
    from reprolint.picture.layout import DrawingExtraMissingError
    from reprolint.report.html import Pictures  # only this format needs it

    by_path = _in_experiments(report)
    advance = on_terminal(quiet=quiet, doing="drawing")(min(len(by_path), MOST_TRIED))
    pictures: dict[str, str] = {}
    failed: list[str] = []
    untried = list(by_path)
    while untried and len(pictures) < MOST_FILES and len(by_path) - len(untried) < MOST_TRIED:
        path = untried.pop(0)
        try:
            picture = _picture(path, by_path[path], settings)
        except DrawingExtraMissingError:
            return Pictures(missing=f"To see each experiment as a picture: `{command_for('graph')}`.")
        except Exception:  # noqa: BLE001 - a picture is an extra; a fault in drawing it must not cost the report
            picture = ""
            failed.append(path)
        finally:
            advance()
        if picture:
            pictures[path] = picture
    return Pictures(pictures, _left_out(pictures, failed, untried))


def _in_experiments(report: Report) -> dict[str, list[Finding]]:
    """Files with findings that may have a place in a picture, gravest first, and all findings of these files."""
    by_path: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_path.setdefault(finding.primary.path, []).append(finding)
    gravest: dict[str, int] = {}
    for path, findings in by_path.items():
        inside = [finding.severity or 0 for finding in findings if finding.code[:3] not in OUTSIDE]
        if inside and Path(path).suffix in {".py", ".ipynb"} and Path(path).is_file():
            gravest[path] = max(inside)
    return {path: by_path[path] for path in sorted(gravest, key=lambda path: (-gravest[path], path))}


def _picture(path: str, findings: list[Finding], settings: Config) -> str:
    """The picture as svg; "" when none of the findings has a place in it."""
    from reprolint.picture import draw, render

    experiment, _ = api.experiment_of(path, settings)
    if experiment is None:
        return ""
    picture = draw(experiment, findings)
    marked = any(node.marks for node in picture.nodes) or any(edge.marks for edge in picture.edges)
    return render(picture, "svg", None) if marked else ""


def _left_out(pictures: dict[str, str], failed: list[str], untried: list[str]) -> str:
    """What the report says of pictures that it does not have."""
    said = []
    if failed:
        said.append(f"The experiment could not be drawn in {', '.join(failed)}.")
    if untried:
        said.append(
            f"Pictures are drawn of the {amount(len(pictures), 'file')} with the gravest findings. "
            "`reprolint graph FILE` draws that of any other."
        )
    return " ".join(said)
