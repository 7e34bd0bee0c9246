"""What a program calls a score in names: the variable it is kept in, its column, the word stored beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.graph.events import Place, Score
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

TRAINING = pattern(r"(?<![a-z])(?:train|training|in_?sample|resubstitution)(?![a-z])")
SCORES = pattern(
    r"(?<![a-z])(?:acc|accuracy|auc|auroc|aupr|roc|f1|r2|mae|mse|rmse|error|errors|loss|losses|score|scores|metric|metrics"
    r"|result|results|report|performance|perf)(?![a-z])"
)
CAPITAL = pattern(r"(?<=[a-z0-9])(?=[A-Z])")


def named_training(score: Score) -> bool:
    """Is the score, or what a call of the project's own makes of it, kept under a name or beside a word that says "train"?"""
    if _says_training(score.place, outer=False):
        return True
    return any(_says_training(place, outer=True) for place in score.calls)


def _says_training(place: Place, *, outer: bool) -> bool:
    """Does a name that the value of this call gets say so? What an outer call gives has to be named a score besides."""
    kept: set[str] = set()
    for name, value in _names(place):
        if _is_in(place.node, value):
            if _says(name) and not (outer and SCORES.search(_words(name)) is None):
                return True
            kept.add(name)
    return any(_is_beside(items, place.node, kept, outer=outer) for items in _rows(place))


def _names(place: Place) -> Iterator[tuple[str, ast.expr]]:
    """Names and keys in the file, each with the expression that it is given to."""
    source = place.source
    for assigned in source.nodes_of(ast.Assign):
        for target in assigned.targets:
            yield _name_of(target), assigned.value
    for table in source.nodes_of(ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            yield (_name_of(key) if key is not None else ""), value
    for call in source.nodes_of(ast.Call):
        for given in call.keywords:
            yield given.arg or "", given.value
        if called(call) == "append" and isinstance(call.func, ast.Attribute) and call.args:
            yield _name_of(call.func.value), call.args[0]


def _name_of(target: ast.expr) -> str:
    """`name`, `self.name`, `table["name"]`, or the text of a key."""
    if isinstance(target, ast.Subscript):
        target = target.slice
    if isinstance(target, ast.Constant):
        return target.value if isinstance(target.value, str) else ""
    return target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")


def _rows(place: Place) -> Iterator[list[ast.expr]]:
    """Values that are put side by side: the items of a list, the arguments of a call."""
    for listed in place.source.nodes_of(ast.List, ast.Tuple):
        yield listed.elts
    for call in place.source.nodes_of(ast.Call):
        yield call.args


def _is_beside(items: list[ast.expr], node: ast.AST, kept: set[str], *, outer: bool) -> bool:
    """Does the value, or the name it is kept in, stand in one row with a word that says so?"""
    words = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if not any(_says(word) for word in words):
        return False
    named = any(isinstance(item, ast.Name) and item.id in kept for item in items)
    return named or (not outer and any(_is_in(node, item) for item in items))


def _is_in(node: ast.AST, value: ast.expr) -> bool:
    return any(part is node for part in within(value))


def _says(name: str) -> bool:
    return TRAINING.search(_words(name)) is not None


def _words(name: str) -> str:
    return CAPITAL.sub("_", name).lower()
