"""Learned steps that stood before a hold-out split go behind it: into a pipeline with the model, or fitted on training rows."""

from __future__ import annotations

import ast
import re

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding, qualified
from reprolint.fix.leakage.cross_validated import into_folds, reaches_folds
from reprolint.fix.leakage.holdout import is_split, targets_of
from reprolint.fix.leakage.raw_rows import fold_raw_rows
from reprolint.fix.leakage.rows_first import choose_rows_first
from reprolint.fix.leakage.steps import Step, maker_line, names_in, read_step, reads_after, require_steady, undo
from reprolint.fix.names import free_name, uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer

METHODS = frozenset({"fit", "predict", "predict_proba", "predict_log_proba", "decision_function", "score"})
OF_STEPS = frozenset({"several things are learned together", "what is learned here is not the fit of a transformer"})
LEARNERS = ("sklearn.", "xgboost.", "lightgbm.")


@fixer("LEA001", "LEA002", "LEA003", "LEA010")
def learn_from_training_rows(program: Program, finding: Finding) -> Repair:
    """A pipeline where the model is made in place and does nothing else; else `fit_transform` and `transform` after the split."""
    ways = [_moved, choose_rows_first, fold_raw_rows]
    if finding.code == "LEA002":
        ways.remove(choose_rows_first)
    reasons: dict[str, None] = {}
    for way in ways:
        try:
            return way(program, finding)
        except DeclinedError as reason:
            reasons[str(reason)] = None
    told = [reason for reason in reasons if reason not in OF_STEPS] or list(reasons)
    raise DeclinedError("; ".join(told[:2]))


def _moved(program: Program, finding: Finding) -> Repair:
    """The step behind the split, or into the folds."""
    step = read_step(program, finding)
    if reaches_folds(program, step):
        return into_folds(program, step)
    split, index = _split_of(program, step)
    changes, rows = undo(program, step, names_in(step.target))
    assert isinstance(split, ast.Assign)
    assert isinstance(split.value, ast.Call)
    argument = split.value.args[index]
    changes += [] if rows == step.out else [program.replace(argument, rows)]
    train, test, train_target = _parts(split, index, step)
    try:
        return Repair(
            "Put the step and the model into one pipeline", (*changes, *_piped(program, step, split, train, test))
        )
    except DeclinedError:
        lines = _fitted_later(program, step, train, test, train_target)
        changes += [program.insert_after(split, lines)]
    return Repair("Split first, and learn from the training rows only", tuple(changes))


def _split_of(program: Program, step: Step) -> tuple[ast.stmt, int]:
    """The split that alone uses the step's output, and the number of the argument that is it."""
    known, reads = reads_after(program, step.out, step.giving)
    splits = {program.statement(node) for node in reads if is_split(program, program.statement(node))}
    require(
        len(splits) == 1,
        f"`{step.out}` does not go into exactly one hold-out split or into calls such as `cross_val_score`",
    )
    split = splits.pop()
    assert isinstance(split, ast.Assign)
    assert isinstance(split.value, ast.Call)
    call = split.value
    require(program.block(split) is program.block(step.giving), "the split stands in another block")
    bound = targets_of(split)
    inside = [node for node in reads if program.statement(node) is split]
    later = [node for node in reads if program.statement(node) is not split]
    require(len(inside) == 1 and inside[0] in call.args, f"`{step.out}` is not a plain argument of the split")
    require(not later or step.out in bound, f"`{step.out}` is used for something else, too")
    require(all(node.lineno > split.lineno for node in later), f"`{step.out}` is used before the split")
    end = split.end_lineno or split.lineno
    others = [
        node
        for node in known.writes
        if node.lineno > (step.giving.end_lineno or 0) and not split.lineno <= node.lineno <= end
    ]
    require(step.out in bound or not others, f"`{step.out}` is bound anew")
    if not step.in_place:
        earlier = [node for node in known.writes if node.lineno < step.giving.lineno]
        require(not earlier, f"`{step.out}` meant something else before")
    require_steady(program, names_in(step.rows, step.target) - {step.out}, step.giving, split)
    return split, call.args.index(inside[0])


