"""A step stays where it is, and only what makes folds gets a pipeline with it, and the rows as they were before the step."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import adding, qualified
from reprolint.fix.leakage.containers import GIVING_ARRAYS, class_of
from reprolint.fix.leakage.cross_validated import VALIDATORS, piped
from reprolint.fix.leakage.searches import is_search, search_of, searched
from reprolint.fix.leakage.steps import names_in
from reprolint.fix.names import makers, uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair
from reprolint.source.walking import called


@dataclass(frozen=True, slots=True)
class Given:
    """`out = learner.transform(rows)`: who learned, from which rows and target, and the statement that binds the output."""

    learner: ast.expr
    rows: ast.expr
    target: ast.expr | None
    out: str
    statement: ast.stmt


def fold_raw_rows(program: Program, finding: Finding) -> Repair:
    """`cross_val_score(make_pipeline(scaler, model), X, y)`, with `scaler` and `X_scaled` kept for all other uses.

    A search gets the pipeline too, and its parameters the name of the model's step in front.
    """
    require(all(place.label != "and here" for place in finding.related), "several things are learned together")
    call = program.node_at(finding.primary, ast.Call)
    changes: list[Change] = []
    done: set[ast.Call] = set()
    for given in _outputs(program, call):
        known = uses(program, program.scope(given.statement), given.out)
        require(not known.nested, f"`{given.out}` is used inside a function")
        for node in known.reads:
            validation = _makes_folds(program, node)
            ours = validation is not None and [program.statement(one) for one in makers(program, node)] == [
                given.statement
            ]
            if ours and validation is not None and validation not in done:
                done.add(validation)
                changes += _folded(program, given, validation, node)
    require(done, "what it gives does not go into calls such as `cross_val_score` by its own name")
    first = min(done, key=lambda one: one.lineno)
    imports = adding(program, search_of(program, first) or first, "sklearn.pipeline", "make_pipeline", "sklearn")[1]
    return Repair("Cross-validate the step together with the model, in one pipeline", (*changes, *imports))


def _outputs(program: Program, call: ast.Call) -> list[Given]:
    """Every name that is bound to the same rows after the step."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in {"fit", "fit_transform"}:
        raise DeclinedError("what is learned here is not the fit of a transformer")
    require(1 <= len(call.args) <= 2 and not call.keywords, "its arguments are not plain ones")
    learner, rows = function.value, call.args[0]
    target = call.args[1] if len(call.args) == 2 else None
    made = class_of(program, learner)
    if isinstance(learner, ast.Name):
        bound = [program.statement(one) for one in makers(program, learner)]
        made = class_of(program, bound[0].value) if len(bound) == 1 and isinstance(bound[0], ast.Assign) else ""
    require(made.startswith(GIVING_ARRAYS), "the transformer is of a library or kind that is not known well enough")
    given = _applied(program, call, rows)
    found = []
    for value in given:
        statement = program.statement(value)
        plain = isinstance(statement, ast.Assign) and statement.value is value and len(statement.targets) == 1
        name = statement.targets[0] if plain and isinstance(statement, ast.Assign) else None
        if isinstance(name, ast.Name):
            require(name.id not in names_in(rows, target), f"`{name.id}` is both input and output")
            found.append(Given(_named(program, call, learner), rows, target, name.id, statement))
    return found


