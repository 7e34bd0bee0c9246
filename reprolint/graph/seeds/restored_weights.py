"""Weights that a network is made with and in whose place a whole stored state is put before anything uses the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Draw, Place
    from reprolint.graph.experiment import Experiment
    from reprolint.source.model import Source

_OWNERS = (ast.Module, ast.FunctionDef, ast.If, ast.For, ast.With, ast.Try, ast.While)
_PUTS_STATE_BACK = frozenset({"load_state_dict", "load_weights"})
_PARTLY = frozenset({"by_name", "skip_mismatch", "assign"})
# Methods that give the network itself back, and others that read no weight.
_GIVES_BACK = frozenset({"cpu", "cuda", "double", "eval", "float", "half", "requires_grad_", "to", "train"})
_LEAVES_WEIGHTS = _GIVES_BACK | {"named_parameters", "parameters", "zero_grad"}
_WRAPPERS = frozenset({"DataParallel", "DistributedDataParallel", "DDP"})  # the same network on several processors
_CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})
_TELLS = frozenset({"print", "len", "type", "isinstance"})
_STATE_OF_NETWORK = frozenset({"Parameter", "register_buffer"})


def restored_weights(experiment: Experiment, draws: list[Draw]) -> set[ast.AST]:
    """Where weights are drawn that stored ones replace as a whole, whoever makes the network."""
    known: dict[ast.AST, bool] = {}
    found: set[ast.AST] = set()
    if not any(called(call) in _PUTS_STATE_BACK for one in experiment.sources for call in one.nodes_of(ast.Call)):
        return found
    for node in {draw.place.node for draw in draws if _is_state(draw)}:
        events = [draw for draw in experiment.draws if draw.place.node is node and draw.entry_point]
        if events and all(_is_replaced(experiment, draw, known) for draw in events):
            found.add(node)
    return found


def _is_state(draw: Draw) -> bool:
    """Is what is drawn kept in the state of a network: weights, what starts them, parameters and buffers?"""
    entry = draw.call.entry if draw.call is not None else None
    if (entry is not None and entry.kind == "weights") or draw.qualified.startswith("torch.nn.init."):
        return True
    return draw.library == "torch" and any(
        draw.place.node in within(call)
        for call in draw.place.source.nodes_of(ast.Call)
        if called(call) in _STATE_OF_NETWORK
    )


def _is_replaced(experiment: Experiment, draw: Draw, known: dict[ast.AST, bool]) -> bool:
    """Does any call that led to the draw make a network whose state is replaced right after?"""
    calls = draw.calls if draw.call is None else draw.call.calls
    for place in (*calls, draw.place):
        if place.node not in known:
            known[place.node] = any(_is_restored(experiment, name, behind) for name, behind in _made(place))
        if known[place.node]:
            return True
    return False


def _made(place: Place) -> Iterator[tuple[str, list[ast.stmt]]]:
    """What the made object is called, as in `self.net = Net().to(device)`, and the statements that follow in the same block."""
    for owner in place.source.nodes_of(*_OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if isinstance(one, (ast.Assign, ast.AnnAssign)) and one.value is not None:
                    target = one.targets[0] if isinstance(one, ast.Assign) else one.target
                    if isinstance(target, (ast.Name, ast.Attribute)) and place.node in _objects(one.value):
                        yield ast.unparse(target), block[at + 1 :]


def _objects(value: ast.expr) -> list[ast.AST]:
    """The network that the value is, and the layers that are written down in it: `nn.Sequential(nn.Linear(5, 3))`."""
    network = network_in(value)
    return within(network) if called(network) in _CONTAINERS else [network]


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


def _is_restored(experiment: Experiment, name: str, behind: list[ast.stmt]) -> bool:
    """Is the whole state put back before any statement uses the network, by this name or another that it is given?"""
    names = [name]
    for statement in behind:
        mentioned = [one for one in names if _mentions(statement, one)]
        if not mentioned:
            continue
        if isinstance(statement, ast.With) and not any(
            _mentions(item, one) for item in statement.items for one in names
        ):
            inside = [one for one in statement.body if any(_mentions(one, name) for name in names)]
            return any(_is_restored(experiment, name, inside) for name in mentioned)
        if any(_puts_state_back(experiment, statement, one) for one in mentioned):
            return True
        if (other := _renamed(statement, names)) is not None:
            names.append(other)
        elif not all(_leaves_weights(statement, one) for one in mentioned):
            return False
    return False


def _renamed(statement: ast.stmt, names: list[str]) -> str | None:
    """The further name that `other = net` gives it."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return None
    return statement.targets[0].id if any(_is_named(statement.value, one) for one in names) else None


def _mentions(node: ast.AST, name: str) -> bool:
    return any(_is_named(part, name) for part in within(node))


def _is_named(part: ast.AST, name: str) -> bool:
    """Is it this name, or this field of this object?"""
    if isinstance(part, ast.Name):
        return part.id == name
    return isinstance(part, ast.Attribute) and "." in name and ast.unparse(part) == name


def _puts_state_back(experiment: Experiment, statement: ast.stmt, name: str) -> bool:
    """`net.load_state_dict(stored)`, all of it, or a function of the project that does so to the network it is given."""
    value = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if not isinstance(value, ast.Call):
        return False
    function = value.func
    if isinstance(function, ast.Attribute) and function.attr in _PUTS_STATE_BACK:
        owner = function.value
        if isinstance(owner, ast.Attribute) and owner.attr == "module" and not _is_named(owner, name):
            owner = owner.value
        return _is_named(owner, name) and _is_whole(value) and not any(_mentions(one, name) for one in value.args)
    return any(
        _is_restored(experiment, parameter, body)
        for parameter, body in _handed_to(experiment, value, name)
        if all(_is_named(part, name) or not _mentions(part, name) for part in value.args)
    )


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
        if parameter is not None and _is_named(value, name):
            yield parameter, functions[0].body


def _functions(source: Source, name: str) -> list[ast.FunctionDef]:
    return [one for one in source.nodes_of(ast.FunctionDef) if one.name == name]


def _leaves_weights(statement: ast.stmt, name: str) -> bool:
    """Does it only move or wrap the network, tell how large it is, or hand its parameters to something?"""
    if isinstance(statement, ast.If):
        arms = [one for one in (*statement.body, *statement.orelse) if _mentions(one, name)]
        return not _mentions(statement.test, name) and all(_leaves_weights(one, name) for one in arms)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)):
        return False
    if isinstance(statement, ast.Assign) and _is_named(statement.targets[0], name):
        return statement.value is not None and _is_named(network_in(statement.value), name)
    parts: list[ast.AST] = within(statement)
    harmless: set[ast.AST] = set()
    for part in parts:
        if isinstance(part, ast.Call):
            if isinstance(part.func, ast.Attribute) and part.func.attr in _LEAVES_WEIGHTS:
                harmless.add(part.func.value)
            elif isinstance(part.func, ast.Name) and part.func.id in _TELLS | _WRAPPERS:
                harmless.update(part.args)
    return all(part in harmless for part in parts if _is_named(part, name))
