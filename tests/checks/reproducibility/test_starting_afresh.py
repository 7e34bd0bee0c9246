"""Seeding calls without a number undo a seed, and a seed in front of them helps nobody."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.checks.leakage.asking import findings
from tests.checks.reproducibility.test_seeds import FOREST, fired

PICKED = """
import random
{first}
def pick(rows):
    {afresh}
    return rows.iloc[random.sample(range(len(rows)), 50)]
part = pick(df)
print(Ridge().fit(part[["a"]], part["y"]).score(df[["a"]], df["y"]))
"""


def labels(finding) -> list[str]:
    return [place.label for place in finding.related]


@pytest.mark.parametrize("afresh", ["random.seed()", "random.seed(None)", "random.seed(a=None, version=2)"])
def test_the_help_gives_a_number_to_the_call_that_would_undo_a_seed(afresh):
    [finding] = findings("REP001", PICKED.format(first="", afresh=afresh))
    assert finding.help == "Give `random.seed` a number in line 13"
    assert labels(finding) == ["starts afresh from the system"]


def test_a_seed_that_is_undone_reaches_nothing():
    [finding] = findings("REP003", PICKED.format(first="random.seed(42)", afresh="random.seed(None)"))
    assert finding.message == "`random.sample` draws from the generator of `random`, which starts afresh before that"
    assert labels(finding) == ["starts afresh from the system", "seeds `random`, until that is undone"]
    assert finding.help == "Give `random.seed` a number in line 13"


@pytest.mark.parametrize(
    ("first", "afresh"),
    [
        ("random.seed()", "random.seed(42)"),
        ("random.seed(42)", "if len(rows) > 9: random.seed()"),
        ("random.seed(42)", "pass"),
        ("random.seed(42)", "np.random.seed()"),
        ("random.seed(42)", "random.seed(len(rows))"),
    ],
)
def test_what_need_not_undo_a_seed(first, afresh):
    assert fired(PICKED.format(first=first, afresh=afresh)) == []


def test_a_seed_that_comes_too_late_is_not_called_undone():
    program = PICKED.format(first="", afresh="random.seed()") + "random.seed(42)\n"
    assert fired(program) == []


@pytest.mark.parametrize(
    ("program", "codes"),
    [
        ("np.random.seed(1)\nnp.random.seed(None)\n" + FOREST, ["REP003"]),
        ("import torch\ntorch.manual_seed(1)\ntorch.seed()\ntorch.save(torch.nn.Linear(2, 1), 'm')", ["REP003"]),
        ("rng = np.random.RandomState(1)\nnp.save('a', rng.normal(9))", []),
        ("rng = np.random.RandomState(1)\nrng.seed()\nnp.save('a', rng.normal(9))", ["REP001"]),
        ("rng = np.random.RandomState()\nrng.seed(1)\nnp.save('a', rng.normal(9))", []),
    ],
)
def test_other_generators_start_afresh_as_well(program, codes):
    assert fired(program) == codes


def test_a_generator_object_is_not_started_afresh_by_the_seed_of_another():
    [finding] = findings("REP001", "np.random.seed(None)\nnp.save('a', np.random.default_rng().normal(9))")
    assert labels(finding) == []
    assert finding.help.startswith("Give each generator a seed where it is made")


def test_libraries_that_are_not_started_afresh_need_a_seed_of_their_own():
    program = PICKED.format(first="", afresh="random.seed()") + f"part = df.sample(9)\n{FOREST}\n"
    program += "noise = np.random.normal(size=9)\nnp.savetxt('noise.txt', noise)\n"
    [finding] = findings("REP001", dedent(program))
    assert finding.help == ("Give `random.seed` a number in line 13 and call `np.random.seed(seed)` once, at the start")
