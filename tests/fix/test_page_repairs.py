"""Every faulty program on the page of a rule with a fixer is repaired, or left alone for a reason that is written down here."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from reprolint.api import repair, repair_text
from reprolint.config import Config
from reprolint.findings import Confidence
from reprolint.fix.registry import fixers
from reprolint.source import read_bytes
from tests.rules.blocks import Example
from tests.rules.running import codes_for, examples_of

FIXED_BY_CHECKS = ("EVA008",)  # their findings bring their own edits

DECLINED = {
    ("EVA004", 2): "which of the printed numbers",
    ("EVA004", 3): "not shown by `print`",
    ("EVA007", 1): "comes from elsewhere",
    ("EVA014", 2): "the same number stands elsewhere",
    ("INT001", 1): "not a part of a split",
    ("INT001", 2): "not plain arguments",
    ("INT001", 3): "no plain name",
    ("INT001", 4): "not a part of a split",
    ("LEA001", 1): "not the fit of a transformer",
    ("LEA001", 2): "not bound to one plain name",
    ("LEA001", 3): "may change in between",
    ("LEA002", 1): "exactly one hold-out split",
    ("LEA002", 2): "exactly one hold-out split",
    ("LEA002", 3): "not bound to one plain name",
    ("LEA003", 2): "not bound to one plain name",
    ("LEA004", 2): "copied by hand",
    ("LEA004", 3): "copied by hand",
    ("LEA004", 4): "used for something else",
    ("LEA010", 0): "not the fit of a transformer",
    ("LEA010", 2): "not the fit of a transformer",
    ("LEA013", 1): "a model is fitted here",
    ("LEA013", 2): "has no name here",
    ("LEA013", 3): "a model is fitted here",
    ("REP005", 2): "draws in a loop",
    ("REP012", 3): "the key was split before",
    ("SHR002", 0): "the file itself has to change",
    ("SHR002", 1): "the file itself has to change",
    ("SHR002", 2): "the file itself has to change",
    ("SHR002", 3): "which commit you read",
}


def cases() -> list[object]:
    """Every faulty example of every rule with a fixer, numbered on its page."""
    found = []
    for code in sorted({*fixers(), *FIXED_BY_CHECKS}):
        faulty = [one for one in examples_of(code) if one.section == "Instead of"]
        found += [pytest.param(code, number, one, id=f"{code}-{number}") for number, one in enumerate(faulty)]
    return found


def test_at_least_fifteen_rules_have_a_fixer() -> None:
    assert len({*fixers(), *FIXED_BY_CHECKS}) >= 15


def test_every_rule_with_a_fixer_has_an_example_that_is_repaired() -> None:
    numbers: dict[str, list[int]] = {}
    for case in cases():
        code, number, _ = case.values  # type: ignore[attr-defined]
        numbers.setdefault(code, []).append(number)
    assert {code for code, each in numbers.items() if all((code, number) in DECLINED for number in each)} == set()


@pytest.mark.parametrize(("code", "number", "example"), cases())
def test_faulty_program_is_repaired_once_and_for_all(code: str, number: int, example: Example, tmp_path: Path) -> None:
    example.write(tmp_path)
    (tmp_path / "reprolint.toml").touch()
    config = Config(select=codes_for(code), confidence=Confidence.LOW)
    with chdir(tmp_path):
        files = repair(["."], config, unsafe=True, jobs=1)
        own = [one for file in files for one in file.applied if one.code == code]
        declined = [one for file in files for one in file.declined if one.code == code]
        if (code, number) in DECLINED:
            assert not own
            assert DECLINED[code, number] in " ".join(one.reason for one in declined)
            assert declined
            return
        assert own
        assert not declined
        for file in files:
            source, problems = read_bytes(file.after, file.path)
            assert source is not None
            assert not problems
            again = repair_text(file.after, file.path, config, unsafe=True)
            assert not again.changed
            assert code not in {one.code for one in again.declined}


@pytest.mark.parametrize(("code", "number", "example"), cases())
def test_safe_repairs_alone_leave_every_unsafe_finding(
    code: str, number: int, example: Example, tmp_path: Path
) -> None:
    example.write(tmp_path)
    (tmp_path / "reprolint.toml").touch()
    with chdir(tmp_path):
        config = Config(select=(code,), confidence=Confidence.LOW)
        safe = repair(["."], config, unsafe=False, jobs=1)
    assert all(one.safe for file in safe for one in file.applied)
    assert all(not one.safe for file in safe for one in file.withheld)
    assert all(file.changed == bool(file.applied) for file in safe)
    if not any(file.applied for file in safe):
        assert (code, number) in DECLINED or any(file.withheld for file in safe)


def test_document_names_every_rule_with_a_fixer() -> None:
    text = (Path(__file__).parents[2] / "docs" / "fixes.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {code for code in {*fixers(), *FIXED_BY_CHECKS} if not any(code in row for row in rows)} == set()
