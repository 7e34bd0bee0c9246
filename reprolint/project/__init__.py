"""A repository's facts beside its code: what it pins, tests, documents and runs."""

from reprolint.project.dependencies import Requirement
from reprolint.project.facts import Project
from reprolint.project.summary import FileSummary, ScoredModel

__all__ = ["FileSummary", "Project", "Requirement", "ScoredModel"]
