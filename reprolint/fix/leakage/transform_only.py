"""`transform` instead of `fit_transform` on the test rows."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer


@fixer("LEA013")
def transform_test_rows(program: Program, finding: Finding) -> Repair:
    """Only where one object was fitted once before, on other rows, and can be told what it learned there."""
    places = [finding.primary, *(place for place in finding.related if place.label == "and here")]
    changes: list[Change] = []
    for place in places:
        changes += _transformed(program, program.node_at(place, ast.Call))
    return Repair("Transform the test rows with what was learned from the training rows", tuple(changes))


def _transformed(program: Program, call: ast.Call) -> list[Change]:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "fit_transform":
        raise DeclinedError("a model is fitted here; which rows it should have instead is yours to say")
    owner = function.value
    if not isinstance(owner, ast.Name):
        raise DeclinedError("the object that learned from the training rows has no name here")
    known = uses(program, program.scope(call), owner.id)
    require(not known.nested and not program.is_repeated(call), f"`{owner.id}` is used in functions or loops")
    fits = [node for node in known.reads if _is_fit(program.parent(node))]
    require(len(fits) == 2, f"`{owner.id}` is not fitted exactly once before")
    first, second = fits
    require(second is owner and first.lineno < call.lineno, f"`{owner.id}` is fitted again later")
    require(not any(first.lineno < write.lineno <= call.lineno for write in known.writes), f"`{owner.id}` is made anew")
    _, end = program.span(function)
    changes = [Change(end - len("fit_transform"), end, "transform")]
    require(len(call.args) in {1, 2} and not call.keywords, "its arguments are given in another way")
    if len(call.args) == 2:
        changes.append(Change(program.span(call.args[0])[1], program.span(call.args[1])[1], ""))
    return changes


def _is_fit(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"fit", "fit_transform", "partial_fit"}
