"""The report as JSON Lines: a finding on each line, then the problems, each as in the JSON report."""

from __future__ import annotations

import json

from reprolint.findings import Report
from reprolint.report.json import finding_object, problem_object


def render_jsonl(report: Report) -> str:
    """Lines in ASCII; no line at all when there is nothing to say. A problem is told by its `kind`."""
    objects = [*map(finding_object, report.findings), *map(problem_object, report.problems)]
    return "".join(json.dumps(each) + "\n" for each in objects)
