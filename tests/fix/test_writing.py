"""A repaired file is put in place in one step: after a crash, a full disk or a clash, the old or the new bytes are there."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reprolint.fix.writing import FileNotWrittenError, replace_file

# Writes two long contents in turn until it is killed.
WRITER = """
import sys
from pathlib import Path
from reprolint.fix.writing import replace_file

path = Path(sys.argv[1])
contents = [b"a" * 3_000_000, b"b" * 3_000_000]
print("ready", flush=True)
while True:
    replace_file(path, *contents)
    contents.reverse()
"""
TWO = {b"a" * 3_000_000, b"b" * 3_000_000}


def test_new_bytes_are_there_and_permissions_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(0o750)
    replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o750
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system cannot kill a process so")
def test_killed_at_any_moment_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    draw = random.Random(0)
    seen = set()
    for _ in range(15):
        file.write_bytes(b"a" * 3_000_000)
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(draw.uniform(0, 0.08))
        process.kill()
        process.wait()
        process.stdout.close()
        content = file.read_bytes()
        assert content in TWO
        seen.add(content[:1])
        for left in tmp_path.glob(".reprolint-*.part"):
            left.unlink()
    assert seen == {b"a", b"b"}, "the moments of killing were all the same"


def test_symbolic_link_stays_one_and_its_file_changes(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    file, link = tmp_path / "data" / "real.py", tmp_path / "link.py"
    file.write_bytes(b"old")
    link.symlink_to(Path("data") / "real.py")
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


def test_file_that_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"edited by hand")
    with pytest.raises(FileNotWrittenError, match="changed in the meantime; run reprolint again"):
        replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"edited by hand"
    assert [each.name for each in tmp_path.iterdir()] == ["a.py"]


def test_read_only_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(0o444)
    with pytest.raises(FileNotWrittenError, match="read-only; make it writable first"):
        replace_file(file, b"old", b"new")
    assert file.read_bytes() == b"old"


def test_file_with_a_second_name_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    os.link(file, tmp_path / "b.py")
    with pytest.raises(FileNotWrittenError, match="hard links"):
        replace_file(file, b"old", b"new")


def test_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotWrittenError, match=r"gone\.py: the repaired file was not written \(No such file"):
        replace_file(tmp_path / "gone.py", b"old", b"new")
