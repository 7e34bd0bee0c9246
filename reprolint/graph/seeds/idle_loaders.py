"""Loaders that shuffle and whose batches nothing reads: never iterated, only counted, ignored, or judged in any order."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph.seeds.influence import Statement, reaching
from reprolint.graph.seeds.name_reads import BY_TEXT, parts_with_name, reads_among, scope_of_name
from reprolint.patterns import pattern
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_LOADED = frozenset({"loader", "dataset"})
_TAKES_SAMPLER = frozenset({"DataLoader", "BatchSampler"})
_DEEPEST = 4  # a sampler in a sampler in a loader, or as many further names
# What is asked of a loader, or of a batch, and is the same in whatever order the rows come.
_SAME_IN_ANY_ORDER = frozenset(
    {
        "batch_size", "class_indices", "class_names", "dataset", "drop_last", "image_shape", "n", "num_classes",
        "num_workers", "samples",
    }
)  # fmt: skip
_SIZE_OF_BATCH = frozenset({"device", "dtype", "ndim", "shape", "size"})
_ASKS_FOR_SIZE = frozenset({"len", "type"})
SHUFFLE = "tensorflow.data.Dataset.shuffle"
# Calls that learn from rows, by their names, and those that leave some of them out.
_COUNTS = pattern(r"^fit|train|learn|optimi|gradient|backward|^take$|^skip$|^next$")
_GOES_OVER = frozenset({"enumerate", "iter", "list", "next", "tqdm"})


def idle_loaders(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Where loaders and samplers are made of which no run reads a row."""
    places = {draw.place.node: draw.place for draw in draws if _is_loader(draw)}
    if not places or BY_TEXT.search(experiment.text):
        return set()
    return {node for node, place in places.items() if _is_idle(experiment, place.source, node, _DEEPEST)}


def only_judged(experiment: Experiment, source: Source, draws: list[Draw]) -> set[ast.AST]:
    """Where data sets of TensorFlow are shuffled of which no row is learned from or left out: their score stays the same.

    What an imported file returns may be used for anything.
    """
    nodes = {draw.place.node for draw in draws if draw.qualified == SHUFFLE}
    if not nodes:
        return set()
    fits = {fit.place.node for fit in experiment.fits if fit.family != "statistic"}
    imported = source is not experiment.source

    def counts(statement: Statement) -> bool:
        if imported and (isinstance(statement.node, ast.Return) or any(name[0] == "." for name in statement.binds)):
            return True
        return not statement.inside.isdisjoint(fits) or any(_COUNTS.search(called(call)) for call in statement.calls)

    def passes(statement: Statement) -> bool:
        return not any(called(call) == "evaluate" for call in statement.calls)

    return nodes - reaching(experiment, source, nodes, counts, others=False, past=passes)


def _is_loader(draw: Draw) -> bool:
    entry = draw.call.entry if draw.call is not None else None
    if entry is None:
        return False
    return entry.role == "loader" or entry.kind == "sampler" or (entry.role == "load" and entry.produces in _LOADED)


def _is_idle(experiment: Experiment, source: Source, made: ast.AST, depth: int) -> bool:
    """Is what is made given a name whose every read leaves its rows alone?"""
    names = _names_given(source, made)
    return len(names) == 1 and depth > 0 and _is_left_alone(experiment, source, names[0], made, depth)


def _is_left_alone(experiment: Experiment, source: Source, name: str, at: ast.AST, depth: int) -> bool:
    """Does every read of the name that is bound here leave the loader's rows alone?"""
    scope = scope_of_name(experiment, source, getattr(at, "lineno", 0), name)
    if scope is None:
        return False
    parts = parts_with_name(scope, name)
    reads = reads_among(parts, name)
    harmless: set[ast.AST] = set()
    for part in parts:
        if isinstance(part, ast.Attribute) and part.attr in _SAME_IN_ANY_ORDER:
            harmless.add(part.value)
        elif isinstance(part, ast.Call):
            if called(part) in _ASKS_FOR_SIZE:
                harmless.update(part.args)
            elif called(part) in _TAKES_SAMPLER and not reads.isdisjoint(within(part)):
                harmless.update(within(part) if _is_idle(experiment, source, part, depth - 1) else ())
        elif isinstance(part, ast.Return) and isinstance(part.value, ast.Tuple) and depth > 1:
            places = [at for at, one in enumerate(part.value.elts) if one in reads]
            if all(_is_dropped(experiment, scope, len(part.value.elts), at, depth - 1) for at in places):
                harmless.update(part.value.elts)
        elif isinstance(part, (ast.For, ast.AsyncFor)):
            if not reads.isdisjoint(within(part.iter)):
                harmless |= _gone_over(experiment, source, part.target, part.iter, part)
        elif isinstance(part, ast.Assign):
            other = part.targets[0]
            if called(part.value) == "next" and not reads.isdisjoint(within(part.value)):
                harmless |= _gone_over(experiment, source, other, part.value, part)
            elif depth > 1 and part.value in reads and isinstance(other, ast.Name) and len(part.targets) == 1:
                harmless |= {part.value} if _is_left_alone(experiment, source, other.id, part, depth - 1) else set()
    return reads <= harmless


