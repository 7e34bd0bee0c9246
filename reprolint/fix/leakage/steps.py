"""A learned step as it stands in a program: what learns, from which rows, and under which name its output goes on."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.names import Uses, loose_names, uses
from reprolint.fix.program import Program

# Words in a name that say what was done to the rows; the name would lie when it is no longer done there.
TELLING = re.compile(
    r"scal|norm|std|stand|pca|enc|trans|imput|fill|select|best|reduc|poly|vec|prep|proc|resamp|balanc|smote|res$",
    re.IGNORECASE,
)
APPLYING = frozenset({"fit", "fit_transform", "transform", "fit_resample", "fit_sample", "partial_fit", "set_params"})


@dataclass(frozen=True, slots=True)
class Step:
    """`out = learner.fit_transform(rows, target)`, or the same in two statements.

    `learner` is the expression that makes the learner, or its name. `fitting` is the statement that only fits and can go
    (None when fitting and applying are one), `giving` the one that binds `out`.
    """

    learner: ast.expr
    rows: ast.expr
    target: ast.expr | None
    out: str
    giving: ast.stmt
    fitting: ast.stmt | None = None

    @property
    def name(self) -> str:
        """The learner's name, "" when it has none."""
        return self.learner.id if isinstance(self.learner, ast.Name) else ""

    @property
    def in_place(self) -> bool:
        """Does the output take the name of the rows?"""
        return isinstance(self.rows, ast.Name) and self.rows.id == self.out


def read_step(program: Program, finding: Finding) -> Step:
    """The step at a finding of a leak. Raises DeclinedError for all but the plainest forms."""
    require(all(place.label != "and here" for place in finding.related), "several things are learned together")
    call = program.node_at(finding.primary, ast.Call)
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in {"fit_transform", "fit"}:
        raise DeclinedError("what is learned here is not the fit of a transformer")
    require(1 <= len(call.args) <= 2 and not call.keywords, "its arguments are not plain ones")
    require(not any(isinstance(one, ast.Starred) for one in call.args), "its arguments are not plain ones")
    rows, target = call.args[0], call.args[1] if len(call.args) == 2 else None
    statement = program.statement(call)
    learner = function.value
    if function.attr == "fit_transform":
        out = _bound(statement, call)
        step = Step(learner, rows, target, out, statement)
    else:
        step = _in_two(program, statement, call, learner, rows, target)
    require(isinstance(step.learner, (ast.Name, ast.Call)), "the transformer has no plain name")
    _require_plain(program, step)
    return step


def _bound(statement: ast.stmt, value: ast.expr) -> str:
    """The name that a statement binds to the value."""
    plain = isinstance(statement, ast.Assign) and statement.value is value and len(statement.targets) == 1
    target = statement.targets[0] if plain and isinstance(statement, ast.Assign) else None
    if not isinstance(target, ast.Name):
        raise DeclinedError("what it gives is not bound to one plain name")
    return target.id