def _parts(split: ast.Assign, index: int, step: Step) -> tuple[str, str, str]:
    """Names of training and test part, and of the training part of the target when the step needs one."""
    names = targets_of(split)
    assert isinstance(split.value, ast.Call)
    target = ""
    if step.target is not None:
        same = [number for number, one in enumerate(split.value.args) if ast.dump(one) == ast.dump(step.target)]
        require(len(same) == 1, "the target that it learned from is not divided by the same split")
        target = names[2 * same[0]]
    return names[2 * index], names[2 * index + 1], target


def _fitted_later(program: Program, step: Step, train: str, test: str, target: str) -> list[str]:
    """Lines that fit the step on the training part and apply it to both."""
    lines = []
    name = step.name
    if not name:
        assert isinstance(step.learner, ast.Call)
        made = step.learner.func
        kind = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "step")
        name = free_name(program, _short(kind))
        lines.append(f"{name} = {program.segment(step.learner)}")
    given = f"{train}, {target}" if target else train
    return [*lines, f"{train} = {name}.fit_transform({given})", f"{test} = {name}.transform({test})"]


def _short(kind: str) -> str:
    """`scaler` for `StandardScaler`, `select_k_best` for `SelectKBest`."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+", kind)
    last = words[-1].lower() if words else "step"
    if last in {"scaler", "imputer", "encoder", "vectorizer", "transformer", "selector"}:
        return last
    return "_".join(word.lower() for word in words) or "step"


def _piped(program: Program, step: Step, split: ast.stmt, train: str, test: str) -> list[Change]:
    """Changes that put the step into one pipeline with the model. Raises DeclinedError unless all uses are known."""
    require(step.out not in {train, test} or not step.in_place, "the parts go on under other names")
    models: dict[ast.AST, ast.Call] = {}
    for name in (train, test):
        known, reads = reads_after(program, name, split)
        require(len(known.writes) == 1, f"`{name}` is bound in several places")
        for node in reads:
            maker = _model_of(program, node)
            models[maker] = maker
    require(len(models) == 1, "several models use the rows")
    model = next(iter(models.values()))
    require(
        qualified(program, model.func).startswith(LEARNERS), "the model is of a library that pipelines may not know"
    )
    require("\n" not in program.segment(model), "the model is written on several lines")
    require(not program.is_repeated(model), "the model is made in a loop")
    if step.name:
        _, later = reads_after(program, step.name, step.giving)
        require(not later, f"`{step.name}` is used afterwards")
        require(maker_line(program, step) < model.lineno, f"`{step.name}` is made after the model")
    text = step.name or program.segment(step.learner)
    name, imports = adding(program, model, "sklearn.pipeline", "make_pipeline", "sklearn")
    return [program.replace(model, f"{name}({text}, {program.segment(model)})"), *imports]


def _model_of(program: Program, rows: ast.Name) -> ast.Call:
    """The call that makes the model whose method takes these rows as its first argument."""
    call = program.parent(rows)
    plain = isinstance(call, ast.Call) and call.args[:1] == [rows] and isinstance(call.func, ast.Attribute)
    if not plain or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        raise DeclinedError("the rows are used for something else than the model")
    require(call.func.attr in METHODS and not call.keywords, "the rows are used for something else than the model")
    owner = call.func.value
    if isinstance(owner, ast.Name):
        known = uses(program, program.scope(rows), owner.id)
        require(not known.nested and len(known.writes) == 1, f"`{owner.id}` is bound in several places")
        for node in known.reads:
            outer = program.parent(node)
            require(
                isinstance(outer, ast.Attribute) and outer.attr in METHODS, f"`{owner.id}` is used in other ways, too"
            )
        statement = program.statement(known.writes[0])
        if not isinstance(statement, ast.Assign) or statement.targets != [known.writes[0]]:
            raise DeclinedError(f"`{owner.id}` is not bound by a plain assignment")
        owner = statement.value
    while isinstance(owner, ast.Call) and isinstance(owner.func, ast.Attribute) and owner.func.attr == "fit":
        owner = owner.func.value
    if isinstance(owner, ast.Call):
        return owner
    raise DeclinedError("the model is not made by a plain call")
