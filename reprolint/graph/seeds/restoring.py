"""Whether statements put a whole stored state into a network of a given name before any of them uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

PUTS_STATE_BACK = frozenset({"load_state_dict", "load_weights"})
_PARTLY = frozenset({"by_name", "skip_mismatch", "assign"})
# Methods that give the network itself back, and others that read no weight.
_GIVES_BACK = frozenset({"cpu", "cuda", "double", "eval", "float", "half", "requires_grad_", "to", "train"})
_LEAVES_WEIGHTS = _GIVES_BACK | {"named_parameters", "parameters", "zero_grad"}
_WRAPPERS = frozenset({"DataParallel", "DistributedDataParallel", "DDP"})  # the same network on several processors
_EXITS = frozenset({"exit", "quit", "_exit"})
_TELLS = frozenset({"print", "len", "type", "isinstance"})


def network_in(value: ast.expr) -> ast.expr:
    """The network within `Net().to(device)` and `DataParallel(Net())`."""
    while isinstance(value, ast.Call):
        if called(value) in _WRAPPERS and value.args:
            value = value.args[0]
        elif called(value) in _GIVES_BACK and isinstance(value.func, ast.Attribute):
            value = value.func.value
        else:
            break
    return value


def is_restored(experiment: Experiment, name: str, behind: list[ast.stmt]) -> bool:
    """Is the whole state put back before any statement uses the network, by this name or another that it is given?"""
    names = [name]
    for statement in behind:
        mentioned = [one for one in names if mentions(statement, one)]
        if not mentioned:
            continue
        if isinstance(statement, ast.With) and not any(
            mentions(item, one) for item in statement.items for one in names
        ):
            inside = [one for one in statement.body if any(mentions(one, name) for name in names)]
            return any(is_restored(experiment, name, inside) for name in mentioned)
        if any(puts_state_back(experiment, statement, one) for one in mentioned):
            return True
        if isinstance(statement, (ast.If, ast.Try)) and any(
            _each_way_restores(experiment, one, statement) for one in mentioned
        ):
            return True
        if (other := renamed(statement, names)) is not None:
            names.append(other)
        elif not all(leaves_weights(statement, one) for one in mentioned) or _asks_own(
            experiment, statement, mentioned
        ):
            return False
    return False


def _asks_own(experiment: Experiment, statement: ast.stmt, names: list[str]) -> bool:
    """Does it call a method that the project itself defines, `trainer.train()`, and not the network's switch of that name?"""
    asked = {
        part.func.attr
        for part in within(statement)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
        if any(is_named(part.func.value, name) for name in names)
    }
    return any(_functions(source, name) for source in experiment.sources for name in asked)


def _each_way_restores(experiment: Experiment, name: str, statement: ast.If | ast.Try) -> bool:
    """Do all ways through the statement put the state back, but for those that leave the block?"""
    ways: list[list[ast.stmt]]
    if isinstance(statement, ast.Try):
        ways = [[*statement.body, *statement.orelse], *(handler.body for handler in statement.handlers)]
    elif mentions(statement.test, name):
        return False
    else:
        known = [truth for truth in (True, False) if (statement, truth) in experiment.course.decided]
        ways = [
            statement.body if truth else statement.orelse for truth in (known if len(known) == 1 else (True, False))
        ]
    staying = [way for way in ways if not way or not _leaves(way[-1])]
    return bool(staying) and all(is_restored(experiment, name, way) for way in staying)


