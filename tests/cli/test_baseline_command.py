"""`reprolint baseline` and `check --baseline`: known findings stay quiet, new ones fail, repaired ones can be taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reprolint.cli import main

DRAW = "import numpy as np\nprint(np.random.rand(3))\n"
OTHER = "import numpy as np\nprint(np.random.normal(size=3))\n"
FILE = "reprolint-baseline.json"
USED = ("--baseline", FILE)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which the lack of a seed is the only thing that is looked for."""
    (tmp_path / "rule").mkdir()
    (tmp_path / "rule" / "draw.md").write_text(
        "---\ncode: LAB001\nname: draws\nsummary: numbers are drawn\ntopic: reproducibility\nseverity: error\n"
        "confidence: high\ndefault: true\nsince: 0.1.0\nmatch:\n  - call: [numpy.random.rand, numpy.random.normal]\n"
        '    message: "`{name}` draws"\n---\n'
    )
    (tmp_path / "reprolint.toml").write_text('rules = ["rule"]\nselect = ["LAB001"]\n')
    (tmp_path / "a.py").write_text(DRAW)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reprolint(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(FILE).read_text())["findings"]
    return found


def report(*arguments: str) -> dict[str, Any]:
    result = reprolint("check", "--format", "json", *USED, *arguments)
    loaded: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == bool(loaded["findings"])
    return loaded


def test_known_findings_are_quiet_and_new_ones_fail(project: Path) -> None:
    assert reprolint("check").exit_code == 1
    written = reprolint("baseline", "write")
    assert (written.exit_code, written.stdout) == (0, f"{FILE}: 1 finding in 1 file written\n")
    quiet = report()
    assert quiet["findings"] == []
    ((known),) = quiet["suppressed"]
    assert (known["by"], known["code"], known["reason"]) == ("baseline", "LAB001", f"known in {FILE}")
    (project / "b.py").write_text(OTHER)
    again = report()
    assert [finding["path"] for finding in again["findings"]] == ["b.py"]
    assert len(entries()) == 1  # checking never makes the list longer
    assert "1 finding known from the baseline" in reprolint("check", *USED).stdout


def test_the_configuration_can_name_the_baseline(project: Path) -> None:
    settings = (project / "reprolint.toml").read_text()
    (project / "reprolint.toml").write_text(f'baseline = "known/list.json"\n{settings}')
    missing = reprolint("check")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "reprolint baseline write" in missing.stderr
    (project / "known").mkdir()
    assert reprolint("baseline", "write").exit_code == 0
    assert (project / "known" / "list.json").exists()
    assert reprolint("check").exit_code == 0


def test_a_second_equal_statement_is_new(project: Path) -> None:
    reprolint("baseline", "write")
    (project / "a.py").write_text(DRAW + DRAW.splitlines()[1] + "\n")
    assert [finding["line"] for finding in report()["findings"]] == [3]
    reprolint("baseline", "write", "--force")
    assert len(entries()) == 2
    (project / "a.py").write_text(DRAW)  # one of two equal ones is repaired
    assert report()["findings"] == []
    assert reprolint("baseline", "prune").stdout == f"{FILE}: 1 finding taken out, 1 left\n"


def test_moved_lines_are_known(project: Path) -> None:
    reprolint("baseline", "write")
    (project / "a.py").write_text("import os\n\n\n" + DRAW.replace("rand(3)", "rand(\n    3,\n)"))
    assert report()["findings"] == []


def test_a_renamed_file_is_known_but_a_copy_is_not(project: Path) -> None:
    reprolint("baseline", "write")
    (project / "b.py").write_text(DRAW)
    assert [finding["path"] for finding in report()["findings"]] == ["b.py"]
    (project / "a.py").unlink()
    assert report()["suppressed"][0]["reason"] == f"known in {FILE} as a finding of a.py"
    (project / "c.py").write_text(DRAW)  # one entry stands for one finding only
    assert len(report()["findings"]) == 1
    (project / "c.py").unlink()
    assert reprolint("baseline", "prune").stdout == f"{FILE}: 0 findings taken out, 1 left\n"
    assert [entry["path"] for entry in entries()] == ["b.py"]


