"""Loops and comprehensions: known items one by one, everything else twice with a value that stands for any item."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from reprolint.graph import assignment
from reprolint.graph.collecting import collected
from reprolint.graph.events import Place, Select
from reprolint.graph.iteration import items_of
from reprolint.graph.joining import join
from reprolint.graph.listed import note_left_out
from reprolint.graph.parameters import changes_in_place, within
from reprolint.graph.rounds import gathered, in_loop, of_several
from reprolint.graph.scoping import bindings
from reprolint.graph.values import Constant, Data, Number, Sequence, Value

if TYPE_CHECKING:
    from reprolint.graph.interpreter import Interpreter

UNROLLED = 24  # items of a literal collection that are followed one by one
NESTED = 72  # items followed one by one, and rounds, in loops within loops, multiplied
ROUNDS = 2  # of a loop over unknown items: the second sees what the first left


def for_(run: Interpreter, node: ast.For | ast.AsyncFor) -> str:
    """A `for` loop; the body is taken to run at least once."""
    iterable = run.eval(node.iter)
    items, rest = items_of(run, iterable, node)
    outer, unrolled, exact, vague = run.loops, run.unrolled, run.exact, run.vague
    rest = in_loop(run, rest, node) if rest is not None else None
    if rest is not None and _is_batch(rest):
        run.batch_loops.add(node)
    if rest is not None or len(items) > (1 if run.hurried else UNROLLED) or len(items) * run.unrolled > NESTED:
        items = [rest if rest is not None else _any(items)] * _rounds(run)
        run.exact, run.vague = False, len(outer) + 1
    run.loops = (*outer, node)
    run.unrolled *= max(1, len(items))
    end = ""
    try:
        for item in items:
            assignment.assign(run, node.target, item)
            end = run.execute(node.body)
            if end in {"break", "return", "raise"}:
                break
    finally:
        run.loops, run.unrolled, run.exact, run.vague = outer, unrolled, exact, vague
    if end in {"return", "raise"}:
        return "" if rest is not None and end == "raise" else end
    if end != "break" and node.orelse:
        return run.execute(node.orelse)
    return ""


def _is_batch(item: Value) -> bool:
    """Is it, or does it hold, a batch of a loader? `enumerate` gives a number beside it."""
    if isinstance(item, Sequence):
        return any(map(_is_batch, item.items))
    return isinstance(item, Data) and item.kind == "batch"


def _rounds(run: Interpreter) -> int:
    """How often to read a loop over unknown items: once in a nest of loops that are read again and again as it is."""
    return ROUNDS if run.unrolled * ROUNDS <= NESTED and not run.hurried else 1


def sees_two_rounds(run: Interpreter) -> bool:
    """Were the loops around what is read now all read twice?"""
    return not run.hurried and run.unrolled * ROUNDS <= NESTED


def _any(items: list[Value]) -> Value:
    """One value for any of several: the first, joined with the others when they are of its kind."""
    value = items[0]
    for item in items[1:12]:
        value = join(value, item)
    return value


def while_(run: Interpreter, node: ast.While) -> str:
    """A `while` loop, twice."""
    test = run.eval(node.test)
    if type(test) is Constant and not test.value:
        return run.execute(node.orelse)
    outer, exact, vague = run.loops, run.exact, run.vague
    run.loops, run.exact, run.vague = (*outer, node), False, len(outer) + 1
    end = ""
    try:
        for _ in range(_rounds(run)):
            end = run.execute(node.body)
            if end in {"break", "return", "raise"}:
                break
            run.eval(node.test)
    finally:
        run.loops, run.exact, run.vague = outer, exact, vague
    return end if end == "return" else ""


def comprehension(run: Interpreter, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, kind: str) -> Value:
    """A list, set or generator built by a comprehension."""
    from reprolint.graph.roles.unordered import comprehended

    results: list[Value] = []
    first = run.eval(node.generators[0].iter)
    names = run.frame.scope.names
    own = {name: names.get(name) for clause in node.generators for name, _ in bindings([clause.target])}
    before = len(run.events)
    known = _clauses(run, node.generators, 0, lambda: results.append(collected(run, run.eval(node.elt))), first)
    for name, outer in own.items():  # its variables are its own
        if outer is not None:
            run.memory.put(names, name, outer)
        else:
            run.memory.remove(names, name)
    if known:
        return comprehended(run, first, node, Sequence(kind, results))
    rest = gathered(run, results[0], run.loops) if results else None
    for result in results[1:]:
        rest = join(rest, gathered(run, result, run.loops))
    rest = of_several(run, rest, before) if rest is not None else None
    made = Sequence(kind, [], rest)
    if rest is not None and any(clause.ifs for clause in node.generators):
        note_left_out(run, node, made)
    return comprehended(run, first, node, made)


def _clauses(
    run: Interpreter, generators: list[ast.comprehension], index: int, emit: object, given: Value | None = None
) -> bool:
    """Run the clauses from `index` on, over `given` when it is known; returns whether every item was known one by one."""
    if index == len(generators):
        emit()  # type: ignore[operator]
        return True
    clause = generators[index]
    items, rest = items_of(run, given if given is not None else run.eval(clause.iter), clause.iter)
    rest = in_loop(run, rest, clause) if rest is not None else None
    most = 1 if run.hurried else UNROLLED
    known = rest is None and len(items) <= most and len(items) * run.unrolled <= NESTED and not clause.ifs
    if not known:
        items = [rest if rest is not None else _any(items)] if rest is not None or items else []
    outer, exact, unrolled, branches, vague = run.loops, run.exact, run.unrolled, run.branches, run.vague
    run.vague = vague if known else len(outer) + 1
    run.loops, run.exact, run.unrolled = (*outer, clause), exact and known, unrolled * max(1, len(items))
    try:
        for item in items:
            run.step()
            assignment.assign(run, clause.target, item)
            asked = [(clause, ("if", ast.unparse(test)), True, run.eval(test)) for test in clause.ifs]
            run.branches = (*branches, *asked) if rest is not None else branches
            known = _clauses(run, generators, index + 1, emit) and known
    finally:
        run.loops, run.exact, run.unrolled, run.branches, run.vague = outer, exact, unrolled, branches, vague
    return known


def record_comparison(run: Interpreter, node: ast.If, asked: Place, compared: list[Value]) -> None:
    """`if score > best:` chooses by score; saving or rebinding in the branch makes it a choice of a model.

    So it is with `if score < best: wait += 1` and a model that is saved in the `else`, and where `is_best = score > best`
    was `asked` before, perhaps in another function.
    """
    scores = frozenset(score for value in compared if isinstance(value, Number) for score in value.scores)
    if not scores or not isinstance(asked.node, ast.expr) or _asks_for_none(asked.node) or _asks_for_bound(run, asked):
        return
    saves = _calls_keeping(run, node.body) or any(_keeps_parameters(run, statement) for statement in node.body)
    saves = saves or (isinstance(node.test, ast.Compare) and _calls_keeping(run, _otherwise(node)))
    bound = [statement.value for statement in node.body if isinstance(statement, ast.Assign)]
    if saves or bound:
        bound += [value for statement in node.body for value in _collected(statement)]
        takes = saves or any(_is_taken(run, value) for value in bound)
        run.record(Select(asked, ast.unparse(asked.node), kind="if-better", scores=scores, saves=saves, takes=takes))


def _collected(statement: ast.stmt) -> list[ast.expr]:
    """`chosen.append(name)`: what is put into a list."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    return call.args if isinstance(call, ast.Call) and _last_name(call.func) in _COLLECTING else []


