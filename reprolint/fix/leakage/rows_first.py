"""Training rows are chosen before anything is learned, and it is learned from them only; all else stays in its place."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import module_imports
from reprolint.fix.leakage.chosen_rows import Chosen, chosen_before
from reprolint.fix.leakage.containers import ARRAY, GIVING_ARRAYS, applied_to, container_of
from reprolint.fix.leakage.holdout import SPLIT, targets_of
from reprolint.fix.leakage.learning import IN_ONE, Learned, from_training_rows, learned_by, root_of, taken
from reprolint.fix.leakage.same_rows import require_same_rows
from reprolint.fix.names import free_name, loose_names, makers, uses
from reprolint.fix.program import Program, Scope
from reprolint.fix.registry import Repair
from reprolint.graph import Answer, overlaps
from reprolint.graph.events import Fit, Split
from reprolint.graph.rows import Part, ancestors
from reprolint.graph.values import Estimator

WIDTH = 120
# What they give for rows they learned from differs from what they give for the same rows later, or new values stop them.
OTHERWISE = frozenset({"FunctionTransformer", "LabelEncoder", "OneHotEncoder", "OrdinalEncoder", "TargetEncoder"})


def choose_rows_first(program: Program, finding: Finding) -> Repair:
    """`train_rows, test_rows = train_test_split(range(len(frame)), ...)` above the first thing learned.

    Every learned number is then taken from `train_rows`, and the split only picks rows. Raises DeclinedError unless all of
    them are the rows that are split, in the same order.
    """
    places = [finding.primary, *(one for one in finding.related if one.label == "and here")]
    calls = [program.node_at(place, ast.Call) for place in places]
    fits = [fit for call in calls for fit in _fits_at(program, call)]
    chosen = chosen_before(program, fits)
    if chosen is not None:
        return _also(program, chosen, calls)
    splits = _splits_of(program, fits)
    _require_no_other_judges(program, fits, splits)
    scope = program.scope(splits[0])
    require(all(_scope(program, call) is scope for call in calls), "it is learned inside a function")
    learned = [learned_by(program, call) for call in calls]
    block = program.block(splits[0])
    first = min((_outermost(program, call, block) for call in calls), key=lambda one: one.lineno)
    require(first.lineno < splits[0].lineno, "it is learned behind the split")
    base = _base(program, learned, first)
    require_same_rows(program, first, splits[-1], [*(one.rows for one in learned), *_arrays(splits)])
    train, test = free_name(program, "train_rows"), free_name(program, "test_rows")
    changes = [change for one in learned for change in from_training_rows(program, one, train)]
    changes += [_picked(program, split, train, test) for split in splits]
    changes += _chosen(program, first, splits, f"{train}, {test}", base)
    return Repair("Choose the training rows first, and learn from them only", tuple(changes), last_resort=True)


def _also(program: Program, chosen: Chosen, calls: list[ast.Call]) -> Repair:
    """More is learned behind a line that chose the training rows already."""
    block = program.block(chosen.statement)
    for call in calls:
        first = _outermost(program, call, block)
        require(_scope(program, call) is program.scope(chosen.statement), "it is learned inside a function")
        require(chosen.statement.lineno < first.lineno < chosen.last.lineno, "the rows are chosen later")
    learned = [learned_by(program, call) for call in calls]
    for one in learned:
        root_of(program, one.rows)
    values: list[ast.expr] = [*(one.rows for one in learned), *chosen.values]
    after = block[block.index(chosen.statement) + 1]
    require_same_rows(program, after, chosen.last, values, chosen.train)
    changes = [change for one in learned for change in from_training_rows(program, one, chosen.train)]
    return Repair("Learn from the training rows only", tuple(changes))


def _scope(program: Program, call: ast.Call) -> Scope:
    """The function or module in which it is learned; `frame.apply(lambda column: ...)` goes over columns then and there."""
    scope = program.scope(call)
    names = [node for node in ast.walk(call) if isinstance(node, ast.Name)]
    applied = isinstance(scope, ast.Lambda) and any(applied_to(program, node) is not None for node in names)
    return program.scope(scope) if applied else scope


def _fits_at(program: Program, call: ast.Call) -> list[Fit]:
    fits = [fit for fit in program.experiment.fits if fit.place.node is call]
    require(fits, "what is learned here is not a plain call")
    for fit in fits:
        if isinstance(fit.estimator, Estimator) and fit.estimator.qualified not in IN_ONE:
            known = fit.estimator.qualified.startswith(GIVING_ARRAYS)
            require(known, "the transformer is of a library or kind that is not known well enough")
            short = fit.estimator.short_name
            lenient = "handle_unknown" in fit.estimator.parameters and short != "TargetEncoder"
            require(short not in OTHERWISE or lenient, f"`{short}` may meet values that the training rows do not hold")
    return fits


def _splits_of(program: Program, fits: list[Fit]) -> list[ast.Assign]:
    """The statements that divide the rows of the fits: one, or several that all divide them alike."""
    rows = {fit.rows for fit in fits}
    require(len(rows) == 1, "different rows are learned from")
    found: dict[ast.Assign, Split] = {}
    for split in program.experiment.of(Split):
        if split.internal or split.parent not in rows:
            continue
        statement = program.statement(split.place.node) if split.place.source is program.source else None
        plain = isinstance(statement, ast.Assign) and statement.value is split.place.node
        require(plain and split.qualified == SPLIT, "the rows are divided by something else than `train_test_split`")
        assert isinstance(statement, ast.Assign)
        found[statement] = split
    require(found, "rows are added, dropped or moved between what is learned and the split")
    splits = sorted(found, key=lambda one: one.lineno)
    require(not any(program.is_repeated(one) for one in splits), "the split stands in a loop")
    require(all(program.block(one) is program.block(splits[0]) for one in splits), "the splits stand in other blocks")
    ways = {
        tuple(sorted(ast.dump(word) for word in one.value.keywords))
        for one in splits
        if isinstance(one.value, ast.Call)
    }
    seeded = all(_is_seeded(one.value) for one in splits)
    require(len(splits) == 1 or (len(ways) == 1 and seeded), "the rows are split again in another way")
    return splits


def _require_no_other_judges(program: Program, fits: list[Fit], splits: list[ast.Assign]) -> None:
    """Raise DeclinedError when a score on other held-out rows, or a cross-validation of all rows, uses what is learned."""
    ours = {split.split for one in program.experiment.of(Split) if one.place.node in {each.value for each in splits}
            for split in one.parts.values() if isinstance(split, Part)}  # fmt: skip
    for evaluation in program.experiment.evaluations:
        used = [fit for fit in fits if fit in evaluation.learned]
        apart = all(overlaps(fit.rows, evaluation.rows) is Answer.NO for fit in used)
        if not evaluation.held_out or apart:
            continue
        known = any(isinstance(step, Part) and step.split in ours for step in ancestors(evaluation.rows))
        require(known, "other rows are held out, too, such as those of a cross-validation")


def _is_seeded(call: ast.expr) -> bool:
    """Is the seed a number that is written out?"""
    seeds = [word.value for word in getattr(call, "keywords", ()) if word.arg == "random_state"]
    return any(isinstance(one, ast.Constant) and one.value is not None for one in seeds)


def _arrays(splits: list[ast.Assign]) -> list[ast.expr]:
    return [argument for split in splits if isinstance(split.value, ast.Call) for argument in split.value.args]


def _outermost(program: Program, node: ast.AST, block: list[ast.stmt]) -> ast.stmt:
    """The statement of the split's block in which a node stands."""
    found = next((one for one in [node, *program.around(node)] if one in block), None)
    if not isinstance(found, ast.stmt):
        raise DeclinedError("it stands in another block than the split")
    return found