def _in_two(
    program: Program, statement: ast.stmt, call: ast.Call, learner: ast.expr, rows: ast.expr, target: ast.expr | None
) -> Step:
    """`learner.fit(rows)` or `learner = Maker().fit(rows)`, followed by `out = learner.transform(rows)`."""
    if isinstance(statement, ast.Expr) and statement.value is call and isinstance(learner, ast.Name):
        name = learner.id
    else:
        name = _bound(statement, call)
        require(isinstance(learner, ast.Call), "the transformer is not made in place")
    applied = [
        node.func
        for node in program.source.nodes_of(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "transform"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == name
        and node.lineno >= call.lineno
    ]
    require(len(applied) == 1, f"`{name}` is not applied exactly once")
    given = program.parent(applied[0])
    assert isinstance(given, ast.Call)
    require(len(given.args) == 1 and not given.keywords, "its arguments are not plain ones")
    require(ast.dump(given.args[0]) == ast.dump(rows), "it is applied to other rows than it learned from")
    giving = program.statement(given)
    return Step(ast.Name(name), rows, target, _bound(giving, given), giving, statement)


def _require_plain(program: Program, step: Step) -> None:
    """Raise DeclinedError where the order of statements does not say what happens when."""
    for statement in (step.giving, step.fitting):
        if statement is not None:
            program.own_lines(statement)
            require("#" not in program.segment(statement), "a comment stands inside the statement")
            require(not program.is_repeated(statement), "it stands in a loop")
            require(program.block(statement) is program.block(step.giving), "it stands in another block")
    if step.name:
        _require_fresh(program, step)


def _require_fresh(program: Program, step: Step) -> None:
    """Raise DeclinedError unless the learner is made in the same scope and fitted only here."""
    known = uses(program, program.scope(step.giving), step.name)
    require(not known.nested, f"`{step.name}` is used inside a function")
    require(len(known.writes) == 1, f"`{step.name}` is not made in one place")
    made = program.statement(known.writes[0])
    require(made is step.fitting or made.lineno < step.giving.lineno, f"`{step.name}` is made later")
    require(
        isinstance(made, ast.Assign) and isinstance(made.value, ast.Call), f"`{step.name}` is not made by a plain call"
    )
    for node in known.reads:
        outer = program.parent(node)
        fitted = isinstance(outer, ast.Attribute) and outer.attr in APPLYING - {"transform"}
        inside = program.statement(node) in {step.giving, step.fitting}
        require(inside or not fitted, f"`{step.name}` is fitted or set elsewhere too")
        require(inside or node.lineno > step.giving.lineno, f"`{step.name}` is used before its output")


def maker_line(program: Program, step: Step) -> int:
    """The line from which on the learner can be used."""
    if not step.name:
        return 0
    known = uses(program, program.scope(step.giving), step.name)
    return program.statement(known.writes[0]).lineno


def reads_after(program: Program, name: str, statement: ast.stmt) -> tuple[Uses, list[ast.Name]]:
    """All uses of a name, and its reads below a statement. Raises DeclinedError when functions read it."""
    known = uses(program, program.scope(statement), name)
    require(not known.nested, f"`{name}` is used inside a function")
    end = statement.end_lineno or statement.lineno
    return known, [node for node in known.reads if node.lineno > end]


def undo(program: Program, step: Step, inputs: set[str]) -> tuple[list[Change], str]:
    """Changes that take the step out, and the text by which its input goes on below.

    `inputs` are names of other values that go on with it (the target), which must stay the same too. Where the rows are
    an expression, the output's name keeps them: `X = StandardScaler().fit_transform(frame[columns])` becomes
    `X = frame[columns]`.
    """
    changes = []
    if _is_run(program, step):
        assert isinstance(step.rows, ast.Name)
        assert step.fitting is not None
        return [program.delete_lines(step.fitting, step.giving)], step.rows.id
    if step.fitting is not None:
        changes += _without_fit(program, step.fitting)
    if isinstance(step.rows, ast.Name):
        return [*changes, removed(program, step.giving)], step.rows.id
    require(not TELLING.search(step.out), f"the name `{step.out}` says what was done, and would no longer be true")
    require(step.out not in inputs, f"`{step.out}` is both input and output")
    assert isinstance(step.giving, ast.Assign)
    return [*changes, program.replace(step.giving.value, program.segment(step.rows))], step.out


def _is_run(program: Program, step: Step) -> bool:
    """Do fitting and applying stand on lines that follow each other, and go both, without a comment?"""
    fitting = step.fitting
    if not isinstance(fitting, ast.Expr) or not isinstance(step.rows, ast.Name):
        return False
    follows = step.giving.lineno == (fitting.end_lineno or 0) + 1
    return follows and not program.trailing_comment(fitting) and not program.trailing_comment(step.giving)


def _without_fit(program: Program, statement: ast.stmt) -> list[Change]:
    """`selector.fit(X, y)` goes; `scaler = StandardScaler().fit(X)` becomes `scaler = StandardScaler()`."""
    if isinstance(statement, ast.Expr):
        return [removed(program, statement)]
    assert isinstance(statement, ast.Assign)
    call = statement.value
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return [program.replace(call, program.segment(call.func.value))]


def removed(program: Program, statement: ast.stmt) -> Change:
    """The statement without its lines; a comment behind it keeps its place, on a line of its own."""
    comment = program.trailing_comment(statement).strip()
    if not comment:
        return program.delete_lines(statement)
    _, end = program.own_lines(statement)
    return Change(program.span(statement)[0], end, comment)


def require_steady(program: Program, names: set[str], first: ast.stmt, last: ast.stmt) -> None:
    """Raise DeclinedError when one of the names is bound or may be changed in place between two statements."""
    scope = program.scope(first)
    for name in sorted(names):
        known = uses(program, scope, name)
        between = [node for node in (*known.writes, *known.reads) if first.lineno < node.lineno < last.lineno]
        for node in between:
            require(isinstance(node.ctx, ast.Load) and _only_looks(program, node), f"`{name}` may change in between")


def _only_looks(program: Program, node: ast.Name) -> bool:
    """Is the name printed, or asked for its shape or first rows?"""
    outer = program.parent(node)
    if isinstance(outer, ast.Attribute) and outer.attr in {
        "shape",
        "ndim",
        "columns",
        "dtypes",
        "head",
        "describe",
        "info",
    }:
        return not isinstance(program.statement(node), (ast.AugAssign, ast.Delete))
    statement = program.statement(node)
    value = statement.value if isinstance(statement, ast.Expr) else None
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in {"print", "display", "len"}
    )


def names_in(*nodes: ast.expr | None) -> set[str]:
    """Names that these expressions read."""
    return {name for node in nodes if node is not None for name in loose_names(node)}
