"""Seeds that stand in the code: arguments, attributes and options, whether or not it is known what they reach."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.graph.events import Call, Draw, Event, Place
from reprolint.graph.seeds.idle_functions import has_own_bases, idle_functions
from reprolint.graph.seeds.unseen import SEED_NAMES, is_seed_name
from reprolint.graph.seeds.written_down import WrittenDown
from reprolint.graph.values import Constant, Generator
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.graph.values import Value
    from reprolint.source.model import Source

# Generator objects of these libraries differ from run to run when made without a seed; `torch.Generator()` does not.
_FRESH = frozenset({"numpy", "python", "keras"})
# Functions that seed a generator, whatever library they belong to.
_SEEDING = frozenset(
    {"seed", "manual_seed", "manual_seed_all", "set_seed", "set_random_seed", "seed_everything", "default_rng"}
)
_LONGEST = 40  # characters of an argument that is quoted
# Their `seed` is a function.
_MODULES = frozenset({"random", "torch", "np", "numpy", "cuda", "tf", "dataset", "Dataset"})


def written_seeds(experiment: Experiment) -> Iterator[Event]:
    """Whatever is given a seed in so many words, also by calls that are unknown or that nothing here reaches.

    Functions of imported files that nothing in the run names do not count: they serve other programs. Nor does what is
    only written down, as in a record of the settings.
    """
    unset = {call.place.node for call in experiment.calls if _is_given_none(call)}
    positions = _seed_positions(experiment)
    written_down = WrittenDown(experiment)
    for source in experiment.sources:
        for event in _written_in(source, unset, positions):
            node = event.place.node
            if not idle_functions(experiment).hold(source, node) and not _is_no_use(written_down, source, node):
                yield event


def _is_no_use(written_down: WrittenDown, source: Source, node: ast.AST) -> bool:
    """Is the seed only kept, stored and shown, or given to a function of the program that does not read it?"""
    if isinstance(node, ast.Dict) or (isinstance(node, ast.Call) and called(node) == "dict"):
        return written_down.only(source, node)
    if isinstance(node, ast.Assign):
        target = node.targets[0]
        if not isinstance(target, (ast.Subscript, ast.Attribute)):
            return False
        followed = isinstance(target, ast.Subscript) or _is_field_of_its_own(source, target)
        return followed and written_down.only_kept_as(source, target)
    return isinstance(node, ast.Call) and written_down.ignored(source, node)


def _is_field_of_its_own(source: Source, target: ast.expr) -> bool:
    """Is this `self.seed` of a class that extends none of a library, which might read it?"""
    if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name) or target.value.id != "self":
        return False
    classes: list[ast.ClassDef] = source.nodes_of(ast.ClassDef)
    around = [one for one in classes if one.lineno <= target.lineno <= (one.end_lineno or 0)]
    return bool(around) and has_own_bases(around[-1], {one.name for one in classes})


def seeds_left_out(source: Source) -> list[Event]:
    """The same for an imported file that was not followed, with calls of functions that seed generators."""
    found = list(_written_in(source, set(), {}))
    for node in source.nodes_of(ast.Call):
        given = [*node.args, *(one.value for one in node.keywords)]
        if called(node) in _SEEDING and given and not _is_none(given[0]):
            found.append(Event(Place(source, node), called(node)))
    return found


def _written_in(source: Source, unset: set[ast.AST], positions: dict[str, int]) -> Iterator[Event]:
    for node in source.nodes_of(ast.Call):
        at = positions.get(node.func.id, len(node.args)) if isinstance(node.func, ast.Name) else len(node.args)
        given = at < len(node.args) and not _is_none(node.args[at])
        if (given or _has_seed(node)) and node not in unset:
            yield Event(Place(source, node), called(node))
    for assign in source.nodes_of(ast.Assign):
        if any(_is_seed_attribute(target, assign.value) for target in assign.targets):
            yield Event(Place(source, assign), ast.unparse(assign.targets[0]))
    for options in source.nodes_of(ast.Dict):
        if any(
            _is_seed_option(key) and not _is_none(value)
            for key, value in zip(options.keys, options.values, strict=True)
        ):
            yield Event(Place(source, options), "options")


def is_certain(event: Event) -> bool:
    """Is a seed known to be given, by its value or in so many words?"""
    if isinstance(event, Draw):
        return event.known and isinstance(event.seeded_by, (Constant, Generator))
    if isinstance(event, Call):
        return True
    node = event.place.node
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return any(_is_seed_option(key) and isinstance(value, ast.Constant) for key, value in pairs)
    if not isinstance(node, ast.Call):
        return False
    named = [one.value for one in node.keywords if one.arg is not None and is_seed_name(one.arg)]
    return any(
        isinstance(one, ast.Constant)
        for one in (*named, *(node.args if _is_key(node) or _is_method_seed(node) else ()))
    )


def given_in_words(event: Event) -> str:
    """The argument of a call that is its seed, as it is written; "" where there is none, or a long one."""
    node = event.place.node
    if not isinstance(node, ast.Call):
        return ""
    given = [one for one in node.keywords if one.arg is not None and is_seed_name(one.arg) and not _is_none(one.value)]
    text = f"{given[0].arg}={ast.unparse(given[0].value)}" if given else ""
    return text if len(text) <= _LONGEST and "`" not in text else ""


def _seed_positions(experiment: Experiment) -> dict[str, int]:
    """Which positional argument of the program's own functions is a seed that they use; it may go to another program."""
    found = {}
    for source in experiment.sources:
        for function in source.nodes_of(ast.FunctionDef):
            for position, parameter in enumerate(function.args.args):
                if parameter.arg in SEED_NAMES and _reads(function, parameter.arg):
                    found[function.name] = position
    return found


