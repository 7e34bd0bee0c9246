"""Places in SARIF: percent-encoded addresses below the repository's root, regions of files, cells as logical places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from reprolint.findings import Location, Problem
from reprolint.report.cleaning import clean, one_line
from reprolint.report.hosting import ROOT, Repository, line_of, region_text, where

BASE = "%SRCROOT%"


@dataclass(frozen=True, slots=True)
class Files:
    """Describes places, and remembers every file that one of them names."""

    repository: Repository
    numbers: dict[str, int] = field(default_factory=dict)

    def artifacts(self) -> list[dict[str, Any]]:
        """The files that were named so far, in the order of their numbers."""
        return [
            {"location": _address(path), "roles": ["directory" if path == ROOT else "analysisTarget"]}
            for path in self.numbers
        ]

    def location(self, place: Location, message: str = "") -> dict[str, Any]:
        """A place with its words. In notebooks the region is the line of the file on which the cell's line stands."""
        found: dict[str, Any] = {"physicalLocation": self._physical(place.path, _region(place))}
        if place.cell is not None:
            found["logicalLocations"] = [self._cell(place.path, place.cell)]
        if message:
            text = one_line(message)
            found["message"] = {"text": plain(text if place.cell is None else f"{where(place)}: {text}")}
        return found

    def problem_location(self, problem: Problem) -> dict[str, Any]:
        """The line of a problem."""
        found: dict[str, Any] = {"physicalLocation": self._physical(problem.path, {"startLine": line_of(problem)})}
        if problem.cell is not None:
            found["logicalLocations"] = [self._cell(problem.path, problem.cell)]
        return found

    def _physical(self, shown: str, region: dict[str, Any]) -> dict[str, Any]:
        path = self.repository.path(shown)
        index = self.numbers.setdefault(path, len(self.numbers))
        return {"artifactLocation": {**_address(path), "index": index}, "region": region}

    def _cell(self, shown: str, cell: int) -> dict[str, Any]:
        name = f"cell {cell}"
        path = one_line(self.repository.path(shown))
        return {"name": name, "fullyQualifiedName": f"{path}/{name}", "kind": "cell"}


def plain(text: str) -> str:
    """Text in which no viewer finds a link: SARIF writes them `[words](target)`, also in plain text."""
    return text.replace("](", "] (")


def _address(path: str) -> dict[str, Any]:
    """A path from the root as a relative address, any other as an absolute one."""
    encoded = quote(path.encode("utf-8", "replace"), safe="/-._~")
    if path == ROOT:
        return {"uri": "./", "uriBaseId": BASE}
    if path.startswith("/"):
        return {"uri": f"file://{encoded}"}
    if ":" in path.split("/", maxsplit=1)[0][:2]:  # a drive
        return {"uri": f"file:///{encoded}"}
    return {"uri": encoded, "uriBaseId": BASE}


def _region(place: Location) -> dict[str, Any]:
    text = region_text(place)
    if place.cell is not None:
        # The file holds the line as JSON text: what a reader wants to see is not what stands there.
        snippet = {"snippet": {"rendered": {"text": clean(text)}}} if text else {}
        return {"startLine": line_of(place), **snippet}
    region: dict[str, Any] = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {**region, "snippet": {"text": clean(text)}} if text else region
