"""The job for continuous integration: a workflow for GitHub, or lines to paste for GitLab."""

from __future__ import annotations

from pathlib import Path

from reprolint import __version__
from reprolint.report import FORMATS

WORKFLOWS = ".github/workflows"
FILE = f"{WORKFLOWS}/reprolint.yml"
GITLAB = ".gitlab-ci.yml"
WORKFLOW = """\
name: reprolint

on:
  push:
    branches: [main, master]
  pull_request:

permissions:
  contents: read

jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-python@v7
        with:
          python-version: "3.12"
      - run: pip install "reprolint-ml=={version}"
      - run: reprolint check{options}
"""
JOB = """\
reprolint:
  image: python:3.12
  script:
    - pip install "reprolint-ml=={version}"
    - reprolint check
"""


def has_job(root: Path) -> str:
    """The file of continuous integration that speaks of reprolint already, "" if none does."""
    folder = root / WORKFLOWS
    files = (
        [*sorted(folder.glob("*.yml")), *sorted(folder.glob("*.yaml")), root / GITLAB]
        if folder.is_dir()
        else [root / GITLAB]
    )
    for file in files:
        try:
            if b"reprolint" in file.read_bytes():
                return file.relative_to(root).as_posix()
        except OSError:
            continue
    return ""


def proposed(root: Path) -> tuple[Path, str, bool]:
    """The file, the lines for it, and whether they can be written: a job for GitLab is pasted in by hand."""
    if (root / GITLAB).exists():
        return root / GITLAB, JOB.format(version=__version__), False
    options = " --format github" if "github" in FORMATS else ""
    return root / FILE, WORKFLOW.format(version=__version__, options=options), not (root / FILE).exists()
