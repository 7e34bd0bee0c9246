"""How the three rules on seeds divide the field, and how many places one finding names."""

from __future__ import annotations

import pytest

from reprolint.findings import Confidence
from tests.checks.leakage.asking import findings

RULES = ("REP001", "REP003", "REP005")
FOREST = "print(RandomForestClassifier().fit(df[['a']], df['y']).feature_importances_)"
LAYER = "m = keras.Sequential([keras.layers.Dense(1)])\nm.fit(df, df)\nm.save('m')"
NETWORK = "import torch\nmodel = torch.nn.Linear(2, 1)\ntorch.save(model, 'm')"


def fired(program: str) -> list[str]:
    """Which of the rules on seeds find something."""
    return [code for code in RULES if findings(code, program)]


@pytest.mark.parametrize(
    ("program", "codes"),
    [
        (FOREST, ["REP001"]),
        (f"np.random.seed(1)\n{FOREST}", []),
        (f"import random\nrandom.seed(1)\n{FOREST}", ["REP003"]),
        (f"rng = np.random.default_rng(1)\n{FOREST}", ["REP003"]),
        (f"train_test_split(df, random_state=1)\n{FOREST}", ["REP005"]),
        (f"rng = np.random.default_rng(1)\ntrain_test_split(df, random_state=1)\n{FOREST}", ["REP005"]),
        (f"import random\nrandom.seed(1)\ntrain_test_split(df, random_state=1)\n{FOREST}", ["REP005"]),
        (
            (
                "rng = np.random.default_rng(1)\nfor seed in range(5):\n"
                f"    print(RandomForestClassifier(random_state=seed).fit(df[['a']], df['y']).predict(df))\n{FOREST}"
            ),
            ["REP005"],
        ),
        (f"rng = np.random.default_rng(1)\ntrain_test_split(df, random_state=1)\n{NETWORK}\n{FOREST}", ["REP003"]),
        (
            "import torch\ntrain_test_split(df, random_state=1)\nmodel = torch.nn.Linear(2, 1)\ntorch.save(model, 'm')",
            ["REP003"],
        ),
        (
            f"{NETWORK}\ntrain_test_split(df, random_state=1)\n{FOREST}",
            ["REP003", "REP005"],
        ),
        (f"{NETWORK}\n{FOREST}", ["REP001"]),
        (f"from xgboost import XGBRegressor\nXGBRegressor(seed=0)\n{FOREST}", ["REP005"]),
        (f"from catboost import CatBoostRegressor\nCatBoostRegressor(random_seed=SEED)\n{FOREST}", ["REP005"]),
        (f"import jax\nkey = jax.random.PRNGKey(500)\n{FOREST}", ["REP005"]),
        (f"model = RandomForestClassifier()\nmodel.random_state = 0\n{FOREST}", ["REP005"]),
        (f"import lab\nflow = lab.flow_from_directory('a', seed=42)\n{FOREST}", []),  # it may seed NumPy
        (f"import lab\n{FOREST}\nflow = lab.flow_from_directory('a', seed=42)", ["REP005"]),
        (f"import lab\nflow = lab.flow_from_directory('a', seed=None)\n{FOREST}", ["REP001"]),
        (f"SEED = None\ntrain_test_split(df, random_state=SEED)\n{FOREST}", ["REP001"]),
        (f"import keras\nnp.random.seed(1)\n{LAYER}", []),
        (f"from tensorflow import keras\nnp.random.seed(1)\n{LAYER}", ["REP003"]),
    ],
)
def test_one_cause_is_found_by_one_rule(program, codes):
    assert fired(program) == codes


def test_all_draws_are_one_finding_with_a_few_places():
    [finding] = findings("REP001", "\n".join(f"m{i} = {FOREST}" for i in range(12)))
    assert finding.message.startswith("Nothing is seeded: random numbers go into the results")
    assert "results (places not listed: 3), so" in finding.message
    assert len(finding.related) == 8


def test_help_names_the_libraries_that_draw():
    [finding] = findings("REP001", f"{NETWORK}\n{FOREST}")
    assert finding.help == "Call `np.random.seed(seed)` and `torch.manual_seed(seed)` once, at the start"
    [finding] = findings("REP001", FOREST)
    assert "random_state=" in finding.help


def test_a_demonstration_is_found_with_low_confidence():
    program = "points = np.random.rand(9)\ntotal = points + 1"
    [finding] = findings("REP001", program)
    assert finding.confidence is Confidence.LOW


def test_the_seed_that_does_not_reach_is_shown_beside_the_draw():
    [finding] = findings("REP003", f"import random\nrandom.seed(1)\n{FOREST}")
    assert [place.label for place in finding.related] == ["seeds `random` only"]
    assert finding.help == "Pass `random_state=` to this call of `RandomForestClassifier`"


EARLIER = "model = RandomForestClassifier(random_state=0).fit(df[['a']], df['y'])\nmodel.score(df[['a']], df['y'])\n"
LATER = "import torch\nmodel = torch.nn.Linear(2, 1)\nprint(model)\n"


def test_a_name_that_is_taken_again_later_does_not_lead_back_to_what_stands_above():
    assert fired(EARLIER + LATER) == []
    assert fired(EARLIER.replace("model", "forest") + LATER + "model.score(df)\n") == ["REP003"]
    assert fired("for step in range(2):\n    " + "    ".join((LATER + EARLIER).splitlines(keepends=True))) != []
