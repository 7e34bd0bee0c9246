"""Many tests of significance are held against one threshold, and nothing is said of how many there were."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.graph.events import Call, Place
from reprolint.patterns import pattern

TESTS = tuple(
    f"scipy.stats.{name}"
    for name in (
        "ttest_ind",
        "ttest_rel",
        "ttest_1samp",
        "mannwhitneyu",
        "ranksums",
        "wilcoxon",
        "pearsonr",
        "spearmanr",
    )
)
MANY = 3  # tests written out one by one; two are often two sides of one question. Chosen by us
CORRECTION = pattern(
    r"multipletests|multicomp|false_discovery|\bfdr\b|fdr_|bonferroni|\bholm|hochberg|posthoc|tukey|sidak|benjamini|corrected"
    r"|/ ?len\(|/ ?n_tests|permutation|cluster",
    re.IGNORECASE,
)
RESAMPLING = frozenset(
    {"range", "trange", "arange"}
)  # loops that count repeat a simulation as often as they go over columns


@check("STA003", needs={"call"})
def multiple_tests(experiment: Experiment) -> Iterator[Finding]:
    """Tests in a loop over things, or three written out, beside a comparison with a level of significance."""
    calls: dict[object, Call] = {}
    for call in experiment.calls_to(*TESTS):
        calls.setdefault(call.place, call)
    if not calls:
        return
    text = experiment.text
    if "stats" not in text or CORRECTION.search(text):
        return
    level = _level(experiment)
    if level is None:
        return
    ordered = sorted(calls.values(), key=lambda call: call.place.line)
    looped = [call for call in ordered if call.loops and any(_goes_over_things(loop) for loop in call.loops)]
    if not looped and len(ordered) < MANY:
        return
    first, *others = looped or ordered
    count = "A test for each turn of a loop" if looped else f"{len(ordered)} tests"
    yield first.finding(
        f"{count} against one level of significance: with twenty such tests one is expected to pass by chance",
        label="tested again and again" if looped else "tested",
        related=(
            *(call.place.location("and here") for call in others),
            level.location("compared with the level for one test"),
        ),
    )


def _level(experiment: Experiment) -> Place | None:
    """`p < 0.05`, or a level that is called alpha."""
    for place in experiment.places_of(ast.Compare):
        node = place.node
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Constant) and side.value in {0.05, 0.01, 0.001}:
                    return place
                if getattr(side, "id", "").lower() in {"alpha", "significance_level"}:
                    return place
    return None


def _goes_over_things(loop: ast.AST) -> bool:
    """Is it a loop over columns, groups or models, of which there are more than two?"""
    if not isinstance(loop, ast.For):
        return False
    if (
        isinstance(loop.iter, ast.Call)
        and getattr(loop.iter.func, "id", getattr(loop.iter.func, "attr", "")) in RESAMPLING
    ):
        return False
    return not isinstance(loop.iter, (ast.List, ast.Tuple)) or len(loop.iter.elts) >= MANY
