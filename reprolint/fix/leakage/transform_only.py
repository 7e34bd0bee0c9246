"""`transform` instead of `fit_transform` on the test rows."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.leakage.steps import removed
from reprolint.fix.names import makers, uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

STEPS = frozenset({"transformer", "selector", "encoder", "vocabulary"})


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
    owner = function.value if isinstance(function, ast.Attribute) else None
    if not isinstance(function, ast.Attribute) or function.attr not in {"fit", "fit_transform"}:
        raise DeclinedError("a model is fitted here; which rows it should have instead is yours to say")
    fitted = [fit for fit in program.experiment.fits if fit.place.node is call]
    steps = bool(fitted) and all(fit.family in STEPS for fit in fitted)
    require(steps, "a model is fitted here; which rows it should have instead is yours to say")
    if not isinstance(owner, ast.Name):
        raise DeclinedError("the object that learned from the training rows has no name here")
    known = uses(program, program.scope(call), owner.id)
    require(not known.nested and not program.is_repeated(call), f"`{owner.id}` is used in functions or loops")
    start = program.span(owner)[0]
    fits = [node for node in known.reads if _is_fit(program.parent(node)) and program.span(node)[0] < start]
    made = makers(program, owner)
    require(len(made) == 1, f"`{owner.id}` is bound in several places or comes from elsewhere")
    fits = [node for node in fits if node.lineno >= made[0].lineno]
    require(fits, f"`{owner.id}` did not learn from the training rows before")
    require(not program.is_repeated(fits[-1]), f"`{owner.id}` is used in functions or loops")
    block = program.block(program.statement(made[0]))
    require(program.statement(fits[-1]) in block, f"`{owner.id}` learns in a branch")
    _require_same_side(program, call, fits[-1])
    require(len(call.args) in {1, 2} and not call.keywords, "its arguments are given in another way")
    if function.attr == "fit":
        statement = program.statement(call)
        alone = isinstance(statement, ast.Expr) and statement.value is call
        require(alone, "which rows it should learn from instead is yours to say")
        return [removed(program, statement)]
    _, end = program.span(function)
    changes = [Change(end - len("fit_transform"), end, "transform")]
    if len(call.args) == 2:
        changes.append(Change(program.span(call.args[0])[1], program.span(call.args[1])[1], ""))
    return changes


def _require_same_side(program: Program, call: ast.Call, earlier: ast.Name) -> None:
    """Raise DeclinedError unless what was fitted last is what the rows of each judged model went through."""
    told = f"`{earlier.id}` learned from other rows in between than the model was trained on"
    judged = False
    for evaluation in program.experiment.evaluations:
        nodes = {fit.place.node for fit in evaluation.learned}
        if call not in nodes:
            continue
        steps = {fit.place.node for fit in evaluation.model.learned}
        last = program.parent(program.parent(earlier) or earlier)
        require(last in steps, told)
        judged = True
    require(judged, told)


def _is_fit(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"fit", "fit_transform", "partial_fit"}