def _applied(program: Program, call: ast.Call, rows: ast.expr) -> list[ast.Call]:
    """The calls that give the transformed rows."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "fit_transform":
        return [call]
    chained = program.parent(call)
    outer = program.parent(chained) if chained is not None else None
    if isinstance(chained, ast.Attribute) and chained.attr == "transform" and isinstance(outer, ast.Call):
        return [outer] if _takes(outer, rows) else []
    name = _named(program, call, call.func.value)
    if not isinstance(name, ast.Name):
        return []
    known = uses(program, program.scope(call), name.id)
    found = []
    for node in known.reads:
        method = program.parent(node)
        applied = program.parent(method) if isinstance(method, ast.Attribute) and method.attr == "transform" else None
        later = node.lineno > call.lineno and not any(call.lineno < one.lineno <= node.lineno for one in known.writes)
        if later and isinstance(applied, ast.Call) and _takes(applied, rows):
            found.append(applied)
    return found


def _named(program: Program, call: ast.Call, learner: ast.expr) -> ast.expr:
    """The name of the learner, also where `scaler = StandardScaler().fit(X)` gives it."""
    statement = program.statement(call)
    if isinstance(learner, ast.Name) or not isinstance(statement, ast.Assign) or statement.value is not call:
        return learner
    target = statement.targets[0]
    fitted = isinstance(call.func, ast.Attribute) and call.func.attr == "fit"
    return target if fitted and isinstance(target, ast.Name) else learner


def _takes(call: ast.Call, rows: ast.expr) -> bool:
    return len(call.args) == 1 and not call.keywords and ast.dump(call.args[0]) == ast.dump(rows)


def _makes_folds(program: Program, node: ast.Name) -> ast.Call | None:
    """The cross-validation or the fit of a search that takes these rows."""
    call = program.parent(node)
    if not isinstance(call, ast.Call):
        return None
    if call.args[1:2] == [node] and qualified(program, call.func) in VALIDATORS:
        return call
    return call if call.args[:1] == [node] and is_search(program, call) else None


def _folded(program: Program, given: Given, call: ast.Call, node: ast.Name) -> list[Change]:
    """The pipeline in place of the model, and the raw rows in place of the transformed ones."""
    search = search_of(program, call)
    number = 1 if search is not None else 2
    target = call.args[number] if len(call.args) > number else None
    for name in sorted(names_in(given.rows, given.target)):
        _require_same(program, name, given.statement, call)
    if given.target is not None:
        same = target is not None and ast.dump(target) == ast.dump(given.target)
        require(same, "the step learned from another target than the model")
    learner = program.segment(given.learner) if not isinstance(given.learner, ast.Name) else given.learner.id
    require("\n" not in learner, "the transformer is written on several lines")
    if isinstance(given.learner, ast.Name):
        known = uses(program, program.scope(call), learner)
        again = [one for one in known.writes if given.statement.lineno < one.lineno <= call.lineno]
        require(not again, f"`{learner}` is bound anew")
        before = (search or call).lineno
        require(any(one.lineno < before for one in known.writes), f"`{learner}` is made later")
    pipeline, _ = adding(program, search or call, "sklearn.pipeline", "make_pipeline", "sklearn")
    opening = f"{pipeline}({learner}, "
    rows = program.segment(given.rows)
    if search is None:
        return piped(program, call, node, rows, opening)
    return [*searched(program, call, search, opening), program.replace(node, rows)]


def _require_same(program: Program, name: str, first: ast.stmt, call: ast.Call) -> None:
    """Raise DeclinedError when a name is bound anew or may be changed between a statement and a call."""
    known = uses(program, program.scope(call), name)
    require(not known.nested, f"`{name}` is used inside a function")
    end = call.lineno
    for loop in program.around(call):
        if isinstance(loop, (ast.For, ast.While)):
            end = max(end, loop.end_lineno or end)
    functions = {getattr(node, "name", "") for node in program.source.nodes_of(ast.FunctionDef, ast.AsyncFunctionDef)}
    for node in (*known.writes, *known.reads):
        if first.lineno < node.lineno <= end:
            require(
                isinstance(node.ctx, ast.Load) and not _changes(program, node, functions),
                f"`{name}` may change in between",
            )


def _changes(program: Program, node: ast.Name, functions: set[str]) -> bool:
    """Is the object written into, changed in place, or handed to a function of the file?"""
    inner: ast.AST = node
    for outer in program.around(node):
        if isinstance(outer, ast.stmt):
            return isinstance(outer, (ast.Delete, ast.AugAssign)) and inner is not getattr(outer, "value", None)
        if isinstance(outer, (ast.Subscript, ast.Attribute)) and not isinstance(outer.ctx, ast.Load):
            return inner is outer.value
        if isinstance(outer, ast.Call):
            short = called(outer)
            in_place = any(word.arg in {"inplace", "out", "copy"} for word in outer.keywords)
            if (
                in_place
                or short in functions
                or short in {"shuffle", "sort", "append", "insert", "pop", "update", "drop"}
            ):
                return short != "drop" or in_place
        inner = outer
    return False