def _base(program: Program, learned: list[Learned], first: ast.stmt) -> str:
    """The number of rows, by a name that holds all of them when `first` is reached."""
    for one in learned:
        root = root_of(program, one.rows)
        bound = makers(program, root)
        if bound and all(write.lineno < first.lineno for write in bound):
            return f"{root.id}.shape[0]" if container_of(program, root) == ARRAY else f"len({root.id})"
    raise DeclinedError("the rows have no name before they are learned from")


def _picked(program: Program, split: ast.Assign, train: str, test: str) -> Change:
    """The split as a choice of rows: `X.iloc[train_rows], X.iloc[test_rows], ...`."""
    assert isinstance(split.value, ast.Call)
    require("#" not in program.segment(split), "a comment stands inside the split")
    parts = [taken(program, one, name) for one in split.value.args for name in (train, test)]
    written = _written_into(program, split)
    names = targets_of(split)
    parts = [f"{one}.copy()" if name in written else one for one, name in zip(parts, names, strict=True)]
    start, end = program.span(split.value)
    text = ", ".join(parts)
    before = start - program.text.rfind("\n", 0, start) - 1
    if before + len(text) > WIDTH:
        indent = program.indent(split)
        text = "".join(["(\n", *(f"{indent}    {one},\n" for one in parts), indent, ")"])
    return Change(start, end, text)


