"""Steps that learned from the rows of all folds go into the pipeline that is cross-validated."""

from __future__ import annotations

import ast

from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding, qualified
from reprolint.fix.leakage.steps import Step, maker_line, names_in, reads_after, require_steady, undo
from reprolint.fix.names import uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair

VALIDATORS = frozenset(
    f"sklearn.model_selection.{name}" for name in ("cross_val_score", "cross_validate", "cross_val_predict")
)
NAMED_STEPS = frozenset({"fit_params", "params", "return_estimator"})


def reaches_folds(program: Program, step: Step) -> bool:
    """Does any call that makes folds itself take the step's output?"""
    _, reads = reads_after(program, step.out, step.giving)
    return any(_validator(program, node) is not None for node in reads)


def into_folds(program: Program, step: Step) -> Repair:
    """`cross_val_score(make_pipeline(step, model), rows, y)` for every cross-validation of the step's output."""
    known, reads = reads_after(program, step.out, step.giving)
    end = step.giving.end_lineno or 0
    require(not any(node.lineno > end for node in known.writes), f"`{step.out}` is bound anew")
    require(
        step.in_place or not any(node.lineno < step.giving.lineno for node in known.writes),
        f"`{step.out}` meant something else before",
    )
    if step.name:
        _, later = reads_after(program, step.name, step.giving)
        require(not later, f"`{step.name}` is used afterwards")
        require(maker_line(program, step) <= step.giving.lineno, f"`{step.name}` is made later")
    changes, rows = undo(program, step, names_in(step.target))
    pipeline, imports = adding(program, step.giving, "sklearn.pipeline", "make_pipeline", "sklearn")
    text = step.name or program.segment(step.learner)
    for node in reads:
        call = _validator(program, node)
        if call is None:
            raise DeclinedError(f"`{step.out}` is used for something else, too")
        changes += piped(program, call, node, rows if rows != step.out else "", f"{pipeline}({text}, ")
        _require_same_target(program, step, call)
    return Repair("Cross-validate the step together with the model, in one pipeline", (*changes, *imports))


def piped(program: Program, call: ast.Call, given: ast.expr, rows: str, opening: str) -> list[Change]:
    """Changes that wrap the model of a cross-validation, and give it other rows when `rows` is not ""."""
    named = {word.arg for word in call.keywords}
    require(
        not named & NAMED_STEPS and None not in named, "the call says more about the model than can be carried over"
    )
    model = call.args[0]
    require(isinstance(model, (ast.Name, ast.Call, ast.Attribute)), "the model is not a plain argument")
    start, end = program.span(model)
    changes = [Change(start, start, opening), Change(end, end, ")")]
    return [*changes, program.replace(given, rows)] if rows else changes


def _validator(program: Program, node: ast.Name) -> ast.Call | None:
    """The cross-validation whose second argument this is."""
    call = program.parent(node)
    plain = isinstance(call, ast.Call) and call.args[1:2] == [node]
    return call if plain and isinstance(call, ast.Call) and qualified(program, call.func) in VALIDATORS else None


def _require_same_target(program: Program, step: Step, call: ast.Call) -> None:
    """Raise DeclinedError unless rows and target still mean at the cross-validation what they meant at the step."""
    steady = names_in(step.rows, step.target)
    require_steady(program, steady - {step.out}, step.giving, program.statement(call))
    if step.target is not None:
        same = len(call.args) > 2 and ast.dump(call.args[2]) == ast.dump(step.target)
        require(same, "the step learned from another target than the model")
    if program.is_repeated(call):
        scope = program.scope(call)
        for name in steady - {step.out}:
            later = [node for node in uses(program, scope, name).writes if node.lineno > step.giving.lineno]
            require(not later, f"`{name}` is bound anew in the loop")