def _is_taken(run: Interpreter, value: ast.expr) -> bool:
    """Is it something that belongs to the candidate, and no more than its score, a counter or a flag?"""
    if isinstance(value, ast.Tuple):
        return any(_is_taken(run, one) for one in value.elts)
    while isinstance(value, ast.Call) and _last_name(value.func) in _SAME:  # `float(score)`, `score.item()`
        value = value.func.value if isinstance(value.func, ast.Attribute) else (value.args or [value.func])[0]
    if isinstance(value, (ast.Name, ast.Attribute)) or (
        isinstance(value, ast.Subscript) and not any(isinstance(part, ast.Call) for part in ast.walk(value))
    ):
        return not isinstance(run.eval(value), Number)
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str)
    return not isinstance(value, (ast.BinOp, ast.UnaryOp))


def _otherwise(node: ast.If) -> list[ast.stmt]:
    """The `else`, not an `elif` that asks something of its own."""
    return [] if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) else node.orelse


def _asks_for_none(test: ast.expr) -> bool:
    """`best is None`, `row.get("score")`, and several such questions: whether there is a score, not whether it is better."""
    if isinstance(test, ast.BoolOp):
        return all(map(_asks_for_none, test.values))
    if isinstance(test, ast.Subscript) or (isinstance(test, ast.Call) and _last_name(test.func) == "get"):
        return True
    return isinstance(test, ast.Compare) and all(isinstance(one, (ast.Is, ast.IsNot)) for one in test.ops)


def _asks_for_bound(run: Interpreter, asked: Place) -> bool:
    """`if accuracy > 0.5`, or a name that nothing ever gives another value: no score is compared with one before it."""
    test = asked.node
    sides = [test.left, *test.comparators] if isinstance(test, ast.Compare) else []
    if any(isinstance(side, ast.Constant) for side in sides):
        return True
    fixed = [side.id for side in sides if isinstance(side, ast.Name) and isinstance(run.eval(side), Constant)]
    if not fixed:
        return False
    stored = [one.id for one in asked.source.nodes_of(ast.Name) if isinstance(one.ctx, ast.Store)]
    return any(stored.count(name) == 1 for name in fixed)


def _calls_keeping(run: Interpreter, body: list[ast.stmt]) -> bool:
    """Is a model saved or copied in these statements?"""
    return any(
        isinstance(part, ast.Call) and _last_name(part.func) in _KEEPING and not _copies_numbers(run, part)
        for statement in body
        for part in ast.walk(statement)
    )


def _copies_numbers(run: Interpreter, call: ast.Call) -> bool:
    """`cuts.copy()` of a list, a table or a number: no model, nor its weights."""
    if _last_name(call.func) not in _COPYING:
        return False
    own = call.func.value if isinstance(call.func, ast.Attribute) and not call.args else None
    copied = own if own is not None else call.args[0] if call.args else None
    return isinstance(copied, ast.Name) and isinstance(run.eval(copied), (Constant, Data, Number, Sequence))


def _keeps_parameters(run: Interpreter, statement: ast.stmt) -> bool:
    """`best_params = params`: where training makes new parameters, the old ones are kept by their name."""
    if not isinstance(statement, ast.Assign):
        return False
    kept = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    named = [run.eval(value) for value in kept if isinstance(value, (ast.Name, ast.Attribute))]
    held = [part for value in named for part in within(value)]
    return bool(held) and not any(changes_in_place(part) for part in held)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


_COLLECTING = {"append", "add", "extend", "insert", "update"}
_SAME = {"float", "round", "item"}
_COPYING = {"copy", "deepcopy"}
_KEEPING = {
    "save",
    "save_model",
    "dump",
    "save_pretrained",
    "save_weights",
    "deepcopy",
    "copy",
    "state_dict",
    "save_checkpoint",
    "copyfile",
    "copy2",
}
