"""A JAX key is split where it went into several draws, so that each has a key of its own."""

from __future__ import annotations

import ast

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import qualified
from reprolint.fix.names import free_name, uses
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer


@fixer("REP012")
def split_key(program: Program, finding: Finding) -> Repair:
    """`key, draw_key = jax.random.split(key)` in a loop; one key for each draw where several follow each other."""
    again = program.node_at(finding.primary, ast.Call)
    key = _key(again)
    if not finding.related:
        return _in_loop(program, again, key)
    before = [place for place in finding.related if place.label in {"first used here", "and again here"}]
    calls = [program.node_at(place, ast.Call) for place in before] + [again]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    require(all(_key(call).id == key.id for call in calls), "the key has several names")
    require(not any(_is_split(program, call) for call in calls), "the key was split before: draw from one of its parts")
    statements = [program.statement(call) for call in calls]
    same = {id(program.block(statement)) for statement in statements}
    require(len(same) == 1 and len(set(map(id, statements))) == len(calls), "the draws are not steps of one block")
    require(not program.is_repeated(again), "the draws stand in a loop")
    reads = uses(program, program.scope(again), key.id)
    span = (statements[0].lineno, statements[-1].end_lineno or 0)
    require(not any(span[0] < write.lineno <= span[1] for write in reads.writes), "the key is bound anew in between")
    names = [_name(program, statement) for statement in statements]
    require(len(set(names)) == len(names), "the draws have no names of their own")
    count = f", {len(names)}" if len(names) > 2 else ""
    split = f"{', '.join(names)} = {_splitter(program, again)}({key.id}{count})"
    changes = [program.insert_before(statements[0], [split])]
    changes += [program.replace(_key(call), name) for call, name in zip(calls, names, strict=True)]
    return Repair("Split the key, one part for each draw", tuple(changes))


def _in_loop(program: Program, call: ast.Call, key: ast.Name) -> Repair:
    statement = program.statement(call)
    loop = program.parent(statement)
    require(isinstance(loop, ast.For) and statement in loop.body, "the draw is no step of the loop itself")
    known = uses(program, program.scope(call), key.id)
    require(not known.nested and len(known.writes) <= 1, f"`{key.id}` is bound in several places")
    name = _name(program, statement)
    line = f"{key.id}, {name} = {_splitter(program, call)}({key.id})"
    return Repair(
        "Renew the key in each round", (program.insert_before(statement, [line]), _rekeyed(program, key, name))
    )


def _rekeyed(program: Program, key: ast.Name, name: str) -> Change:
    return program.replace(key, name)


def _key(call: ast.Call) -> ast.Name:
    first = call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "key"), None)
    if not isinstance(first, ast.Name):
        raise DeclinedError("the key has no plain name")
    return first


def _is_split(program: Program, call: ast.Call) -> bool:
    return qualified(program, call.func) == "jax.random.split"


def _splitter(program: Program, call: ast.Call) -> str:
    """How the file calls `jax.random.split`: as it calls the draw."""
    require(isinstance(call.func, ast.Attribute), "the draw is not called by the name of its module")
    assert isinstance(call.func, ast.Attribute)
    return f"{program.segment(call.func.value)}.split"


def _name(program: Program, statement: ast.stmt) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
    return free_name(program, f"{target.id}_key" if isinstance(target, ast.Name) else "draw_key")
