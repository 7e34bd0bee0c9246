"""Draws the experiments that an HTML report shows: those in which a finding has a place, gravest files first."""

from __future__ import annotations

from pathlib import Path

from reprolint import api
from reprolint.cli.progress import on_terminal
from reprolint.config import Config
from reprolint.findings import Finding, Report
from reprolint.report.html import Pictures

MOST_FILES = 20  # pictures in one report; each takes a moment and some ten kilobytes


def drawn(report: Report, settings: Config, *, quiet: bool) -> Pictures:
    """Pictures of at most `MOST_FILES` files; without the extra `graph`, how to get them."""
    from reprolint.picture.layout import DrawingExtraMissingError

    by_path: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_path.setdefault(finding.primary.path, []).append(finding)
    # Findings about a repository as a whole are in files without an experiment, or in a folder.
    paths = [path for path in by_path if Path(path).suffix in {".py", ".ipynb"} and Path(path).is_file()]
    paths.sort(key=lambda path: (-max(finding.severity or 0 for finding in by_path[path]), -len(by_path[path]), path))
    chosen = paths[:MOST_FILES]
    advance = on_terminal(quiet=quiet, doing="drawing")(len(chosen))
    pictures: dict[str, str] = {}
    failed: list[str] = []
    for path in chosen:
        try:
            picture = _picture(path, by_path[path], settings)
        except DrawingExtraMissingError:
            return Pictures(missing='To see each experiment as a picture: `pip install "reprolint-ml[graph]"`.')
        except Exception:  # noqa: BLE001 - a picture is an extra; a fault in drawing it must not cost the report
            picture = ""
            failed.append(path)
        finally:
            advance()
        if picture:
            pictures[path] = picture
    return Pictures(pictures, _left_out(len(paths), failed))


def _picture(path: str, findings: list[Finding], settings: Config) -> str:
    """The picture as svg; "" when none of the findings has a place in it."""
    from reprolint.picture import draw, render

    experiment, _ = api.experiment_of(path, settings)
    if experiment is None:
        return ""
    picture = draw(experiment, findings)
    marked = any(node.marks for node in picture.nodes) or any(edge.marks for edge in picture.edges)
    return render(picture, "svg", None) if marked else ""


def _left_out(files: int, failed: list[str]) -> str:
    """What the report says of pictures that it does not have."""
    said = []
    if failed:
        said.append(f"The experiment could not be drawn in {', '.join(failed)}.")
    if files > MOST_FILES:
        said.append(
            f"Pictures are drawn of the {MOST_FILES} files with the gravest findings. "
            "`reprolint graph FILE` draws that of any other."
        )
    return " ".join(said)
