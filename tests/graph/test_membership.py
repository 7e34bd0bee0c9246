"""Which branches of `if "x" in kinds:` run, where the collection is written down."""

from __future__ import annotations

import pytest

from tests.graph.test_seeding import free

# `mask` draws only where "mask" is asked for, `noise` only where "noise" is.
AUGMENT = (
    "def augment(x, kinds):\n"
    "    wants_noise = 'noise' in kinds\n"
    "    if wants_noise:\n"
    "        x = x + np.random.normal(size=2)\n"
    "    if 'scale' not in kinds:\n"
    "        return x\n"
    "    return x * np.random.uniform(0.9, 1.1)\n"
)
FIT = "LogisticRegression().fit(augment(X, kinds), y)"
NOISE, SCALE = "np.random.normal", "np.random.uniform"


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        ("['scale']", [SCALE]),
        ("('noise', 'mask')", [NOISE]),
        ("{'mask'}", []),
        ("{'noise': 1}", [NOISE]),
        ("'noise and scale'", [NOISE, SCALE]),
        ("['scale', options.kind]", [NOISE, SCALE]),
        ("['noise', options.kind]", [NOISE, SCALE]),
        ("options.kinds", [NOISE, SCALE]),
        ("[*options.kinds, 'mask']", [NOISE, SCALE]),
        ("{**options.kinds, 'mask': 1}", [NOISE, SCALE]),
        ("[]", [NOISE, SCALE]),  # something that is not seen may fill it
    ],
)
def test_what_is_in_a_collection_that_is_written_down(kinds, names):
    assert free(f"{AUGMENT}kinds = {kinds}\n{FIT}") == names


@pytest.mark.parametrize(
    "change",
    [
        "kinds.append('noise')",
        "kinds += ['noise']",
        "kinds.extend(options.kinds)",
        "kinds.remove('mask')",
        "kinds.pop()",
        "kinds[0] = 'noise'",
        "del kinds[0]",
        "if options.more:\n    kinds.append('noise')",
        "if options.more:\n    kinds.remove('mask')",
        "for kind in options.kinds:\n    kinds.append(kind)",
        "if options.more:\n    kinds = ['noise']",
        "import lab\nlab.complete(kinds)",
    ],
)
def test_a_list_that_is_changed_is_followed_both_ways(change):
    assert free(f"{AUGMENT}kinds = ['mask', 'scale']\n{change}\n{FIT}") == [NOISE, SCALE]


@pytest.mark.parametrize(
    "change", ["kinds['noise'] = 1", "kinds.update(more)", "kinds.pop('mask')", "del kinds['mask']\nkinds['noise'] = 1"]
)
def test_a_dict_that_is_changed_is_followed_both_ways(change):
    assert free(f"{AUGMENT}kinds = {{'mask': 1, 'scale': 2}}\n{change}\n{FIT}") == [NOISE, SCALE]


def test_what_a_loop_adds_is_seen_in_its_next_round():
    program = (
        f"{AUGMENT}kinds = ['mask']\n"
        "for kind in options.kinds:\n"
        "    LogisticRegression().fit(augment(X, kinds), y)\n"
        "    kinds.append(kind)\n"
    )
    assert free(program) == [NOISE, SCALE]


def test_a_list_that_a_loop_only_reads_stays_as_it_was_written():
    program = f"{AUGMENT}kinds = ['scale']\nfor path in options.paths:\n    {FIT}\n"
    assert free(program) == [SCALE]
