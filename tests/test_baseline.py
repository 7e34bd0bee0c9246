"""Baseline files: what is written can be read by people and by us, and what is broken says so."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from reprolint import baseline
from reprolint.baseline import Entry
from reprolint.errors import BaselineError

FIRST = Entry("a.py", "LEA001", "00ff", "scaled `before` the split")
SECOND = Entry("b/c.ipynb", "REP001", "0f0f", "no seed \N{SNOWMAN}")


def test_a_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    baseline.write(path, "known.json", [SECOND, FIRST, FIRST])
    read = baseline.read(path, "known.json")
    assert list(read.entries.values()) == [FIRST, SECOND]
    assert read.entries["0f0f"].message == SECOND.message
    assert read.file == "known.json"


def test_a_line_for_each_finding_in_a_fixed_order() -> None:
    text = baseline.text([SECOND, FIRST])
    assert text == baseline.text([FIRST, SECOND])
    assert text.isascii()
    assert [line.strip().rstrip(",") for line in text.splitlines() if "fingerprint" in line] == [
        json.dumps({"path": each.path, "code": each.code, "fingerprint": each.fingerprint, "message": each.message})
        for each in (FIRST, SECOND)
    ]
    assert json.loads(baseline.text([])) == {"version": 1, "findings": []}


def test_a_finding_that_a_merge_left_twice_counts_once(tmp_path: Path) -> None:
    row = {"path": "a.py", "code": "LEA001", "fingerprint": "00ff", "message": "m"}
    path = tmp_path / "known.json"
    path.write_text(json.dumps({"version": 1, "findings": [row, row]}))
    assert len(baseline.read(path, "known.json").entries) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 200_000, "not valid JSON"),
        (b'{"version": 1,\n<<<<<<< HEAD\n', "merge conflict"),
        (b"[]", "not a baseline"),
        (b'{"version": 1}', "not a baseline"),
        (b'{"version": 1, "findings": {}}', "not a baseline"),
        (b'{"version": 2, "findings": []}', "version 2"),
        (b'{"findings": []}', "version None"),
        (b'{"version": 1, "findings": [3]}', "finding 1"),
        (
            b'{"version": 1, "findings": [{"path": "a.py", "code": "X", "fingerprint": null, "message": ""}]}',
            "finding 1",
        ),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "known.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError, match=says):
        baseline.read(path, "known.json")


def test_a_file_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    with path.open("wb") as stream:
        stream.truncate(baseline.MAX_BYTES + 1)
    with pytest.raises(BaselineError, match="too much for a baseline"):
        baseline.read(path, "known.json")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="reprolint baseline write"):
        baseline.read(tmp_path / "nowhere.json", "nowhere.json")
    with pytest.raises(BaselineError, match="cannot be read"):
        baseline.read(tmp_path, "folder")


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(BaselineError, match="cannot be written"):
        baseline.write(target, "folder", [FIRST])
    with pytest.raises(BaselineError, match="cannot be written"):
        baseline.write(tmp_path / "nowhere" / "known.json", "known.json", [FIRST])
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are not those of POSIX")
def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    baseline.write(path, "known.json", [FIRST])
    path.chmod(0o640)
    baseline.write(path, "known.json", [SECOND])
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
