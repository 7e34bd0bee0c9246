"""When something comes to depend on the order of a listing or a set."""

from __future__ import annotations

import pytest

from reprolint.graph import build
from reprolint.source import read_bytes

HEAD = """
import glob, os
import pandas as pd
from pathlib import Path
frame = pd.read_csv("a.csv")
rows, number = [], {}
"""


def decides(program: str) -> list[str]:
    """What unsettled orders decide in `program`."""
    source, _ = read_bytes((HEAD + program).encode(), "program.py")
    assert source is not None
    return [event.decides for event in build(source).orders if event.decides and not event.sorted]


@pytest.mark.parametrize(
    ("program", "what"),
    [
        ("for name in os.listdir('a'):\n    rows.append(open(name).read())", "rows"),
        ("for name in Path('a').glob('*'):\n    rows += [name]", "rows"),
        ("def names():\n    for name in os.listdir('a'):\n        yield name\nnames()", "rows"),
        ("frames = [pd.read_csv(name) for name in glob.glob('*.csv')]", "rows"),
        ("names = [name for name in os.listdir('a') if name[0] != '.']\nfirst = names[:3]", "files"),
        ("names = os.listdir('a')\nfor i in range(len(names)):\n    rows.append(names[i])", "rows"),
        ("for i, name in enumerate(os.listdir('a')):\n    number[name] = i", "labels"),
        ("number = {name: i for i, name in enumerate(set(frame['name']))}", "labels"),
        ("kinds = list(set(frame['name']))\nsome = kinds[:2]", "files"),
        ("for kind in {'a', 'b'}:\n    rows.append(kind)", "rows"),
        ("for name in os.listdir('a'):\n    frame = pd.concat([frame, pd.read_csv(name)])", "rows"),
        ("for name in os.listdir('a'):\n    rows.append(name)\nprint(len(rows))\nfirst = rows[0]", "rows"),
        ("for name in os.listdir('a'):\n    rows.append(name)\nif rows[0] == 'b':\n    print(1)", "rows"),
        (
            "for i, kind in enumerate(set(frame['name'])):\n    if i == 0:\n        print(1)\n    rows.append(kind)",
            "labels",
        ),
    ],
)
def test_an_order_decides(program, what):
    assert decides(program) == [what]


@pytest.mark.parametrize(
    "program",
    [
        "for name in sorted(os.listdir('a')):\n    rows.append(name)",
        "names = os.listdir('a')\nnames.sort()\nfor name in names:\n    rows.append(name)",
        "for name in os.listdir('a'):\n    rows.append(name)\nrows.sort()",
        "for name in os.listdir('a'):\n    rows.append(name)\ntable = pd.DataFrame(rows)\ntable = table.sort_values('a')",
        "names = [name for name in os.listdir('a')]\nfor name in sorted(names):\n    rows.append(name)",
        "for name in os.listdir('a'):\n    print(name)",
        "for i, name in enumerate(os.listdir('a')):\n    print(i, name)",
        "os.listdir('a')[:5]",
        "print(len(os.listdir('a')), 'b' in os.listdir('a'))",
        "only = glob.glob('*.csv')[0]",
        "for a, b, c in os.walk('a'):\n    b.sort()\n    for name in sorted(c):\n        rows.append(name)",
        "for name in os.listdir('a'):\n    new = []\n    new.append(name)\n    print(new)",
        "for name in os.listdir('a'):\n    both = pd.concat([pd.read_csv(name), frame])\n    both.to_csv(name)",
        "for name in os.listdir('a'):\n    rows.append(name)\nknown = set(rows)",
        "for name in os.listdir('a'):\n    rows.append(name)\nif rows and 'b' in rows:\n    print(max(rows))",
        "for name in os.listdir('a'):\n    rows.append(name)\nassert all(row[0] == 'a' for row in rows)",
        "for name in os.listdir('a'):\n    rows.append(name)\ntext = f'bad: {rows}'\nraise ValueError(text)",
        "kinds = list(set(frame['name'].astype(int)))\nsome = kinds[:2]",
        "column = frame['name'].astype('int64')\nkinds = list(set(column))\nsome = kinds[:2]",
        "for kind in set(frame['name']):\n    if kind == 1:\n        rows.append(kind)",
        "for number_ in {1, 2}:\n    rows.append(number_)",
        "for label, colour in zip(set(labels), 'rgb'):\n    rows.append(label)",
        "from collections import Counter\nfor name in os.listdir('a'):\n    rows.append(name)\nprint(Counter(rows))",
    ],
)
def test_an_order_does_not_matter(program):
    assert decides(program) == []
