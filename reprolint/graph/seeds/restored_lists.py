"""Networks that are made in lists and dictionaries, and given stored states one by one: `for net, file in zip(nets, files)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from reprolint.graph.seeds.restoring import (
    is_named,
    is_restored,
    leaves_weights,
    mentions,
    network_in,
    puts_state_back,
    renamed,
)
from reprolint.source.walking import called, within

if TYPE_CHECKING:
    from reprolint.graph.events import Place
    from reprolint.graph.experiment import Experiment

OWNERS = (ast.Module, ast.FunctionDef, ast.If, ast.For, ast.With, ast.Try, ast.While)
_CONTAINERS = frozenset({"list", "tuple", "dict", "ModuleList", "ModuleDict"})
# What a loop may ask of a list without using its networks.
_GOES_OVER = frozenset({"enumerate", "items", "keys", "len", "list", "range", "tqdm", "values", "zip"})
_LEAVES_LOOP = (ast.Break, ast.Continue, ast.Return, ast.Slice)


class Networks(NamedTuple):
    """A list or dictionary of networks one of which, or each, is made at one place, and the statements that follow."""

    name: str
    key: str  # how the network is asked for: `'a'` in `{'a': Net()}`; "" where the place makes all of them
    behind: list[ast.stmt]


def lists_made(place: Place) -> Iterator[Networks]:
    """`nets = [Net() for ...]`, `nets = {"a": Net()}`, and loops with `nets.append(Net())` or `nets[name] = Net()`."""
    for owner in place.source.nodes_of(*OWNERS):
        for block in (getattr(owner, "body", []), getattr(owner, "orelse", [])):
            for at, one in enumerate(block):
                if not one.lineno <= place.line <= (one.end_lineno or one.lineno):
                    continue
                if isinstance(one, ast.Assign) and isinstance(one.targets[0], (ast.Name, ast.Attribute)):
                    keys = (key for key, element in _elements(one.value) if network_in(element) is place.node)
                    yield from (Networks(ast.unparse(one.targets[0]), key, block[at + 1 :]) for key in keys)
                elif isinstance(one, ast.For):
                    yield from (Networks(name, "", block[at + 1 :]) for name in _filled(one.body, place.node))


def _elements(value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Keys and elements of a list or dictionary that is written down, or worked out in one expression."""
    if isinstance(value, ast.Call) and called(value) in _CONTAINERS and len(value.args) == 1:
        value = value.args[0]
    if isinstance(value, (ast.ListComp, ast.GeneratorExp)):
        yield "", value.elt
    elif isinstance(value, ast.DictComp):
        yield "", value.value
    elif isinstance(value, (ast.List, ast.Tuple)):
        yield from ((str(at), element) for at, element in enumerate(value.elts))
    elif isinstance(value, ast.Dict):
        pairs = zip(value.keys, value.values, strict=True)
        yield from ((ast.unparse(key), element) for key, element in pairs if key is not None)


def _filled(body: list[ast.stmt], made: ast.AST) -> Iterator[str]:
    """Lists that a loop puts the network into which one of its own statements makes, having done nothing else with it."""
    names = {
        one.targets[0].id
        for one in body
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and network_in(one.value) is made
    }
    for one in body:
        target, value = _put_into(one)
        if value is None or not (network_in(value) is made or any(is_named(value, name) for name in names)):
            continue
        others = [other for other in body if other is not one and not _makes(other, made)]
        if all(leaves_weights(other, name) for other in others for name in {*names, target} if mentions(other, name)):
            yield target


