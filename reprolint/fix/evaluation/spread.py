"""The standard deviation over the folds, printed beside their mean."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

SPREAD = {"numpy.mean": "std", "statistics.mean": "stdev", "statistics.fmean": "stdev"}


@fixer("EVA004")
def print_spread(program: Program, finding: Finding) -> Repair:
    """One more thing in the same `print`; no number that was printed before changes, so this is safe."""
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes = []
    for place in places:
        call = program.node_at(place, ast.Call)
        changes.append(_spread(program, call))
    return Repair("Print the standard deviation beside the mean", tuple(changes), safe=True)


def _spread(program: Program, call: ast.Call) -> Change:
    require(
        isinstance(call.func, ast.Name) and call.func.id == "print" and call.args, "the mean is not shown by `print`"
    )
    found = {text for argument in call.args for text in _spreads(program, argument)}
    require(len(found) == 1, "it is not clear which of the printed numbers is the mean")
    last = call.args[-1]
    require(not isinstance(last, ast.GeneratorExp), "its argument is a generator")
    _, end = program.span(last)
    while program.text[end : end + 1] == ")" and end < program.span(call)[1] - 1:
        end += 1  # parentheses around the argument are not part of it
    return Change(end, end, f', "standard deviation", {found.pop()}')


def _spreads(program: Program, argument: ast.expr) -> list[str]:
    """The deviation that belongs to each mean in an argument."""
    found = []
    for node in ast.walk(argument):
        if isinstance(node, ast.Call):
            text = _of_mean(program, node)
            if text:
                found.append(text)
        elif isinstance(node, ast.Name) and not qualified(program, node):
            if isinstance(program.parent(node), (ast.Call, ast.Attribute)) and not _is_argument(program, node):
                continue
            known = uses(program, program.scope(node), node.id)
            value = program.parent(known.writes[0]) if len(known.writes) == 1 else None
            if isinstance(value, ast.Assign) and isinstance(value.value, ast.Call):
                text = _of_mean(program, value.value)
                if text:
                    _require_same(program, value.value, node)
                    found.append(text)
    return found


def _is_argument(program: Program, node: ast.Name) -> bool:
    """Is it handed to a call, rather than called or asked for an attribute?"""
    outer = program.parent(node)
    return isinstance(outer, ast.Call) and outer.func is not node


def _of_mean(program: Program, call: ast.Call) -> str:
    """`scores.std()` for `scores.mean()`, `np.std(scores)` for `np.mean(scores)`, else ""."""
    function = call.func
    if not isinstance(function, ast.Attribute) or call.keywords:
        return ""
    owner = program.segment(function.value)
    if function.attr == "mean" and not call.args and _is_plain(function.value):
        return f"{owner}.std()"
    name = SPREAD.get(qualified(program, function))
    if name and len(call.args) == 1 and _is_plain(call.args[0]):
        return f"{owner}.{name}({program.segment(call.args[0])})"
    return ""


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and _is_plain(node.value)
    return isinstance(node, ast.Name)


def _require_same(program: Program, mean: ast.Call, printed: ast.Name) -> None:
    """Raise DeclinedError when the scores may be others where the mean is printed."""
    for part in ast.walk(mean):
        if isinstance(part, ast.Name) and qualified(program, part) == "":
            known = uses(program, program.scope(printed), part.id)
            if len(known.writes) != 1 or program.is_repeated(printed):
                raise DeclinedError(f"`{part.id}` may have changed since the mean was taken")
