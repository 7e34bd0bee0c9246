"""The experiment as a picture: `draw` reads it from an experiment and its findings, `render` writes it in one of `FORMATS`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reprolint.picture.model import Picture

if TYPE_CHECKING:
    from reprolint.findings import Finding
    from reprolint.graph import Experiment

FORMATS = ("mermaid", "dot", "svg", "json")


def draw(experiment: Experiment, findings: Iterable[Finding] = ()) -> Picture:
    """A picture of the experiment, folded so that it can be read, with the findings of this file marked in it."""
    from reprolint.picture.derive import derive
    from reprolint.picture.fold import fold

    return fold(derive(experiment, findings))


def render(picture: Picture, form: str, folder: str | None = "") -> str:
    """The picture in one of `FORMATS`, with a final newline.

    `folder` leads from where the text will stand to where the picture's paths start (`../`, ""), for its links; with None
    an svg has no links.
    Raises DrawingExtraMissingError for svg, when the extra `graph` is not installed.
    """
    if form == "json":
        from reprolint.picture.as_json import render_json

        return render_json(picture)
    if form == "dot":
        from reprolint.picture.dot import render_dot

        return render_dot(picture, folder or "")
    if form == "svg":
        from reprolint.picture.svg import render_svg

        return render_svg(picture, folder)
    from reprolint.picture.mermaid import render_mermaid

    return render_mermaid(picture, folder or "")


__all__ = ["FORMATS", "Picture", "draw", "render"]