def _is_dropped(experiment: Experiment, function: ast.AST, count: int, at: int, depth: int) -> bool:
    """Is this one of the values that a function returns left alone wherever it is called: `train, _ = loaders()`?"""
    name = getattr(function, "name", "")
    calls = 0
    for source in experiment.sources if name else ():
        named: list[ast.Name | ast.Attribute] = source.nodes_of(ast.Name, ast.Attribute)
        asked = {one for one in named if name in {getattr(one, "id", ""), getattr(one, "attr", "")}}
        for assign in source.nodes_of(ast.Assign):
            target, value = assign.targets[0], assign.value
            if not isinstance(value, ast.Call) or value.func not in asked or not isinstance(target, ast.Tuple):
                continue
            parts = target.elts if len(assign.targets) == 1 else []
            if len(parts) != count or not all(isinstance(one, ast.Name) for one in parts):
                return False
            left = parts[at]
            if not isinstance(left, ast.Name) or not _is_left_alone(experiment, source, left.id, assign, depth):
                return False
            asked.discard(value.func)
            calls += 1
        if asked:  # called in another way, or handed on
            return False
    return calls > 0


def _names_given(source: Source, made: ast.AST) -> list[str]:
    """`a = DataLoader(...)` and `a, b = DataLoader(...), DataLoader(...)`."""
    found = []
    for assign in source.nodes_of(ast.Assign):
        target, value = assign.targets[0], assign.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            pairs = list(zip(target.elts, value.elts, strict=True))
        if len(assign.targets) == 1:
            found += [one.id for one, given in pairs if given is made and isinstance(one, ast.Name)]
    return found


def _gone_over(
    experiment: Experiment, source: Source, target: ast.expr, iterable: ast.expr, loop: ast.stmt
) -> set[ast.AST]:
    """What a loop goes over, if nothing of a batch is read but how large it is."""
    while isinstance(iterable, ast.Call) and called(iterable) in _GOES_OVER and iterable.args:
        if called(iterable) == "enumerate":
            if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
                return set()
            target = target.elts[1]
        iterable = iterable.args[0]
    bound = {
        part.id if isinstance(part, ast.Name) else "" for part in within(target) if not isinstance(part, ast.Tuple)
    }
    for name in bound:
        scope = scope_of_name(experiment, source, loop.lineno, name) if name else None
        if scope is None or not _only_measured(scope, name, loop):
            return set()
    return {iterable}


def _only_measured(scope: ast.AST, name: str, loop: ast.stmt) -> bool:
    """Is no more than sizes read of what the loop, or the assignment, binds to this name?"""
    parts = parts_with_name(scope, name)
    others = (one for one in parts if isinstance(one, (ast.For, ast.AsyncFor)) and one is not loop)
    anew = [one for one in others if _binds(one.target, name) and loop not in within(one)]
    elsewhere = {part for one in anew for statement in one.body for part in within(statement)}
    measured: set[ast.AST] = set()
    for part in parts:
        if isinstance(part, ast.Attribute) and part.attr in _SIZE_OF_BATCH:
            measured.add(_row_or_whole(part.value))
        elif isinstance(part, ast.Call) and called(part) in _ASKS_FOR_SIZE:
            measured.update(map(_row_or_whole, part.args))
    return reads_among(parts, name) - elsewhere <= measured


def _binds(target: ast.expr, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in within(target))


def _row_or_whole(node: ast.expr) -> ast.expr:
    """`batch` of `batch[0]` and `batch["x"]`."""
    while isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        node = node.value
    return node
