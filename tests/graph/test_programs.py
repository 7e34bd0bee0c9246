"""Small programs, each with what must be known of it: the cases are the sections of `programs/*.md`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.graph import claims

PROGRAMS = Path(__file__).parent / "programs"
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(python|notebook) ?([\w./]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One section: its title and its files; a notebook's cells are divided by `# %%`."""

    title: str
    main: str
    notebook: bool = False
    helpers: dict[str, str] = field(default_factory=dict)

    def build(self, folder: Path) -> claims.Known:
        """Write the files and read the program."""
        for name, text in self.helpers.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        path = folder / ("main.ipynb" if self.notebook else "main.py")
        path.write_text(_notebook(self.main) if self.notebook else self.main, encoding="utf-8")
        return claims.Known(path, folder)


def _notebook(text: str) -> str:
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell.strip("\n")}
        for cell in re.split(r"^# %%.*\n", text, flags=re.MULTILINE)
        if cell.strip()
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def cases(path: Path) -> list[Case]:
    """The sections of one page; the code before the first is put before every program of the page."""
    opening, *rest = SECTION.split(path.read_text(encoding="utf-8"))
    prelude = "".join(code for _, _, code in FENCE.findall(opening))
    found: list[Case] = []
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        blocks = FENCE.findall(text)
        mains = [(kind, code) for kind, name, code in blocks if not name]
        assert len(mains) == 1, f"{path.name}: {title}: one program is wanted"
        helpers = {name: code for _, name, code in blocks if name}
        found.append(Case(title, prelude + mains[0][1], mains[0][0] == "notebook", helpers))
    return found


def _all() -> list[object]:
    return [
        pytest.param(case, id=f"{path.stem}-{re.sub(r'[^a-z0-9]+', '_', case.title.lower()).strip('_')}")
        for path in sorted(PROGRAMS.glob("*.md"))
        for case in cases(path)
    ]


@pytest.mark.parametrize("case", _all())
def test_what_must_be_known(case: Case, tmp_path: Path):
    known = case.build(tmp_path)
    assert known.experiment.complete
    wanted = claims.claims_of(known.source.original)
    assert wanted, "a case without claims proves nothing"
    wrong: list[str] = []
    for claim in wanted:
        try:
            claims.check(known, claim)
        except (AssertionError, KeyError, ValueError) as error:
            wrong.append(f"{claim}   <- {type(error).__name__} {str(error).splitlines()[0] if str(error) else ''}")
    if wrong:
        pytest.fail("\n".join(["not known:", *wrong]), pytrace=False)


PROGRAM = """
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
X = pd.read_csv("a.csv")
a, b = train_test_split(X, random_state=0)  # @split
model = LogisticRegression().fit(a, a.y)  # @fit
accuracy_score(b.y, model.predict(b))  # @score
n = 5
"""


@pytest.mark.parametrize(
    "claim",
    [
        "a shares b",
        "a unclear b",
        "a apart X",
        "X within a",
        "a same b",
        "a learned @fit",
        "@score learned nothing",
        "n equals 6",
        "n unknown",
        "model fitted by @score",
        "a predicted by @fit",
        "@fit fits transformer",
        "@fit fits nothing",
        "@fit learns b",
        "@score scores error",
        "@score scores nothing",
        "@score judges nothing",
        "@score on a",
        "@split draws unseeded",
        "@split splits hold-out stratified",
        "@fit uncalled",
        "@fit unread",
        "@fit times 2",
        "@fit frobs",
    ],
)
def test_a_wrong_claim_fails(claim: str, tmp_path: Path):
    known = Case("", PROGRAM).build(tmp_path)
    with pytest.raises(AssertionError):
        claims.check(known, claim)
