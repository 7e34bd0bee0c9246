"""Draws that stand in the default of a command-line option, in whose place a user may give a value, or within a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_OPTIONS = frozenset({"add_argument", "option"})
_NUMBERS = frozenset({"random.randint", "random.randrange", "random.random", "numpy.random.randint"})
_MAKES_TEXT = frozenset({"format", "str", "print"})


def is_option_default(draw: Draw) -> bool:
    """Is it drawn in `parser.add_argument("--run", default=randint(0, 99))`?"""
    return next(_options_around(draw), None) is not None


def is_put_into_text(draw: Draw) -> bool:
    """Is it drawn where it is written into a text, as in `name + str(np.random.rand())`?"""
    source, node = draw.place.source, draw.place.node
    calls = [call for call in source.nodes_of(ast.Call) if called(call) in {"format", "str"}]
    return any(node in call.args for call in calls) or any(
        isinstance(part, ast.FormattedValue) and part.value is node
        for text in source.nodes_of(ast.JoinedStr)
        for part in text.values
    )


def only_named_after(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Defaults of options that are drawn numbers and only written into texts, as in a path that holds the number of a run."""
    found = set()
    for draw in draws:
        option = next(_options_around(draw), None) if draw.qualified in _NUMBERS else None
        parsed = option is not None and called(option) == "add_argument"
        name = _destination(option) if option is not None and parsed else ""
        if name and _is_only_written(experiment, name):
            found.add(draw.place.node)
    return found


def _options_around(draw: Draw) -> Iterator[ast.Call]:
    node = draw.place.node
    for call in draw.place.source.nodes_of(ast.Call):
        if called(call) in _OPTIONS and call.lineno <= draw.place.line <= (call.end_lineno or 0):
            given = [one.value for one in call.keywords if one.arg == "default"]
            if any(node in set(within(value)) for value in given):
                yield call


def _destination(option: ast.Call) -> str:
    """The attribute that the parsed value is read by; "" where it is not written out."""
    for one in option.keywords:
        if one.arg == "dest":
            return one.value.value if isinstance(one.value, ast.Constant) and isinstance(one.value.value, str) else ""
    names = [one.value for one in option.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    long = next((name for name in names if name.startswith("--")), names[0] if names else "")
    return long.lstrip("-").replace("-", "_")


def _is_only_written(experiment: Experiment, name: str) -> bool:
    """Is the option read, and nowhere but within a text?"""
    reads = []
    texts: set[ast.AST] = set()
    for source in experiment.sources:
        reads += [node for node in source.nodes_of(ast.Attribute) if node.attr == name]
        written, formatted = _texts(source)
        if any(node.value == name and node not in written for node in source.nodes_of(ast.Constant)):
            return False  # `vars(options)["run"]`
        texts |= written | formatted
    return bool(reads) and texts.issuperset(reads)


def _texts(source: Source) -> tuple[set[ast.AST], set[ast.AST]]:
    """What stands in f-strings, and what is given to `str(...)` and `"...".format(...)`."""
    written = {part for text in source.nodes_of(ast.JoinedStr) for part in within(text)}
    calls = [call for call in source.nodes_of(ast.Call) if called(call) in _MAKES_TEXT]
    return written, {part for call in calls for given in call.args for part in within(given)}
