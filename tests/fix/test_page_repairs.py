"""Every faulty program on the page of a rule with a fixer is repaired, or left alone for a reason."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pytest

from reprolint.api import check, repair, repair_text
from reprolint.config import Config
from reprolint.findings import Confidence
from reprolint.fix.registry import fixers
from reprolint.fix.session import Repaired
from reprolint.source import read_bytes
from tests.rules.blocks import Example
from tests.rules.running import codes_for, examples_of

FIXED_BY_CHECKS = ("EVA008",)  # their findings bring their own edits

# How many faulty programs of each page are repaired, at the least; those that are left alone give a reason.
REPAIRED = {
    "BEN011": 4, "EVA004": 2, "EVA007": 3, "EVA008": 4, "EVA010": 4, "EVA014": 3, "INT001": 1, "LEA001": 1, "LEA002": 1,
    "LEA003": 3, "LEA004": 3, "LEA008": 4, "LEA010": 2, "LEA013": 1, "REP001": 5, "REP003": 5, "REP005": 4, "REP012": 3,
    "REP016": 5, "SHR002": 2, "SHR003": 4, "TST005": 4,
}  # fmt: skip
# Reasons of repairs that were tried and did not hold: a fixer should have seen before that it does not know enough.
TRIED_IN_VAIN = (
    "would still be there",
    "would be found in",
    "could not be read in full",
    "in reprolint itself",
    "overlap",
)


def faulty(code: str) -> list[Example]:
    """The faulty programs on the page of a rule."""
    return [one for one in examples_of(code) if one.section == "Instead of"]


def cases() -> list[object]:
    """Every faulty program of every rule with a fixer."""
    codes = sorted({*fixers(), *FIXED_BY_CHECKS})
    return [pytest.param(code, one, id=f"{code}-{number}") for code in codes for number, one in enumerate(faulty(code))]


def test_at_least_fifteen_rules_have_a_fixer() -> None:
    assert len({*fixers(), *FIXED_BY_CHECKS}) >= 15


def test_every_rule_with_a_fixer_is_counted() -> None:
    assert set(REPAIRED) == {*fixers(), *FIXED_BY_CHECKS}


def repaired(code: str, example: Example, folder: Path, *, unsafe: bool) -> tuple[Repaired, ...]:
    """The files of an example after repairs of this rule's findings, and of others that the default settings show."""
    example.write(folder)
    (folder / "reprolint.toml").touch()
    with chdir(folder):
        return repair(["."], Config(select=codes_for(code), confidence=Confidence.LOW), unsafe=unsafe, jobs=1)


@pytest.mark.parametrize(("code", "example"), cases())
def test_faulty_program_is_repaired_once_and_for_all_or_left_alone_for_a_reason(
    code: str, example: Example, tmp_path: Path
) -> None:
    files = repaired(code, example, tmp_path, unsafe=True)
    declined = [one for file in files for one in file.declined if one.code == code]
    assert declined or any(one.code == code for file in files for one in file.applied)
    assert all(one.reason and not any(words in one.reason for words in TRIED_IN_VAIN) for one in declined)
    config = Config(select=codes_for(code), confidence=Confidence.LOW)
    for file in files:
        source, problems = read_bytes(file.after, file.path)
        assert source is not None
        assert not problems
        with chdir(tmp_path):
            (tmp_path / file.path).write_bytes(file.after)
            left = [one.code for one in check([file.path], config).findings if one.primary.path == file.path]
            assert left.count(code) == sum(one.code == code for one in file.declined)
            assert not repair_text(file.after, file.path, config, unsafe=True).changed


@pytest.mark.parametrize("code", sorted(REPAIRED))
def test_as_many_programs_are_repaired_as_were(code: str, tmp_path: Path) -> None:
    count = 0
    for number, example in enumerate(faulty(code)):
        (tmp_path / str(number)).mkdir()
        files = repaired(code, example, tmp_path / str(number), unsafe=True)
        count += any(one.code == code for file in files for one in file.applied)
    assert count >= REPAIRED[code]


@pytest.mark.parametrize(("code", "example"), cases())
def test_without_unsafe_fixes_only_safe_repairs_are_made(code: str, example: Example, tmp_path: Path) -> None:
    files = repaired(code, example, tmp_path, unsafe=False)
    assert all(one.safe for file in files for one in file.applied)
    assert all(not one.safe for file in files for one in file.withheld)
    assert all(file.changed == bool(file.applied) for file in files)
    assert any(file.applied or file.withheld or file.declined for file in files)


def test_document_names_every_rule_with_a_fixer() -> None:
    text = (Path(__file__).parents[2] / "docs" / "fixes.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {code for code in {*fixers(), *FIXED_BY_CHECKS} if not any(code in row for row in rows)} == set()
