"""Validation rows that are drawn once and hold every class, instead of the last rows or other ones in every pass."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.calls import with_keyword
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding
from reprolint.fix.names import free_name
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

RESHUFFLED = "shuffled again in every pass"
SHARE = "validation_split"


@fixer("EVA010")
def draw_once(program: Program, finding: Finding) -> Repair:
    """`reshuffle_each_iteration=False` for data sets; for sorted arrays a split with `stratify=` in front of `fit`."""
    shuffled = next((place for place in finding.related if place.label == RESHUFFLED), None)
    if shuffled is not None:
        call = program.node_at(shuffled, ast.Call)
        own = isinstance(call.func, ast.Attribute) and call.func.attr == "shuffle"
        require(own, "whatever reads the folder shuffles inside, and takes no word on when")
        text = with_keyword(program.segment(call), "reshuffle_each_iteration", "False")
        return Repair("Shuffle once, so that both parts keep their rows", (program.replace(call, text),))
    fit = program.node_at(finding.primary, ast.Call)
    share = next((word for word in fit.keywords if word.arg == SHARE), None)
    if share is None or not isinstance(share.value, ast.Constant):
        raise DeclinedError("the share of validation rows is not written out")
    given = {word.arg for word in fit.keywords}
    require(not given & {"sample_weight", "validation_data", None}, "other arguments would have to be divided as well")
    rows, target = _rows(fit)
    statement = program.statement(fit)
    require(not program.is_repeated(statement), "the model is fitted in a loop")
    names = [free_name(program, f"{one.id}_{part}") for one in (rows, target) for part in ("train", "check")]
    split, imports = adding(program, statement, "sklearn.model_selection", "train_test_split", "sklearn")
    line = (
        f"{', '.join(names)} = {split}({rows.id}, {target.id}, test_size={program.segment(share.value)}, "
        f"stratify={target.id}, random_state=0)"
    )
    return Repair(
        "Draw validation rows of all classes",
        (
            program.insert_before(statement, [line]),
            program.replace(rows, names[0]),
            program.replace(target, names[2]),
            program.replace(share, f"validation_data=({names[1]}, {names[3]})"),
            *imports,
        ),
    )


def _rows(fit: ast.Call) -> tuple[ast.Name, ast.Name]:
    """Features and target, by position or name."""
    named = {word.arg: word.value for word in fit.keywords}
    rows = fit.args[0] if fit.args else named.get("x")
    target = fit.args[1] if len(fit.args) > 1 else named.get("y")
    if not isinstance(rows, ast.Name) or not isinstance(target, ast.Name) or rows.id == target.id:
        raise DeclinedError("features and target have no plain names")
    return rows, target