def test_show_says_what_is_gone_and_prune_takes_it_out(project: Path) -> None:
    (project / "b.py").write_text(OTHER)
    reprolint("baseline", "write")
    (project / "a.py").write_text("print(3)\n")
    assert "outdated-baseline" in [problem["kind"] for problem in report()["problems"]]
    shown = reprolint("baseline", "show")
    assert shown.stdout.splitlines() == [
        "gone    a.py: LAB001 `np.random.rand` draws",
        "known   b.py: LAB001 `np.random.normal` draws",
        f"{FILE}: 2 known findings, 1 gone (`reprolint baseline prune` takes them out)",
    ]
    assert len(entries()) == 2  # showing changes nothing
    assert reprolint("baseline", "prune").exit_code == 0
    assert [entry["path"] for entry in entries()] == ["b.py"]
    assert "outdated-baseline" not in [problem["kind"] for problem in report()["problems"]]
    (project / "a.py").write_text(DRAW)  # what was repaired and comes back is new
    assert [finding["path"] for finding in report()["findings"]] == ["a.py"]


def test_a_file_that_cannot_be_read_is_not_taken_for_repaired(project: Path) -> None:
    reprolint("baseline", "write")
    (project / "a.py").write_text(DRAW + "def\n")
    assert reprolint("baseline", "show").stdout.startswith("unsure  a.py")
    reprolint("baseline", "prune")
    assert len(entries()) == 1


def test_nothing_is_said_to_be_gone_when_only_a_part_is_checked(project: Path) -> None:
    (project / "b.py").write_text("print(1)\n")
    reprolint("baseline", "write")
    (project / "a.py").write_text("print(1)\n")
    assert report("b.py")["problems"] == []
    assert report("--select", "LEA004")["problems"] == []


def test_write_does_not_overwrite_unless_forced(project: Path) -> None:
    reprolint("baseline", "write")
    (project / "b.py").write_text(OTHER)
    refused = reprolint("baseline", "write")
    assert refused.exit_code == 2
    assert "--force" in refused.stderr
    assert len(entries()) == 1
    assert reprolint("baseline", "write", "--force").exit_code == 0
    assert len(entries()) == 2


def test_nothing_is_left_to_say_when_the_settings_name_the_file(project: Path) -> None:
    with (project / "reprolint.toml").open("a") as settings:
        settings.write(f'baseline = "{FILE}"\n')
    assert reprolint("baseline", "write").stderr == ""


def test_it_works_from_a_folder_below(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    written = reprolint("baseline", "write")
    assert written.exit_code == 0
    assert f"Next: reprolint check --baseline {(project / FILE).as_posix()}\n" in written.stderr
    assert f'`baseline = "{FILE}"` into the settings' in written.stderr
    listed = json.loads((project / FILE).read_text())["findings"]
    assert [entry["path"] for entry in listed] == ["a.py"]
    assert reprolint("check", "..", "--baseline", f"../{FILE}").exit_code == 0


@pytest.mark.parametrize("command", [("check", *USED), ("baseline", "show"), ("baseline", "prune")])
def test_a_broken_baseline_ends_the_run(project: Path, command: tuple[str, ...]) -> None:
    (project / FILE).write_text("{")
    result = reprolint(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not valid JSON" in result.stderr
    assert (project / FILE).read_text() == "{"


def test_a_hostile_path_in_a_baseline_does_no_harm(project: Path) -> None:
    hostile = [
        {"path": path, "code": "LAB001", "fingerprint": f"{number}", "message": "\x1b[31mred"}
        for number, path in enumerate(["\0", "/etc/passwd", "../../x", "x" * 10_000, "\ud800"])
    ]
    (project / FILE).write_text(json.dumps({"version": 1, "findings": hostile}))
    assert len(report()["findings"]) == 1
    shown = reprolint("baseline", "show")
    assert shown.exit_code == 0
    assert "\x1b" not in shown.stdout