def _written_into(program: Program, split: ast.Assign) -> set[str]:
    """Parts of the split that get other values later; frames warn when these are views."""
    found = set()
    for node in program.source.nodes_of(ast.Subscript, ast.Call):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            value = node.value
        elif isinstance(node, ast.Call) and any(word.arg == "inplace" for word in node.keywords):
            value = node.func
        else:
            continue
        while isinstance(value, (ast.Attribute, ast.Subscript)):
            value = value.value
        if isinstance(value, ast.Name) and node.lineno > split.lineno:
            found.add(value.id)
    return found


def _chosen(program: Program, first: ast.stmt, splits: list[ast.Assign], names: str, base: str) -> list[Change]:
    """The new line above `first`, and an import above it where that comes too late."""
    split = splits[0]
    assert isinstance(split.value, ast.Call)
    call = split.value
    require(all(word.arg for word in call.keywords), "its arguments cannot be read")
    _require_known(program, call, first, split)
    function = program.segment(call.func)
    words = [f"range({base})", *(" ".join(program.segment(word).split()) for word in call.keywords)]
    lines = [f"{names} = {function}({', '.join(words)})"]
    root = function.partition(".")[0]
    bound = [one for one in module_imports(program) for alias in one.names if (alias.asname or alias.name) == root]
    if not any(one.lineno < first.lineno for one in bound):
        modules = {one.module for one in bound if isinstance(one, ast.ImportFrom)}
        plain = function == "train_test_split" and len(modules) == 1
        require(plain, "`train_test_split` is imported later, in another way")
        lines.insert(0, f"from {modules.pop()} import train_test_split")
    start = program.span(first)[0]
    line_start = program.text.rfind("\n", 0, start) + 1
    indent = program.text[line_start:start]
    require(not indent.strip(), "the statement shares its line with another one")
    return [Change(line_start, line_start, "".join(f"{indent}{line}\n" for line in lines))]


def _require_known(program: Program, call: ast.Call, first: ast.stmt, split: ast.stmt) -> None:
    """Raise DeclinedError unless all arguments of the split mean the same where the rows are chosen."""
    block = program.block(first)
    between = block[block.index(first) : block.index(split)]
    for word in call.keywords:
        for node in ast.walk(word.value):
            if not isinstance(node, ast.Name):
                continue
            told = f"`{node.id}` is not known yet where the rows have to be chosen"
            known = uses(program, program.scope(first), node.id)
            require(not any(write.lineno >= first.lineno for write in known.writes), told)
            columns = isinstance(program.parent(node), (ast.Subscript, ast.Attribute))
            stays = not columns or not any(_may_write(one, program.parent(node), node.id) for one in between)
            require(stays, told)


def _may_write(statement: ast.stmt, column: ast.AST | None, table: str) -> bool:
    """Does a statement, or one inside of it, write this column of a table, or any that is not named?"""
    for node in ast.walk(statement):
        if not isinstance(node, (ast.Subscript, ast.Attribute)) or isinstance(node.ctx, ast.Load):
            continue
        if table in loose_names(node.value):
            plain = isinstance(node, ast.Attribute) or isinstance(node.slice, ast.Constant)
            other = plain and _column(node) != _column(column) and _column(column) is not None
            if not other:
                return True
    return False


def _column(node: ast.AST | None) -> object:
    """The name of the column in `frame["age"]` and `frame.age`."""
    if isinstance(node, ast.Subscript):
        return node.slice.value if isinstance(node.slice, ast.Constant) else None
    return node.attr if isinstance(node, ast.Attribute) else None
