"""What a program calls a score in names: its function, the variable it is kept in, its column, the word stored beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.graph import Experiment
from reprolint.graph.events import Place, Score
from reprolint.graph.values import Constant, Mapping, Number, Sequence, Value
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

TRAINING = pattern(r"(?<![a-z])(?:train|training|in_?sample|resubstitution)(?![a-z])")
SCORES = pattern(
    r"(?<![a-z])(?:acc|accuracy|auc|auroc|aupr|roc|f1|r2|mae|mse|rmse|error|errors|loss|losses|score|scores|metric|metrics"
    r"|result|results|report|performance|perf)(?![a-z])"
)
DEEPEST = 4  # lists in lists that are looked into
CAPITAL = pattern(r"(?<=[a-z0-9])(?=[A-Z])")


def metric_name(score: Score) -> str:
    """As the code calls it, or by its own name where the code has it in a variable."""
    short = score.qualified.rpartition(".")[2]
    known = score.call is not None and score.call.entry is not None and score.call.entry.name.endswith(f".{short}")
    if not known or score.name.rpartition(".")[2] == short:
        return score.name
    return score.name if any(one.asname == score.name for one in score.place.source.nodes_of(ast.alias)) else short


def named_training(experiment: Experiment, score: Score) -> bool:
    """Is the score, or what a call of the project's own makes of it, kept under a name or beside a word that says "train"?"""
    if _says_training(score.place, outer=False) or any(_says_training(place, outer=True) for place in score.calls):
        return True
    return any(_is_told(value, score, DEEPEST) for value in _stored(experiment))


def _says_training(place: Place, *, outer: bool) -> bool:
    """Does a name that the value of this call gets say so? What an outer call gives has to be named a score besides."""
    return any(
        _says(name) and not (outer and SCORES.search(_words(name)) is None) and _is_in(place.node, value)
        for name, value in _names(place)
    )


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


def _stored(experiment: Experiment) -> Iterator[Value]:
    """What is handed to libraries, to make tables of or to write, with the names it is handed over by."""
    for call in experiment.calls:
        yield from call.arguments
        yield Mapping(dict(call.keywords.items()))


def _is_told(value: Value, score: Score, depth: int) -> bool:
    """Does it hold the score beside a word, or under a key, that says so?"""
    if isinstance(value, Sequence) and depth:
        items = [*value.items, *([value.rest] if value.rest is not None else [])]
        words = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
        if any(_says(word) for word in words) and any(_is_of(item, score) for item in items):
            return True
        return any(_is_told(item, score, depth - 1) for item in items)
    if isinstance(value, Mapping) and depth:
        return any(
            (isinstance(name, str) and _says(name) and _holds(item, score)) or _is_told(item, score, depth - 1)
            for name, item in value.items.items()
        )
    return False


def _holds(value: Value, score: Score) -> bool:
    """Is it the score, or a list of it, as the column of a table is?"""
    items = value.items if isinstance(value, Sequence) else [value]
    return any(_is_of(item, score) for item in items)


def _is_of(value: Value, score: Score) -> bool:
    return isinstance(value, Number) and score in value.scores


def _is_in(node: ast.AST, value: ast.expr) -> bool:
    return any(part is node for part in within(value))


def _says(name: str) -> bool:
    return TRAINING.search(_words(name)) is not None


def _words(name: str) -> str:
    return CAPITAL.sub("_", name).lower()
