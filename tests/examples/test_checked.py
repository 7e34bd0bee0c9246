"""reprolint names the planted fault of every example, and has nothing to say about the repaired twin."""

import json
from pathlib import Path

import pytest

from reprolint.api import check

EXAMPLES = Path(__file__).parents[2] / "examples"
MEASURED = json.loads((EXAMPLES / "measured.json").read_text(encoding="utf-8"))
TWINS = sorted(path for path in EXAMPLES.glob("*/*") if path.suffix in {".py", ".ipynb"})


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_fault_is_named_and_the_repair_is_clean(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(EXAMPLES)
    report = check([path.parent.name])
    found = {finding.code for finding in report.findings if Path(finding.primary.path).name == path.name}
    assert found == ({MEASURED[path.parent.name]["rule"]} if path.stem == "wrong" else set())
    assert not report.problems
