"""Seeds for libraries that draw from a global generator nobody seeded, and for generator objects made without one."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from reprolint.findings import Finding
from reprolint.fix.changes import Change
from reprolint.fix.declining import DeclinedError, require
from reprolint.fix.imports import Import, imported_as, module_imports
from reprolint.fix.names import is_bound, is_only_module
from reprolint.fix.program import Program
from reprolint.fix.registry import Repair, fixer
from reprolint.fix.reproducibility.random_state import SEED, repeats, seeded_calls
from reprolint.graph.events import Draw, Seed
from reprolint.graph.seeds.seeding import OPTUNA, SEEDED_BY, Seeding, from_own_generator, seeding, takes_random_state
from reprolint.graph.seeds.starting_afresh import started_afresh
from reprolint.source.walking import called

# How a library is imported, and what seeds it when it is called so.
MODULES = {
    "python": [("random", "{0}.seed({1})")],
    "numpy": [("numpy", "{0}.random.seed({1})")],
    "torch": [("torch", "{0}.manual_seed({1})")],
    "tensorflow": [
        ("tensorflow", "{0}.keras.utils.set_random_seed({1})"),
        ("keras", "{0}.utils.set_random_seed({1})"),
        ("tensorflow.keras", "{0}.utils.set_random_seed({1})"),
    ],
    "keras": [
        ("keras", "{0}.utils.set_random_seed({1})"),
        ("tensorflow.keras", "{0}.utils.set_random_seed({1})"),
        ("tensorflow", "{0}.keras.utils.set_random_seed({1})"),
    ],
}
# A library whose functions alone are imported is imported as a module, too: the statement, and how it is seeded then.
IMPORTED = {
    "numpy": ("import numpy as np", "np", "np.random.seed({0})"),
    "python": ("import random", "random", "random.seed({0})"),
    "torch": ("import torch", "torch", "torch.manual_seed({0})"),
    "tensorflow": ("import tensorflow as tf", "tf", "tf.keras.utils.set_random_seed({0})"),
    "keras": ("import keras", "keras", "keras.utils.set_random_seed({0})"),
}
AFRESH = "a generator is started afresh from the system, which would undo a seed above"
GENERATORS = frozenset({"default_rng", "RandomState", "Random"})


@fixer("REP001")
def seed_everything(program: Program, finding: Finding) -> Repair:  # noqa: ARG001 - one finding speaks of all draws
    """`random_state=0` where all draws take one and none is repeated; else a seed for each library below the imports."""
    found = _read(program)
    draws = found.free
    if all(takes_random_state(draw) and not repeats(program, draw) for draw in draws):
        return Repair("Pass `random_state=0`", tuple(seeded_calls(program, draws)))
    if any(from_own_generator(draw) for draw in draws):
        require(all(from_own_generator(draw) for draw in draws), "generators of several kinds draw here")
        return Repair("Give the generator a seed", tuple(_seeded_generators(program)))
    _require_global_seeds(program, draws)
    return Repair("Seed each library that draws, below the imports", (_below_imports(program, draws),))


@fixer("REP003")
def seed_the_others(program: Program, finding: Finding) -> Repair:  # noqa: ARG001 - as above
    """The seed of the library that draws, beside the seed that is there already."""
    found = _read(program)
    draws = [draw for draw in found.free if found.seeds or not takes_random_state(draw)]
    require(draws, "nothing draws without a seed")
    _require_global_seeds(program, draws)
    libraries = _libraries(draws)
    beside = next(
        (seed for seed in found.seeds if isinstance(seed, Seed) and seed.place.source is program.source), None
    )
    call = beside.place.node if beside is not None else None
    statement = program.statement(call) if call is not None else None
    plain = isinstance(call, ast.Call) and isinstance(statement, ast.Expr) and statement.value is call
    if plain and isinstance(call, ast.Call) and len(call.args) == 1 and not call.keywords:
        value = call.args[0]
        if isinstance(value, (ast.Name, ast.Constant, ast.Attribute)):
            assert statement is not None
            lines = [_line(program, library, program.segment(value), statement) for library in libraries]
            if all(lines):
                once = list(dict.fromkeys(lines))  # one call may seed two libraries
                return Repair("Seed the library that draws as well", (program.insert_after(statement, once),))
    return Repair("Seed the library that draws as well", (_below_imports(program, draws),))


def _require_global_seeds(program: Program, draws: Sequence[Draw]) -> None:
    require(not any(started_afresh(program.experiment, draw) for draw in draws), AFRESH)
    require(not any(draw.library == OPTUNA for draw in draws), "the sampler of a study takes a seed of its own")


def _read(program: Program) -> Seeding:
    found = seeding(program.experiment)
    if found is None:
        raise DeclinedError("what is seeded here cannot be read")
    return found


def _libraries(draws: Sequence[Draw]) -> list[str]:
    return [library for library in SEEDED_BY if any(draw.library == library for draw in draws)]


def _line(program: Program, library: str, value: str, before: ast.stmt) -> str:
    """The call that seeds a library; "" when it is not imported as a module above."""
    for module, text in MODULES[library]:
        name = _called_before(program, module, before)
        if name:
            return text.format(name, value)
    return ""


def _called_before(program: Program, module: str, before: ast.stmt) -> str:
    name = imported_as(program, module)
    inside = not isinstance(program.scope(before), ast.Module)
    known = any(
        (inside or each.lineno < before.lineno) and name in {alias.asname or alias.name for alias in each.names}
        for each in module_imports(program)
    )
    return name if known else ""


def _below_imports(program: Program, draws: Sequence[Draw]) -> Change:
    """Seeds behind the imports at the head of the file, or behind those that the seeds need, above the first draw."""
    libraries = _libraries(draws)
    limit = _first_action(program, draws)
    imports = [each for each in module_imports(program) if each.lineno < limit]
    require(imports, "no import stands above the first draw")
    head = [each for each in imports if each.lineno < _end_of_head(program)] or imports[:1]
    lines, place = [], head[-1]
    for library in libraries:
        name, statement = _imported(program, library, imports)
        if name:
            assert statement is not None
            place = max(place, statement, key=lambda each: each.lineno)
            text = next(text for module, text in MODULES[library] if imported_as(program, module) == name)
            lines.append(text.format(name, SEED))
        else:
            statement_text, alias, text = _to_import(program, library)
            free = not is_bound(program, alias) or is_only_module(program, alias, statement_text.split()[1])
            require(free, f"the name `{alias}` is already used for something else")
            lines = [statement_text, *lines, text.format(SEED)]
    lines = list(dict.fromkeys(lines))  # one call may seed two libraries
    first = next((index for index, line in enumerate(lines) if not line.startswith("import ")), 0)
    return program.insert_after(_end_of_run(program, place, limit), [*lines[:first], "", *lines[first:]])


def _to_import(program: Program, library: str) -> tuple[str, str, str]:
    """The import that a seed needs, what it binds, and the seed; Keras alone is seeded by itself, whatever runs beneath it."""
    if library not in {"tensorflow", "keras"}:
        return IMPORTED[library]
    names = [
        each.module or "" if isinstance(each, ast.ImportFrom) else alias.name
        for each in module_imports(program)
        for alias in each.names
    ]
    roots = {name.partition(".")[0] for name in names}
    require(roots & {"tensorflow", "keras"}, "neither TensorFlow nor Keras is imported at the top level")
    return IMPORTED["tensorflow" if "tensorflow" in roots else "keras"]


def _end_of_run(program: Program, place: Import, limit: int) -> Import:
    """The last of the imports that follow one another in the same cell, above the first draw."""
    body = program.source.tree.body
    for statement in body[body.index(place) + 1 :]:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)) or statement.lineno >= limit:
            break
        if program.source.cell_at(statement.lineno) is not program.source.cell_at(place.lineno):
            break
        place = statement
    return place


def _imported(
    program: Program, library: str, imports: Sequence[ast.Import | ast.ImportFrom]
) -> tuple[str, ast.Import | ast.ImportFrom | None]:
    """What a library is called, and the import among these that says so."""
    for module, _ in MODULES[library]:
        name = imported_as(program, module)
        for statement in imports:
            if name and name in {alias.asname or alias.name for alias in statement.names}:
                return name, statement
    return "", None


def _first_action(program: Program, draws: Sequence[Draw]) -> int:
    """The line of the first top-level statement that draws, or that may call a function that does."""
    lines = []
    for draw in draws:
        require(draw.place.source is program.source, "one of the draws stands in another file")
        node: ast.AST = draw.place.node
        for outer in program.around(node):
            if isinstance(outer, ast.Module):
                break
            node = outer
        inside = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        lines.append(_end_of_head(program) if inside else getattr(node, "lineno", 1))
    return min(lines)


def _end_of_head(program: Program) -> int:
    """The line of the first top-level statement that does more than import, define or set a constant."""
    for statement in program.source.tree.body:
        constant = isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)) and (
            statement.value is None or isinstance(statement.value, ast.Constant)
        )
        harmless = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
        if not constant and not isinstance(statement, harmless):
            return statement.lineno
    return len(program.lines) + 1


def _seeded_generators(program: Program) -> list[Change]:
    changes = []
    for node in program.source.nodes_of(ast.Call):
        if called(node) in GENERATORS and not node.args and not node.keywords:
            alone = isinstance(program.scope(node), ast.Module) and not program.is_repeated(node)
            require(alone, "a generator is made in a function or loop, where one seed would repeat its numbers")
            _, end = program.span(node)
            changes.append(Change(end - 1, end - 1, SEED))
    require(changes, "the place where the generator is made was not found")
    return changes
