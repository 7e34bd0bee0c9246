"""Something is called ANLS and computes another similarity of strings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from reprolint.checks import check
from reprolint.checks.ranking._scopes import Scope, lowered, names, scopes, whole_number
from reprolint.findings import Finding
from reprolint.graph import Experiment
from reprolint.patterns import pattern
from reprolint.source.walking import called

CALLED_SO = pattern(r"(^|_)anls(_|$|\d)", re.IGNORECASE)
DISTANCE = pattern(r"levenshtein|edit_?dist|^lev$|^_lev$", re.IGNORECASE)
LIMIT = pattern(r"thr|tau|cut|limit|min_", re.IGNORECASE)
RATIOS = {
    "ratio": "counts a replaced letter twice and divides by the length of both strings together",
    "quick_ratio": "is an upper bound of how much two strings share",
    "token_set_ratio": "compares words in any order",
    "token_sort_ratio": "compares words in any order",
    "partial_ratio": "compares the shorter string with a part of the longer one",
}
MATCHING = "counts matching blocks, not edits, and divides by the length of both strings together"


@check("MET007")
def anls_variant(experiment: Experiment) -> Iterator[Finding]:
    """Functions called ANLS: another similarity, another denominator, no threshold anywhere in the file."""
    source = experiment.source
    if "anls" not in lowered(experiment):
        return
    for scope in scopes(experiment):
        if isinstance(scope.node, ast.Module):
            continue
        if not (CALLED_SO.search(scope.name) or re.search(r"\bANLS\b(?!\*)", scope.docstring)):
            continue
        for node, message, label in _faults(scope, source.tree):
            yield Finding(message, source.location(node, label))


def _faults(scope: Scope, tree: ast.Module) -> Iterator[tuple[ast.AST, str, str]]:
    ratio = next((node for node in scope.nodes if _is_ratio(node)), None)
    if ratio is not None:
        name = called(ratio)
        matcher = "SequenceMatcher" in ast.unparse(ratio) or _made_by_matcher(scope, ratio)
        why = MATCHING if matcher else RATIOS[name]
        yield ratio, f"`{scope.name}` is called ANLS, but `{name}` {why}", "not the normalised Levenshtein similarity"
        return
    for node in scope.nodes:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div) or not _is_distance(scope, node.left):
            continue
        if _is_one_length(scope, node.right):
            text = ast.unparse(scope.only_value(node.right))
            yield (
                node,
                f"`{scope.name}` divides the distance by `{text}` instead of the longer of both",
                "one length only",
            )
        elif CALLED_SO.search(scope.name) and not _has_threshold(tree):
            message = f"`{scope.name}` is called ANLS and has no threshold: answers that are mostly wrong earn points"
            yield node, message, "every similarity counts"
        return


def _is_ratio(node: ast.AST) -> bool:
    """`Levenshtein.ratio(a, b)`, `fuzz.ratio(a, b)`, `SequenceMatcher(None, a, b).ratio()`."""
    if called(node) not in RATIOS or not isinstance(node, ast.Call):
        return False
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    name = getattr(receiver, "id", "") or getattr(receiver, "attr", "")
    return (len(node.args) >= 2 and (receiver is None or name.lower() in {"fuzz", "levenshtein", "lev"})) or (
        receiver is not None and not node.args
    )


def _made_by_matcher(scope: Scope, ratio: ast.AST) -> bool:
    receiver = ratio.func.value if isinstance(ratio, ast.Call) and isinstance(ratio.func, ast.Attribute) else None
    return receiver is not None and called(scope.only_value(receiver)) == "SequenceMatcher"


def _is_distance(scope: Scope, value: ast.expr) -> bool:
    value = scope.only_value(value)
    if called(value) == "float" and isinstance(value, ast.Call) and value.args:
        return _is_distance(scope, value.args[0])
    return isinstance(value, ast.Call) and bool(
        DISTANCE.search(called(value))
        or (called(value) in {"distance", "eval"} and DISTANCE.search(ast.unparse(value.func)))
    )


def _is_one_length(scope: Scope, value: ast.expr) -> bool:
    """Is it `len(answer)`, or `max(len(answer), 1)`?"""
    value = scope.only_value(value)
    if called(value) == "max" and isinstance(value, ast.Call):
        lengths = [each for each in value.args if whole_number(each) is None]
        return len(lengths) == 1 and len(value.args) == 2 and called(scope.only_value(lengths[0])) == "len"
    return called(value) == "len"


def _has_threshold(tree: ast.Module) -> bool:
    """Is anything in the file compared with one half, a number near it, or something that is called a threshold?"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(
                isinstance(side, ast.Constant) and isinstance(side.value, float) and 0 < side.value < 1
                for side in sides
            ):
                return True
            if any(LIMIT.search(name) for side in sides for name in (*names(side), getattr(side, "attr", ""))):
                return True
        elif isinstance(node, ast.keyword) and node.arg in {"score_cutoff", "threshold"}:
            return True
    return False