def _reads(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in within(function))


def _is_given_none(call: Call) -> bool:
    """Is the seed that stands there known to be none: `random_state=SEED` after `SEED = None`, `seed=SeedGenerator()`?"""
    if not call.keywords:
        return False
    given = [value for name, value in call.keywords.items() if is_seed_name(name)]
    return bool(given) and all(is_known_none(value) or is_fresh(value) for value in given)


def _has_seed(node: ast.Call) -> bool:
    for one in node.keywords:
        if one.arg is not None and is_seed_name(one.arg) and not _is_none(one.value):
            return True
    return _is_method_seed(node) or (_is_key(node) and bool(node.args) and not _is_none(node.args[0]))


def _is_key(node: ast.Call) -> bool:
    return called(node) == "PRNGKey" or (called(node) == "key" and ast.unparse(node.func) == "jax.random.key")


def _is_method_seed(node: ast.Call) -> bool:
    """`env.seed(1)` of an object of one's own; `np.random.seed(1)` and the like are seeding calls when they are reached."""
    function = node.func
    if (
        not isinstance(function, ast.Attribute)
        or function.attr != "seed"
        or len(node.args) != 1
        or _is_none(node.args[0])
    ):
        return False
    return ast.unparse(function.value).rpartition(".")[2] not in _MODULES


def _is_seed_option(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and is_seed_name(key.value)


def _is_seed_attribute(target: ast.expr, value: ast.expr) -> bool:
    """`model.random_state = 0` or `options["seed"] = 0`; what an object of one's own keeps as its seed may be None."""
    if isinstance(target, ast.Subscript):
        return _is_seed_option(target.slice) and not _is_none(value)
    if not isinstance(target, ast.Attribute) or target.attr not in SEED_NAMES or _is_none(value):
        return False
    own = isinstance(target.value, ast.Name) and target.value.id == "self"
    return isinstance(value, ast.Constant) or not own


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def is_fresh(value: Value | None) -> bool:
    """Is this a generator that was made without a seed, and is another in every run?"""
    return isinstance(value, Generator) and value.seed is None and value.library in _FRESH


def is_known_none(value: Value) -> bool:
    """Is this None for certain?"""
    return isinstance(value, Constant) and value.value is None