def _put_into(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    """The list and the element of `nets.append(net)` and `nets[name] = net`."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript):
        return ast.unparse(statement.targets[0].value), statement.value
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append" and call.args:
        return ast.unparse(call.func.value), call.args[0]
    return "", None


def _makes(statement: ast.stmt, made: ast.AST) -> bool:
    return isinstance(statement, ast.Assign) and network_in(statement.value) is made


def list_is_restored(experiment: Experiment, networks: Networks) -> bool:
    """Does each of the networks get a whole stored state before any statement uses it?"""
    name = networks.name
    for at, statement in enumerate(networks.behind):
        if not mentions(statement, name):
            continue
        behind = networks.behind[at + 1 :]
        if (other := renamed(statement, [name])) is not None and not any(mentions(one, name) for one in behind):
            return list_is_restored(experiment, Networks(other, networks.key, behind))
        if isinstance(statement, ast.For):
            elements = _names_in_loop(name, statement.target, statement.iter, statement.body)
            if any(is_restored(experiment, element, statement.body) for element in elements):
                return True
            inside = [(one, element) for one in statement.body for element in elements if mentions(one, element)]
            if not elements or not all(leaves_weights(one, element) for one, element in inside):
                return False
        elif _by_key(statement, name):
            own = f"{name}[{networks.key}]"
            if networks.key and puts_state_back(experiment, statement, own):
                return True
            if not networks.key or not leaves_weights(statement, own):
                return False
        elif not leaves_weights(statement, name) and not _goes_on(statement, name):
            return False
    return False


def _names_in_loop(name: str, target: ast.expr, iterable: ast.expr, body: list[ast.stmt]) -> list[str]:
    """What a loop over all networks calls each: `net`, or `nets[i]`; nothing where it may leave some out."""
    if any(isinstance(part, _LEAVES_LOOP) for one in (iterable, *body) for part in within(one)):
        return []
    calls = [part for part in within(iterable) if isinstance(part, ast.Call)]
    if mentions(iterable, name) and not all(called(call) in _GOES_OVER for call in calls):
        return []
    bound = [part.id for part in within(target) if isinstance(part, ast.Name)]
    by_index = [f"{name}[{one}]" for one in bound]
    subscripts = (part for one in body for part in within(one) if isinstance(part, ast.Subscript))
    single = {part.value for part in subscripts if ast.unparse(part) in by_index}
    if any(is_named(part, name) and part not in single for one in body for part in within(one)):
        return []  # the list as a whole
    return [*_elements_of(name, target, iterable), *by_index]


def _elements_of(name: str, target: ast.expr, iterable: ast.expr) -> Iterator[str]:
    """The part of a loop's target that is each network of the list in turn."""
    if is_named(iterable, name):
        if isinstance(target, ast.Name):
            yield target.id
    elif isinstance(iterable, ast.Call):
        parts = target.elts if isinstance(target, ast.Tuple) else []
        what, given = called(iterable), iterable.args
        if what == "zip" and len(parts) == len(given):
            for part, one in zip(parts, given, strict=True):
                yield from _elements_of(name, part, one)
        elif what == "enumerate" and given and len(parts) == 2:
            yield from _elements_of(name, parts[1], given[0])
        elif what in {"list", "tqdm"} and given:
            yield from _elements_of(name, target, given[0])
        elif what in {"items", "values"} and isinstance(iterable.func, ast.Attribute):
            last = parts[-1:] if what == "items" else [target]
            for one in last:
                yield from _elements_of(name, one, iterable.func.value)


def _by_key(statement: ast.stmt, name: str) -> bool:
    """Is the list asked for nothing but single elements, with keys that are written down?"""
    parts = within(statement)
    asked = [part.value for part in parts if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant)]
    return isinstance(statement, (ast.Expr, ast.Assign)) and all(
        part in asked for part in parts if is_named(part, name)
    )


def _goes_on(statement: ast.stmt, name: str) -> bool:
    """`nets = nn.ModuleList(nets)` and `nets = [net.to(device) for net in nets]`, the same networks as before."""
    if not isinstance(statement, ast.Assign) or not is_named(statement.targets[0], name):
        return False
    value = statement.value
    if isinstance(value, ast.ListComp) and len(value.generators) == 1:
        loop = value.generators[0]
        return (
            not loop.ifs
            and is_named(loop.iter, name)
            and ast.unparse(network_in(value.elt)) == ast.unparse(loop.target)
        )
    return (
        isinstance(value, ast.Call) and called(value) in _CONTAINERS and all(is_named(one, name) for one in value.args)
    )
