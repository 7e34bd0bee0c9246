"""Rows are resampled after the split, the training rows only, or inside the folds of a cross-validation."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import imported_as, module_imports, qualified
from reprolint.fix.leakage.cross_validated import VALIDATORS, piped
from reprolint.fix.leakage.holdout import is_split, targets_of
from reprolint.fix.leakage.steps import TELLING, reads_after, removed, require_steady
from reprolint.fix.names import is_taken
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

PIPELINE = "imblearn.pipeline"
TESTS = "the test rows were set apart here"


@fixer("LEA004")
def resample_training_rows(program: Program, finding: Finding) -> Repair:
    """`X, y = sampler.fit_resample(X, y)` behind the split, in imbalanced-learn's pipeline, or not at all for test rows."""
    call = program.node_at(finding.primary, ast.Call)
    statement = program.statement(call)
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in {"fit_resample", "fit_sample"}:
        raise DeclinedError("rows are copied by hand here")
    require(len(call.args) == 2 and not call.keywords, "its arguments are not plain ones")
    out = _outputs(statement, call)
    program.own_lines(statement)
    require("#" not in program.segment(statement), "a comment stands inside the statement")
    require(not program.is_repeated(statement), "it stands in a loop")
    if any(place.label == TESTS for place in finding.related):
        same = [node.id for node in call.args if isinstance(node, ast.Name)] == out
        require(same, "the resampled test rows have other names than the ones they were made of")
        return Repair("Leave the test rows as they were collected", (removed(program, statement),))
    return _moved(program, statement, call, out)


def _outputs(statement: ast.stmt, call: ast.Call) -> list[str]:
    target = statement.targets[0] if isinstance(statement, ast.Assign) and statement.value is call else None
    names = [one.id for one in target.elts if isinstance(one, ast.Name)] if isinstance(target, ast.Tuple) else []
    require(len(names) == 2, "what it gives is not bound to two plain names")
    return names


def _moved(program: Program, statement: ast.stmt, call: ast.Call, out: list[str]) -> Repair:
    reads: list[ast.Name] = []
    for name in out:
        known, later = reads_after(program, name, statement)
        end = statement.end_lineno or 0
        reads += later
        in_place = any(isinstance(node, ast.Name) and node.id == name for node in call.args)
        require(
            in_place or not any(node.lineno < statement.lineno for node in known.writes),
            f"`{name}` meant something else before",
        )
        others = [node for node in known.writes if node.lineno > end and not is_split(program, program.statement(node))]
        require(not others, f"`{name}` is bound anew")
    inputs = [program.segment(node) for node in call.args]
    changes = _before_resampling(program, statement, call, out)
    renamed = dict(zip(out, inputs, strict=True)) if all(isinstance(node, ast.Name) for node in call.args) else {}
    assert isinstance(call.func, ast.Attribute)
    sampler = program.segment(call.func.value)
    splits = {program.statement(node) for node in reads if is_split(program, program.statement(node))}
    if len(splits) == 1:
        split = splits.pop()
        changes += _behind_split(program, statement, split, reads, (out, renamed, sampler, call.func.attr))
        return Repair("Split first, and resample the training rows only", tuple(changes))
    if isinstance(call.func.value, ast.Name):
        _, later = reads_after(program, call.func.value.id, statement)
        require(not later, f"`{call.func.value.id}` is used afterwards")
    changes += _in_folds(program, statement, reads, out, renamed, sampler)
    return Repair("Resample inside each fold, in imbalanced-learn's pipeline", tuple(changes))


def _before_resampling(program: Program, statement: ast.stmt, call: ast.Call, out: list[str]) -> list[Change]:
    """The statement goes when its inputs have names, and else keeps them: `X, y = births[columns], births["preterm"]`."""
    if all(isinstance(node, ast.Name) for node in call.args):
        return [removed(program, statement)]
    require(
        not any(TELLING.search(name) for name in out),
        "a name says that the rows were resampled, and would no longer be true",
    )
    start, end = program.span(call)
    first, last = program.span(call.args[0])[0], program.span(call.args[1])[1]
    return [Change(start, first, ""), Change(last, end, "")]


def _behind_split(
    program: Program,
    statement: ast.stmt,
    split: ast.stmt,
    reads: list[ast.Name],
    parts: tuple[list[str], dict[str, str], str, str],
) -> list[Change]:
    out, renamed, sampler, method = parts
    require(program.block(split) is program.block(statement), "the split stands in another block")
    bound = targets_of(split)
    assert isinstance(split, ast.Assign)
    assert isinstance(split.value, ast.Call)
    arguments = [one.id if isinstance(one, ast.Name) else "" for one in split.value.args]
    require(set(out) <= set(arguments), "the split does not divide the resampled rows as plain arguments")
    for node in reads:
        inside = program.statement(node) is split
        require(inside or node.id in bound, f"`{node.id}` is used for something else, too")
        require(inside or node.lineno > split.lineno, f"`{node.id}` is used before the split")
    require_steady(program, set(renamed.values()) - set(out), statement, split)
    X, y = (bound[2 * arguments.index(name)] for name in out)  # noqa: N806 - as everybody calls it
    changes = [
        program.replace(node, renamed[node.id]) for node in reads if renamed and program.statement(node) is split
    ]
    return [
        *(one for one in changes if one.text or one.end > one.start),
        program.insert_after(split, [f"{X}, {y} = {sampler}.{method}({X}, {y})"]),
    ]


def _in_folds(
    program: Program, statement: ast.stmt, reads: list[ast.Name], out: list[str], renamed: dict[str, str], sampler: str
) -> list[Change]:
    """Every cross-validation of the resampled rows gets a pipeline that resamples by itself."""
    pipeline, changes = _pipeline(program, statement)
    done: set[ast.AST] = set()
    for node in reads:
        call = program.parent(node)
        plain = isinstance(call, ast.Call) and qualified(program, call.func) in VALIDATORS
        if not plain or not isinstance(call, ast.Call) or [getattr(one, "id", "") for one in call.args[1:3]] != out:
            raise DeclinedError(f"`{node.id}` is used for something else, too")
        require_steady(program, (set(renamed.values()) or set(out)) - set(out), statement, program.statement(call))
        if call not in done:
            done.add(call)
            changes += piped(program, call, call.args[1], renamed.get(out[0], ""), f"{pipeline}({sampler}, ")
            changes += [program.replace(call.args[2], renamed[out[1]])] if renamed else []
    require(done, "no split or cross-validation takes the resampled rows")
    return [one for one in changes if one.text or one.end > one.start]


def _pipeline(program: Program, before: ast.stmt) -> tuple[str, list[Change]]:
    """What imbalanced-learn's `make_pipeline` is called; beside scikit-learn's it gets a name of its own."""
    known = imported_as(program, PIPELINE, "make_pipeline")
    if known:
        return known, []
    kin = [
        each
        for each in module_imports(program)
        if isinstance(each, ast.ImportFrom)
        and (each.module or "").startswith("imblearn")
        and each.lineno < before.lineno
    ]
    require(kin, "imbalanced-learn is not imported at the top level")
    name = "make_resampling_pipeline" if is_taken(program, "make_pipeline") else "make_pipeline"
    require(not is_taken(program, name), f"the name `{name}` is already used for something else")
    alias = "" if name == "make_pipeline" else f" as {name}"
    return name, [program.insert_after(kin[-1], [f"from {PIPELINE} import make_pipeline{alias}"])]
