"""STA006: loops, comprehensions and functions through which a seed, and nothing but a seed, goes."""

from __future__ import annotations

import pytest

from tests.checks.leakage.asking import findings

PROGRAM = """
seen, new = train_test_split(df, random_state=0)

def run(number):
    print("run", number)
    model = RandomForestClassifier({setting}).fit(seen[["a", "b"]], seen["y"])
    return {{"run": number, "score": model.score(new[["a", "b"]], new["y"])}}

def start(given):
    return run(given)

{loop}
{told}
"""
BEST = "top = max(runs, key=lambda each: each['score'])\nprint('accuracy', top['score'])"
LOOPS = [
    "runs = [run(k) for k in range(20)]",
    "runs = [start(k) for k in range(20)]",
    "runs = list({k: run(k) for k in range(20)}.values())",
    "runs = []\nfor k in range(20):\n    runs.append(run(k))",
]


@pytest.mark.parametrize("loop", LOOPS)
def test_the_best_of_seeds_that_a_function_takes(loop):
    (finding,) = findings("STA006", PROGRAM.format(setting="random_state=number", loop=loop, told=BEST))
    assert finding.related[1].snippet.strip().startswith(loop.splitlines()[-2 if "\n" in loop else 0][:8])


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("max_depth=number", BEST),
        ("max_depth=number, random_state=number", BEST),
        ("random_state=7 * number", BEST),
        ("random_state=number", "print(np.mean([one['score'] for one in runs]))\n" + BEST),
        ("random_state=number", "print(pd.DataFrame(runs)['score'].describe())"),
    ],
)
def test_other_numbers_and_scores_that_are_summed_up(loop, setting, told):
    assert not findings("STA006", PROGRAM.format(setting=setting, loop=loop, told=told))


def test_a_seed_that_also_filters_is_more_than_a_seed():
    loop = "runs = [run(k) for k in range(20) if k > 3]"
    assert not findings("STA006", PROGRAM.format(setting="random_state=number", loop=loop, told=BEST))


def test_two_functions_of_one_name_are_not_told_apart():
    again = "def run(number):\n    return run_of(number)\n"
    program = PROGRAM.format(setting="random_state=number", loop=LOOPS[0], told=BEST)
    assert not findings("STA006", again + program)
