"""What questions keep in `Experiment.answers` must not be taken for the answer to another."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import reprolint

KEY = re.compile(r'\banswers(?:\[|\.get\(|\.setdefault\()"([^"]+)"')


def test_each_name_is_used_by_one_module():
    users: dict[str, set[str]] = defaultdict(set)
    for path in Path(reprolint.__file__).parent.rglob("*.py"):
        for name in KEY.findall(path.read_text(encoding="utf-8")):
            users[name].add(path.name)
    assert users
    assert {name: paths for name, paths in users.items() if len(paths) > 1} == {}
