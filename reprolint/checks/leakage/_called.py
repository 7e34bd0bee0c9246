"""What a program calls the rows that decide: where they are made, where they are handed on, and where they are judged."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from reprolint.graph import Experiment
from reprolint.graph.events import Event, Place, Predict, Score, Show, Split
from reprolint.graph.shown import calls_it
from reprolint.patterns import pattern
from reprolint.source.walking import within

TESTING = frozenset({"test"})
VALIDATION = pattern(
    r"(?:^|_|[a-z]|^X)(?:val|valid|validation|dev)(?:$|_|\d)|(?:^|_|^[Xy])va(?:$|_|\d)|^(?:val|valid|dev)[A-Z]",
    re.ASCII,
)
# Farther off stand names of other things: `log_interval`, `stddev`, `eval_rows`.
SURELY = pattern(
    r"(?:^|_|^[Xy])(?:val|valid|validation|dev|va)(?:$|_|\d)|^(?:val|valid|dev)[A-Z]|Val(?:id(?:ation)?)?(?:$|[A-Z_\d])",
    re.ASCII,
)
LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)


def called_validation(
    experiment: Experiment, event: Event, scores: Iterable[Score], split: Split | None, shown: Iterable[Show]
) -> bool:
    """Does the program itself say that these rows are for validation? Then their score is not claimed to be a test.

    What stands nearest to the judgement counts first: where its names say nothing, those that the rows were divided as, then
    those of what they are taken from in the calls and loops around. The word test in what is shown beside the score outweighs
    the latter two.
    """
    scores = list(scores)
    steps = [list(_names_near([event.place.node, *(score.place.node for score in scores)]))]
    if not any(calls_it(show, TESTING) for show in shown):
        steps += [list(_names_made(split)) if split is not None else [], list(_names_handed_on(experiment, scores))]
    for names, wanted in zip(steps, (VALIDATION, SURELY, SURELY), strict=False):
        if any("test" in name.lower() for name in names):
            return False
        if any(wanted.search(name) and not ("dev" in name and _is_device(experiment, name)) for name in names):
            return True
    return False


def _is_device(experiment: Experiment, name: str) -> bool:
    """Does the name stand for what a network computes on, as `dev` in `images.to(dev)`?"""
    for place in experiment.places_of(ast.Call):
        call = place.node
        if isinstance(call, ast.Call):
            given = call.args if isinstance(call.func, ast.Attribute) and call.func.attr == "to" else []
            given = [*given, *(keyword.value for keyword in call.keywords if keyword.arg == "device")]
            if any(isinstance(value, ast.Name) and value.id == name for value in given):
                return True
    return False


def names_at(nodes: Iterable[ast.AST]) -> set[str]:
    """Every name that is read or written there."""
    return {part.id for node in nodes for part in within(node) if isinstance(part, ast.Name)}


def keys_at(nodes: Iterable[ast.AST]) -> set[str]:
    """Every literal key that something is taken by there: `loaders["dev"]`."""
    taken = (part.slice for node in nodes for part in within(node) if isinstance(part, ast.Subscript))
    return {key.value for key in taken if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def _names_near(nodes: list[ast.AST]) -> Iterator[str]:
    yield from names_at(nodes)
    for node in nodes:
        for part in within(node):
            if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "self":
                yield part.attr


def _names_made(split: Split) -> Iterator[str]:
    """The variables that the held-out rows of a split are bound to, there and by the functions that return them."""
    inner, held = split.place, set[str]()
    for place in (split.place, *reversed(split.calls)):
        found: set[str] = set()
        for target in _targets(place):
            elements = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
            paired = len(split.parts) == 2 and len(elements) % 2 == 0
            handed = [] if place is split.place else _elements_with(held, inner, elements)
            for element in handed or (elements[1::2] if paired else elements):
                found |= names_at([element])
                found |= {part.attr for part in within(element) if isinstance(part, ast.Attribute)}
        yield from sorted(found)
        inner, held = place, found


def _elements_with(held: set[str], inner: Place, elements: list[ast.expr]) -> list[ast.expr]:
    """Of the names that the values of a function are bound to, those of the values that it makes of the `held` ones."""
    line = getattr(inner.node, "lineno", 0)
    functions = inner.source.nodes_of(ast.FunctionDef)
    around = [one for one in functions if one.lineno <= line <= (one.end_lineno or line)]
    if not held or not around:
        return []
    returned = [one.value for one in within(around[-1]) if isinstance(one, ast.Return)]
    tuples = [one.elts for one in returned if isinstance(one, ast.Tuple) and len(one.elts) == len(elements)]
    if len(tuples) != len(returned):
        return []
    return [
        element
        for position, element in enumerate(elements)
        if any(not held.isdisjoint(names_at([values[position]])) for values in tuples)
    ]


def _targets(place: Place) -> Iterator[ast.expr]:
    """What the value of the expression is bound to, by an assignment or a loop."""
    source = place.source
    bound = [(node.value, node.targets) for node in source.nodes_of(ast.Assign)]
    bound += [(loop.iter, [loop.target]) for loop in source.nodes_of(ast.For)]
    line = getattr(place.node, "lineno", 0)
    for given, targets in bound:
        if given.lineno <= line <= (given.end_lineno or line) and any(part is place.node for part in within(given)):
            yield from targets


def _names_handed_on(experiment: Experiment, scores: list[Score]) -> Iterator[str]:
    """What the loops around a judgement go through, and what is given to the functions that it is made in."""
    rows = {score.rows for score in scores}
    events: list[Score | Predict] = [*scores, *(one for one in experiment.predictions if one.rows in rows)]
    loops = dict.fromkeys(loop for event in events for loop in event.loops if isinstance(loop, LOOPS))
    calls = dict.fromkeys(place.node for event in events for place in event.calls)
    for call in calls:
        if isinstance(call, ast.Call):
            yield from names_at([*call.args, *(keyword.value for keyword in call.keywords)])
            yield from (keyword.arg for keyword in call.keywords if keyword.arg is not None)
    yield from names_at(loop.iter for loop in loops)
