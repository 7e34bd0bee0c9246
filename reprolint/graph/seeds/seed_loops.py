"""Loops whose variable is a seed and nothing else: what their rounds give differs by luck alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from reprolint.graph.events import Place, Seed
from reprolint.graph.experiment import Experiment
from reprolint.graph.values import Constant
from reprolint.source.walking import called, within

SEEDING = frozenset(
    {
        "seed",
        "manual_seed",
        "set_seed",
        "seed_everything",
        "set_random_seed",
        "default_rng",
        "RandomState",
        "PRNGKey",
        "Random",
    }
)
PARAMETERS = frozenset({"random_state", "seed", "random_seed", "random_state_"})
TELLING = frozenset({"print", "append", "format", "info", "str", "debug"})
DEEPEST = 3  # functions of the project that hand the seed on


def seed_loop(experiment: Experiment, loop: ast.AST) -> Place | None:
    """The loop, or the comprehension that it is a clause of, when its variable is a seed and nothing else."""
    found = _written(experiment, loop)
    target = getattr(loop, "target", None)
    if found is None or not isinstance(target, ast.Name):
        return None
    place, body = found
    kinds = set(_uses(experiment, target.id, body, DEEPEST))
    if "seed" in kinds and "other" not in kinds:
        return place
    handed_on = "seed" in target.id.lower() and any(
        loop in event.loops and not isinstance(event.value, Constant) for event in experiment.of(Seed)
    )
    return place if handed_on else None


def _written(experiment: Experiment, loop: ast.AST) -> tuple[Place, list[ast.AST]] | None:
    """Where the loop stands, and what is done in each of its rounds."""
    if isinstance(loop, ast.For):
        place = next((one for one in experiment.places_of(ast.For) if one.node is loop), None)
        return (place, list(loop.body)) if place is not None else None
    for place in experiment.places_of(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp):
        node = place.node
        if isinstance(node, ast.DictComp) and loop in node.generators:
            results = [node.key, node.value]
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)) and loop in node.generators:
            results = [node.elt]
        else:
            continue
        return place, [ast.Tuple(results, ast.Load()), *getattr(loop, "ifs", ())]
    return None


def _uses(experiment: Experiment, name: str, parts: list[ast.AST], depth: int) -> Iterator[str]:
    """What the variable is used as: seed, told or other; in a function of the project that it is given to, what it is there."""
    body = [node for part in parts for node in within(part)]
    parents = {child: node for node in body for child in ast.iter_child_nodes(node)}
    names = {name}
    for node in body * 2:  # twice, since the nodes come in no order and `seed = trial` may have a second name
        if isinstance(node, ast.Assign) and getattr(node.value, "id", "") in names:
            targets = (target.id for target in node.targets if isinstance(target, ast.Name))
            names |= {target for target in targets if _is_plain(target, node, body)}
    for node in body:
        if not isinstance(node, ast.Name) or node.id not in names:
            continue
        kind = _use(node, parents)
        inner = _parameter(experiment, node, parents.get(node)) if kind == "other" and depth else None
        if inner is None:
            yield kind
        else:
            yield from _uses(experiment, inner[0], inner[1], depth - 1)


def _is_plain(name: str, assignment: ast.Assign, body: list[ast.AST]) -> bool:
    """Is it another name of the loop variable in every turn (`seed = trial`), not only when a score is better?"""
    around = [node for node in body if isinstance(node, (ast.If, ast.For)) and assignment in ast.walk(node)]
    others = [
        node for node in body if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    return not around and len(others) == 1


def _use(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Is the variable given as a seed, only told, or used for something else?"""
    parent = parents.get(node)
    if isinstance(parent, ast.keyword):
        return "seed" if parent.arg in PARAMETERS else "other"
    if isinstance(parent, ast.Call):
        name = called(parent)
        return "seed" if name in SEEDING else "told" if name in TELLING else "other"
    if isinstance(parent, (ast.FormattedValue, ast.Assign, ast.Tuple, ast.Dict)):
        return "told"
    if isinstance(parent, ast.Subscript) and isinstance(getattr(parents.get(parent), "targets", None), list):
        return "told"  # `scores[seed] = ...`
    return "other"


def _parameter(experiment: Experiment, node: ast.Name, call: ast.AST | None) -> tuple[str, list[ast.AST]] | None:
    """The parameter that takes the variable, with its function's body, where the file has one function of the called name."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or node not in call.args:
        return None
    functions = [place.node for place in experiment.places_of(ast.FunctionDef)]
    named = [one for one in functions if isinstance(one, ast.FunctionDef) and one.name == call.func.id]
    position = call.args.index(node)
    if len(named) != 1 or any(isinstance(given, ast.Starred) for given in call.args[:position]):
        return None
    parameters = [*named[0].args.posonlyargs, *named[0].args.args]
    return (parameters[position].arg, list(named[0].body)) if position < len(parameters) else None