def _leaves(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return called(statement.value) in _EXITS
    return isinstance(statement, (ast.Return, ast.Raise, ast.Continue, ast.Break))


def renamed(statement: ast.stmt, names: list[str]) -> str | None:
    """The further name that `other = net` gives it."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return None
    return statement.targets[0].id if any(is_named(statement.value, one) for one in names) else None


def mentions(node: ast.AST, name: str) -> bool:
    """Is there anything of this name in it?"""
    return any(is_named(part, name) for part in within(node))


def is_named(part: ast.AST, name: str) -> bool:
    """Is it this name, this field of this object, or this element of a list?"""
    if isinstance(part, ast.Name):
        return part.id == name
    if isinstance(part, ast.Subscript):
        return name.endswith("]") and ast.unparse(part) == name
    return isinstance(part, ast.Attribute) and "." in name and ast.unparse(part) == name


def puts_state_back(experiment: Experiment, statement: ast.stmt, name: str) -> bool:
    """`net.load_state_dict(stored)`, all of it, or a function of the project that does so to the network it is given."""
    value = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if not isinstance(value, ast.Call):
        return False
    function = value.func
    if isinstance(function, ast.Attribute) and function.attr in PUTS_STATE_BACK:
        owner = function.value
        if isinstance(owner, ast.Attribute) and owner.attr == "module" and not is_named(owner, name):
            owner = owner.value
        return is_named(owner, name) and _is_whole(value) and not any(mentions(one, name) for one in value.args)
    if isinstance(function, ast.Attribute) and is_named(function.value, name):
        return _own_method_restores(experiment, function.attr)
    return any(
        is_restored(experiment, parameter, body)
        for parameter, body in _handed_to(experiment, value, name)
        if all(is_named(part, name) or not mentions(part, name) for part in value.args)
    )


def _own_method_restores(experiment: Experiment, method: str) -> bool:
    """`net.load(path)`: does the one method of that name put a whole state into its object, or into a network it keeps?"""
    methods = [one for source in experiment.sources for one in _functions(source, method)]
    if len(methods) != 1:
        return False
    parts = within(methods[0])
    sometimes = {inner for part in parts if isinstance(part, (ast.If, ast.For)) for inner in within(part)}
    calls = [part for part in parts if isinstance(part, ast.Call) and part not in sometimes]
    return any(called(call) in PUTS_STATE_BACK and _is_own(call.func) and _is_whole(call) for call in calls)


def _is_own(function: ast.AST) -> bool:
    while isinstance(function, ast.Attribute):
        function = function.value
    return called(function) == "super" or (isinstance(function, ast.Name) and function.id == "self")


def _is_whole(call: ast.Call) -> bool:
    """Must every weight be in the stored state? With anything but a plain `strict=True` not all of them need be."""
    if len(call.args) > 1:
        return False
    return not any(
        one.arg is None
        or one.arg in _PARTLY
        or (one.arg == "strict" and not (isinstance(one.value, ast.Constant) and one.value.value is True))
        for one in call.keywords
    )


def _handed_to(experiment: Experiment, call: ast.Call, name: str) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The parameter that gets the network, and the body, of a function of the project that is called by its name."""
    if not isinstance(call.func, ast.Name) or called(call) in _TELLS:
        return
    functions = [one for source in experiment.sources for one in _functions(source, call.func.id)]
    if len(functions) != 1:
        return
    parameters = [one.arg for one in functions[0].args.args]
    given = [*zip(parameters, call.args, strict=False), *((one.arg, one.value) for one in call.keywords)]
    for parameter, value in given:
        if parameter is not None and is_named(value, name):
            yield parameter, functions[0].body


def _functions(source: Source, name: str) -> list[ast.FunctionDef]:
    return [one for one in source.nodes_of(ast.FunctionDef) if one.name == name]


def leaves_weights(statement: ast.stmt, name: str) -> bool:
    """Does it only move or wrap the network, tell how large it is, or hand its parameters to something?"""
    if isinstance(statement, ast.If):
        arms = [one for one in (*statement.body, *statement.orelse) if mentions(one, name)]
        return not mentions(statement.test, name) and all(leaves_weights(one, name) for one in arms)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)):
        return False
    if isinstance(statement, ast.Assign) and is_named(statement.targets[0], name):
        return statement.value is not None and is_named(network_in(statement.value), name)
    parts: list[ast.AST] = within(statement)
    harmless: set[ast.AST] = set()
    for part in parts:
        if isinstance(part, ast.Call):
            if isinstance(part.func, ast.Attribute) and part.func.attr in _LEAVES_WEIGHTS:
                harmless.add(part.func.value)
            elif isinstance(part.func, ast.Name) and part.func.id in _TELLS | _WRAPPERS:
                harmless.update(part.args)
            elif called(part) == "setattr" and len(part.args) == 3 and isinstance(part.args[1], ast.Constant):
                harmless.add(part.args[0])
        elif isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
            harmless.add(part.value)  # `net.device = "cpu"`, `net.head = nn.Linear(5, 3)`
    return all(part in harmless for part in parts if is_named(part, name))
